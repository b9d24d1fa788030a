out vec3 at;         // along, up, which
out float density;   // how much of the curtain the line of sight passes; less near the sun
vec2 fold(float u, float k) {
  float w = u * 6.2832 + k * 2.1, t = TIME * 0.06;
  // Arcs one behind the other, from ahead on the left to high on the right; a fourth passes overhead.
  vec2 line = mix(vec2(-9.0 + k * 2.4, 15.0 - k * 2.0), vec2(13.0 - k * 1.5, 1.0 - k * 2.2), u);
  vec2 across = normalize(vec2(14.0, 22.0));
  float bow = 2.6 * sin(u * 3.14159);
  float f = 1.15 * sin(w * 1.3 + t * 0.7 + k) + 0.62 * sin(w * 2.7 - t + k * 3.0) + 0.30 * sin(w * 6.1 + t * 1.3) + 0.06 * sin(w * 14.0 - t * 1.9);
  float along = 0.30 * sin(w * 5.3 - t * 0.9) + 0.14 * sin(w * 12.0 + t * 1.7);
  return line + across * (f + bow) + vec2(across.y, -across.x) * along * 0.7;
}
void main() {
  eye = eyePosition();
  float u = p3d_Vertex.x, v = p3d_Vertex.y, k = p3d_Vertex.z;
  vec2 q = fold(u, k), ahead = fold(u + 0.003, k);
  vec2 side = normalize(ahead - q);
  vec2 look = normalize(q);
  float x = abs(side.x * look.y - side.y * look.x);
  density = 1.15 * x / (0.16 + x * x);
  at = vec3(u, v, k);
  vec3 d = vec3(q, 3.4 + 0.5 * sin(u * 9.0 + k * 2.0) + v * (4.6 + 0.9 * sin(u * 14.0 + k)));
  density *= smoothstep(0.985, 0.78, dot(normalize(d), SUN));
  gl_Position = atInfinity(d);
}
