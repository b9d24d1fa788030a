in vec2 corner;
in vec3 wp;
in vec4 shine;
void main() {
  float r = dot(corner, corner);
  float g = exp(-r * 26.0) * 1.1 + exp(-r * 4.2) * 0.22;
  vec3 c = mix(shine.rgb, vec3(1.0), exp(-r * 40.0) * 0.55) * g * smoothstep(1.0, 0.5, r) * shine.a;
  colour = vec4(clamp(c * mix(1.0, 0.6, HUSH), 0.0, 0.94), 1.0);
}
