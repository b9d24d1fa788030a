out vec2 uv;
out vec3 direction;
void main() {
  eye = eyePosition();
  direction = p3d_Vertex.xyz;
  uv = p3d_Normal.xy;
  gl_Position = atInfinity(direction);
}
