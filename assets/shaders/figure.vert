// Those who stand in the snow by instance, the boat by its own place. paint.a names the part that moves.
// Rows of an instance: place and size; turn, when it was hit, lamps, key light; seed, how it answers, its way to the water; the
// ground's height a third, two thirds and all of that way on.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
out float piece;
#ifdef BOAT
out vec3 here;        // key light, lamps, -
#else
flat out vec3 here;
#endif
#ifdef SUNK
out vec3 onWater;     // where the line of sight meets the water that an image is seen in
#endif
vec2 spun(vec2 q, float a) { float c = cos(a), s = sin(a); return vec2(c * q.x - s * q.y, s * q.x + c * q.y); }
#ifdef INSTANCED
uniform samplerBuffer inst;
uniform float first;
float spell(float a, float b, float c, float d, float t) { return smoothstep(a, b, t) * smoothstep(d, c, t); }
// forwards (towards -y) about a line along x through (y, z) = o
void nod(inout vec3 v, inout vec3 n, float a, vec2 o) { v.yz = spun(v.yz - o, a) + o; n.yz = spun(n.yz, a); }
// to the figure's left hand about a line along y through (x, z) = o
void lean(inout vec3 v, inout vec3 n, float a, vec2 o) { v.xz = spun(v.xz - o, a) + o; n.xz = spun(n.xz, a); }
void twist(inout vec3 v, inout vec3 n, float a) { v.xy = spun(v.xy, a); n.xy = spun(n.xy, a); }
float called(vec2 at) {
  float s = 0.0;
  for (int i = 0; i < 3; i++) s = max(s, live[11][i] * step(distance(live[8 + i].xy, at), 0.4));
  return s;
}
#ifdef SNOWMAN
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {
  float hat = float(part == 1.0), head = float(part == 1.0 || part == 4.0);
  float idle = 1.0 - 0.6 * call;
  if (answer < 0.5) {                                              // takes off its hat and bows
    float off = spell(0.15, 1.0, 3.6, 4.6, h), bow = spell(0.9, 1.7, 2.7, 3.6, h);
    if (hat > 0.5) { lean(v, n, -0.55 * off, vec2(0.0, 2.15)); v += vec3(0.62, -0.10, 0.12) * off; }
    if (part == 3.0) lean(v, n, 0.62 * off, vec2(0.34, 1.36));
    nod(v, n, 0.32 * bow * smoothstep(0.6, 1.7, v.z), vec2(0.0, 0.9));
  } else if (answer < 1.5) {                                       // shakes itself
    float shake = exp(-h * 0.55) * smoothstep(0.0, 0.3, h) * smoothstep(6.0, 4.5, h);
    twist(v, n, 0.55 * sin(h * 7.0 - v.z * 0.9) * shake * smoothstep(0.1, 1.6, v.z));
    v.z += 0.10 * shake * abs(sin(h * 7.0)) + hat * 0.22 * shake * abs(sin(h * 7.0 - 0.8));
  } else if (answer < 2.5) {                                       // its head rolls off, and another grows
    if (head > 0.5) {
      float go = clamp(h / 1.3, 0.0, 1.0), grow = smoothstep(4.0, 5.0, h);
      float back = step(3.95, h), size = mix(1.0 - smoothstep(3.0, 3.8, h), grow * (1.0 + 0.10 * sin(grow * 3.14159)), back);
      vec3 o = vec3(0.0, 0.0, 1.86);
      float fly = 0.55 * 4.0 * go * (1.0 - go);
      vec3 at = o + mix(vec3(1.15 * go, -0.35 * go, -1.58 * go * go + fly), vec3(0.0), back);
      if (hat > 0.5) {
        float up = spell(0.0, 0.9, 4.6, 5.5, h);
        v.z += 0.42 * up + 0.06 * sin(h * 2.0) * up;
        lean(v, n, 0.16 * sin(h * 1.7) * up, vec2(0.0, 2.2));
      } else {
        float roll = -go * 5.6 * (1.0 - back);
        vec3 q = v - o;
        q.xz = spun(q.xz, roll); n.xz = spun(n.xz, roll);
        v = at + q * size;
      }
    }
  } else {                                                         // throws one back, well aside
    if (part == 3.0) {
      float wind = spell(0.1, 0.7, 0.85, 1.1, h), fling = spell(0.85, 1.1, 1.7, 3.0, h);
      lean(v, n, 0.55 * max(wind, fling), vec2(0.34, 1.36));
      twist(v, n, 0.75 * wind - 1.25 * fling);
    }
    twist(v, n, (0.35 * spell(0.1, 0.7, 0.85, 1.1, h) - 0.30 * spell(0.85, 1.1, 1.7, 3.0, h)) * smoothstep(0.5, 1.5, v.z));
  }
  if (part == 2.0 || part == 3.0) {
    float sgn = part == 2.0 ? -1.0 : 1.0;
    float swing = 0.05 * sin(TIME * 0.9 + s) * idle;
    swing += call * (part == 3.0 ? 0.75 + 0.38 * sin(TIME * 5.0 + s) : 0.15);
    lean(v, n, swing * sgn, vec2(sgn * 0.34, 1.36));
  }
  if (head > 0.5) v.x += (v.z - 1.6) * (0.05 * sin(TIME * 0.5 + s) + 0.14 * call * sin(TIME * 2.5 + s));
  v.z += call * 0.16 * abs(sin(TIME * 2.5 + s)) * smoothstep(-0.1, 0.5, v.z);
}
#endif
#ifdef PENGUIN
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {
  float flap = call + spell(0.0, 0.2, 0.7, 1.2, h) + 0.8 * spell(6.1, 6.3, 6.9, 7.4, h) + 0.7 * spell(10.2, 10.5, 11.0, 11.4, h);
  float walk = spell(7.0, 7.4, 10.0, 10.4, h), prone = spell(0.75, 1.35, 6.15, 6.7, h);
  if (part == 2.0 || part == 3.0) {
    float sgn = part == 2.0 ? -1.0 : 1.0;
    float w = sgn * (0.06 + 0.05 * sin(TIME * 1.1 + s) + min(flap, 1.0) * (0.75 + 0.45 * sin(TIME * 9.0 + s)) + 0.35 * walk + 0.9 * prone);
    lean(v, n, w, vec2(sgn * 0.17, 0.55));
  }
  if (part == 4.0) {
    twist(v, n, 0.35 * sin(TIME * 0.31 + s) * (1.0 - max(call, prone)));
    nod(v, n, -0.85 * prone, vec2(0.0, 0.64));
  }
  v.x += v.z * (0.06 * sin(TIME * 0.8 + s) * (1.0 - prone) + 0.16 * walk * sin(TIME * 7.0 + s) + 0.10 * call * sin(TIME * 5.2 + s));
  v.z += 0.24 * call * abs(sin(TIME * 5.2 + s)) + 0.30 * abs(sin(h * 6.0)) * spell(0.0, 0.15, 0.6, 0.85, h) + 0.02 * walk * abs(sin(TIME * 7.0 + s));
  nod(v, n, 1.45 * prone, vec2(0.0, 0.14));
}
#endif
#ifdef OTTER
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {
  float busy = spell(0.0, 0.6, 11.0, 12.5, h), dive = spell(2.0, 3.0, 4.6, 6.0, h), fed = spell(5.2, 5.6, 11.2, 12.2, h);
  if (part == 5.0) v = mix(vec3(0.0, -0.2, 0.2), v, fed);
  if (part == 2.0 || part == 3.0) {
    float sgn = part == 2.0 ? -1.0 : 1.0, wave = call * (part == 3.0 ? 1.0 : 0.25);
    lean(v, n, sgn * wave * (1.25 + 0.45 * sin(TIME * 5.5 + s)), vec2(sgn * 0.12, 0.32));
    nod(v, n, -0.10 * sin(TIME * 6.0 + s) * fed, vec2(-0.07, 0.33));
  }
  if (part == 4.0) {
    twist(v, n, 0.30 * sin(TIME * 0.43 + s) * (1.0 - 0.7 * call));
    nod(v, n, 0.30 + 0.08 * sin(TIME * 1.3 + s) + 0.10 * sin(TIME * 7.0) * fed - 0.25 * call, vec2(0.0, 0.45));
  }
  twist(v, n, 12.5664 * smoothstep(0.2, 2.0, h) * step(h, 11.5));   // rolls over and over
  // on its back; upright when it calls; head down in a dive
  float up = max(call, spell(0.0, 0.01, 0.5, 0.6, h) * 0.0);
  float lie = mix(-1.02, -0.12, up);
  nod(v, n, mix(lie, 2.5, dive), vec2(0.0, 0.0));
  v.z += mix(-0.10, -0.14, up) + 0.028 * sin(TIME * 1.15 + s) + 0.06 * call * sin(TIME * 3.0 + s) - 1.35 * dive;
}
#endif
#ifdef REINDEER
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {
  float toss = spell(0.0, 0.3, 2.4, 3.4, h), nibble = smoothstep(0.35, 0.75, sin(TIME * 0.13 + s * 3.0)) * (1.0 - max(call, spell(0.0, 0.4, 5.0, 6.0, h)));
  if (part == 4.0) {
    nod(v, n, 1.15 * nibble + 0.06 * sin(TIME * 2.3 + s) * nibble - 0.16 * call + (0.30 * sin(h * 6.0)) * toss + 0.12 * sin(TIME * 4.4) * call, vec2(-0.28, 1.14));
    float turn = 0.40 * sin(TIME * 0.21 + s) * (1.0 - max(call, toss));
    v.xy = spun(v.xy - vec2(0.0, -0.3), turn) + vec2(0.0, -0.3);
  }
  if (part == 6.0) lean(v, n, 0.5 * sin(TIME * 6.0) * max(call, toss), vec2(0.0, 1.2));
  float prance = max(0.7 * call, spell(0.3, 0.8, 3.0, 3.6, h));
  nod(v, n, -0.10 * prance * max(sin(TIME * 4.4 + s), 0.0), vec2(0.7, 0.0));
}
#endif
#ifdef FOX
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {
  // leaps up, dives into the snow head first, wags, comes out again and shakes itself
  float leap = clamp((h - 0.25) / 1.0, 0.0, 1.0), under = spell(0.9, 1.3, 3.6, 4.3, h), shake = spell(4.3, 4.6, 5.3, 6.0, h);
  if (part == 6.0) {
    float wag = 0.12 * sin(TIME * 0.9 + s) + (0.5 * call + 0.7 * under) * sin(TIME * 7.0 + s);
    v.xy = spun(v.xy - vec2(0.0, 0.33), wag) + vec2(0.0, 0.33);
    v.z += 0.10 * call;
  }
  if (part == 4.0) {
    twist(v, n, 0.45 * sin(TIME * 0.37 + s) * (1.0 - call) + 0.5 * sin(h * 16.0) * shake);
    lean(v, n, 0.30 * call * sin(TIME * 2.2 + s), vec2(0.0, 0.58));
  }
  twist(v, n, 0.22 * sin(h * 16.0 - 1.0) * shake);
  nod(v, n, 2.25 * under, vec2(0.02, 0.22));
  v.z += 0.75 * 4.0 * leap * (1.0 - leap) - 0.14 * under + 0.16 * call * abs(sin(TIME * 4.2 + s));
  v.y -= 0.45 * under;
}
#endif
#ifdef FLOE
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {
  v.z += 0.012 * sin(TIME * 0.7 + s) + 0.006 * v.x * sin(TIME * 0.5 + s * 2.0);
}
#endif
#ifdef HUT
void act(inout vec3 v, inout vec3 n, float part, float h, float call, float s, float answer) {}
#endif
#endif
void main() {
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  op = v;
  albedo = paint.rgb * paint.rgb;
  float part = floor(paint.a * 255.0 / 32.0 + 0.5);
  piece = part;
  eye = eyePosition();
#ifdef INSTANCED
#ifdef PROCESSION
  // One behind the other along a path: row 0 holds when they set out, how fast and how far apart they go, and metres from one
  // place of the path to the next; then follow its places.
  vec4 road = texelFetch(inst, 0);
  float gone = (TIME - road.x) * road.y - float(gl_InstanceID) * road.z, k = clamp(gone / road.w, 0.0, float(STOPS) - 1.01);
  vec4 p = texelFetch(inst, 1 + int(k)), q = texelFetch(inst, 2 + int(k));
  vec3 at = mix(p.xyz, q.xyz, fract(k));
  float s = float(gl_InstanceID) * 2.4, turn = atan(q.x - p.x, p.y - q.y), swims = smoothstep(0.10, -0.10, at.z);
  float size = (gl_InstanceID == 0 ? 1.3 : 0.95 + 0.1 * sin(s)) * smoothstep(0.0, 0.4, gone) * smoothstep(float(STOPS) - 1.0, float(STOPS) - 1.4, gone / road.w);
#ifdef PENGUIN
  float step_ = sin(gone * 9.0 + s);
  if (part == 2.0 || part == 3.0) lean(v, n, (part == 2.0 ? -1.0 : 1.0) * (0.35 + 0.12 * step_ + 0.5 * swims), vec2(part == 2.0 ? -0.17 : 0.17, 0.55));
  v.x += v.z * 0.15 * step_ * (1.0 - swims);
  v.z += 0.03 * abs(step_) * (1.0 - swims);
  if (part == 4.0) nod(v, n, -0.85 * swims, vec2(0.0, 0.64));
  nod(v, n, 1.45 * swims, vec2(0.0, 0.14));
  at.z = max(at.z, -0.22) + swims * 0.05 * sin(gone * 3.0 + s);
#else
  if (part == 5.0) v = vec3(0.0, -0.1, 0.2);
  float arc = sin(gone * 1.9 + s);
  if (part == 4.0) nod(v, n, -0.9, vec2(0.0, 0.45));
  nod(v, n, 1.42 - 0.30 * cos(gone * 1.9 + s), vec2(0.0, 0.2));
  at.z = -0.18 + 0.11 * arc;
#endif
  mat3 R = turned(turn);
  wp = R * v * size + at;
  wn = R * n;
  here = vec3(0.45, 0.0, 0.0);
  gl_Position = size < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
  return;
#else
  int row = (int(first) + gl_InstanceID) * 4;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1), c = texelFetch(inst, row + 2), d = texelFetch(inst, row + 3);
  float h = TIME - b.y, s = c.x * 6.2832;
  act(v, n, part, h, called(a.xy), s, c.y);
  float turn = b.x;
  vec3 at = a.xyz;
#ifdef PENGUIN
  // to the water on its belly, under it, out of it with a leap, and home on foot
  float there = smoothstep(1.1, 1.6, h) * 0.12 + 0.88 * smoothstep(1.3, 3.0, h), home = clamp((h - 6.9) / 3.3, 0.0, 1.0);
  float way = h < 6.2 ? there : mix(1.0 - 0.28 * smoothstep(6.2, 6.8, h), 0.0, home);
  if (h > 0.0 && h < 11.5) {
    at.xy += c.zw * way;
    float k = way * 3.0;
    float z = k < 1.0 ? mix(a.z, d.x, k) : (k < 2.0 ? mix(d.x, d.y, k - 1.0) : mix(d.y, d.z, k - 2.0));
    float out_ = clamp((h - 6.1) / 0.75, 0.0, 1.0);
    at.z = z - 0.75 * spell(2.7, 3.3, 6.0, 6.25, h) + 0.85 * 4.0 * out_ * (1.0 - out_);
    float towards = atan(c.z, -c.w), delta = mod(towards - turn + 3.14159, 6.2832) - 3.14159;
    turn += delta * smoothstep(0.5, 1.2, h) * smoothstep(6.9, 6.0, h) + (delta + (delta < 0.0 ? 3.14159 : -3.14159)) * spell(6.2, 6.9, 10.0, 10.8, h);
  }
#endif
  mat3 R = turned(turn);
  // What is too far away to be told apart grows out of the distance instead of springing up.
  float size = a.w * smoothstep(REACH, REACH * 0.82, distance(a.xy, eye.xy));
  wp = R * v * size + at;
  wn = R * n;
  here = vec3(b.w, b.z, 0.0);
#endif
#else
  wp = (p3d_ModelMatrix * vec4(v, 1.0)).xyz;
  wn = mat3(p3d_ModelMatrix) * n;
  here = vec3(0.65, 0.10, 0.0);
#ifdef BOAT
  // what its own lantern lends it
  vec3 to = vec3(0.0, 2.05, 0.53) - v;
  here = vec3(0.55, 0.62 * clamp(dot(n, normalize(to)) * 0.5 + 0.5, 0.0, 1.0) / (0.35 + dot(to, to)), 0.0);
#endif
#endif
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#ifdef SUNK
  onWater = eye + (wp - eye) * eye.z / max(eye.z - wp.z, 1e-3);
  vec4 q = p3d_ViewProjectionMatrix * vec4(onWater, 1.0);
  gl_Position = eye.z < 0.05 ? NOWHERE : vec4(gl_Position.xy, inWater(q.z / q.w, -wp.z) * gl_Position.w, gl_Position.w);
#endif
}
