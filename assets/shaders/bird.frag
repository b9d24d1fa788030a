in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 plumage;
void main() {
#ifdef MIRROR
  colour = vec4(tone(skyGradient(vec3(0.0, 1.0, 0.05)) * 0.10), 0.42);
#else
  vec3 N = normalize(wn), V = normalize(eye - wp);
  if (dot(N, V) < 0.0) N = -N;
  vec4 t = texture(noise, op.xz * 2.1 + op.y);
  vec3 albedo = plumage.rgb * (0.75 + 0.5 * t.x);
  vec3 c = lit(albedo, N, 0.8, 0.9, 0.35);
  float rim = 1.0 - max(dot(N, V), 0.0), through = max(dot(-V, SUN), 0.0);
  c += skyGradient(normalize(vec3(-V.xy, 0.15))) * rim * rim * rim * 0.18;
  c += SUN_COLOUR * albedo * through * through * 0.5 * step(0.5, plumage.w) * step(plumage.w, 1.5);
  vec3 to = LAMP - wp;
  c += albedo * LANTERN * 2.2 / (0.8 + dot(to, to));
  if (plumage.r > 0.7 && plumage.b < 0.3) c = plumage.rgb * 0.55;      // an owl's eyes
  colour = vec4(tone(fog(c, wp)), 1.0);
#endif
}
