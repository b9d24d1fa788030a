// Butterflies that wander about the garden and gather where live[14] says (place, when), and a songbird (BIRD) that comes to sit on a
// branch, sings and goes, from live[15].w on; live[15].xyz is where it sits. Bees (BEE) go from flower to flower overhead.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
flat out vec2 here;
out float glow;
mat2 spin(float a) { float c = cos(a), s = sin(a); return mat2(c, s, -s, c); }
void main() {
  eye = eyePosition();
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal, at;
  op = v;
  albedo = paint.rgb * paint.rgb;
  float part = floor(paint.a * 255.0 / 32.0 + 0.5), turn, size;
  here = vec2(0.85, 0.0);
#ifdef BIRD
  float h = TIME - live[15].w, come = smoothstep(0.0, 3.2, h), go = smoothstep(17.0, 20.5, h);
  glow = 0.0;
  vec3 perch = live[15].xyz, from = perch + vec3(6.0, 7.0, 2.5), to = perch + vec3(-9.0, 9.0, 4.0);
  at = mix(mix(from, perch, come), to, go * go);
  at.z += 1.2 * come * (1.0 - come) * 2.0 - 0.9 * go * (1.0 - go) * 2.0;
  float fly = max(1.0 - smoothstep(2.5, 3.2, h), smoothstep(16.8, 17.4, h)), sing = smoothstep(4.0, 4.6, h) * smoothstep(15.5, 14.5, h) * smoothstep(-0.2, 0.3, sin(h * 1.1));
  if (part > 3.5) {
    vec2 q = v.yz - vec2(-0.04, 0.04);
    v.yz = spin(-0.40 * sing * (0.6 + 0.4 * sin(TIME * 5.0))) * q + vec2(-0.04, 0.04);
    v.xy = spin(0.5 * sin(TIME * 0.7) * (1.0 - fly)) * v.xy;
  }
  if (part > 1.5 && part < 3.5) {
    float sg = part < 2.5 ? -1.0 : 1.0;
    vec2 o = vec2(sg * 0.065, 0.04), q = v.xz - o;
    v.xz = spin(sg * fly * (1.1 + 0.75 * sin(TIME * 8.0))) * q * (1.0 + 0.9 * fly) + o;
  }
  turn = mix(-0.7, 0.4, smoothstep(2.0, 3.4, h)) + 2.6 * smoothstep(16.6, 17.6, h);
  size = h > 0.0 && h < 20.5 ? 0.62 * smoothstep(0.0, 0.5, h) * smoothstep(20.5, 19.5, h) : 0.0;
#elif defined(BEE)
  float id = float(gl_InstanceID), s = id * 2.399, pace = TIME * (0.16 + 0.05 * fract(s)) + s, leg = floor(pace), on = smoothstep(0.55, 1.0, fract(pace));
  vec3 r = random3(id * 3.71 + leg * 1.37), q = random3(id * 3.71 + (leg + 1.0) * 1.37);
  vec3 a = vec3(mix(-0.85, 0.85, r.x), mix(1.05, 1.75, r.y), mix(0.30, 1.00, r.z)), b = vec3(mix(-0.85, 0.85, q.x), mix(1.05, 1.75, q.y), mix(0.30, 1.00, q.z));
  at = EYES + mix(a, b, on) + vec3(0.03 * sin(TIME * 1.9 + s), 0.03 * cos(TIME * 1.6 + s), 0.025 * sin(TIME * 2.3 + s) + 0.10 * sin(3.1416 * on));
  if (part > 1.5) { float sg = part < 2.5 ? -1.0 : 1.0, w = sg * (0.5 + 0.35 * sin(TIME * 9.0 + s)); v.xz = spin(w) * v.xz; }
  turn = atan(a.x - b.x, b.y - a.y) + 0.4 * sin(TIME * 0.7 + s);
  glow = 0.05;
  size = 0.014 * (1.0 - 0.999 * smoothstep(0.35, 0.75, live[1].x));
  n = vec3(n.xy * 0.5, abs(n.z) + 0.5);
#else
  float id = float(gl_InstanceID), s = id * 2.399;
  vec3 r = random3(id * 0.713 + 1.31), q = random3(id * 1.77 + 4.2);
  float h = TIME - live[14].w, gather = h > 0.0 ? smoothstep(0.6 * r.x, 4.0 + 2.0 * r.y, h) * smoothstep(19.0, 14.0, h) : 0.0;
  float azimuth = mix(-0.95, 0.95, r.x) + 0.16 * sin(TIME * 0.11 + s), away = mix(2.5, 6.5, q.y * q.y) + 0.5 * sin(TIME * 0.13 + s * 2.0);
  vec3 home = EYES + vec3(sin(azimuth) * away, cos(azimuth) * away, mix(-0.65, 0.55, r.z) + 0.22 * sin(TIME * 0.6 + s) + 0.05 * sin(TIME * 3.0 + s));
  float a = TIME * (0.45 + 0.2 * r.y) + s;
  vec3 there = live[14].xyz + vec3(0.42 * cos(a), 0.30 * sin(a), 0.22 * sin(a * 1.3 + s) + 0.03 * sin(TIME * 3.0 + s));
  at = mix(home, there, gather);
  float beat = sin(TIME * (3.0 + 0.9 * fract(s)) + s) * 0.5 + 0.5, sg = part < 2.5 ? -1.0 : 1.0;
  if (part > 1.5) { float w = sg * (0.15 + 1.15 * beat); v.xz = spin(w) * v.xz; n.xz = spin(w) * n.xz; }
  v.yz = spin(-0.35) * v.yz;
  // no two are dressed alike
  vec3 coat = q.x < 0.4 ? vec3(0.70, 0.66, 0.54) : (q.x < 0.7 ? vec3(0.36, 0.47, 0.72) : vec3(0.70, 0.44, 0.16));
  // A rim no darker than this: edge-on, a wing is a line, and what differs along it would flicker.
  albedo = part > 1.5 ? coat * mix(0.62, 0.86, smoothstep(0.15, 0.4, albedo.r)) : albedo * 3.0;
  turn = s + 0.9 * sin(TIME * 0.31 + s) + gather * 1.1 * sin(a);
  glow = 0.06 + 0.10 * gather;
  size = mix(0.40, 0.55, r.y);
#endif
  mat3 R = turned(turn);
  wp = at + R * v * size;
#if defined(BIRD) || defined(BEE)
  wn = R * n;
#else
  // Both sides of a wing are lit as one: else it would flash as it turns.
  wn = vec3(0.0, 0.0, 1.0);
#endif
  gl_Position = size < 0.002 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
