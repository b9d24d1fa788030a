in vec2 corner;
in vec3 wp;
in float thick;
void main() {
  float r = length(corner);
  colour = vec4(vec3(1.0, 0.90, 0.62) * mix(1.0, 0.72, HUSH), clamp(thick * 0.75 * smoothstep(1.0, 0.1, r), 0.0, 1.0));
}
