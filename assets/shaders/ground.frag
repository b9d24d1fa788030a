in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;    // sun, openness, lamps
uniform sampler2D shapeMap;    // normal x, normal y, how much snow lies
uniform vec4 groundRect;
void main() {
  vec2 uv = (wp.xy - groundRect.xy) * groundRect.zw;
  vec4 baked = texture(lightMap, uv);
  vec4 shape = texture(shapeMap, uv);
  vec3 N = vec3(shape.xy * 2.0 - 1.0, 0.0);
  N.z = sqrt(max(1.0 - dot(N.xy, N.xy), 0.02));
  float warm = baked.b * 1.6;
  vec2 side = abs(wn.xy) / (abs(wn.x) + abs(wn.y) + 1e-4);
  float cover = shape.b;
  vec3 c = vec3(0.0);
  if (cover < 0.99) {
    vec4 grit = texture(noise, wp.yz * 0.055) * side.x + texture(noise, wp.xz * 0.055) * side.y;
#ifdef PLAIN
    vec4 bulk = grit.yzxw;
#else
    vec4 bulk = texture(noise, wp.yz * vec2(0.021, 0.065)) * side.x + texture(noise, wp.xz * vec2(0.021, 0.065)) * side.y;
#endif
    cover = smoothstep(0.22, 0.58, cover + (grit.x - 0.5) * 0.62 + (bulk.z - 0.5) * 0.45 + (bulk.y - 0.42) * 0.55);
    float band = sin(wp.z * 1.1 + bulk.x * 7.0) * 0.5 + 0.5;
    vec3 rock = mix(vec3(0.125, 0.125, 0.19), vec3(0.25, 0.22, 0.28), band * 0.5 + smoothstep(0.35, 0.8, bulk.y) * 0.4);
    rock *= (0.55 + 0.85 * grit.z * grit.z) * mix(0.75, 1.12, grit.x);
    vec3 M = normalize(N + vec3(grit.xy - 0.5, (grit.z - 0.5) * 0.8) * 0.8);
    c = lit(rock, M, baked.r, baked.g, 0.05) + rock * LANTERN * warm;
  }
  if (cover > 0.01) c = mix(c, snow(wp, normalize(mix(N, vec3(0.0, 0.0, 1.0), 0.1)), baked.r, baked.g, warm), cover);
  c *= mix(vec3(1.0), vec3(0.46, 0.60, 0.74), smoothstep(0.34, 0.04, wp.z));   // wet at the waterline
  colour = vec4(tone(fog(c, wp)), 1.0);
}
