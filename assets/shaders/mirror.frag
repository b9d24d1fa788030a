// An old glass: the wood about it, met on rings at several distances, each at its own depth for each eye. The body is drawn over it.
in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;
uniform vec4 groundRect;
void main() {
  vec3 N = normalize(wn), to = wp - eye, V = normalize(-to);
  vec3 R = reflect(to / max(length(to), 1e-3), N);
  vec2 way = normalize(R.xy + 1e-5);
  float flat_ = max(length(R.xy), 0.05);
  // Behind everything the bright haze.
  vec3 c = sky(normalize(vec3(R.xy, max(abs(R.z) * 0.4, 0.02))));
  for (int k = 0; k < 3; k++) {
    int i = 2 - k;
    float d = 8.0 + 9.0 * float(i), t = d / flat_, h = wp.z + R.z * t;
    vec2 q = wp.xy + R.xy * t;
    float along = atan(way.x, way.y) * d;
    vec4 n = texture(noise, vec2(along * 0.060 + float(i) * 0.37, 0.31 + h * 0.003));
    float trunk = smoothstep(0.64, 0.68, n.x) * smoothstep(-1.0, 0.3, h - wp.z + 2.0);
    vec4 l = texture(noise, vec2(along, h) * 0.075 + float(i) * 0.21);
    float leaves = smoothstep(0.52, 0.60, l.x * 0.7 + l.y * 0.3 + 0.05 * (h - 6.0));
    vec3 bark = vec3(0.10, 0.08, 0.06), green = mix(vec3(0.09, 0.16, 0.03), vec3(0.30, 0.30, 0.05), l.y);
    vec3 e = vec3(wp.xy + R.xy * t, h);
    c = mix(c, mix(c, lit(bark, vec3(-R.xy, 0.1), 0.4, 0.8, 0.3), exp(-d * 0.035)), trunk);
    c = mix(c, mix(c, lit(green, normalize(vec3(-R.xy, 0.6)), 0.6, 0.9, 0.5), exp(-d * 0.035)), leaves);
  }
  if (R.z < -0.01) {
    float t = (wp.z + 0.5) / -R.z;
    vec2 q = wp.xy + R.xy * t;
    vec4 baked = texture(lightMap, (q - groundRect.xy) * groundRect.zw), soft = texture(noise, q * 0.3);
    vec3 ground = lit(mix(vec3(0.10, 0.13, 0.025), vec3(0.20, 0.13, 0.055), smoothstep(0.4, 0.6, soft.x)), vec3(0.0, 0.0, 1.0), smoothstep(0.35, 0.65, baked.r * 0.6 + soft.y * 0.4), 0.8, 0.3);
    c = mix(ground, c, 1.0 - exp(-t * 0.055));
  }
  vec4 age = texture(noise, vec2(dot(wp.xy, vec2(-N.y, N.x)), wp.z) * 0.35);
  c = c * vec3(0.90, 0.93, 0.88) * (0.90 + 0.10 * age.x) + vec3(0.012, 0.013, 0.010);
  colour = vec4(tone(c), 1.0);
}
