in vec2 corner;
in vec3 wp;
in float shine;
void main() {
#ifdef STREAK
  vec4 a = texture(noise, wp.xy * vec2(0.16, 0.30) + vec2(0.03, -0.06) * TIME);
  vec4 b = texture(noise, wp.xy * vec2(0.45, 0.80) - vec2(0.05, 0.11) * TIME);
  float x = corner.x + (a.x - 0.5) * 0.9 + (b.y - 0.5) * 0.5;
  float broken = smoothstep(0.30, 0.62, a.y * 0.6 + b.x * 0.4);
  float g = exp(-x * x * 7.0) * exp(-corner.y * corner.y * 3.2) * smoothstep(1.0, 0.75, abs(corner.x)) * smoothstep(1.0, 0.7, abs(corner.y));
  vec3 c = vec3(1.0, 0.56, 0.22) * g * (0.25 + 0.75 * broken) * shine * 0.95;
#else
  float r = length(corner);
  float g = exp(-r * r * 6.5) * 0.24 + exp(-r * r * 55.0) * 0.20;
  vec3 c = vec3(1.0, 0.50, 0.18) * g * smoothstep(1.0, 0.6, r) * shine;
#endif
  colour = vec4(clamp(c * mix(1.0, 0.6, HUSH), 0.0, 0.9), 1.0);
}
