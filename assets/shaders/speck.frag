in vec2 corner;
in vec3 wp;
in float thick;
void main() {
  float r = length(corner);
  vec3 towards = normalize(wp - eye);
  vec3 c = vec3(0.50, 0.47, 0.72) + vec3(0.75, 0.36, 0.20) * pow(max(dot(towards, SUN) * 0.5 + 0.5, 0.0), 4.0);
  colour = vec4(tone(c), thick * smoothstep(1.0, 0.15, r));
}
