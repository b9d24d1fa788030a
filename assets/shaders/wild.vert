// Those who are met in the wood (wildlife.py): each answers in its own way from the moment it is met, and who calls stirs.
uniform samplerBuffer inst;
uniform float first;
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
flat out vec2 here;   // sun, -
out float glow;
mat2 spin(float a) { float c = cos(a), s = sin(a); return mat2(c, s, -s, c); }
void main() {
  int row = (int(first) + gl_InstanceID) * 2;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1);
  float h = TIME - b.y, on = h > 0.0 ? 1.0 : 0.0, s = b.z * 6.2832, call = 0.0;
  for (int i = 0; i < 3; i++) call += live[11][i] * step(length(live[8 + i].xy - a.xy), 1.2);
  call = min(call, 1.0);
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  op = v;
  albedo = paint.rgb * paint.rgb;
  float part = floor(paint.a * 255.0 / 32.0 + 0.5), turn = b.x;
  vec3 shift = vec3(0.0);
  glow = 0.0;
#ifdef BIRD
  // It sings, flies a wide ring and comes back to its stump.
  float fly = on * smoothstep(1.6, 2.6, h) * smoothstep(11.0, 9.2, h), sing = max(on * smoothstep(0.0, 0.2, h) * smoothstep(1.9, 1.4, h), 0.55 * call);
  float away = clamp((h - 1.6) / 9.0, 0.0, 1.0);
  float ease = away * away * (3.0 - 2.0 * away), ring = ease * 6.2832 * 2.0;
  if (part > 0.5) {
    if (part > 3.5) {
      vec2 q = v.yz - vec2(-0.04, 1.13);
      v.yz = spin(-0.45 * sing * (0.6 + 0.4 * sin(TIME * 7.0)) + 0.10 * sin(TIME * 0.9 + s)) * q + vec2(-0.04, 1.13);
      v.xy = spin(0.5 * sin(TIME * 0.37 + s) * (1.0 - fly)) * v.xy;
    }
    if (part > 1.5 && part < 3.5) {
      float sg = part < 2.5 ? -1.0 : 1.0, flap = max(fly, 0.35 * sing) * (0.55 + 0.75 * sin(TIME * 13.0 * mix(0.6, 1.0, fly)));
      vec2 o = vec2(sg * 0.065, 1.13), q = v.xz - o;
      v.xz = spin(sg * (1.1 * fly + flap) ) * q * (1.0 + 0.9 * fly) + o;
    }
    v.z += 0.012 * sing * abs(sin(TIME * 7.0)) + 0.03 * call * abs(sin(TIME * 3.2));
    vec3 out_ = vec3(sin(ring), 1.0 - cos(ring), 0.0) * 1.2 * sin(3.14159 * away);
    out_.z = 1.1 * sin(3.14159 * away) + 0.12 * sin(TIME * 5.0) * fly;
    v.xy = spin(ring * fly) * v.xy;
    v += out_ * on;
  }
#endif
#ifdef BUTTERFLY
  // Few beats and long glides: wings that flap fast would flicker.
  float beat = sin(TIME * (4.2 + 1.2 * fract(s)) + s) * 0.5 + 0.5;
  float sg = part < 2.5 ? -1.0 : 1.0;
  if (part > 1.5) { float w = sg * (0.15 + 1.15 * beat); v.xz = spin(w) * v.xz; n.xz = spin(w) * n.xz; }
  v.yz = spin(-0.35) * v.yz;
  vec3 home = a.xyz + vec3(0.55 * sin(TIME * 0.43 + s) + 0.2 * sin(TIME * 1.1 + s), 0.45 * cos(TIME * 0.37 + s * 2.0), 0.18 * sin(TIME * 0.9 + s) + 0.05 * sin(TIME * 4.2 + s));
  // Once met it comes along with the walker for a while, and then goes home.
  float along = on * smoothstep(0.0, 3.5, h) * smoothstep(17.0, 12.0, h);
  vec2 ahead = vec2(-sin(live[13].w), cos(live[13].w)), right = vec2(ahead.y, -ahead.x);
  float way = b.z < 0.5 ? -1.0 : 1.0;
  vec3 beside = live[13].xyz + vec3(ahead * (2.5 + 0.5 * sin(TIME * 0.5 + s)) + right * way * (0.75 + 0.35 * sin(TIME * 0.63 + s)), 1.02 + 0.16 * sin(TIME * 0.8 + s));
  vec3 there = mix(home, beside, along);
  shift = there - a.xyz;
  turn += 0.9 * sin(TIME * 0.43 + s) + on * along * 2.0;
  glow = 0.10 + 0.4 * call;
  v *= 1.0 + 0.2 * call;
#endif
#ifdef BLOOM
  float open = max(on * smoothstep(0.0, 1.6, h) * smoothstep(26.0, 20.0, h), 0.12 + 0.10 * call * (0.5 + 0.5 * sin(TIME * 2.0)));
  if (part > 0.5 && part < 1.5) {
    float foot = 0.56, up = (v.z - foot) / 0.22;
    vec2 way = normalize(v.xy + 1e-5);
    float angle = open * (1.25 * up + 0.25);
    float r = length(v.xy), z = v.z - foot;
    vec2 q = spin(-angle) * vec2(r, z);
    v.xy = way * max(q.x, 0.004); v.z = foot + q.y;
    n = normalize(n + vec3(0.0, 0.0, open));
  }
  glow = part > 0.5 ? 0.85 * on * smoothstep(0.2, 2.0, h) * smoothstep(24.0, 14.0, h) * (part > 1.5 ? 2.0 : 1.0) + 0.30 * call : 0.0;
  v.xy += 0.03 * v.z * v.z * vec2(sin(TIME * 0.8 + s), cos(TIME * 0.7 + s)) * (1.0 + call);
#endif
#ifdef MUSHROOM
  float mine = on * smoothstep(0.25 * part - 0.25, 0.25 * part + 0.5, h) * smoothstep(20.0, 12.0, h);
  if (part > 0.5) { v.z += 0.04 * mine * (1.0 + 0.3 * sin(h * 2.5 + part)); glow = 0.75 * mine + 0.28 * call; }
  else v.z *= 1.0 + 0.10 * on * smoothstep(0.0, 1.0, h) * smoothstep(20.0, 12.0, h) * step(0.05, v.z);
#endif
#ifdef SQUIRREL
  // It looks, runs a ring about its place, and sits up again.
  float run = on * smoothstep(0.8, 1.3, h) * smoothstep(5.2, 4.6, h), t = clamp((h - 0.9) / 4.0, 0.0, 1.0), ring = t * t * (3.0 - 2.0 * t) * 6.2832;
  if (part > 1.5 && part < 2.5) { float w = 0.16 * sin(TIME * 1.3 + s) + (on * smoothstep(3.0, 0.0, h) + call) * 0.20 * sin(TIME * 6.0); v.yz = spin(-w * v.z * 1.6 - 0.9 * run * v.z) * v.yz; }
  if (part > 3.5) v.xy = spin(0.5 * sin(TIME * 0.6 + s) * (1.0 - run)) * v.xy;
  vec2 q = v.yz - vec2(0.05, 0.05);
  v.yz = spin(0.75 * run * step(0.5, part) * step(v.z, 9.0)) * q + vec2(0.05, 0.05);
  v.z += run * 0.07 * abs(sin(h * 9.0)) + 0.03 * call * abs(sin(TIME * 3.0));
  v.xy = spin(ring * run) * v.xy + on * 0.85 * vec2(sin(ring), 1.0 - cos(ring)) * step(0.001, run);
#endif
#ifdef CROSSING
  // Deer that cross the path, one after the other, in no hurry.
  float t = clamp((TIME - b.y) / b.z, 0.0, 1.0), pace = (TIME - b.y) * 5.2 + a.w * 40.0;
  vec3 from = a.xyz, to = vec3(b.xw, a.z);
  float rise = 0.0;
  shift = vec3((to.xy - from.xy) * t, 0.0);
  turn = atan(to.x - from.x, -(to.y - from.y));
  if (v.z < 0.72 && part < 0.5) { float leg = sign(v.x) * sign(v.y); v.y += (0.72 - v.z) * 0.34 * sin(pace + leg * 1.5708); v.z += 0.06 * max(0.0, cos(pace + leg * 1.5708)) * smoothstep(0.7, 0.2, v.z); }
  v.z += 0.012 * sin(pace * 2.0);
  if (part > 0.5) { vec2 o = vec2(-0.28, 0.86), q = v.yz - o; v.yz = spin(0.06 * sin(pace * 2.0)) * q + o; }
  v *= smoothstep(0.0, 0.06, t) * smoothstep(1.0, 0.94, t);
  s = 0.0;
#elif defined(DEER)
  float heed = max(on * smoothstep(0.0, 1.2, h) * smoothstep(12.0, 10.0, h), call * 0.8), graze = (1.0 - heed) * smoothstep(-0.2, 0.5, sin(TIME * 0.13 + s));
  if (part > 0.5) {
    vec2 o = vec2(-0.28, 0.86), q = v.yz - o;
    v.yz = spin(1.25 * graze - 0.12 * heed) * q + o;
    float look = (0.35 * sin(TIME * 0.31 + s) * (1.0 - graze)) * (1.0 - heed);
    v.xy = spin(look) * (v.xy - vec2(0.0, -0.28)) + vec2(0.0, -0.28);
  }
  v.z += 0.006 * sin(TIME * 1.6 + s) * smoothstep(0.5, 0.8, v.z);
#endif
#ifdef CHIME
  float ring = max(on * exp(-h * 0.22) * smoothstep(0.0, 0.15, h), max(0.25 * call, 0.10));
  if (part > 0.5) { float w = 0.10 * ring * sin(TIME * (1.6 + 0.15 * part) + part * 1.9 + s); v.xy += (1.70 - v.z) * w * vec2(0.8, 0.6); glow = 0.9 * on * exp(-h * 0.35) + 0.4 * call; }
#endif
#ifdef LANTERN
  float lit_ = max(0.30, max(on * smoothstep(0.0, 1.2, h) * smoothstep(60.0, 45.0, h), max(live[12].w, 0.55 * call)));
  float w = 0.05 * sin(TIME * 1.1 + s) + 0.10 * on * exp(-h * 0.5) * sin(h * 3.0);
  if (v.y < -0.3 && v.z < 1.9) v.x += (1.9 - v.z) * w;
  if (part > 0.5) glow = 2.6 * lit_ * (0.93 + 0.07 * sin(TIME * 1.7 + s));
#endif
  mat3 R = turned(turn);
#ifdef CROSSING
  here = vec2(0.6, 0.0);
  wp = R * v * a.w + a.xyz + shift;
  wp.z += live[15].x * shift.x + live[15].y * shift.y;
#else
  wp = R * v * a.w + a.xyz + shift;
  here = vec2(b.w, 0.0);
#endif
  wn = R * n;
  eye = eyePosition();
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
