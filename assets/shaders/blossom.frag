in vec3 wp;
in vec3 wn;
in vec4 leaf;
in float shine;
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp), c;
  float warm = fract(leaf.w * 5.3);
  vec3 tint = mix(vec3(0.90, 0.36, 0.52), mix(vec3(0.92, 0.56, 0.44), vec3(0.74, 0.50, 0.80), step(0.66, warm)), step(0.33, warm));
  if (leaf.z < 0.9) {
    bool inside = dot(N, V) > 0.0;
    if (!inside) N = -N;
    float u = leaf.x, w = leaf.y * 2.0 - 1.0;
    vec4 t = texture(noise, vec2(u * 0.35 + leaf.w, w * 0.16 + leaf.z));
    vec3 albedo = mix(vec3(0.90, 0.78, 0.76), tint, (inside ? 0.34 + 0.42 * (1.0 - u) * (1.0 - u) : 0.78) + 0.14 * (t.x - 0.5));
    albedo *= 1.0 - 0.08 * smoothstep(0.4, 1.0, cos(w * 22.0)) * smoothstep(1.0, 0.3, u);
    c = lit(albedo, N, 0.85, 0.50 + 0.50 * u, 0.50);
    float through = max(dot(-V, SUN), 0.0), back = max(dot(-N, SUN), 0.0);
    c += SUN_COLOUR * albedo * (0.30 * back + 0.35 * through * through);
    c += (mix(vec3(1.0, 0.66, 0.42), tint, 0.35) * (0.14 + 0.75 * exp(-u * 2.0)) + 0.10 * albedo) * shine * GLOWS;
    float rim = 1.0 - max(dot(N, V), 0.0);
    c += skyGradient(normalize(vec3(-V.xy, 0.2))) * rim * rim * rim * 0.10;
  } else {
    vec3 gold = mix(vec3(0.75, 0.72, 0.30), vec3(0.98, 0.62, 0.12), smoothstep(0.5, 0.9, leaf.x));
    c = lit(gold, N, 0.8, 0.8, 0.4) + vec3(1.1, 0.68, 0.24) * (0.10 + 0.8 * shine) * GLOWS;
  }
  colour = vec4(tone(fog(c, wp)), 1.0);
}
