// Bark, leaves and small flowers close by.
in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 grown;
flat in vec3 self;
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  if (dot(N, V) < 0.0) N = -N;
  vec3 albedo;
  float clear = 0.0;
  if (grown.z < 0.1) {
    vec4 t = texture(noise, vec2(op.x + op.y, op.z) * 0.9), u = texture(noise, vec2(op.z * 4.0, op.x * 1.4 + op.y));
    albedo = mix(vec3(0.130, 0.092, 0.076), vec3(0.300, 0.228, 0.180), t.x * 0.6 + u.z * 0.4);
    if (grown.y > 0.80) albedo = mix(albedo, vec3(0.31, 0.25, 0.13), 0.96);   // a young twig
    albedo *= 1.0 - 0.45 * smoothstep(0.60, 0.72, u.y) * step(grown.y, 0.8);                      // the rings of a cherry's bark
    albedo = mix(albedo, vec3(0.16, 0.19, 0.10), 0.5 * step(grown.y, 0.8) * smoothstep(0.55, 0.75, t.y) * smoothstep(-0.2, 0.6, N.z));
    N = normalize(N + vec3(t.xy - 0.5, u.x - 0.5) * 0.5 * step(grown.y, 0.8));
  } else if (grown.z < 0.35) albedo = vec3(0.36, 0.34, 0.13);
  else if (grown.z < 0.6) {
    albedo = mix(vec3(0.30, 0.36, 0.085), vec3(0.48, 0.33, 0.14), grown.w * 0.8);
    clear = 1.3;
  } else if (grown.z < 0.9) albedo = vec3(0.80, 0.52, 0.16);
  else {
    vec3 pink = mix(vec3(0.92, 0.60, 0.66), vec3(0.95, 0.84, 0.84), self.y);
    albedo = mix(mix(vec3(0.82, 0.30, 0.42), pink, smoothstep(0.0, 0.8, self.z)), vec3(0.96, 0.88, 0.86), 0.55 * grown.x);
    albedo = mix(albedo, vec3(0.86, 0.36, 0.46), 0.45 * (1.0 - smoothstep(0.0, 0.4, grown.x)));
    clear = 0.75;
  }
  vec3 c = lit(albedo, N, self.x, grown.y, mix(0.2, 0.45, step(0.3, clear)));
  float through = max(dot(-V, SUN), 0.0), back = max(dot(-N, SUN), 0.0);
  c += SUN_COLOUR * albedo * self.x * clear * (0.34 * back + 0.55 * through * through);
  colour = vec4(tone(fog(c, wp)), 1.0);
}
