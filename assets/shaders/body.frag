in vec3 wp;
in vec3 wn;
in vec3 own;
in vec3 onPlane;
flat in vec2 about;
flat in float bone;
in vec2 skin;
uniform sampler2D lightMap;
uniform vec4 groundRect;
uniform vec4 colours[8];
#ifdef MIRROR
uniform vec4 planePoint;
uniform vec4 planeNormal;
uniform vec4 planeRect;    // half width, height, how arched
#endif
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
    c = fog(inStillWater(c, onPlane), onPlane);
  } else {
    c = fog(planeRect.w > 0.5 ? onWetStone(c) : c * vec3(0.90, 0.93, 0.88), wp);
  }
#else
  c = fog(c, wp);
#endif
  colour = vec4(tone(c), 1.0);
}
