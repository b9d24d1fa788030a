in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 leaf;
in float shine;
in vec2 corner;
void main() {
#ifdef POOL
  float r = dot(corner, corner);
  vec3 light = mix(vec3(1.0, 0.62, 0.46), vec3(0.72, 0.84, 1.0), step(0.62, leaf.w));
  vec3 c = light * (exp(-r * 5.5) * 0.34 + exp(-r * 22.0) * 0.22) * shine * smoothstep(1.0, 0.55, r);
  colour = vec4(clamp(c * mix(1.0, 0.6, HUSH) * exp(-distance(wp, eye) * 0.01), 0.0, 0.9), 1.0);
#else
  vec3 N = normalize(wn), V = normalize(eye - wp);
#ifdef PAD
  float r = length(op.xy), around = atan(op.y, op.x);
  vec4 t = texture(noise, op.xy * 0.45 + leaf.w * 3.0);
  float dist = length(eye - wp);
  float vein = smoothstep(0.93, 1.0, cos(around * 11.0)) * smoothstep(0.1, 0.5, r) * smoothstep(14.0, 5.0, dist);
  vec3 albedo = mix(vec3(0.018, 0.054, 0.046), vec3(0.046, 0.090, 0.058), t.x * 0.7 + leaf.w * 0.4) * (1.0 + 0.5 * vein);
  albedo = mix(albedo, vec3(0.11, 0.070, 0.062), smoothstep(0.90, 1.0, r) * 0.6);
  N = normalize(N + vec3((t.xy - 0.5) * 0.22, 0.0));
  vec3 c = lit(albedo, N, 0.85, 0.95, 0.3);
  float rim = 1.0 - max(dot(N, V), 0.0), r2 = rim * rim;
  vec3 R = reflect(-V, N);
  R.z = abs(R.z) + 0.03;
  c += sky(normalize(R)) * (0.035 + 0.50 * r2 * r2 * rim);
#ifdef LAMP
  vec3 to = LAMP - wp;
  c += albedo * LANTERN * 1.6 / (0.6 + dot(to, to));
#endif
#else
  float cool = step(0.62, leaf.w);
  vec3 tint = mix(vec3(0.62, 0.34, 0.40), vec3(0.42, 0.48, 0.66), cool), light = mix(vec3(1.0, 0.55, 0.36), vec3(0.52, 0.70, 1.0), cool);
  vec3 c;
  if (leaf.z < 0.9) {
    if (dot(N, V) < 0.0) N = -N;
    float u = leaf.x, w = leaf.y * 2.0 - 1.0;
    vec3 albedo = mix(vec3(0.66, 0.60, 0.58), tint, smoothstep(0.25, 1.0, u) * 0.85) * (0.96 + 0.04 * cos(w * 14.0) * smoothstep(9.0, 3.0, length(eye - wp)));
    c = lit(albedo, N, 0.9, 0.55 + 0.45 * u, 0.5);
    float through = max(dot(-V, SUN), 0.0);
    c += SUN_COLOUR * albedo * through * through * 0.55;
    c += (light * (0.16 + 0.95 * exp(-u * 2.2)) * albedo * 2.3 + light * 0.20 * exp(-u * 2.4)) * shine;
  } else {
    c = lit(vec3(0.55, 0.36, 0.08), N, 0.8, 0.8, 0.4) + mix(vec3(1.1, 0.66, 0.20), vec3(0.8, 0.9, 0.7), cool * 0.5) * (0.10 + 1.0 * shine);
  }
#endif
  colour = vec4(tone(fog(c, wp)), 1.0);
#endif
}
