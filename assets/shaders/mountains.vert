out vec2 uv;
out vec3 direction;
void main() {
  eye = eyePosition();
  direction = p3d_Vertex.xyz;
  float flat_ = length(direction.xy);
  uv = vec2(atan(direction.x, direction.y) / 6.2831853 + 0.5, (direction.z - RING_LOW) / (RING_HIGH - RING_LOW));
  gl_Position = atInfinity(direction);
}
