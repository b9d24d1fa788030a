in vec3 wp;
in vec3 wn;
in vec2 made;
uniform sampler2D lightMap;
uniform vec4 groundRect;
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp);
  if (dot(N, V) < 0.0) N = -N;
  vec4 baked = texture(lightMap, (wp.xy - groundRect.xy) * groundRect.zw);
  vec4 t = texture(noise, wp.xy * 0.55 + wp.z * 0.35), u = texture(noise, wp.xz * 1.7 + wp.y * 0.9);
  vec3 albedo;
  if (made.x > 0.25 && made.x < 0.75) {
    albedo = mix(vec3(0.155, 0.080, 0.045), vec3(0.30, 0.165, 0.085), made.y) * (0.72 + 0.35 * t.z + 0.25 * u.x);
  } else {
    albedo = mix(vec3(0.205, 0.200, 0.185), vec3(0.36, 0.345, 0.310), t.x * 0.5 + u.z * 0.5);
    albedo = mix(albedo, vec3(0.095, 0.130, 0.045), 0.75 * smoothstep(0.50, 0.66, t.y * 0.7 + u.y * 0.3 + 0.12 * N.z));
    N = normalize(N + (vec3(t.xy, u.x) - 0.5) * 0.30);
  }
  vec3 c = lit(albedo, N, max(baked.r, 0.45), mix(baked.g, 1.0, 0.5), 0.2);
  c += albedo * LANTERN * baked.b * 1.2 * live[1].x * GLOWS;
  if (made.x > 0.75) c = mix(lit(vec3(0.80, 0.72, 0.56), N, 0.7, 0.9, 0.4), vec3(1.5, 0.80, 0.30) * (0.7 + 0.3 * abs(dot(N, V))) * GLOWS, 0.15 + 0.75 * smoothstep(0.12, 0.5, live[1].x));
  colour = vec4(tone(fog(c, wp)), 1.0);
}
