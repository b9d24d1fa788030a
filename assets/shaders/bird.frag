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
#ifdef PLUMED
  // Feathers, laid like tiles: small on the body and the head, long on a folded wing.
  if (abs(plumage.w - 1.0) > 0.5) {
    vec2 q = plumage.w > 2.5 ? vec2(op.z * 62.0 + op.y * 9.0, op.y * 15.0) : vec2(atan(op.x, op.z - 0.12) * 6.5, op.y * 30.0 - op.z * 22.0);
    q.y += 0.5 * mod(floor(q.x), 2.0) + 0.25 * t.y;
    vec2 e = vec2(fract(q.x) - 0.5, fract(q.y));
    float edge = smoothstep(0.30, 0.62, length(vec2(e.x, 0.9 * e.y - 0.15)));
    float near = smoothstep(1.6, 0.5, length(fwidth(q)));
    albedo *= 1.0 + near * (0.10 - 0.34 * edge);
  }
#endif
  vec3 c = lit(albedo, N, 0.8, 0.9, 0.35);
  float rim = 1.0 - max(dot(N, V), 0.0), through = max(dot(-V, SUN), 0.0);
  c += skyGradient(normalize(vec3(-V.xy, 0.15))) * rim * rim * rim * 0.18;
#ifdef PLUMED
  // The night sky outlines it, so that a dark one is seen before dark woods too.
  c += vec3(0.15, 0.23, 0.36) * (abs(plumage.w - 1.0) < 0.5 ? 0.05 : (0.20 + 1.6 * rim * rim) * (0.20 + 0.45 * max(N.z, 0.0)));
#endif
  c += SUN_COLOUR * albedo * through * through * 0.5 * step(0.5, plumage.w) * step(plumage.w, 1.5);
  vec3 to = LAMP - wp;
  c += albedo * LANTERN * 2.2 / (0.8 + dot(to, to));
  if (plumage.r > 0.7 && plumage.b < 0.3) c = plumage.rgb * 0.55;      // an owl's eyes
  colour = vec4(tone(fog(c, wp)), 1.0);
#endif
}
