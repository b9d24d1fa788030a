// Skin, nails and cloth of the patient's own arms, seen from a hand's breadth away.
in vec3 wp;
in vec3 wn;
in vec3 drawn;
in vec3 drawnNormal;
in vec4 finger;
in vec3 about;
flat in float stuff;
flat in vec4 skin;
flat in vec3 palm;
flat in vec3 cloth;
uniform vec4 limbLight;      // how much of the key light reaches the arms
const float NAIL_HALF = 0.0056, NAIL_MIDDLE = 0.0168, NAIL_LONG = 0.0056;
float line(float at, float wide) { return exp(-at * at / (wide * wide)); }
// The palm's lines, of a right hand: how deep each place lies in one.
float lines(vec2 p) {
  float heart = line(p.y - 0.068 - 6.5 * (p.x - 0.004) * (p.x - 0.004) + 0.30 * (p.x - 0.030) * step(0.030, p.x), 0.0011) * smoothstep(-0.026, -0.018, p.x);
  float head = line(p.y - 0.062 + 0.42 * (p.x + 0.030) + 4.0 * (p.x + 0.030) * (p.x + 0.030), 0.0011) * smoothstep(0.030, 0.018, p.x) * smoothstep(-0.037, -0.030, p.x);
  vec2 q = p - vec2(-0.036, 0.026);
  float life = line(length(q * vec2(1.0, 0.92)) - 0.0345, 0.0012) * smoothstep(-0.004, 0.010, q.x) * smoothstep(-0.030, -0.018, q.y);
  return max(heart, max(head, life));
}
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp), M = N;
  float sun = limbLight.x, open_ = 0.25 + 0.75 * about.x;
  vec3 c;
  if (stuff > 0.5) {
    vec2 at = vec2(drawn.x + 0.8 * drawn.z, drawn.y);
    vec4 weave = texture(noise, at * vec2(11.0, 17.0)), fold = texture(noise, at * vec2(2.6, 1.9) + at.yx * 0.9);
    vec3 albedo = cloth * (0.80 + 0.34 * weave.x) * (0.86 + 0.28 * fold.w);
    if (stuff > 1.5) albedo *= 0.55;
    M = normalize(N + (weave.xyz - 0.5) * 0.22 + (fold.xyz - 0.5) * 0.60);
    c = lit(albedo, M, sun, open_ * mix(0.62, 1.0, smoothstep(-0.8, 0.6, N.z)), 0.25);
    float rim = 1.0 - max(dot(N, V), 0.0);
    c += albedo * SHADE * rim * rim * 0.35;
  } else {
    float inner = smoothstep(0.30, -0.45, drawnNormal.z), joint = finger.w, on = step(0.0, joint) * smoothstep(0.05, 0.25, joint);
    vec4 broad = texture(noise, drawn.xy * 7.0 + drawn.z * 3.0), fine = texture(noise, drawn.xy * 41.0 + drawn.zx * 17.0);
    vec3 albedo = mix(skin.rgb, palm, inner * smoothstep(-0.050, 0.022, drawn.y));
    float red = about.y * mix(0.55, 1.0, inner) + 0.22 * (broad.x - 0.5);
    albedo *= mix(vec3(1.0), vec3(1.02, 0.80, 0.76), clamp(red, 0.0, 1.0));
    albedo *= 0.95 + 0.13 * (broad.z - 0.5) + 0.10 * (fine.x - 0.5);
    // Folds over the joints: fine ones across the backs, single ones on the inside.
    float back = smoothstep(0.15, 0.75, drawnNormal.z) * on;
    float crease = 0.0;
    for (int j = 1; j < 3; j++) {
      float k = float(j);
      float d = (joint - k) * (k < 1.5 ? 0.030 : 0.024);
      float bow = finger.x * finger.x * 60.0;
      crease += back * line(d, 0.0050) * (0.5 + 0.5 * cos((d + bow) * 2300.0 + 5.0 * (broad.y - 0.5))) * (0.12 + 0.55 * fine.w);
      crease += inner * on * (line(d - 0.0012, 0.0009) + 0.5 * line(d + 0.0018, 0.0008));
    }
    crease += inner * on * line((joint - 0.52) * 0.040, 0.0011);
    crease += 0.85 * lines(drawn.xy) * smoothstep(-0.2, -0.75, drawnNormal.z) * step(joint, 0.45);
    crease += 0.6 * inner * (line(drawn.y - 0.001, 0.0010) + 0.7 * line(drawn.y + 0.0055, 0.0009));
    albedo *= mix(vec3(1.0), vec3(0.70, 0.56, 0.52), clamp(crease, 0.0, 1.0) * 0.62);
    // Veins and sinews raise the back of the hand a little.
    float top = smoothstep(0.45, 0.95, drawnNormal.z) * smoothstep(-0.01, 0.02, drawn.y) * smoothstep(0.100, 0.082, drawn.y);
    vec2 fan = vec2(drawn.x / (0.26 + 0.74 * smoothstep(-0.02, 0.10, drawn.y)), drawn.y);
    float sinew = sin((fan.x + 0.008) * 314.0);
    M = normalize(N + 0.055 * top * vec3(sinew, 0.0, 0.0) + (fine.xyz - 0.5) * 0.11 + (broad.xyz - 0.5) * 0.07);
    albedo *= mix(vec3(1.0), vec3(0.93, 0.96, 1.0), top * smoothstep(0.62, 0.80, broad.w) * 0.7);
    // A nail: its bed, its pale rim and moon, the fold about it.
    vec2 n = vec2(finger.x / NAIL_HALF, (finger.y - NAIL_MIDDLE) / NAIL_LONG);
    float out_ = pow(abs(n.x), 3.0) + pow(abs(n.y), n.y < 0.0 ? 2.2 : 2.8), w = max(fwidth(out_), 0.02);
    float upper = smoothstep(0.0008, 0.0022, finger.z) * step(1.5, joint);
    float nail = upper * smoothstep(1.0 + w, 1.0 - w, out_), fold_ = upper * smoothstep(0.75, 1.0, out_) * smoothstep(1.6, 1.05, out_);
    vec3 bed = mix(skin.rgb, palm, 0.55) * vec3(1.08, 0.92, 0.90) + 0.035;
    float rim_ = smoothstep(0.74, 0.84, n.y), moon = smoothstep(-0.52, -0.66, n.y + 0.25 * n.x * n.x);
    bed = mix(bed, bed * 0.55 + vec3(0.27, 0.25, 0.22), max(rim_ * 0.75, moon * 0.30));
    albedo = mix(albedo * (1.0 - 0.30 * fold_), bed, nail);
    M = normalize(mix(M, N, nail * 0.85));
    // In a fist the inside is dark.
    float shut = about.z * inner * smoothstep(0.0, 0.06, drawn.y);
    float light = open_ * (1.0 - 0.55 * shut) * mix(0.66, 1.0, smoothstep(-0.9, 0.5, N.z));
    c = lit(albedo, M, sun * (1.0 - 0.5 * shut) * mix(0.55, 1.0, open_), light, 0.38);
    // Light that goes in comes out redder past the edge of the light.
    float key = dot(N, SUN);
    c += SUN_COLOUR * albedo * vec3(0.22, 0.060, 0.035) * smoothstep(-0.35, 0.15, key) * smoothstep(0.55, 0.05, key) * sun * open_;
    // The sheen of skin, and the gloss of nails.
    vec3 H = normalize(SUN + V);
    float grazing = 1.0 - max(dot(M, V), 0.0), fresnel = 0.028 + 0.45 * grazing * grazing * grazing * grazing;
    float gloss = mix(pow(max(dot(M, H), 0.0), 22.0) * 0.55, pow(max(dot(N, H), 0.0), 70.0) * 1.8, nail);
    c += SUN_COLOUR * gloss * fresnel * 3.0 * sun * max(key, 0.0) * light;
    c += mix(BOUNCE, SHADE, reflect(-V, M).z * 0.5 + 0.5) * fresnel * light * mix(0.55, 1.3, nail);
  }
  colour = vec4(tone(c), skin.a);
}
