in vec3 wp;
in vec3 wn;
in vec3 op;
in float shine;
in float paper;
in vec2 corner;
void main() {
#ifdef AURA
  float r = length(corner), g = exp(-r * r * 7.0) * 0.20 + exp(-r * r * 40.0) * 0.12;
  colour = vec4(clamp(vec3(1.0, 0.56, 0.22) * g * smoothstep(1.0, 0.55, r) * shine * mix(0.55, 1.0, live[1].x) * mix(1.0, 0.6, HUSH), 0.0, 0.9), 1.0);
#else
  vec3 V = normalize(eye - wp), N = normalize(wn), c;
  if (dot(N, V) < 0.0) N = -N;
  if (paper > 0.75) {
    vec4 t = texture(noise, op.xz * 0.30 + op.y * 0.2);
    vec3 albedo = vec3(0.58, 0.47, 0.34) * (0.90 + 0.2 * t.x);
    float rib = 0.86 + 0.14 * smoothstep(0.05, 0.4, abs(fract(op.z * 5.3 + 0.5) - 0.5) * 2.0), face = abs(dot(N, V));
    c = lit(albedo, N, 0.8, 0.9, 0.5) * rib;
    c += SUN_COLOUR * albedo * 0.25 * max(dot(-N, SUN), 0.0);
    vec3 lamp = mix(vec3(1.55, 0.78, 0.26), vec3(1.25, 0.50, 0.14), smoothstep(-0.2, 0.9, abs(op.z))) * (0.45 + 0.55 * face) * rib;
    c = mix(c, c * 0.35, clamp(shine, 0.0, 1.0)) + lamp * shine * 0.85 * GLOWS;
  } else if (paper > 0.25) c = lit(vec3(0.52, 0.10, 0.07), N, 0.8, 0.9, 0.3) + vec3(0.25, 0.06, 0.02) * shine * GLOWS;
  else c = lit(vec3(0.085, 0.050, 0.034), N, 0.8, 0.9, 0.2) + vec3(0.20, 0.09, 0.03) * shine * GLOWS;
  colour = vec4(tone(fog(c, wp)), 1.0);
#endif
}
