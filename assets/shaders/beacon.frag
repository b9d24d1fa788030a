in vec2 corner;
in vec3 wp;
in float strength;
in float soft;
// What is added, and how much of what lies behind stays: a shade about the light lets it be seen before bright snow too.
void main() {
  float r = length(corner), s = strength * mix(1.0, 0.6, HUSH);
  s *= smoothstep(-0.02, 0.30, wp.z);                // it does not end at the water as if cut off
  vec3 gold = vec3(1.0, 0.86, 0.52);
  vec3 light;
  float shade = 0.0;
  if (soft < 0.5) {
    light = mix(gold, vec3(1.0, 0.98, 0.90), exp(-r * r * 6.0)) * (exp(-r * r * 3.0) + 0.7 * exp(-r * r * 14.0)) * smoothstep(1.0, 0.5, r);
    shade = 0.6 * exp(-r * r * 3.5) * smoothstep(1.0, 0.5, r);
  } else if (soft < 1.5) {
    float x = r * 1.9 - 1.0;                       // 0 on the ring
    float ring = exp(-x * x * 90.0), halo = exp(-x * x * 9.0) * smoothstep(1.0, 0.75, r);
    light = gold * (0.78 * ring + 0.20 * halo);
    shade = (0.34 * smoothstep(1.0, 0.62, r) * smoothstep(0.30, 0.52, r) + 0.25 * ring);
  } else {
    float v = corner.y * 0.5 + 0.5, x = corner.x;
    light = gold * exp(-x * x * 5.0) * smoothstep(1.0, 0.7, abs(x)) * smoothstep(0.0, 0.12, v) * (1.0 - v) * (1.0 - v) * 0.42;
    shade = 0.0;
  }
#ifdef CLOSE
  s *= 0.45;                                         // what is near is seen at a smaller part of it
#endif
#ifdef TABLED
  s *= 0.80;
#endif
  colour = vec4(clamp(light * s, 0.0, 0.95), clamp(shade * s, 0.0, 1.0));
}
