in vec3 at;
in float density;
void main() {
  float u = at.x, v = at.y;
  float slow = texture(noise, vec2(u * 0.9 + at.z * 0.37, TIME * 0.0016)).x;
  // Broad rays, and fine ones in them that slide along the folds at their own pace.
  vec4 broad = texture(noise, vec2(u * 5.5 + TIME * 0.0022, 0.13 + at.z * 0.29 + v * 0.012));
  vec4 fine = texture(noise, vec2(u * 23.0 - TIME * 0.0055 + broad.x * 0.15, 0.57 + at.z * 0.31 + v * 0.02));
  float near = smoothstep(2.4, 0.8, fwidth(u) * 1400.0);     // finer than a pixel would flicker
  float rays = broad.y * mix(1.0, 0.55 + 0.9 * fine.y, 0.75 * near);
  float body = smoothstep(0.0, 0.05, v) * (exp(-v * (3.6 - 2.4 * rays)) + 0.9 * exp(-v * 17.0)) * smoothstep(1.0, 0.55, v);
  float strength = smoothstep(0.0, 0.16, u) * smoothstep(1.0, 0.80, u) * smoothstep(0.22, 0.60, slow) * (0.20 + 1.20 * rays * rays);
  vec3 hue = mix(vec3(0.12, 0.92, 0.55), vec3(0.14, 0.56, 0.82), smoothstep(0.06, 0.35, v));
  hue = mix(hue, vec3(0.56, 0.24, 0.90), smoothstep(0.20, 0.70, v));
  hue = mix(hue, vec3(0.75, 0.20, 0.55), 0.35 * smoothstep(0.045, 0.0, v));
#ifdef WEATHER
  strength *= 0.30 + 0.85 * live[12].w;
  strength *= 1.0 + 0.75 * live[13].x;
  hue = mix(hue, hue.brg * vec3(1.1, 0.8, 1.2), 0.6 * live[13].x * smoothstep(0.3, 0.7, slow));
#endif
  vec3 c = hue * body * strength * density * 1.35;
  c = c / (1.0 + c * 0.55) * mix(1.0, 0.5, HUSH);
  colour = vec4(clamp(c, 0.0, 0.92), 1.0);
}
