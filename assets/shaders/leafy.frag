in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 grown;
flat in vec3 self;
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  if (!gl_FrontFacing && grown.z > 0.5) N = normalize(N + V * 0.4);
#ifdef STONE
  vec4 grit = texture(noise, wp.xy * 0.35 + wp.z * 0.3), bulk = texture(noise, wp.xz * 0.13 + wp.y * 0.11);
  N = normalize(N + vec3(grit.xy - 0.5, (bulk.z - 0.5)) * 0.35);
  vec3 albedo = mix(vec3(0.070, 0.078, 0.086), vec3(0.150, 0.145, 0.140), bulk.x * 0.7 + grit.z * 0.3);
  albedo = mix(albedo, vec3(0.030, 0.052, 0.030), smoothstep(0.55, 0.75, bulk.y) * smoothstep(0.2, 0.7, N.z));
  float wet = smoothstep(0.22, 0.02, wp.z);
  albedo *= mix(1.0, 0.42, wet);
  float leaf = 0.0;
#else
  vec4 t = texture(noise, op.xz * 0.35 + op.y * 0.27 + self.y);
  vec3 green = mix(vec3(0.034, 0.084, 0.072), vec3(0.086, 0.138, 0.082), grown.w * 0.5 + t.x * 0.5);
  vec3 albedo = mix(vec3(0.090, 0.070, 0.056) * (0.6 + 0.8 * t.y), green, grown.z);
  float wet = 0.0, leaf = grown.z;
#endif
  float open = grown.y * mix(0.85, 1.0, clamp(N.z, 0.0, 1.0));
  vec3 c = lit(albedo, N, self.x, open, mix(0.15, 0.45, leaf));
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * self.x * vec3(0.55, 0.62, 0.22) * 0.35 * through * through * leaf * grown.y;    // leaves let light through
  float rim = 1.0 - abs(dot(N, V));
  vec3 edge = skyGradient(normalize(vec3(-V.xy, 0.12)));
  c += edge * rim * rim * rim * (0.10 + 0.12 * wet) * open;
  c += albedo * LANTERN * self.z * 2.4;
  colour = vec4(tone(fog(c, wp)), 1.0);
}
