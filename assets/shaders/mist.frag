in vec3 wp;
in float veil;
in float thick;
void main() {
  float far = length(wp.xy);
  vec2 at = vec2(wp.x + wp.y * 0.7, wp.y - wp.x * 0.7) * 0.018;
  float t = PACE * 0.0035;
  float body = texture(noise, at + vec2(t, veil * 0.10)).x * 0.6 + texture(noise, at * 2.3 - vec2(t * 1.4, veil * 0.25 - far * 0.1)).y * 0.4;
  float up = veil, edge = smoothstep(0.0, 0.10, up) * smoothstep(1.0, 0.15, up);
  float a = smoothstep(0.34, 0.78, body) * edge * thick * (0.72 + 0.28 * BREATH) * (0.85 + 0.35 * DEPTH);
  vec3 d = normalize(vec3(normalize(wp.xy - eye.xy), 0.05));
  vec3 c = skyGradient(d) * 0.95 + HALO * 0.06 * smoothstep(0.80, 1.0, dot(normalize(d.xy), SUN_FLAT));
  colour = vec4(tone(c), clamp(a, 0.0, 0.8));
}
