out vec3 wp;
out vec3 wn;
out float rise;    // metres over the ground before the glass
flat out float wet;  // 1 where it is water over stone
void main() {
  eye = eyePosition();
  wp = (p3d_ModelMatrix * p3d_Vertex).xyz;
  wn = mat3(p3d_ModelMatrix) * p3d_Normal;
  rise = paint.r * 4.0;
  wet = paint.g;
  gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
}
