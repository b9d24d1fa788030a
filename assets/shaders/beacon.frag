in vec2 corner;
in vec3 wp;
in float strength;
in float soft;
void main() {
  float r = length(corner), edge = smoothstep(1.0, 0.5, r);
  float far = exp(-distance(wp, eye) * 0.006);
  vec3 mote = vec3(1.0, 0.93, 0.76) * (exp(-r * r * 3.0) + 0.6 * exp(-r * r * 14.0));
  vec3 glow = vec3(1.0, 0.86, 0.60) * 0.20 * exp(-r * r * 4.5);
  colour = vec4(clamp(mix(mote, glow, soft) * edge * strength * far * mix(1.0, 0.6, HUSH), 0.0, 0.95), 1.0);
}
