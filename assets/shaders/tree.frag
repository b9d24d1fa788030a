in vec3 wp;
in vec3 wn;
in vec4 bark;
in float outer;
in vec2 skin;
flat in vec4 self;
const vec3 LEAF[5] = vec3[5](vec3(0.110, 0.215, 0.034), vec3(0.175, 0.245, 0.042), vec3(0.085, 0.165, 0.030), vec3(0.040, 0.098, 0.056), vec3(0.105, 0.190, 0.035));
const vec3 BARK[5] = vec3[5](vec3(0.215, 0.195, 0.165), vec3(0.64, 0.60, 0.52), vec3(0.175, 0.135, 0.095), vec3(0.185, 0.118, 0.080), vec3(0.08, 0.06, 0.04));
// Leaves along a twig, in pairs: where there is none, there is nothing. u along, v across (-1..1).
void leafed(float u, float v, int species, float seed, float pixel) {
  float x = u, y = abs(v), pairs = species == 3 ? 7.0 : (species == 1 ? 5.0 : 4.0), wide = species == 3 ? 0.52 : 0.62;
  // Each leaf leans forward along the twig.
  float lean = species == 3 ? 0.25 : 0.16;
  float s = (x - y * lean) * pairs + (v > 0.0 ? 0.5 : 0.0) + seed;
  float cell = floor(s), f = fract(s) - 0.5;
  float at = (cell + 0.5 - seed - (v > 0.0 ? 0.5 : 0.0)) / pairs;
  float long_ = (0.55 + 0.45 * fract(seed * 7.0 + cell * 0.37)) * smoothstep(-0.05, 0.30, at) * smoothstep(1.15, 0.65, at);
  float t = y / max(long_, 0.05);
  float half_ = wide * sqrt(max(t, 0.0)) * (1.0 - t) * 1.55 * 0.5 * 1.7;
  float stem = y - 0.035 * (1.0 - x);
  // Leaves that would be smaller than some pixels run together: they would only flicker.
  half_ += smoothstep(0.06, 0.17, pixel * pairs) * 0.6;
  if (!(abs(f) < half_ && t < 1.0) && stem > 0.0) discard;
}
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  int species = int(self.z);
  float through = max(dot(-V, SUN), 0.0), dist = distance(eye, wp);
  vec3 c;
  float pixel = fwidth(bark.a);
  if (bark.r > 0.75) {
    // A seed is fifteenths: the little more keeps it off the wrap, where it would be another from pixel to pixel.
    leafed(bark.a, bark.g * 2.0 - 1.0, species, fract(bark.b * 17.0 + 0.013), pixel);
    float out_ = outer, sun = mix(self.x, self.y, 0.35 + 0.65 * out_);
    vec3 leaf = LEAF[species];
    leaf = mix(leaf, leaf.grr * vec3(1.15, 0.95, 0.30), (0.24 * fract(self.w * 5.0) + 0.16 * bark.b) * (species == 3 ? 0.15 : 1.0));
    leaf *= 0.72 + 0.56 * bark.b;
    float open = mix(0.34, 1.0, out_) * (0.80 + 0.20 * abs(bark.g * 2.0 - 1.0));
    float dapple = smoothstep(0.15, 0.75, sun * (0.45 + 0.9 * fract(bark.b * 7.3 + self.w * 3.0)));
    c = lit(leaf, N, dapple, open, 0.45);
    // Leaves glow with the light behind them.
    float glow = 0.16 + 1.5 * through * through * through;
    c += SUN_COLOUR * leaf * vec3(1.10, 1.15, 0.45) * dapple * glow * (species == 3 ? 0.30 : 0.52) * (0.4 + 0.6 * open);
  } else {
    vec4 t = texture(noise, skin * vec2(0.30, 0.075) + self.w * 5.0);
    vec4 u = texture(noise, skin * vec2(1.1, 0.50) + self.w * 3.0);
    vec3 albedo = BARK[species];
    float cracks = smoothstep(0.30, 0.75, t.z * 0.6 + u.z * 0.5);
    if (species == 1) {
      float band = smoothstep(0.62, 0.72, texture(noise, skin * vec2(0.10, 0.62) + self.w * 7.0).y) * smoothstep(0.3, 0.5, u.x);
      albedo = mix(albedo * (0.8 + 0.35 * t.x), vec3(0.035, 0.030, 0.028), band);
      albedo = mix(albedo, vec3(0.06, 0.05, 0.045), smoothstep(0.9, 0.1, skin.y) * 0.75);
    } else {
      albedo *= mix(1.25, 0.45, cracks) * (0.75 + 0.5 * t.x);
      if (species == 0) albedo = mix(albedo, vec3(0.165, 0.160, 0.135), 0.6 * t.y);
    }
    // Moss on the side away from the sun, and about the roots.
    float moss = smoothstep(0.15, 0.75, -dot(N.xy, SUN_FLAT) * 0.45 + 0.62 * t.y + 0.75 * exp(-skin.y * 1.3) - 0.30) * (species == 1 ? 0.45 : 1.0);
    if (bark.r < 0.25) albedo = mix(albedo, vec3(0.070, 0.115, 0.020) * (0.6 + 0.8 * u.x), moss);
    vec3 M = normalize(N + vec3((t.xy - 0.5) * 0.5 + (u.xy - 0.5) * 0.5, 0.0) * (species == 1 ? 0.3 : 0.9));
    float spots = smoothstep(0.40, 0.62, texture(noise, vec2(skin.x * 0.16, skin.y * 0.10) + self.w).x + 0.55 * (self.x - 0.55));
    float sun = spots * mix(0.35 + 0.65 * self.x, self.y, smoothstep(2.0, 9.0, skin.y));
    c = lit(albedo, M, sun, mix(0.72, 1.0, smoothstep(0.0, 2.5, skin.y)), 0.15);
    float rim = 1.0 - max(dot(N, V), 0.0);
    c += SUN_COLOUR * rim * rim * rim * through * 0.22 * (0.25 + 0.75 * self.x);   // the edge that the low sun draws
  }
  colour = vec4(tone(fog(c, wp)), 1.0);
}
