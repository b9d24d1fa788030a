in vec2 corner;
void main() {
  float r2 = dot(corner, corner);
  if (r2 > 1.06) discard;
  vec3 n = vec3(corner, sqrt(max(1.0 - r2, 0.0)));
  // The sun lights a thin edge of it, the earth all the rest, faintly.
  float seas = smoothstep(0.40, 0.70, texture(noise, corner * 0.115 + vec2(0.13, 0.57)).x);
  float lit_ = smoothstep(-0.02, 0.30, dot(n, normalize(vec3(0.86, -0.36, -0.36))));
  vec3 c = vec3(0.235, 0.275, 0.330) * (1.0 - 0.30 * seas) + vec3(0.92, 0.88, 0.78) * (1.0 - 0.15 * seas) * lit_;
  colour = vec4(c * (1.0 - 0.4 * HUSH), smoothstep(1.05, 0.97, sqrt(r2)));
}
