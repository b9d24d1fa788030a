// Rock faces: paint holds the key light, the open sky, ice, lamps.
out vec3 wp;
out vec3 wn;
out vec4 there;
void main() {
  eye = eyePosition();
  wp = (p3d_ModelMatrix * p3d_Vertex).xyz;
  wn = mat3(p3d_ModelMatrix) * p3d_Normal;
  there = paint;
  gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
}
