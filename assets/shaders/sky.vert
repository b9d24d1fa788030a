out vec3 direction;
void main() {
  eye = eyePosition();
  direction = p3d_Vertex.xyz;
  gl_Position = atInfinity(direction);
}
