// Lawn, moss and gravel, stepping stones from the terrace to the bridge, and fallen petals that grow more as the garden opens.
in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;    // sun, openness, lamps
uniform sampler2D shapeMap;    // normal x, normal y, how green it is
uniform vec4 groundRect;
float lying(vec2 p, float size, float share) {
  vec2 q = p / size, cell = floor(q);
  vec3 r = fract(sin(vec3(dot(cell, vec2(12.9898, 78.233)), dot(cell, vec2(39.346, 11.135)), dot(cell, vec2(73.156, 52.235)))) * 43758.5453);
  vec2 f = fract(q) - 0.5 - 0.3 * (r.xy - 0.5);
  float a = r.z * 6.28;
  f = mat2(cos(a), sin(a), -sin(a), cos(a)) * f;
  float d = length(f * vec2(1.0, 1.7)), blur = length(fwidth(q));
  return smoothstep(0.24 + blur, 0.20 - blur, d) * step(fract(r.x * 7.0 + r.y * 3.0), share) * smoothstep(0.7, 0.25, blur);
}
void main() {
  vec2 uv = (wp.xy - groundRect.xy) * groundRect.zw;
  vec4 baked = texture(lightMap, uv), shape = texture(shapeMap, uv);
  vec4 broad = texture(noise, wp.xy * 0.043), soft = texture(noise, wp.xy * 0.16 + broad.xy * 0.1), fine = texture(noise, wp.xy * 0.62 + soft.yx * 0.08);
#ifdef PLAIN
  vec4 blades = fine.yzxw;
#else
  vec4 blades = texture(noise, wp.xy * vec2(2.6, 1.9) + fine.xy * 0.1);
#endif
  vec3 N = vec3(shape.xy * 2.0 - 1.0, 0.0);
  N.z = sqrt(max(1.0 - dot(N.xy, N.xy), 0.02));
  float dist = distance(eye, wp), near = exp(-dist * 0.09), far = smoothstep(14.0, 60.0, dist);
  float green = smoothstep(0.28, 0.66, shape.b + (fine.x - 0.5) * 0.5);
  vec3 gravel = mix(vec3(0.20, 0.175, 0.140), vec3(0.33, 0.295, 0.240), fine.y * 0.6 + blades.w * 0.4 * near);
  vec3 lawn = mix(vec3(0.090, 0.125, 0.030), vec3(0.185, 0.215, 0.060), soft.x * 0.6 + fine.y * 0.4);
  lawn = mix(lawn, vec3(0.060, 0.100, 0.026), 0.75 * smoothstep(0.50, 0.68, broad.y * 0.6 + soft.z * 0.4));   // moss in the damp
  lawn *= mix(1.0, 0.55 + 0.90 * blades.x, near);
  vec3 albedo = mix(gravel, lawn, green);
  // Stepping stones, one to each stretch of the way.
  float along = (wp.y - 1.25) / 0.74, step_ = floor(along);
  vec2 stone = vec2(0.42 * sin(step_ * 0.9) - 0.05 * step_ * 0.74 + 0.10 * sin(step_ * 5.1), 1.25 + (step_ + 0.5) * 0.74);
  vec2 off = (wp.xy - stone) * vec2(0.78 + 0.15 * sin(step_ * 3.0), 1.15);
  float edge = length(off) + 0.06 * (soft.x - 0.5) + 0.05 * (fine.z - 0.5), blur = 0.015 + 0.0025 * dist;
  float slab = smoothstep(0.285 + blur, 0.275 - blur, edge) * step(0.0, step_) * step(step_, 8.0) * smoothstep(0.02, 0.10, wp.z);
  vec3 rock = mix(vec3(0.175, 0.175, 0.165), vec3(0.30, 0.290, 0.265), fine.z * 0.5 + soft.y * 0.5) * (0.8 + 0.4 * blades.z);
  rock = mix(rock, vec3(0.085, 0.120, 0.040), 0.6 * smoothstep(0.52, 0.66, soft.z + 0.25 * smoothstep(0.18, 0.28, edge)));
  albedo = mix(albedo * (1.0 - 0.35 * smoothstep(0.34, 0.27, edge) * step(0.0, step_) * step(step_, 8.0)), rock, slab);
  // They lie in drifts, as the wind has left them, and each lies as it fell.
  float drift = smoothstep(0.40, 0.72, broad.x * 0.55 + soft.y * 0.45), share = (0.03 + 0.34 * live[1].y) * (0.08 + 1.5 * drift * drift);
  float petals = max(lying(wp.xy + 0.09 * fine.xy, 0.062, share), max(lying(wp.yx * 1.09 + 3.1 + 0.08 * soft.zx, 0.083, share * 0.8), lying(wp.xy * mat2(0.8, 0.6, -0.6, 0.8) + 7.7, 0.11, share * 0.35)));
  float snowy = smoothstep(0.55, 0.80, broad.x * 0.5 + soft.y * 0.5 + 0.16 * live[1].y) * 0.16 * live[1].y * smoothstep(6.0, 14.0, dist);
  albedo = mix(albedo, vec3(0.90, 0.68, 0.70), max(petals * (0.62 + 0.30 * blades.x), snowy) * step(0.03, wp.z));
  vec3 M = normalize(N + vec3((soft.xy - 0.5) * 0.28 + (fine.xy - 0.5) * 0.40 * exp(-dist * 0.03) + (blades.xy - 0.5) * 0.55 * near * (1.0 - slab), 0.0));
  float sun = baked.r * mix(1.0, 0.72 + 0.5 * smoothstep(0.35, 0.65, soft.z), 0.5 * near);
  vec3 c = lit(albedo, M, clamp(sun, 0.0, 1.0), baked.g * (0.82 + 0.18 * fine.x), 0.25);
  vec3 V = normalize(eye - wp);
  float through = max(dot(-V, SUN), 0.0);
  c += SUN_COLOUR * albedo * sun * through * through * 0.75 * green * (1.0 - slab);       // low light through the grass
  c += albedo * LANTERN * baked.b * 2.2 * live[1].x * GLOWS;
  // The lawn about the seat never sinks into the dark: blossoms give back light by day, and the bower's lanterns theirs at dusk.
  float here = exp(-dot(wp.xy, wp.xy) / 40.0);
  c += albedo * here * mix(vec3(0.17, 0.16, 0.16), LANTERN * 0.34 + vec3(0.06, 0.07, 0.10), live[1].x);
  c *= mix(vec3(1.0), vec3(0.50, 0.50, 0.47), smoothstep(0.16, 0.01, wp.z));
  colour = vec4(tone(fog(c, wp)), 1.0);
}
