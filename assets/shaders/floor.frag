in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;    // sun, openness, grass
uniform sampler2D shapeMap;    // normal x, normal y, path
uniform vec4 groundRect;
void main() {
  vec2 uv = (wp.xy - groundRect.xy) * groundRect.zw;
  vec4 baked = texture(lightMap, uv), shape = texture(shapeMap, uv);
  vec3 N = vec3(shape.xy * 2.0 - 1.0, 0.0);
  N.z = sqrt(max(1.0 - dot(N.xy, N.xy), 0.02));
  float dist = distance(eye, wp);
  vec4 broad = texture(noise, wp.xy * 0.031), soft = texture(noise, wp.xy * 0.13 + broad.xy * 0.1);
  vec4 fine = texture(noise, wp.xy * 0.47 + soft.yx * 0.08);
#ifdef PLAIN
  vec4 crumb = fine.yzxw;
#else
  vec4 crumb = texture(noise, wp.xy * 1.7 + fine.xy * 0.1);
#endif
  float near = exp(-dist * 0.06);
  // Litter: copper and straw, leaf by leaf close up.
  vec3 litter = mix(vec3(0.115, 0.062, 0.026), vec3(0.235, 0.140, 0.050), smoothstep(0.3, 0.7, soft.x));
  litter = mix(litter, mix(vec3(0.05, 0.032, 0.018), vec3(0.34, 0.20, 0.07), smoothstep(0.25, 0.75, crumb.y)), 0.65 * near);
  vec3 moss = mix(vec3(0.040, 0.075, 0.014), vec3(0.110, 0.165, 0.026), fine.x * 0.7 + crumb.x * 0.3 * near);
  vec3 grass = mix(vec3(0.062, 0.095, 0.020), vec3(0.135, 0.165, 0.034), soft.y * 0.6 + fine.x * 0.4) * mix(1.0, 0.62 + 0.76 * crumb.y, near);
  float mossy = smoothstep(0.46, 0.62, broad.y * 0.7 + fine.y * 0.3);
  vec3 albedo = mix(litter, moss, mossy);
  albedo = mix(albedo, grass, smoothstep(0.30, 0.62, baked.b + (fine.x - 0.5) * 0.5));
  // The path: trodden earth and small stones, leaves blown over it.
  float path = smoothstep(0.35, 0.60, shape.b + (fine.z - 0.5) * 0.35);
  vec3 earth = mix(vec3(0.165, 0.115, 0.070), vec3(0.30, 0.225, 0.145), soft.x * 0.5 + fine.y * 0.5);
  float grit = texture(noise, wp.xy * 0.52).w, pebble = texture(noise, wp.xy * 0.21 + 0.3).w;
  float close = exp(-dist * 0.16);
  earth *= 0.78 + 0.44 * crumb.z * near + 0.2 * (1.0 - near);
  earth = mix(earth, vec3(0.34, 0.30, 0.25) * (0.6 + 0.6 * grit), smoothstep(0.70, 0.86, pebble) * 0.75 * close);
  earth *= mix(1.0, 0.72 + 0.56 * grit, close);
  float blown = smoothstep(0.62, 0.70, fine.y) * smoothstep(0.45, 0.6, crumb.x);
  earth = mix(earth, vec3(0.36, 0.20, 0.06), blown * 0.8 * near);
  albedo = mix(albedo, earth, path);
  // Rock where the land falls away.
  float steep = smoothstep(0.80, 0.62, N.z);
  albedo = mix(albedo, vec3(0.155, 0.140, 0.115) * (0.5 + fine.z), steep);
  vec3 M = normalize(N + vec3((soft.xy - 0.5) * 0.25 + (fine.xy - 0.5) * 0.35 * exp(-dist * 0.02) + (crumb.xy - 0.5) * 0.5 * near, 0.0));
  // Dapple: where the leaves are thick, the sun comes through in spots that drift with the crowns.
  float sun = dapple(wp, baked.r);
  vec3 c = lit(albedo, M, sun, baked.g * (0.80 + 0.20 * fine.x), 0.25);
  vec3 V = normalize(eye - wp);
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * albedo * sun * through * through * 0.7 * (1.0 - path);      // low light through grass and litter
  c *= mix(vec3(1.0), vec3(0.50, 0.52, 0.50), smoothstep(0.22, 0.02, wp.z) * (1.0 - steep));
  colour = vec4(tone(fog(c, wp)), 1.0);
}
