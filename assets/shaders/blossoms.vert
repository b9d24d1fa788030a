// Petals that the breeze takes from the vine, before the arches and a few through them, after live[14].y.
out vec3 wp;
out vec3 op;
out vec3 wn;
out vec4 made;
void main() {
  float id = float(gl_InstanceID), h = TIME - live[14].y;
  vec3 r = random3(id * 0.613 + 2.17), q = random3(id * 1.17 + 9.1);
  float t = h - 5.0 * r.x, life = 9.0;
  eye = eyePosition();
  vec3 p = vec3(-3.4 + 5.2 * r.y, 3.6 + 1.2 * r.z, 2.7 - 0.5 * q.z);
  p += vec3(0.32 * t + 0.22 * sin(t * 1.3 + q.x * 30.0), -0.17 * t * step(0.6, q.y) + 0.16 * cos(t * 1.1 + q.y * 30.0), -(0.24 + 0.08 * q.z) * t);
  float size = 0.028 * smoothstep(0.0, 0.6, t) * smoothstep(life, life - 2.0, t) * smoothstep(1.0, 2.0, p.y);
  float a = t * (1.0 + q.x) + q.z * 40.0, c = cos(a * 0.7), s = sin(a * 0.7);
  mat3 R = turned(a) * mat3(1.0, 0.0, 0.0, 0.0, c, s, 0.0, -s, c);
  op = p + R * (vec3(p3d_Vertex.xy * vec2(0.7, 1.0), 0.18 * p3d_Vertex.x * p3d_Vertex.x) * size);
  wn = R * vec3(0.0, 0.0, 1.0);
  made = vec4(9.0, q.x, 1.0, 1.0);
  wp = op + vec3(0.0, 0.0, FLOOR);
  gl_Position = size < 0.001 || p.z < 0.0 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
