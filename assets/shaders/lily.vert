// Water lilies: pads that lie on the swell (PAD), flowers that open and close with the breath, and the light that an open
// flower lets fall on the water (POOL). A petal is told by where on it a vertex is: along, across, around the flower.
uniform samplerBuffer inst;
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 leaf;       // along, across, row, seed
out float shine;
out vec2 corner;
float swell(vec2 p) {
  return 0.011 * (sin(p.x * 0.8 + PACE * 0.7) + sin(p.y * 0.7 - PACE * 0.55 + p.x * 0.3)) * (0.6 + 0.8 * BREATH);
}
void main() {
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  float h = TIME - b.y, called = h > 0.0 ? smoothstep(0.0, 2.2, h) * smoothstep(20.0, 12.0, h) : 0.0;
  float size = a.w, s = b.x;
  vec3 at = vec3(a.xy + 0.05 * vec2(sin(PACE * 0.23 + s * 40.0), cos(PACE * 0.19 + s * 31.0)), swell(a.xy) + 0.045);
  float lit = b.z;                                      // its own glow, 0..1
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  leaf = vec4(paint.xyz, s);
  shine = 0.0;
#ifdef PAD
  vec3 v = turned(a.z) * p3d_Vertex.xyz;
  op = p3d_Vertex.xyz;
  vec2 tip = vec2(sin(PACE * 0.6 + s * 30.0), cos(PACE * 0.5 + s * 23.0)) * 0.018;
  wp = at + v * size + vec3(0.0, 0.0, dot(v.xy, tip) * size);
  wn = normalize(vec3(-tip, 1.0) + turned(a.z) * p3d_Normal * 0.6);
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#else
  float breath = clamp(BREATH + 0.12 * sin(s * 50.0), 0.0, 1.0);
  float open = clamp(mix(0.12 + 0.10 * s, 0.80, breath * b.w) + called * 0.45, 0.0, 1.05);
  shine = lit * (0.20 + 0.80 * open) * (0.55 + 0.45 * breath) + called * 0.75;
#ifdef POOL
  float away = distance(at, eye);
  wp = vec3(at.xy + corner * size * (2.6 + 1.6 * open), 0.022);
  shine *= smoothstep(1.5, 3.0, away);
  op = vec3(0.0); wn = vec3(0.0, 0.0, 1.0);
  gl_Position = shine < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#else
  vec3 v, n;
  if (leaf.z < 0.9) {
    float u = paint.x, w = paint.y * 2.0 - 1.0, row = paint.z * 4.0, around = p3d_Vertex.x + a.z;
    // the inner rows stand steeper and open later
    float rise = mix(1.42, 0.16 + 0.36 * row, smoothstep(0.10 * row, 1.0, open));
    float curl = mix(0.10, 0.52, open) - 0.10 * row;
    float mid = rise + curl * (u * 0.5 - 0.20), end = rise + curl * (u - 0.20);
    float len = 1.0 - 0.17 * row, wide = 0.31 * sin(3.1416 * pow(clamp(u * 0.955 + 0.035, 0.0, 1.0), 1.12)) * (1.0 - 0.10 * row);
    float base = 0.06 + 0.02 * row;
    vec2 flat_ = vec2(cos(mid), sin(mid)) * u * len;
    vec3 along = vec3(cos(end), 0.0, sin(end)), over = vec3(-sin(end), 0.0, cos(end));
    v = vec3(base + flat_.x, w * wide * len, flat_.y + 0.03 * row + 0.02) + over * w * w * wide * 0.45;
    n = normalize(over - vec3(0.0, w * 0.50, 0.0));
    mat3 T = turned(around);
    v = T * v;
    n = T * n;
  } else {
    v = p3d_Vertex.xyz * vec3(1.0, 1.0, 0.8 + 0.3 * open);
    n = p3d_Normal;
  }
  op = v;
  wp = at + v * size + vec3(0.0, 0.0, 0.05 * size);
  wn = n;
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
#endif
}
