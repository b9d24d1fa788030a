in vec3 wp;
in vec3 wn;
in vec3 op;
in vec3 albedo;
flat in vec3 here;
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp);
  float grain = texture(noise, op.xz * 0.7 + op.y * 0.4).y;
  float openness = mix(0.55, 1.0, smoothstep(-0.8, 0.5, N.z));
  float white = smoothstep(0.5, 0.7, min(albedo.r, min(albedo.g, albedo.b)));
  vec3 M = normalize(N + (vec3(grain) - 0.5) * vec3(0.35, 0.25, 0.3) * white);
  vec3 c = lit(albedo * (0.88 + 0.24 * grain), M, here.x, openness, mix(0.2, 0.4, white));
  float rim = 1.0 - max(dot(N, V), 0.0);
  c += skyGradient(normalize(vec3(reflect(-V, N).xy, 0.3))) * (0.02 + 0.22 * rim * rim * rim);
  float through = max(dot(-V, SUN), 0.0);
  c += vec3(1.0, 0.48, 0.30) * through * through * here.x * 0.12 * white;
  c += albedo * LANTERN * here.y * (0.6 + 0.4 * N.z);
  colour = vec4(tone(fog(c, wp)), 1.0);
}
