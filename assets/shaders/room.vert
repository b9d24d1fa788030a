// A room and what is in it. Metres from the middle of its floor, which lies FLOOR over the sea; the model's place is not asked for.
// paint: what it is of, a grain, and of the room itself the light it keeps (sky, room); of leaves their tip; of THINGs how open.
out vec3 wp;
out vec3 op;        // in the room
out vec3 wn;
out vec4 made;      // what of, grain, and two of light
#ifdef THING
// Things: rows of place and size; a turn (quaternion); a value, a glow, a seed.
uniform samplerBuffer inst;
uniform float first;
out vec2 self;
flat out vec3 lean;
vec3 spun(vec4 q, vec3 v) { return v + 2.0 * cross(q.xyz, cross(q.xyz, v) + q.w * v); }
#endif
void main() {
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  made = paint;
  made.x = floor(paint.x * 16.0 + 0.5);
  eye = eyePosition();
#ifdef THING
  int row = (int(first) + gl_InstanceID) * 3;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1), c = texelFetch(inst, row + 2);
#ifdef FLOWER
  // A petal: across, along, its azimuth; paint.w how far along it, paint.z which ring. Each is an arc that opens outwards.
  float open = c.x, ring = paint.z, s = paint.w;
  float from = mix(0.10, 0.34, open) + ring * mix(0.05, 0.50, open), bend = mix(-0.62, 0.80, open) - ring * 0.25 * open;
  bend = abs(bend) < 0.03 ? 0.03 : bend;
  float to = from + bend * s, whole = s > 0.0 ? v.y / s : 0.0;
  float r = 0.006 + whole * (cos(from) - cos(to)) / bend, z = whole * (sin(to) - sin(from)) / bend;
  float cup = 9.0 * v.x * v.x * (1.0 - 0.6 * open);
  vec2 out_ = vec2(r - cup * cos(to), z + cup * sin(to));
  vec3 o = vec3(cos(v.z), sin(v.z), 0.0), side = vec3(-o.y, o.x, 0.0);
  n = normalize(-o * cos(to) + vec3(0.0, 0.0, sin(to)) - side * v.x * 14.0);
  v = o * out_.x + side * v.x + vec3(0.0, 0.0, out_.y);
#endif
#ifdef POOL
  v.xy *= c.y;                                     // water is as wide as the bowl is where it stands
#endif
#ifdef FALL
  v.xy *= 1.0 + 0.25 * sin(v.z * 9.0 + TIME * 9.0);
  v.z *= c.x;                                      // a thread of water, as long as it has to fall
#endif
  op = spun(b, v * a.w) + a.xyz;
  n = spun(b, n);
  lean = spun(b, vec3(0.0, 0.0, 1.0));
  self = c.yz;
  if (a.w < 0.002) { gl_Position = NOWHERE; wp = op; wn = n; return; }
#else
#ifdef GREEN
  float sway = 0.010 + 0.022 * live[12].w, s = v.x * 3.1 + v.z * 2.3 + made.y * 6.0;
  v += made.w * sway * vec3(sin(TIME * 1.1 + s), 0.6 * cos(TIME * 0.9 + s * 1.3), 0.4 * sin(TIME * 1.3 + s * 0.7));
  v.xz += 0.020 * (0.4 + live[12].w) * vec2(sin(TIME * 0.55 + v.x * 0.9), 0.3 * cos(TIME * 0.5 + v.x)) * step(7.5, made.x);
#endif
#ifdef CLOTH
  // A curtain that breathes: freer the lower it hangs.
  float down = made.w, wave = 0.030 * sin(TIME * 0.62 + v.x * 9.0) + 0.022 * sin(TIME * 0.41 + v.z * 2.2 + v.x * 3.0);
  v.y += down * down * (wave * (0.7 + 1.2 * live[12].w) - 0.10 * live[12].w);
#endif
#ifdef BODY
  // Who sits there: a chest that breathes and goes where the shoulders are, and legs that never hold quite still, both alike.
  float up = smoothstep(0.60, 0.97, v.z) * smoothstep(0.10, 0.0, v.y), breath = sin(TIME * 1.3) * (0.4 + 0.6 * up);
  v.y += 0.005 * breath * up * smoothstep(-0.16, -0.02, v.y);
  vec4 moved = p3d_ModelMatrix * vec4(v, 1.0);
  v = mix(v, moved.xyz, up);
  n = normalize(mix(n, mat3(p3d_ModelMatrix) * n, up));
  float knee = smoothstep(-0.05, 0.36, v.y) * smoothstep(0.06, 0.50, v.z), heel = smoothstep(0.0, 0.33, v.y);
  heel *= 1.0 - smoothstep(0.36, 0.52, v.y) * smoothstep(0.20, 0.08, v.z);
  float now_ = max(sin(TIME * 0.149), 0.0), then = max(sin(TIME * 0.097 + 2.0), 0.0);
  v.x += sign(v.x) * knee * (0.007 * sin(TIME * 0.23) + 0.005 * sin(TIME * 0.37 + 1.7));
  v.z += 0.013 * heel * (pow(now_, 6.0) + pow(then, 8.0)) * step(v.y, 0.6);
#endif
  op = v;
#ifdef AFLOAT
  op = (p3d_ModelMatrix * vec4(v, 1.0)).xyz - vec3(0.0, 0.0, FLOOR);
  n = mat3(p3d_ModelMatrix) * n;
#endif
#endif
  wp = op + vec3(0.0, 0.0, FLOOR);
  wn = n;
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
