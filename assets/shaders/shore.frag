in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;    // sun, openness, lamps
uniform sampler2D shapeMap;    // normal x, normal y, how green it is
uniform vec4 groundRect;
void main() {
  vec2 uv = (wp.xy - groundRect.xy) * groundRect.zw;
  vec4 baked = texture(lightMap, uv), shape = texture(shapeMap, uv);
  vec4 broad = texture(noise, wp.xy * 0.045), fine = texture(noise, wp.xy * 0.27 + broad.xy * 0.1);
  vec3 N = vec3(shape.xy * 2.0 - 1.0, 0.0);
  N.z = sqrt(max(1.0 - dot(N.xy, N.xy), 0.02));
  N = normalize(N + vec3((broad.xy - 0.5) * 0.25 + (fine.zx - 0.5) * 0.35, 0.0));
  float green = smoothstep(0.30, 0.70, shape.b + (fine.x - 0.5) * 0.5 + (broad.y - 0.5) * 0.4);
  vec3 sand = mix(vec3(0.120, 0.100, 0.082), vec3(0.205, 0.175, 0.145), fine.y * 0.6 + broad.x * 0.4);
  vec3 moss = mix(vec3(0.016, 0.034, 0.026), vec3(0.044, 0.066, 0.036), fine.z * 0.5 + broad.z * 0.5);
  vec3 albedo = mix(sand, moss, green);
  albedo *= mix(vec3(1.0), vec3(0.58, 0.64, 0.68), smoothstep(0.20, 0.02, wp.z));   // wet at the waterline
  vec3 c = lit(albedo, N, baked.r, baked.g, 0.12) + albedo * LANTERN * baked.b * 1.6;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
