in vec2 corner;
in vec3 wp;
void main() {
  float r = length(corner), x = r * 1.7 - 1.0, a = atan(corner.y, corner.x);
  float ring = exp(-x * x * 60.0) * (0.80 + 0.20 * sin(a * 3.0 - TIME * 1.2)), soft = exp(-x * x * 7.0) * smoothstep(1.0, 0.7, r), heart = exp(-r * r * 30.0);
  vec3 light = vec3(1.0, 0.88, 0.58) * (0.80 * ring + 0.22 * soft) + vec3(1.0, 0.96, 0.86) * 0.35 * heart;
  float s = live[13].w * mix(1.0, 0.5, HUSH);
  colour = vec4(clamp(light * s, 0.0, 0.95), clamp((0.30 * ring + 0.30 * smoothstep(1.0, 0.6, r)) * s, 0.0, 1.0));
}
