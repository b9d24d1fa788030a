in vec3 wp;
in vec3 wn;
in vec3 own;
in vec3 onPlane;
flat in vec2 about;
flat in float bone;
in vec2 skin;
in vec3 local;
uniform sampler2D lightMap;
uniform vec4 groundRect;
uniform vec4 colours[8];
#ifdef MIRROR
uniform vec4 planePoint;
uniform vec4 planeNormal;
uniform vec4 planeRect;    // half width, height, how arched
#endif
// A face's eyes, brows, lips and nostrils over `c`, each drawn where the head's shape has room for it.
vec3 face(vec3 c) {
  float w = max(0.0007, 0.7 * fwidth(local.z));
  vec2 p = vec2(abs(local.x), local.z), e = p - vec2(0.0305, 0.0165), m = vec2(p.x, p.y + 0.0535);
  vec3 own = c;
  c *= 1.0 - 0.30 * exp(-dot(e, e) * 5200.0);
  float lid = 0.0068 * (1.0 - e.x * e.x / (0.0152 * 0.0152)), white = smoothstep(w, -w, abs(e.y) - lid);
  vec2 in_ = e + vec2(0.0, 0.0006);
  float iris = smoothstep(w, -w, length(in_) - 0.0058), pupil = smoothstep(w, -w, length(in_) - 0.0026);
  c = mix(c, mix(mix(vec3(0.25, 0.235, 0.215) + 0.45 * own, vec3(0.075, 0.050, 0.030), iris), vec3(0.012), pupil), white);
  c = mix(c, colours[6].rgb * 0.25, smoothstep(0.0011 + w, 0.0004, abs(e.y - lid)) * step(abs(e.x), 0.0152) * 0.9);
  float arch = 0.0385 - 9.0 * (p.x - 0.034) * (p.x - 0.034);
  c = mix(c, colours[6].rgb * 0.6, 0.75 * smoothstep(0.0030 + w, 0.0012, abs(p.y - arch)) * smoothstep(0.012 - w, 0.018, p.x) * smoothstep(0.052 + w, 0.044, p.x));
  float lips = smoothstep(w, -w, abs(m.y) - 0.0078 * (1.0 - m.x * m.x / (0.0250 * 0.0250)) * (0.82 + 9.0 * m.x));
  c = mix(c, own * vec3(0.78, 0.46, 0.44), 0.85 * lips * step(m.x, 0.0250));
  c *= 1.0 - 0.55 * lips * smoothstep(0.0009 + w, 0.0003, abs(m.y - 0.0004));
  vec2 n = p - vec2(0.0070, -0.0315);
  return c * (1.0 - 0.55 * smoothstep(0.0028 + w, 0.0012, length(n * vec2(0.8, 1.0))));
}
void main() {
#ifdef MIRROR
  vec3 d = onPlane - planePoint.xyz;
  if (planePoint.w < 0.5) {
    float x = abs(dot(d, normalize(vec3(-planeNormal.y, planeNormal.x, 0.0)))), z = d.z / length(planeNormal.xy), half_ = planeRect.x;
    float arch = half_ * planeRect.z, top = planeRect.y - arch + arch * sqrt(max(1.0 - x * x / (half_ * half_), 0.0));
    if (x > half_ || z < 0.0 || z > top) discard;
  }
#endif
  vec3 N = normalize(wn), V = normalize(eye - wp);
  vec4 baked = texture(lightMap, (own.xy - groundRect.xy) * groundRect.zw);
  // Softer than on the ground: nobody's own body is to flicker as it walks through the spots.
  float sun = mix(0.45, dapple(own, mix(baked.r, 0.7, 0.35)), 0.40);
  int stuff = int(about.x);
  vec3 albedo = colours[stuff].rgb;
  vec4 cloth = texture(noise, vec2(skin.x * 1.0, skin.y * 0.55)), fold = texture(noise, vec2(skin.x * 0.5 + 0.13, skin.y * 0.24 + skin.x * 0.2));
  if (stuff == 7) albedo = about.y < 0.5 ? vec3(0.030, 0.022, 0.018) : colours[0].rgb * vec3(0.78, 0.52, 0.52);
  if (bone > 0.5 && bone < 1.5 && stuff == 0 && local.y > 0.035) albedo = face(albedo);
  float woven = stuff == 1 || stuff == 2 || stuff == 3 ? 1.0 : 0.0;
  float seam = 0.0;
  if (stuff == 1 && skin.y < 1.2 && bone < 0.5) {
    // A zip down the front, a hem, seams over the shoulders.
    seam = smoothstep(0.0055, 0.0030, abs(skin.x - 0.25)) + 0.5 * smoothstep(0.012, 0.006, abs(skin.y - 0.80)) + 0.6 * smoothstep(-0.185, -0.20, skin.y);
    seam += 0.45 * smoothstep(0.008, 0.004, abs(abs(skin.x - 0.25) - 0.085 - 0.05 * skin.y)) * smoothstep(0.16, 0.14, abs(skin.y - 0.08));
  }
  albedo *= (1.0 - 0.45 * clamp(seam, 0.0, 1.0)) * mix(1.0, 0.72 + 0.56 * cloth.x, woven) * (stuff == 6 ? 0.75 + 0.5 * cloth.z : 1.0);
  vec3 M = normalize(N + ((cloth.xyz - 0.5) * 0.35 + (fold.xyz - 0.5) * 0.85) * woven);
  vec3 c = lit(albedo, M, sun, mix(0.62, 1.0, smoothstep(-0.7, 0.5, N.z)), stuff == 0 || stuff == 7 ? 0.35 : 0.2);
  float rim = 1.0 - max(dot(N, V), 0.0);
  c += SUN_COLOUR * rim * rim * rim * max(dot(-V, SUN), 0.0) * 0.30 * sun;
  if (stuff == 0) c += SUN_COLOUR * vec3(0.30, 0.08, 0.04) * albedo * smoothstep(-0.25, 0.25, dot(N, SUN)) * smoothstep(0.6, 0.1, dot(N, SUN)) * sun;
#ifdef MIRROR
  if (planePoint.w > 0.5) {
    // What the bright water lends whoever bends over it.
    c += albedo * vec3(0.62, 0.68, 0.66) * smoothstep(0.5, -0.7, N.z);
    c = fog(inStillWater(c, onPlane), onPlane);
  } else {
    c = fog(planeRect.w > 0.5 ? onWetStone(c) : c * vec3(0.90, 0.93, 0.88), wp);
  }
#else
  c = fog(c, wp);
#endif
  colour = vec4(tone(c), 1.0);
}
