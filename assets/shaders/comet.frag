in vec2 at;
in float strength;
void main() {
  float x = at.x, wide = mix(0.10, 0.42, x * x);
  float g = exp(-at.y * at.y / (wide * wide)) * x * x * smoothstep(1.0, 0.965, x);
  float r = length(vec2((x - 0.955) * 9.0, at.y));
  g = g * 0.55 + 0.7 * exp(-r * r * 9.0);
  colour = vec4(clamp(mix(vec3(0.75, 0.86, 1.0), vec3(1.0, 0.95, 0.84), x) * g * strength * mix(1.0, 0.5, HUSH), 0.0, 0.9), 1.0);
}
