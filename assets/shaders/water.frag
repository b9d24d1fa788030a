in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;
uniform sampler2D skyline;      // heights with trees on them; coarser levels keep the highest
uniform sampler2D ring;
uniform sampler2D reflected;    // the root of what stands there, lit
#ifdef WEATHER
#define GLOW (0.3 + 0.8 * live[12].w + 1.1 * live[13].x)
#else
#define GLOW 1.0
#endif
uniform vec4 groundRect;
uniform vec4 skylineRect;
float top(vec2 q, float level) { return textureLod(skyline, (q - skylineRect.xy) * skylineRect.zw, level).r; }
void main() {
  vec3 p = wp, to = eye - p;
  float dist = length(to);
  vec3 V = to / dist;
  vec2 flow = FLOW * TIME;
  vec4 swell = texture(noise, p.xy * vec2(0.035, 0.022) + flow * 0.30);
  vec4 ripple = texture(noise, p.xy * vec2(0.11, 0.07) - flow * 0.7 + swell.xy * 0.08);
  vec2 bend = (swell.xy - 0.5) * 0.085 + (ripple.xy - 0.5) * 0.060 / (1.0 + dist * 0.022);
#ifndef PLAIN
  vec4 shiver = texture(noise, p.xy * vec2(0.52, 0.34) + flow * 2.1 + ripple.yx * 0.10);
  bend += (shiver.xy - 0.5) * 0.034 * exp(-dist * 0.06);
#endif
#ifdef WAKE
  // The boat's bow parts the water: two soft ridges that run aside, smoothed water between them. live[1]: its place, heading, pace 0..1.
  vec2 way = vec2(sin(live[1].z), cos(live[1].z)), from = p.xy - live[1].xy - way * 2.1;
  float behind = -dot(from, way), aside = from.x * way.y - from.y * way.x, ridge = abs(aside) - 0.33 * behind - 0.06;
  float wave = sin(ridge * 8.5 + 0.6) * exp(-ridge * ridge * 2.2) * exp(-max(behind, 0.0) * 0.13) * smoothstep(-0.25, 0.35, behind) * live[1].w;
  bend += vec2(way.y, -way.x) * sign(aside) * wave * 0.085 - way * wave * 0.045;
  // Rings where a fish has come up: one to a square of water, each at its own time.
  vec2 square = floor(p.xy / 3.4);
  vec3 luck = fract(sin(vec3(dot(square, vec2(12.99, 78.23)), dot(square, vec2(39.35, 11.14)), dot(square, vec2(73.16, 52.24)))) * 43758.5);
  float age = mod(TIME + luck.x * 30.0, 17.0 + 14.0 * luck.y);
  vec2 apart = p.xy - (square + 0.5 + (luck.yz - 0.5) * 0.3) * 3.4;
  float r = length(apart), front = r - 0.30 * age;
  bend += apart / (r + 0.05) * sin(front * 16.0) * exp(-front * front * 10.0) * exp(-age * 0.75) * smoothstep(0.0, 0.5, age) * smoothstep(1.5, 1.0, r) * 0.16 * exp(-dist * 0.035);
#endif
#ifdef RINGS
  // Rings that widen where something touched the water, the ring that widens and narrows with the breath, and a glimmer
  // where the patient looks.
  float glow = 0.0, grain = 0.55 + 0.9 * smoothstep(0.35, 0.7, ripple.y) * smoothstep(0.25, 0.65, swell.x + 0.15);
  bend *= 0.75 + 0.5 * BREATH;
  for (int i = 2; i < 8; i++) {
    vec2 off = p.xy - live[i].xy;
    float h = TIME - live[i].z, r = length(off), front = 0.62 * h, wide = 0.16 + 0.07 * h + 0.012 * dist;
    if (h > 0.0 && h < 9.0) {
      float x = (r - front) / wide, on = live[i].w * smoothstep(0.0, 0.7, h) * smoothstep(9.0, 2.5, h);
      float packet = exp(-x * x) * on;
      bend += off / max(r, 0.05) * cos(x * 2.6) * packet * 0.10;
      glow += packet * 0.55 + 0.35 * exp(-r * r * 2.5) * on * smoothstep(5.0, 0.5, h);
    }
  }
  vec2 away = p.xy - live[13].xy;
  float around = length(away), edge = 0.17 + 0.010 * dist, beside = (around - live[13].z) / edge;
  float guide = exp(-beside * beside) + 0.30 * exp(-beside * beside * 0.10) + 0.10 * smoothstep(live[13].z, 0.0, around);
  bend += away / max(around, 0.1) * exp(-beside * beside * 0.3) * beside * 0.010 * live[13].w;
  vec2 gaze = p.xy - live[15].xy;
  float look = exp(-dot(gaze, gaze) / (0.5 + 0.02 * dist * dist)) * live[15].z;
#endif
  vec3 N = normalize(vec3(bend * CHOP, 1.0));
  vec3 R = reflect(-V, N);
  R.z = abs(R.z) + 0.012;
  R = normalize(R);

  vec3 image = sky(R);
#ifdef AURORA
  float green = smoothstep(0.16, 0.34, R.z) * smoothstep(0.75, 0.42, R.z) * smoothstep(0.80, 0.35, dot(R, SUN));
#ifdef WAKE
  green = max(green, 0.75 * smoothstep(0.30, 0.55, R.z) * smoothstep(0.34, 0.70, ripple.x * 0.55 + swell.z * 0.55) * smoothstep(0.9, 0.5, dot(R, SUN)));
#endif
  image += vec3(0.02, 0.15, 0.12) * green * (0.4 + swell.y) * (1.0 - 0.5 * HUSH) * GLOW;     // what the aurora lends the river
#endif
#ifndef PLAIN
  vec4 peak = textureLod(ring, vec2(atan(R.x, R.y) / 6.2831853 + 0.5, (R.z - RING_LOW) / (RING_HIGH - RING_LOW)), 2.5);
  image = mix(image, peak.rgb * peak.rgb, peak.a * step(R.z, RING_HIGH));
#endif
  // Walk along the reflected ray over the heights; near things are met sharply, far ones softly. No second picture is drawn,
  // and each eye walks its own way.
#ifdef PLAIN
  const int STEPS = 7, LOOKS = 1;
  const float GROWTH = 1.95;
#else
  const int STEPS = 10, LOOKS = 3;
  const float GROWTH = 1.60;
#endif
  // The steps begin a little apart from place to place: their edges don't line up to terraces.
  float covered = 0.0, t = 1.3 * (0.62 + 0.76 * ripple.z);
  int looked = 0;
  vec3 banks = vec3(0.0), haze = skyGradient(vec3(R.xy, 0.03));
  for (int i = 0; i < STEPS; i++) {
    vec3 q = p + R * t;
    float level = clamp(log2(t * (GROWTH - 1.0)) - 1.5, 0.0, 3.5);
    float a = clamp((top(q.xy, level) - q.z) / (0.09 * t + 0.30) + 0.35, 0.0, 1.0) * (1.0 - covered);
    if (a > 0.04 && looked < LOOKS) {
      vec3 thing = textureLod(reflected, (q.xy - skylineRect.xy) * skylineRect.zw, level + 0.8).rgb;
      banks += mix(thing * thing, haze, 1.0 - exp(-pow(t * 0.0042, 1.25))) * a;
      covered += a;
      looked++;
    }
    if (covered > 0.97) break;
    t *= GROWTH;
  }
  image = image * (1.0 - covered) + banks;
  float rim = 1.0 - max(dot(N, V), 0.0);
  float r2 = rim * rim;
  float mirror = clamp((0.03 + 0.97 * r2 * r2 * rim) * 1.1 + 0.10, 0.0, 1.0);
  float depth = clamp(-top(p.xy, 0.0), 0.0, 1.6);
  vec3 own = mix(SHALLOW, DEEP, smoothstep(0.0, 1.2, depth));
#ifdef STILL
  // A still pool: more of a mirror, and the stones of its shallows show.
  mirror = clamp(mirror + 0.20, 0.0, 1.0);
  vec4 stones = texture(noise, p.xy * 0.42), pebbles = texture(noise, p.xy * 1.3 + stones.xy * 0.1);
  vec3 bed = mix(vec3(0.085, 0.070, 0.035), vec3(0.27, 0.215, 0.125), smoothstep(0.3, 0.7, stones.y)) * (0.55 + 0.9 * pebbles.z);
  own = mix(bed, own, smoothstep(0.0, 0.55, depth));
#endif
  vec4 baked = texture(lightMap, (p.xy - groundRect.xy) * groundRect.zw);
#ifdef WAKE
  mirror = max(mirror, 0.19);
  own *= 0.75 + 0.9 * swell.x * ripple.y;
#endif
  vec3 c = mix(own * (0.7 + 0.3 * swell.x), image, mirror);
#ifdef WAKE
  // What the bow's lantern lends the water: a pool of light, and its broken image.
  vec3 lamp = vec3(live[1].xy + way * 2.05, 1.0) - p;
  float away2 = dot(lamp, lamp), lamped = max(dot(R, normalize(lamp)), 0.0);
  lamped *= lamped; lamped *= lamped; lamped *= lamped; lamped *= lamped; lamped *= lamped;
  c += LANTERN * (0.16 * (0.5 + ripple.x) / (0.6 + away2) + 0.55 * lamped * exp(-away2 * 0.05));
#endif
  float s = max(dot(R, SUN), 0.0);
  s *= s; s *= s; s *= s; s *= s;
  float path = s; path *= path; path *= path;
  vec3 glitter = (0.35 + 1.2 * smoothstep(0.36, 0.64, ripple.y * 0.7 + swell.x * 0.3)) * SUN_COLOUR * (path * path * path * path * path * 2.6 * (1.0 - covered) + path * path * 0.07) * (0.25 + 0.75 * baked.r);

#ifdef RINGS
  glitter *= 2.5 * (0.80 + 0.40 * BREATH);
  // Drifts of small life that glimmer as the world breathes in, the more the deeper the visit is.
  float drifts = smoothstep(0.44, 0.70, swell.y * 0.65 + ripple.x * 0.35) * smoothstep(2.0, 5.0, dist) * exp(-dist * 0.018);
  glitter += vec3(0.06, 0.46, 0.50) * drifts * grain * (0.05 + 0.30 * DEPTH) * (0.35 + 0.65 * BREATH) * (1.0 - 0.6 * HUSH);
  glitter += vec3(0.10, 0.62, 0.60) * (glow * grain * 0.55 + look * grain * 0.16) * (1.0 - 0.6 * HUSH);
  glitter += mix(vec3(0.20, 0.66, 0.62), vec3(0.62, 0.80, 0.66), BREATH) * guide * live[13].w * (0.45 + 0.55 * grain) * 0.50;
#endif
  float ice = 0.0;
#ifdef ICE
  // Ice along the banks and thin floes that go with the river.
  vec4 grain = texture(noise, p.xy * 0.057, 2.6);
  vec4 drifting = texture(noise, p.xy * 0.041 + vec2(0.0012, -0.0030) * TIME, 2.0);
  float rim0 = depth - 0.16 + (grain.x - 0.5) * 0.42 + (grain.y - 0.5) * 0.16;
  float floe0 = 0.60 - (drifting.z * 0.55 + drifting.y * 0.45) + smoothstep(0.25, 1.1, depth) * 0.18;
  float blur = 0.012 + 0.0012 * dist;
  ice = max(smoothstep(blur, -blur, rim0), smoothstep(blur, -blur, floe0) * 0.96);
  float lip = max(smoothstep(0.10 + blur, 0.0, abs(rim0)), smoothstep(0.05 + blur, 0.0, abs(floe0)));
  c = mix(c, c * vec3(0.62, 0.80, 0.92) + vec3(0.01, 0.03, 0.04), lip * (1.0 - ice) * 0.8);   // ice under the surface
  if (ice > 0.01) {
    vec3 M = normalize(vec3((grain.zx - 0.5) * 0.35 + (drifting.xz - 0.5) * 0.15, 1.0));
    vec3 sheet = lit(mix(vec3(0.58, 0.70, 0.80), vec3(0.78, 0.81, 0.88), smoothstep(0.02, -0.10, rim0)), M, baked.r, 0.95, 0.3);
    c = mix(c, mix(sheet + LANTERN * baked.b * 1.4, image, mirror * 0.22), ice);
  }
#endif
  colour = vec4(tone(fog(c + glitter * (1.0 - 0.55 * ice), p)), 1.0);
}
