in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;    // sun, openness, grass
uniform sampler2D shapeMap;    // normal x, normal y, path
uniform vec4 groundRect;
// One leaf in each cell of a grid: how much of it covers p, its own shade, and which way it tilts. Gone where it would be too small.
vec4 leafOn(vec2 p, float size, float pixel) {
  vec2 q = p / size, cell = floor(q), f = fract(q) - 0.5;
  vec3 r = fract(sin(vec3(dot(cell, vec2(12.9898, 78.233)), dot(cell, vec2(39.346, 11.135)), dot(cell, vec2(73.156, 52.235)))) * 43758.5453);
  float a = r.x * 6.2832, c = cos(a), s = sin(a);
  vec2 u = mat2(c, s, -s, c) * (f - 0.22 * (r.yz - 0.5));
  float long_ = 0.30 + 0.10 * r.z, x = u.x / long_;
  float half_ = (0.11 + 0.06 * r.y) * (1.0 - x * x) * (1.0 + 0.25 * sin(x * 9.0 + r.x * 6.0));
  float edge = 0.02 + 0.7 * pixel / size;
  float cover = smoothstep(edge, -edge, abs(u.y) - half_) * step(abs(x), 1.0) * step(0.25, r.z);
  cover *= smoothstep(0.42, 0.12, pixel / size);
  float vein = smoothstep(0.035, 0.0, abs(u.y)) * 0.3;
  return vec4(cover, r.y, (u.y > 0.0 ? 1.0 : -1.0) * 0.25 + 0.15 * x, vein);
}

// The walker's own shadow on the ground: legs that part, a body, a head, softer the farther it falls.
float shadowOf(vec2 p) {
  vec2 away = -SUN_FLAT, d = p - live[13].xy - 0.10 * vec2(-sin(live[13].w), cos(live[13].w)) * -1.0;
  float along = dot(d, away), aside = dot(d, vec2(away.y, -away.x)), u = along * SUN.z / length(SUN.xy) / 1.72;
  float half_ = 0.085 + 0.115 * smoothstep(0.42, 0.60, u) - 0.115 * smoothstep(0.80, 0.86, u) + 0.02 * smoothstep(0.86, 0.92, u);
  float legs = mix(abs(abs(aside) - 0.085 * (1.0 - u)), abs(aside), smoothstep(0.30, 0.48, u));
  float soft = 0.03 + 0.07 * clamp(u, 0.0, 1.0);
  float body = smoothstep(soft, -soft, legs - half_) * smoothstep(-0.06, 0.02, u) * smoothstep(1.04, 0.96, u);
  return body;
}

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
  litter = mix(litter, mix(vec3(0.06, 0.038, 0.021), vec3(0.20, 0.125, 0.055), smoothstep(0.25, 0.75, crumb.y)), 0.65 * near);
  vec3 moss = mix(vec3(0.040, 0.075, 0.014), vec3(0.110, 0.165, 0.026), fine.x * 0.7 + crumb.x * 0.3 * near);
  vec3 grass = mix(vec3(0.060, 0.088, 0.020), vec3(0.120, 0.146, 0.034), soft.y * 0.6 + fine.x * 0.4) * mix(1.0, 0.62 + 0.76 * crumb.y, near);
  float mossy = smoothstep(0.46, 0.62, broad.y * 0.7 + fine.y * 0.3);
  vec3 albedo = mix(litter, moss, mossy);
  albedo = mix(albedo, grass, smoothstep(0.30, 0.62, baked.b + (fine.x - 0.5) * 0.5));
  // The path: trodden earth and small stones, leaves blown over it.
  float path = smoothstep(0.35, 0.60, shape.b + (fine.z - 0.5) * 0.35);
  vec3 earth = mix(vec3(0.150, 0.118, 0.082), vec3(0.255, 0.205, 0.150), soft.x * 0.5 + fine.y * 0.5);
  float grit = texture(noise, wp.xy * 0.52).w, pebble = texture(noise, wp.xy * 0.21 + 0.3).w;
  float close = exp(-dist * 0.16);
  earth *= 0.78 + 0.44 * crumb.z * near + 0.2 * (1.0 - near);
  earth = mix(earth, vec3(0.34, 0.30, 0.25) * (0.6 + 0.6 * grit), smoothstep(0.70, 0.86, pebble) * 0.75 * close);
  earth *= mix(1.0, 0.72 + 0.56 * grit, close);
  albedo = mix(albedo, earth, path);
  // Fallen leaves, one by one close to the feet.
  float pixel = length(fwidth(wp.xy));
  vec4 l1 = leafOn(wp.xy + 0.05 * soft.xy, 0.115, pixel), l2 = leafOn(wp.yx * 1.07 + 3.7 + 0.05 * fine.xy, 0.16, pixel);
  float strewn = mix(0.95 - 0.75 * smoothstep(0.3, 0.7, mossy), 0.58, path) * (1.0 - 0.60 * smoothstep(0.3, 0.6, baked.b));
  float o1 = l1.x * step(fine.y * 0.6 + 0.4 * l1.y, strewn), o2 = l2.x * step(soft.z * 0.5 + 0.5 * l2.y, strewn);
  vec3 dead = mix(vec3(0.105, 0.056, 0.024), vec3(0.27, 0.165, 0.062), l1.y), dry = mix(vec3(0.14, 0.085, 0.040), vec3(0.24, 0.190, 0.075), l2.y);
  albedo = mix(albedo, dry * (1.0 + l2.w), o2 * 0.92);
  albedo = mix(albedo, dead * (1.0 + l1.w), o1 * 0.92);
  vec2 lifted = vec2(l1.z * o1 + l2.z * o2 * (1.0 - o1), 0.12 * (o1 - o2));
  // Rock where the land falls away.
  float steep = smoothstep(0.80, 0.62, N.z);
  albedo = mix(albedo, vec3(0.155, 0.140, 0.115) * (0.5 + fine.z), steep);
  vec3 M = normalize(N + vec3((soft.xy - 0.5) * 0.25 + (fine.xy - 0.5) * 0.35 * exp(-dist * 0.02) + (crumb.xy - 0.5) * 0.5 * near + lifted, 0.0));
  // Dapple: where the leaves are thick, the sun comes through in spots that drift with the crowns.
  float own = shadowOf(wp.xy), sun = dapple(wp, baked.r) * (1.0 - 0.88 * own);
  vec3 c = lit(albedo, M, sun, baked.g * (0.80 + 0.20 * fine.x) * (1.0 - 0.35 * exp(-dot(wp.xy - live[13].xy, wp.xy - live[13].xy) * 9.0)), 0.25);
  vec3 V = normalize(eye - wp);
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * albedo * sun * through * through * 0.7 * (1.0 - path);      // low light through grass and litter
  c *= mix(vec3(1.0), vec3(0.50, 0.52, 0.50), smoothstep(0.22, 0.02, wp.z) * (1.0 - steep));
  colour = vec4(tone(fog(c, wp)), 1.0);
}
