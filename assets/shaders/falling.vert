// Falling stars, slow ones: each crosses its piece of sky in its own time after live[13].y. p3d_Vertex: along the trail, across, which.
out vec2 corner;
out float bright;
vec3 aim(float azimuth, float height) { return vec3(sin(azimuth) * cos(height), cos(azimuth) * cos(height), sin(height)); }
void main() {
  eye = eyePosition();
  float id = p3d_Vertex.z;
  vec3 r = random3(id * 3.1 + fract(live[13].y * 0.137) * 19.0), q = random3(id * 7.7 + fract(live[13].y * 0.071) * 23.0);
  float h = (TIME - live[13].y - 0.6 - id * 1.45) / (3.2 + r.x), gone = 0.40 + 0.25 * q.x;
  vec3 from = aim(-0.55 + 1.25 * r.y, 0.36 + 0.22 * r.z), to = aim(-0.55 + 1.25 * r.y + (q.y > 0.5 ? gone : -gone), 0.17 + 0.12 * q.z);
  float head = clamp(h, 0.0, 1.0), tail = head - 0.60 * smoothstep(0.0, 0.45, head) * smoothstep(1.05, 0.7, head);
  vec3 d = normalize(mix(from, to, mix(tail, head, p3d_Vertex.x)));
  vec3 side = normalize(cross(to - from, d));
  corner = vec2(p3d_Vertex.x, p3d_Vertex.y);
  bright = smoothstep(0.0, 0.25, h) * smoothstep(1.0, 0.65, h);
  gl_Position = h < 0.0 || h > 1.0 ? NOWHERE : atInfinity(d + side * p3d_Vertex.y * (0.004 + 0.006 * p3d_Vertex.x));
}
