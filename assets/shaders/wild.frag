in vec3 wp;
in vec3 wn;
in vec3 op;
in vec3 albedo;
flat in vec2 here;
in float glow;
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp);
  if (dot(N, V) < 0.0) N = -N;
  float grain = texture(noise, op.xz * 0.9 + op.y * 0.5).y;
  float sun = dapple(wp, here.x);
  vec3 base = albedo * (0.82 + 0.36 * grain);
  vec3 c = lit(base, N, sun, mix(0.62, 1.0, smoothstep(-0.8, 0.5, N.z)), 0.25);
  float rim = 1.0 - max(dot(N, V), 0.0), through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * albedo * rim * rim * (0.10 + 0.5 * through * through) * (0.3 + 0.7 * sun);
  c += albedo * vec3(1.25, 1.05, 0.80) * glow;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
