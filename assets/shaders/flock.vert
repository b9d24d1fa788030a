// A flock that rises ahead and circles away: live[14] is where (x, y, z) and when.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
flat out vec2 here;
out float glow;
void main() {
  float id = float(gl_InstanceID), h = TIME - live[14].w - 0.9 * random3(id * 0.37 + 1.0).x;
  vec3 r = random3(id * 0.913 + 0.37);
  float t = clamp(h / 19.0, 0.0, 1.0), out_ = smoothstep(0.0, 0.10, t) * smoothstep(1.0, 0.88, t);
  float angle = t * 5.2 + r.x * 0.9, radius = 5.0 + 16.0 * t + 3.0 * r.y;
  vec3 centre = live[14].xyz + vec3(0.0, 0.0, 1.0 + 15.0 * smoothstep(0.0, 0.9, t) + 3.0 * r.z);
  vec3 p = centre + vec3(cos(angle) * radius, sin(angle) * radius, 0.9 * sin(h * 0.9 + r.x * 20.0));
  float flap = sin(h * (9.0 + 2.0 * r.y) + r.z * 30.0) * (0.45 + 0.55 * smoothstep(-0.2, 0.5, sin(h * 0.8 + r.x * 30.0)));
  vec3 v = p3d_Vertex.xyz * 0.42;
  if (paint.a > 0.25) v.z += abs(v.x) * 0.85 * flap;
  mat3 R = turned(angle + 3.14159);
  eye = eyePosition();
  wp = p + R * v * out_;
  wn = vec3(0.0, 0.0, 1.0);
  op = v;
  albedo = vec3(0.34, 0.30, 0.26);
  here = vec2(0.9, 0.0);
  glow = 0.0;
  gl_Position = h < 0.0 || t >= 1.0 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
