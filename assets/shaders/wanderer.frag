in vec2 corner;
flat in vec3 state;
void main() {
  float r2 = dot(corner, corner), r = sqrt(r2), glow = state.x, edge = smoothstep(1.0, 0.55, r);
  vec3 c;
  if (state.z > 0.5) {
    c = vec3(1.0, 0.56, 0.22) * (exp(-r2 * 5.5) * (0.13 + 0.26 * glow) + exp(-r2 * 40.0) * (0.12 + 0.30 * glow)) * edge;
  } else {
    vec2 a = abs(corner);
    float core = exp(-r2 * mix(170.0, 84.0, glow)), halo = exp(-r2 * 7.0) * (0.035 + 0.46 * glow);
    float rays = (exp(-a.x * 34.0 - a.y * 4.6) + exp(-a.y * 34.0 - a.x * 4.6)) * (0.10 + 0.55 * glow);
    // A fine ring says that it may be picked now.
    float x = (r * (1.0 + 0.75 * glow) - 0.60) / 0.055;
    float ring = exp(-x * x) * state.y * 0.42;
    vec3 hue = mix(vec3(0.78, 0.88, 1.0), vec3(1.0, 0.93, 0.76), clamp(glow * 1.4, 0.0, 1.0));
    c = (hue * (halo + rays) + mix(hue, vec3(1.0), 0.5) * core * (0.62 + 0.40 * glow)) * edge + vec3(0.62, 0.80, 1.0) * ring;
#ifdef MIRROR
    c *= 0.34;
#endif
  }
  colour = vec4(clamp(c * mix(1.0, 0.5, HUSH), 0.0, 0.96), 1.0);
}
