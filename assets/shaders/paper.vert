// Paper lanterns. TWIG: those at the ends of twigs, rows as for twig.vert. Else those that hang about the garden and are lit one after
// the other, and those that rise: place and size; when it was lit or let go, seed, what (0 hangs, 1 rises). AURA: the light about it.
uniform samplerBuffer inst;
#ifdef TWIG
uniform float first;
#endif
out vec3 wp;
out vec3 wn;
out vec3 op;
out float shine;
out float paper;
out vec2 corner;
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
  float size, s, light, shown = 1.0, swing = 0.0;
  vec3 p;
  eye = eyePosition();
#ifdef TWIG
  int row = (int(first) + gl_InstanceID) * 3;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1), k = texelFetch(inst, row + 2);
  float h = TIME - k.x, done = h > 0.0 ? 1.0 : 0.0;
  s = k.z;
  size = a.w * 0.74 * k.w;
  light = done * (0.75 + 0.35 * smoothstep(0.0, 1.0, h) * exp(-max(h - 1.0, 0.0) * 0.3)) * smoothstep(0.0, 1.0, h) + 0.40 * k.y * (0.85 + 0.15 * sin(TIME * 1.6));
  p = a.xyz + 0.005 * vec3(sin(TIME * 0.7 + s * 40.0), cos(TIME * 0.6 + s * 31.0), 0.5 * sin(TIME * 0.5 + s * 17.0)) + drawn(a.xyz);
  shown = step(0.5, b.w);
  swing = 0.05 * sin(TIME * 0.9 + s * 20.0) + done * 0.25 * exp(-max(h, 0.0) * 0.9) * sin(min(max(h, 0.0), 20.0) * 4.0);
#else
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  float h = TIME - b.x;
  s = b.y;
  size = a.w;
  light = h > 0.0 ? smoothstep(0.0, 2.5, h) * (0.95 + 0.05 * sin(TIME * 0.8 + s * 30.0)) : 0.0;
  p = a.xyz;
  if (b.z > 0.5) {
    float t = h - s * 5.0;
    shown = t > 0.0 && t < 26.0 ? 1.0 : 0.0;
    size *= smoothstep(0.0, 2.5, t) * smoothstep(26.0, 20.0, t);
    light = 1.1 * smoothstep(0.0, 2.5, t) * smoothstep(26.0, 18.0, t);
    p += vec3(0.5 * sin(t * 0.35 + s * 9.0), 0.4 * cos(t * 0.3 + s * 7.0), 0.0) + vec3(0.16, 0.06, 0.34 + 0.012 * t) * t;
  } else swing = 0.06 * sin(TIME * 0.8 + s * 20.0);
#endif
  shine = light;
#ifdef AURA
  corner = p3d_Vertex.xy;
  op = vec3(0.0); wn = vec3(0.0, 0.0, 1.0); paper = 1.0;
  wp = facing(eye, p, corner * size * 3.6);
  shine *= smoothstep(0.0, 0.03, size) * exp(-distance(p, eye) * 0.01);
  gl_Position = shown < 0.5 || shine < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#else
  corner = vec2(0.0);
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  v.x += (1.0 - v.z) * swing;
  op = p3d_Vertex.xyz;
  paper = paint.r;
  mat3 R = turned(s * 6.28);
  wp = p + R * v * size;
  wn = R * n;
  gl_Position = shown < 0.5 || size < 0.003 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
}
