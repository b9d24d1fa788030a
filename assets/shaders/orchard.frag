// Trees and bushes that come into flower in the course of the visit: grown = how far it bends, open, flower (1) leaf (0.5) bark (0),
// a grain by which it opens sooner or later. live[1].y says how far the garden has opened.
in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 grown;
flat in vec3 self;  // sun, seed, lamps
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  float flower = step(0.75, grown.z), leafy = step(0.25, grown.z), dist = distance(eye, wp);
  if (leafy > 0.5 && dot(N, V) < 0.0) N = normalize(N + V * 0.4);
  vec4 t = texture(noise, op.xz * 0.45 + op.y * 0.31 + self.y);
  // A mass of flowers is no smooth thing: what stands out of it catches the light, what lies deep does not. Gone where it would be
  // finer than a pixel.
  float mass = leafy * step(grown.x, 0.19), near = smoothstep(46.0, 8.0, dist);
  vec4 tuft = texture(noise, op.xz * 1.55 + op.y * vec2(0.9, 1.3) + self.y * 3.0), bud = texture(noise, op.xy * 3.6 + op.z * vec2(2.3, 3.1));
  N = normalize(N + mass * near * (vec3(tuft.xy, bud.x) - 0.5) * 1.9);
  // A tuft is made of flowers too: between them the sky shows.
  if (grown.x > 0.19 && leafy > 0.5 && bud.y * 0.62 + tuft.x * 0.38 < mix(0.20, 0.455, smoothstep(38.0, 9.0, dist))) discard;
  float deep = mix(1.0, 0.52 + 0.75 * smoothstep(0.30, 0.66, tuft.y * 0.55 + bud.y * 0.45), mass * near);
  float grain = fract(grown.w + self.y * 3.0), order = 0.55 * grain + 0.30 * t.x + 0.15 * smoothstep(6.0, 60.0, dist);
  float open_ = flower * smoothstep(order - 0.08, order + 0.08, live[1].y * 1.12);
  vec3 green = mix(mix(vec3(0.150, 0.200, 0.050), vec3(0.290, 0.290, 0.095), t.y), vec3(0.66, 0.34, 0.37), step(0.55, fract(grain * 7.0)) * 0.8);
#ifdef BUSH
  green = mix(vec3(0.045, 0.095, 0.026), vec3(0.105, 0.165, 0.040), grain * 0.5 + t.x * 0.5);
  vec3 petal = mix(vec3(0.76, 0.28, 0.42), vec3(0.88, 0.54, 0.62), fract(self.y * 7.0 + grain * 0.3));
  open_ *= mix(smoothstep(0.35, 0.60, t.y * 0.5 + grain * 0.4), smoothstep(0.47, 0.56, bud.y * 0.55 + tuft.x * 0.45), mass * near);
#else
  vec3 petal = mix(vec3(0.93, 0.66, 0.70), vec3(0.94, 0.85, 0.83), grain * 0.55 + 0.45 * t.y);
  petal = mix(petal, vec3(0.90, 0.52, 0.60), 0.55 * step(0.62, fract(self.y * 5.0)));
#endif
  vec3 bark = vec3(0.115, 0.082, 0.066) * (0.6 + 0.8 * t.z);
  vec3 albedo = mix(bark, mix(green, petal, open_), leafy);
  albedo *= mix(1.0, 0.78 + 0.30 * bud.z, mass * near);
  float open = grown.y * deep * mix(0.85, 1.0, clamp(N.z, 0.0, 1.0));
  vec3 c = lit(albedo, N, self.x, open, mix(0.15, 0.50, leafy));
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * self.x * albedo * (0.20 + 0.75 * through * through) * leafy * grown.y * deep * (0.45 + 0.35 * open_);
  c += albedo * LANTERN * self.z * 1.6 * GLOWS;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
