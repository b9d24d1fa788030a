in vec2 corner;
in vec3 wp;
in float strength;
in float grain;
void main() {
  float up = corner.y * 0.5 + 0.5, x = corner.x;
  vec4 n = texture(noise, vec2(x * 0.10 + grain * 5.0 + TIME * 0.0015, up * 0.06 + grain - TIME * 0.002));
  float body = exp(-x * x * 3.5) * smoothstep(1.0, 0.7, abs(x)) * (0.35 + 1.1 * n.x * n.x + 0.35 * n.y);
  body *= smoothstep(0.03, 0.26, up) * smoothstep(1.0, 0.55, up);
  body *= smoothstep(0.8, 3.0, distance(wp, eye));
  vec3 c = vec3(1.0, 0.80, 0.46) * body * strength * 0.62 * mix(1.0, 0.5, HUSH);
  colour = vec4(clamp(c, 0.0, 0.9), 1.0);
}
