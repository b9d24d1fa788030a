in vec3 wp;
in vec3 wn;
in vec4 leaf;
flat in vec4 self;
flat in vec3 root;
const vec3 PETAL[4] = vec3[4](vec3(0.86, 0.86, 0.80), vec3(0.30, 0.30, 0.80), vec3(0.86, 0.36, 0.52), vec3(0.92, 0.66, 0.10));
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  if (dot(N, V) < 0.0) N = -N;
  float up = leaf.a, sun = dapple(root, self.x);
  int kind = int(self.y);
  vec3 albedo;
  float clear = 0.5, away = distance(eye, wp);
  // A blade ends where it looks thinner than a pixel of a headset, which is 0.0009 wide at a metre: it would only flicker.
  if (leaf.g < 0.12 && 0.019 * (1.0 - up) * abs(dot(N, V)) < 0.0013 * away) discard;
  if (leaf.g < 0.12) {
    albedo = mix(vec3(0.135, 0.180, 0.036), vec3(0.180, 0.220, 0.058), up * 0.75 + 0.25 * leaf.b) * (0.75 + 0.5 * self.z);
    clear = 0.35;
  } else if (leaf.g < 0.37) {
    albedo = mix(vec3(0.070, 0.135, 0.025), vec3(0.175, 0.275, 0.045), up) * (0.8 + 0.4 * leaf.b);
    albedo = mix(albedo, vec3(0.26, 0.15, 0.04), step(0.86, fract(self.z * 9.0 + leaf.b * 3.0)) * 0.6);
    clear = 0.9;
  } else if (leaf.g < 0.62) albedo = PETAL[kind & 3] * mix(0.72, 1.0, up);
  else if (leaf.g < 0.87) albedo = vec3(0.80, 0.55, 0.06);
  else albedo = vec3(0.070, 0.130, 0.025);
  // Far away a blade is thinner than a pixel: it takes the ground's colour, and so cannot flicker.
  float thin = smoothstep(7.0, 22.0, away) * (leaf.g < 0.12 ? 0.85 : 0.5);
  albedo = mix(albedo, vec3(0.100, 0.135, 0.030), thin);
  clear *= 1.0 - thin;
  N = normalize(mix(N, vec3(0.0, 0.0, 1.0), leaf.g < 0.12 ? 0.9 : 0.6));
  float open = mix(mix(0.78, 1.0, thin), 1.0, clamp((wp.z - root.z) * 4.0, 0.0, 1.0));
  vec3 c = lit(albedo, N, sun, open, 0.35);
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * albedo * sun * clear * (0.15 + 1.1 * through * through) * open;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
