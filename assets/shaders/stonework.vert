// Stone lamps and a bridge: paint.r says what it is (stone 0, wood 0.5, a lamp's light 1), paint.g a grain.
out vec3 wp;
out vec3 wn;
out vec2 made;
void main() {
  eye = eyePosition();
  wp = (p3d_ModelMatrix * p3d_Vertex).xyz;
  wn = mat3(p3d_ModelMatrix) * p3d_Normal;
  made = paint.rg;
  gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
}
