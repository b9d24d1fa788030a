// An old glass: the wood behind whoever looks, its trunks on rings at several distances, each at its own depth for each eye. The body
// is drawn over it.
in vec3 wp;
in vec3 wn;
in float rise;
flat in float wet;
uniform sampler2D lightMap;
uniform vec4 groundRect;
void main() {
  vec3 N = normalize(wn), to = wp - eye;
  vec2 along = normalize(vec2(-N.y, N.x));
  vec4 run = texture(noise, vec2(dot(wp.xy, along) * 0.55, wp.z * 0.16 + TIME * 0.016));
  if (wet > 0.5) N = normalize(N + vec3(along * (run.x - 0.5), run.y - 0.5) * 0.075);
  vec3 R = reflect(to / max(length(to), 1e-3), N);
  vec2 way = normalize(R.xy + 1e-5);
  float steep = max(length(R.xy), 0.05), pixel = length(to) * 0.0012;
  vec3 haze = sky(normalize(vec3(R.xy, abs(R.z) * 0.35 + 0.03)));
  vec3 c = haze;
  float angle = atan(way.x, way.y);
  for (int k = 0; k < 5; k++) {
    float d = 44.0 * exp2(-0.72 * float(k)), t = d / steep, h = rise + R.z * t;
    float s = angle * d / 3.1 + float(k) * 7.3, cell = floor(s), f = fract(s) - 0.5;
    vec3 r = fract(sin(vec3(cell, cell + 1.7, cell + 3.1) * vec3(12.9898, 78.233, 37.719) + float(k)) * 43758.5453);
    float half_ = (0.045 + 0.05 * r.y) * (1.0 - 0.03 * h), blur = 0.004 + pixel / 3.1;
    float trunk = smoothstep(half_ + blur, half_ - blur, abs(f - 0.5 * (r.x - 0.5) - 0.006 * (r.z - 0.5) * h)) * step(0.35, r.z) * smoothstep(-0.2, 0.0, h);
    float side = clamp((f - 0.5 * (r.x - 0.5)) / half_, -1.0, 1.0), thick = 1.0 - exp(-d * 0.021);
    vec3 bark = mix(vec3(0.13, 0.10, 0.07), vec3(0.075, 0.10, 0.03), r.x * smoothstep(3.0, 0.0, h));
    bark = lit(bark, normalize(vec3(-way + vec2(way.y, -way.x) * side, 0.1)), 0.55, 0.8, 0.2);
    c = mix(c, mix(bark, haze, thick), trunk);
    vec4 l = texture(noise, vec2(s * 0.75, h * 0.24) + r.z * 0.0 + float(k) * 0.31);
    float leaves = smoothstep(0.50, 0.54, l.x * 0.65 + l.y * 0.35 + 0.16 * smoothstep(3.0, 10.0, h) - 0.22 * smoothstep(6.5, 2.0, h) - 0.5 * smoothstep(1.2, 0.0, h) * smoothstep(-0.6, 0.2, h));
    vec3 green = lit(mix(vec3(0.07, 0.13, 0.03), vec3(0.27, 0.27, 0.05), l.y), normalize(vec3(-way, 0.7)), 0.75, 0.8, 0.5);
    c = mix(c, mix(green, haze, thick), leaves * smoothstep(0.0, 1.5, h));
  }
  if (R.z < -0.004) {
    float t = rise / -R.z;
    vec2 q = wp.xy + R.xy * t;
    vec4 baked = texture(lightMap, (q - groundRect.xy) * groundRect.zw), soft = texture(noise, q * 0.24), fine = texture(noise, q * 0.9);
    vec3 earth = mix(vec3(0.085, 0.125, 0.025), vec3(0.20, 0.125, 0.05), smoothstep(0.40, 0.60, soft.x)) * (0.6 + 0.8 * fine.y);
    vec3 ground = lit(earth, vec3(0.0, 0.0, 1.0), smoothstep(0.40, 0.62, baked.r * 0.6 + soft.y * 0.4), 0.85, 0.3);
    float reach = t * steep;
    c = mix(c, mix(ground, haze, 1.0 - exp(-reach * 0.021)), smoothstep(40.0, 12.0, reach));
  }
  vec4 age = texture(noise, vec2(dot(wp.xy, vec2(-N.y, N.x)), wp.z) * 0.35);
  c = wet > 0.5 ? onWetStone(c) : c * vec3(0.92, 0.94, 0.88) * (0.90 + 0.12 * age.x) + vec3(0.012, 0.013, 0.010);
  colour = vec4(tone(c), 1.0);
}
