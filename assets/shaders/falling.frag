in vec2 corner;
in float bright;
void main() {
  float g = exp(-corner.y * corner.y * 5.0) * smoothstep(1.0, 0.6, abs(corner.y)) * corner.x * corner.x * smoothstep(1.0, 0.96, corner.x);
  colour = vec4(vec3(0.85, 0.92, 1.0) * g * bright * 0.9 * mix(1.0, 0.4, HUSH), 1.0);
}
