in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 bark;
flat in vec4 self;
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp);
  vec4 t = texture(noise, vec2(atan(op.x, op.y) * 0.8, op.z * 0.45) + self.w * 7.0);
  float sun = mix(self.x, self.y, clamp(op.z / 5.0, 0.0, 1.0));
  vec3 needles = mix(vec3(0.024, 0.070, 0.088), vec3(0.066, 0.130, 0.110), self.w * 0.6 + t.x * 0.4);
  vec3 albedo = mix(vec3(0.075, 0.046, 0.040), needles, bark.b);
  float inner = mix(0.26, 1.0, bark.r);
  vec3 M = normalize(N + vec3(t.xy - 0.5, t.z - 0.5) * 0.55);
  vec3 c = lit(albedo * (0.55 + 0.9 * t.z), M, sun, inner, 0.35);
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * sun * vec3(0.55, 0.70, 0.32) * 0.12 * through * through * bark.r;
  float lies = N.z * 0.62 + (t.x - 0.5) * 0.85 + bark.g * 0.10 + bark.r * 0.12 - 0.02 - self.z * 0.62;
  lies = smoothstep(0.28, 0.44, lies) * step(0.5, bark.b) * step(0.0, N.z);
  vec3 S = normalize(N + vec3(t.xy - 0.5, 0.25) * 0.40);
  vec3 white = lit(vec3(0.88, 0.91, 0.99), S, sun, mix(0.52, 1.0, bark.r), 0.42);
  white += vec3(1.0, 0.46, 0.28) * through * through * through * sun * 0.22;
  c = mix(c, white, lies);
  float rim = 1.0 - max(dot(N, V), 0.0);
  c += skyGradient(normalize(vec3(-V.xy, 0.25))) * rim * rim * rim * 0.13 * inner;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
