in vec2 corner;
in float bright;
void main() {
  float g = exp(-corner.y * corner.y * 5.0) * smoothstep(1.0, 0.6, abs(corner.y)) * corner.x * corner.x * smoothstep(1.0, 0.95, corner.x) + 0.6 * exp(-dot(corner - vec2(0.93, 0.0), corner - vec2(0.93, 0.0)) * 60.0);
  colour = vec4(vec3(0.85, 0.92, 1.0) * min(g, 1.0) * bright * mix(1.0, 0.4, HUSH), 1.0);
}
