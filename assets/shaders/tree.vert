// One shape made into each species: see woods.py.
uniform samplerBuffer inst;
uniform float first;
out vec3 wp;
out vec3 wn;
out vec4 bark;      // 0 trunk, 0.5 limb, 1 twig; across it, own seed, along it
out float outer;    // how far out in the crown
out vec2 skin;      // about the trunk and up it, metres
flat out vec4 self; // sun below, sun above, species, seed
//                      height, crown's foot, crown's radius, trunk's radius
const vec4 SHAPE[5] = vec4[5](vec4(14.5, 0.40, 3.5, 0.25), vec4(12.5, 0.36, 2.1, 0.135), vec4(12.0, 0.34, 4.3, 0.36), vec4(15.5, 0.11, 2.5, 0.21), vec4(1.9, 0.02, 1.25, 0.025));
vec3 crown(vec3 c, vec4 shape, float conic) {
  float ball = sqrt(max(1.0 - (2.0 * c.z - 1.0) * (2.0 * c.z - 1.0), 0.04));
  vec2 q = mix(c.xy, c.xy / ball * (1.0 - 0.94 * c.z), conic);
  return vec3(q * shape.z, shape.x * mix(shape.y, 1.0, c.z));
}
void main() {
  int row = (int(first) + gl_InstanceID) * 2;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1);
  float species = floor(b.w), seed = fract(b.w), conic = species == 3.0 ? 1.0 : 0.0;
  vec4 shape = SHAPE[int(species)];
  shape.x *= 0.88 + 0.24 * fract(seed * 7.0);
  shape.z *= 0.85 + 0.30 * fract(seed * 13.0);
  float bent = (1.0 - conic) * (species == 1.0 ? 0.05 : 0.035) * shape.x;
  vec3 c = p3d_Vertex.xyz, offset = p3d_Normal, p, n;
  if (paint.r < 0.25) {
    offset.xy *= shape.w;
    p = vec3(offset.xy, c.z * shape.x * 0.94 - 0.15);
    n = vec3(normalize(offset.xy), 0.12);
  } else if (paint.r < 0.75) {
    vec3 q = crown(c, shape, conic);
    p = q + offset * shape.w * (conic > 0.5 ? 0.4 : 1.0);
    n = normalize(offset);
  } else {
    float small = species == 4.0 ? 0.34 : (species == 1.0 ? 0.72 : (conic > 0.5 ? 0.80 : 1.0));
    // A fir's sprays hang outwards; a birch's hang down.
    vec3 away = vec3(normalize(c.xy + 1e-4), 0.0);
    offset = mix(offset, offset * vec3(0.9, 0.9, 0.45) + (away * 0.35 - vec3(0.0, 0.0, 0.42)) * paint.a * 0.8, conic);
    if (species == 1.0) offset.z = offset.z * 1.15 - 0.30 * paint.a;
    p = crown(c, shape, conic) + offset * small;
    n = normalize(vec3(c.xy * mix(1.0, 1.4, conic), (c.z * 2.0 - 0.85)) + offset * 0.55);
  }
  float up = p.z / shape.x;
  p.xy += bent * vec2(sin(up * 2.6 + seed * 40.0) - sin(seed * 40.0), cos(up * 2.2 + seed * 23.0) - cos(seed * 23.0));
  mat3 R = turned(b.z);
  vec3 w = R * p * a.w;
  float sway = 0.030 * up * up * (0.5 + 0.5 * BUSY) * (1.0 - 0.5 * conic);
  w.xy += sway * a.w * vec2(sin(TIME * 0.7 + a.x * 0.3), cos(TIME * 0.55 + a.y * 0.3));
  if (paint.r > 0.75) w += 0.026 * paint.a * sin(TIME * (0.8 + 0.4 * paint.b) + paint.b * 30.0 + a.x) * vec3(0.6, 0.5, 0.8) * a.w;
  wp = w + a.xyz;
  wn = R * n;
  bark = paint;
  outer = clamp(0.15 + 0.85 * length(vec3(c.xy, c.z * 2.0 - 1.0)), 0.0, 1.0);
  skin = vec2(paint.a * 6.2832 * shape.w * a.w, p.z * a.w);
  self = vec4(b.x, b.y, species, seed);
  eye = eyePosition();
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
