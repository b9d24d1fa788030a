// A thin moon that rises behind the mountains: live[1].z is how far it is up.
out vec2 corner;
void main() {
  eye = eyePosition();
  corner = p3d_Vertex.xy * 1.2;
  vec3 d = normalize(MOON_AT - vec3(0.0, 0.0, 0.165 * (1.0 - live[1].z))), right = normalize(cross(d, vec3(0.0, 0.0, 1.0)));
  gl_Position = live[1].z < 0.002 ? NOWHERE : atInfinity(d + (right * corner.x + cross(right, d) * corner.y) * 0.0225);
}
