// Grass and small flowers in it: grown = how far up, open, blade (1) or flower (0.5), a grain.
in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 grown;
flat in vec3 self;
void main() {
  vec3 V = normalize(eye - wp), N = vec3(0.0, 0.0, 1.0);
  float dist = distance(eye, wp), blade = step(0.75, grown.z), grain = fract(grown.w + self.y * 5.0);
  // A blade ends where it looks thinner than a pixel of a headset: it would only flicker.
  if (blade > 0.5 && 0.018 * (1.0 - grown.x) < 0.0013 * dist) discard;
  vec3 albedo = mix(vec3(0.100, 0.140, 0.032), vec3(0.290, 0.320, 0.095), grown.x * 0.8 + 0.2 * grain);
  vec3 petal = self.y < 0.45 ? vec3(0.86, 0.84, 0.78) : (self.y < 0.75 ? vec3(0.56, 0.44, 0.80) : vec3(0.88, 0.68, 0.16));
  albedo = mix(petal, albedo, blade);
  vec3 c = lit(albedo, N, self.x, grown.y, 0.35);
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * albedo * self.x * (0.15 + 0.9 * through * through) * grown.y;
  c += albedo * LANTERN * self.z * 1.6 * live[1].x * GLOWS;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
