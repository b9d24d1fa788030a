// Petals and leaves that fall while live[12].y says so.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
flat out vec2 here;
out float glow;
void main() {
  float id = float(gl_InstanceID);
  vec3 r = random3(id * 0.613 + 2.17), q = random3(id * 1.17 + 9.1), box = vec3(22.0, 22.0, 9.0);
  eye = eyePosition();
  vec3 p = r * box;
  p.z -= TIME * (0.42 + 0.30 * q.x);
  p.xy += 0.10 * TIME + 0.55 * vec2(sin(TIME * 0.9 + q.y * 40.0), cos(TIME * 0.75 + q.z * 40.0));
  p = mod(p - eye - vec3(0.0, 0.0, 1.5), box) - 0.5 * box + vec3(0.0, 0.0, 1.5);
  float d = length(p), much = smoothstep(q.z * 0.9, q.z * 0.9 + 0.1, live[12].y);
  float size = (0.030 + 0.025 * q.y) * much * smoothstep(0.9, 2.0, d) * smoothstep(11.0, 8.5, d);
#ifdef CHERRY
  size *= 1.35;
#endif
  float t = TIME * (1.1 + q.x) + q.z * 40.0;
  mat3 R = turned(t) ;
  float c = cos(t * 0.7), s = sin(t * 0.7);
  mat3 Q = mat3(1.0, 0.0, 0.0, 0.0, c, s, 0.0, -s, c);
  vec3 v = R * (Q * p3d_Vertex.xyz);
  wp = eye + p + v * size;
  wn = R * (Q * p3d_Normal);
  op = p3d_Vertex.xyz;
  albedo = mix(vec3(0.95, 0.62, 0.60), vec3(0.90, 0.60, 0.10), step(0.55, q.x));
#ifdef CHERRY
  albedo = mix(vec3(0.95, 0.62, 0.68), vec3(0.95, 0.84, 0.84), q.x);
#endif
  here = vec2(0.75, 0.0);
  glow = 0.12;
  gl_Position = size < 0.004 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
