// Blossoms as large as a hand: closed until they are touched, open from then on. Rows as for twig.vert. A petal is told by where on it
// a vertex is: along, across, row.
uniform samplerBuffer inst;
uniform float first;
out vec3 wp;
out vec3 wn;
out vec4 leaf;       // along, across, row, seed
out float shine;
vec3 drawn(vec3 p) {
  vec3 by = vec3(0.0);
  for (int i = 2; i < 4; i++) {
    vec3 to = live[i].xyz - p;
    float away = length(to);
    by += to / max(away, 0.02) * 0.016 * live[i].w * smoothstep(0.30, 0.10, away) * smoothstep(0.0, 0.05, away);
  }
  return by;
}
void main() {
  int row_ = (int(first) + gl_InstanceID) * 3;
  vec4 a = texelFetch(inst, row_), b = texelFetch(inst, row_ + 1), k = texelFetch(inst, row_ + 2);
  float s = k.z, h = TIME - k.x, done = h > 0.0 ? 1.0 : 0.0, near = 0.0;
  for (int i = 2; i < 4; i++) near = max(near, live[i].w * smoothstep(0.26, 0.08, distance(live[i].xyz, a.xyz)));
  float open = max(done * smoothstep(0.0, 1.7, h) * 0.92, 0.20 + 0.05 * sin(s * 40.0) + 0.16 * k.y * (0.8 + 0.2 * sin(TIME * 1.6)) + 0.14 * near);
  open += 0.02 * sin(TIME * 0.5 + s * 30.0);
  shine = done * (0.22 + 0.55 * smoothstep(0.0, 0.8, h) * exp(-max(h - 0.8, 0.0) * 0.35)) + 0.32 * k.y + 0.15 * near;
  vec3 sway = 0.005 * vec3(sin(TIME * 0.7 + s * 40.0), cos(TIME * 0.6 + s * 31.0), 0.5 * sin(TIME * 0.5 + s * 17.0));
  vec3 at = a.xyz + sway + drawn(a.xyz);
  // It looks at whoever sits here, and a little up.
  vec3 axis = normalize(normalize(EYES - a.xyz) + vec3(0.22 * sin(s * 50.0), 0.0, 0.20 + 0.12 * cos(s * 37.0)));
  vec3 side = normalize(cross(vec3(0.0, 0.0, 1.0), axis)), over = cross(axis, side);
  leaf = vec4(paint.xyz, s);
  vec3 v, n;
  if (leaf.z < 0.9) {
    float u = paint.x, w = paint.y * 2.0 - 1.0, row = paint.z * 4.0, around = p3d_Vertex.x + s * 6.28;
    float rise = mix(1.46, 0.10 + 0.34 * row, smoothstep(0.06 * row, 1.0, open));
    float curl = mix(0.16, 0.62, open) - 0.12 * row;
    float mid = rise + curl * (u * 0.5 - 0.30), end = rise + curl * (u - 0.30);
    float len = 0.98 - 0.19 * row, wide = (0.30 + 0.12 * open) * pow(max(sin(3.1416 * pow(clamp(u * 0.93 + 0.03, 0.0, 1.0), 1.55)), 0.0), 0.75) * (1.0 - 0.12 * row);
    float notch = 0.06 * smoothstep(0.75, 1.0, u) * (1.0 - w * w);
    vec2 flat_ = vec2(cos(mid), sin(mid)) * (u - notch) * len;
    vec3 up = vec3(-sin(end), 0.0, cos(end));
    v = vec3(0.045 + 0.02 * row + flat_.x, w * wide * len, flat_.y + 0.035 * row) + up * w * w * wide * 0.42;
    v.z += 0.035 * u * sin(w * 5.0 + row * 2.0 + around) * open;
    n = normalize(up - vec3(0.0, w * 0.55, 0.0));
    mat3 T = turned(around);
    v = T * v;
    n = T * n;
  } else {
    v = p3d_Vertex.xyz * mix(0.35, 1.0, smoothstep(0.1, 0.9, open)) * vec3(1.0, 1.0, 0.85);
    n = p3d_Normal;
  }
  v.z -= 0.16;
  float size = a.w * k.w * mix(1.0, 0.94, open);
  wp = at + (side * v.x + over * v.y + axis * v.z) * size;
  wn = side * n.x + over * n.y + axis * n.z;
  eye = eyePosition();
  gl_Position = size < 0.002 || b.w > 0.5 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
