in vec3 wp;
in vec3 wn;
in vec3 op;
in float shine;
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  float h = clamp((op.z - 0.14) / 1.1, 0.0, 1.0), face = abs(dot(N, V));
  vec2 across = abs(op.xy);
  float frame = smoothstep(0.035, 0.02, abs(across.x - across.y));
  vec3 c = mix(vec3(1.90, 1.02, 0.40), vec3(1.05, 0.40, 0.13), h) * (0.40 + 0.60 * face);
  c *= mix(1.0, 0.35, step(1.19, op.z) * 0.5 + frame * 0.6 * smoothstep(30.0, 10.0, length(eye - wp)));
  if (op.z < 0.13) c = lit(vec3(0.06, 0.045, 0.034), N, 0.7, 0.9, 0.2) + vec3(0.20, 0.09, 0.03) * shine;
  else c *= 0.25 + 0.85 * shine;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
