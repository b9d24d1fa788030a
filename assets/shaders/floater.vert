// Paper lanterns on the water: BODY, their glow, and (STREAK) their light on the water. One that was touched brightens and
// floats away; another is lit where it was. A row with a start (b.z) drifts in once, goes its way, and is gone.
uniform samplerBuffer inst;
vec3 floating(int id, out float size, out float light, out float seed) {
  vec4 a = texelFetch(inst, id * 2), b = texelFetch(inst, id * 2 + 1);
  float h = TIME - b.y;
  seed = b.x;
  size = a.w;
  vec3 p = vec3(a.xy + 0.18 * vec2(sin(PACE * 0.17 + seed * 9.0), cos(PACE * 0.14 + seed * 7.0)), 0.010 * sin(PACE * 0.8 + seed * 20.0));
  light = 0.62 + 0.10 * sin(PACE * 0.5 + seed * 30.0) + 0.16 * BREATH;
  if (h > 0.0 && h < 34.0) {
    float r = max(h - 1.2, 0.0), run = r < 8.0 ? r * r / 16.0 : r - 4.0;
    vec2 way = normalize(a.xy + vec2(0.6, 0.0)) * 0.34;
    float away = smoothstep(20.0, 26.0, h), back = smoothstep(27.5, 33.0, h);
    light += 0.42 * smoothstep(0.0, 1.2, h) * (1.0 - back);
    if (h < 27.0) { p.xy += way * run; light *= 1.0 - away; size *= 1.0 - smoothstep(23.0, 27.0, h); }
    else { light *= back; size *= back; }
  }
  if (b.z > -900.0) {                                     // one that drifts in
    float t = TIME - b.z - seed * 3.0;
    float on = smoothstep(0.0, 3.5, t) * smoothstep(19.0, 14.0, t);
    p.xy += vec2(0.42, -0.10) * t;
    light *= on;
    size *= smoothstep(0.0, 1.5, t) * smoothstep(19.5, 18.0, t);
  } else if (b.z < -2000.0) size = 0.0;
  light *= 1.0 - 0.25 * DEPTH;
  return p;
}
#ifdef BODY
out vec3 wp;
out vec3 wn;
out vec3 op;
out float shine;
void main() {
  float size, seed;
  vec3 p = floating(gl_InstanceID, size, shine, seed);
  op = p3d_Vertex.xyz;
  mat3 T = turned(seed * 6.28 + 0.25 * sin(PACE * 0.11 + seed * 12.0));
  wp = T * op * size + p;
  wn = T * p3d_Normal;
  eye = eyePosition();
  gl_Position = size < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
#else
out vec2 corner;
out vec3 wp;
out float shine;
void main() {
  float size, seed;
  vec3 p = floating(gl_InstanceID, size, shine, seed);
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  p.z += size * 0.6;
  shine *= exp(-distance(p, eye) * 0.006);
#ifdef STREAK
  p.z = -p.z;
  vec3 right = normalize(cross(p - eye, vec3(0.0, 0.0, 1.0)));
  vec3 v = p + right * corner.x * size * 1.1 + vec3(0.0, 0.0, corner.y * size * (2.0 + 0.06 * length(p - eye)) - size * 0.9);
  vec3 d = v - eye;
  if (d.z > -0.001 || size < 0.01) { gl_Position = NOWHERE; return; }
  wp = eye + d * (-(eye.z - 0.02) / d.z);
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#else
  wp = facing(eye, p, corner * size * 4.2) + normalize(eye - p) * size;
  gl_Position = size < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
}
#endif
