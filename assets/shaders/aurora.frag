in vec3 at;
in float density;
void main() {
  float u = at.x, v = at.y;
  float slow = texture(noise, vec2(u * 0.9 + at.z * 0.37, TIME * 0.0016)).x;
  float rays = texture(noise, vec2(u * 5.5 + TIME * 0.0022, 0.13 + at.z * 0.29 + v * 0.012)).y;
  float body = smoothstep(0.0, 0.07, v) * (exp(-v * (3.4 - 2.0 * rays)) + 0.9 * exp(-v * 16.0)) * smoothstep(1.0, 0.55, v);
  float strength = smoothstep(0.0, 0.16, u) * smoothstep(1.0, 0.80, u) * smoothstep(0.22, 0.60, slow) * (0.25 + 1.05 * rays * rays);
  vec3 hue = mix(vec3(0.10, 0.86, 0.56), vec3(0.16, 0.55, 0.80), smoothstep(0.06, 0.35, v));
  hue = mix(hue, vec3(0.52, 0.24, 0.88), smoothstep(0.22, 0.75, v));
  vec3 c = hue * body * strength * density * 1.25;
  c = c / (1.0 + c * 0.55) * mix(1.0, 0.5, HUSH);
  colour = vec4(clamp(c, 0.0, 0.92), 1.0);
}
