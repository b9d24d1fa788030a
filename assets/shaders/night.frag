// A night without clouds: the gradient, the Milky Way that turns with the stars, the first light, the glow of the air, the moon's.
// LAKE: the still water that mirrors it. live[1]: how far the sky has turned (radians), the first light 0..1, the moon 0..1, the
// air's glow 0..1; live[6].x: a round goes on, 0..1; live[12], live[13]: rings on the water (x, y, when, how strong).
uniform sampler2D galaxy;
vec3 spun(vec3 d, float a) {
  float c = cos(a), s = sin(a);
  return d * c + cross(SKY_POLE, d) * s + SKY_POLE * dot(SKY_POLE, d) * (1.0 - c);
}
vec3 night(vec3 d, float level) {
  float h = max(d.z, 0.0), dawn = live[1].y, moon = live[1].z;
  vec3 c = sky(d), q = spun(d, -live[1].x);
  vec2 at = vec2(atan(dot(q, BAND_SIDE), dot(q, BAND_CORE)) / 6.2831853 + 0.5, asin(clamp(dot(q, BAND_POLE), -1.0, 1.0)) / BAND_WIDE * 0.5 + 0.5);
  vec3 milky = textureLod(galaxy, vec2(at.x, clamp(at.y, 0.004, 0.996)), level).rgb;
  c += milky * milky * vec3(0.30, 0.325, 0.375) * (0.25 + 0.75 * smoothstep(0.0, 0.26, h)) * (1.0 - 0.75 * dawn) * (1.0 - 0.25 * moon) * (1.0 - 0.45 * live[6].x);
  // The first light, ahead on the right: a warm line, and a paler blue over it.
  float lobe = dot(normalize(d.xy + 1e-5), DAWN) * 0.5 + 0.5;
  lobe *= lobe; lobe *= lobe;
  c += dawn * (vec3(0.46, 0.21, 0.105) * exp(-h * 15.0) * lobe * lobe + vec3(0.100, 0.165, 0.240) * exp(-h * 4.2) * (0.30 + 0.70 * lobe));
  // The air itself glows: a faint green band with slow waves in it.
  if (live[1].w > 0.001) {
    vec4 wave = textureLod(noise, vec2(d.x * 0.42 + TIME * 0.0012, h * 1.2 + d.y * 0.25), 2.0);
    float tall = (h - 0.20) / 0.115, low = (h - 0.11) / 0.05;
    c += live[1].w * (vec3(0.060, 0.235, 0.130) * exp(-tall * tall) * (0.25 + 1.1 * wave.x) + vec3(0.16, 0.055, 0.075) * exp(-low * low) * wave.y * 0.7);
  }
  float near = max(dot(d, MOON_AT), 0.0);
  near *= near; near *= near; near *= near; near *= near;
  c += moon * vec3(0.075, 0.085, 0.100) * (0.45 * near + near * near * near * near);
  return c;
}
#ifdef LAKE
in vec3 wp;
in vec3 wn;
uniform sampler2D skyline;      // heights with trees on them; coarser levels keep the highest
uniform sampler2D ring;
uniform sampler2D reflected;    // the root of what stands there, lit
uniform vec4 skylineRect;
float top(vec2 q, float level) { return textureLod(skyline, (q - skylineRect.xy) * skylineRect.zw, level).r; }
void main() {
  vec3 p = wp, to = eye - p;
  float dist = length(to);
  vec3 V = to / dist;
  vec2 flow = FLOW * TIME;
  vec4 swell = texture(noise, p.xy * vec2(0.030, 0.020) + flow * 0.30);
  vec4 ripple = texture(noise, p.xy * vec2(0.12, 0.08) - flow * 0.7 + swell.xy * 0.08);
  vec2 bend = (swell.xy - 0.5) * 0.060 + (ripple.xy - 0.5) * 0.045 / (1.0 + dist * 0.03);
  float glow = 0.0;
  for (int i = 12; i < 14; i++) {
    vec2 off = p.xy - live[i].xy;
    float h = TIME - live[i].z, r = length(off), wide = 0.15 + 0.06 * h + 0.010 * dist;
    if (h > 0.0 && h < 9.0) {
      float x = (r - 0.55 * h) / wide, packet = exp(-x * x) * live[i].w * smoothstep(0.0, 0.6, h) * smoothstep(9.0, 2.5, h);
      bend += off / max(r, 0.05) * cos(x * 2.6) * packet * 0.16;
      glow += packet;
    }
  }
  vec3 N = normalize(vec3(bend * CHOP, 1.0));
  vec3 R = reflect(-V, N);
  R.z = abs(R.z) + 0.004;
  R = normalize(R);
  vec3 image = night(R, 1.5);
  vec4 peak = textureLod(ring, vec2(atan(R.x, R.y) / 6.2831853 + 0.5, (R.z - RING_LOW) / (RING_HIGH - RING_LOW)), 1.5);
  image = mix(image, peak.rgb * peak.rgb, peak.a * step(R.z, RING_HIGH));
  // Walk along the reflected ray over the heights: the shores and their firs.
#ifdef PLAIN
  const int STEPS = 5;
  const float GROWTH = 2.3;
#else
  const int STEPS = 8;
  const float GROWTH = 1.68;
#endif
  float covered = 0.0, t = 1.2 * (0.62 + 0.76 * ripple.z);
  int looked = 0;
  vec3 banks = vec3(0.0);
  for (int i = 0; i < STEPS; i++) {
    vec3 q = p + R * t;
    float level = clamp(log2(t * (GROWTH - 1.0)) - 1.5, 0.0, 3.0), inside = step(max(abs(q.x), abs(q.y)), 63.0);
    float a = clamp((top(q.xy, level) - q.z) / (0.09 * t + 0.30) + 0.35, 0.0, 1.0) * (1.0 - covered) * inside;
    if (a > 0.04 && looked < 2) {
      vec3 thing = textureLod(reflected, (q.xy - skylineRect.xy) * skylineRect.zw, level + 0.8).rgb;
      banks += thing * thing * a * 0.7;
      covered += a;
      looked++;
    }
    if (covered > 0.97) break;
    t *= GROWTH;
  }
  image = image * (1.0 - covered) + banks;
  float rim = 1.0 - max(dot(N, V), 0.0), r2 = rim * rim;
  float mirror = clamp((0.03 + 0.97 * r2 * r2 * rim) * 1.05 + 0.26, 0.0, 0.97);
  float depth = clamp(-top(p.xy, 0.0), 0.0, 1.6) * step(max(abs(p.x), abs(p.y)), 63.0) + 1.6 * step(63.0, max(abs(p.x), abs(p.y)));
  vec3 own = mix(SHALLOW, DEEP, smoothstep(0.0, 1.2, depth));
  vec3 c = mix(own * (0.7 + 0.6 * swell.x), image, mirror);
  // The lamp's broken image, and the light it lends the water about it.
  vec3 lamp = LAMP - p;
  float away2 = dot(lamp, lamp), lamped = max(dot(R, normalize(lamp)), 0.0);
  lamped *= lamped; lamped *= lamped; lamped *= lamped; lamped *= lamped; lamped *= lamped;
  c += LANTERN * (0.020 * (0.5 + ripple.x) / (0.8 + away2) + 0.62 * lamped * lamped * exp(-away2 * 0.02)) * (1.0 + 0.5 * live[4].w);
  c += vec3(0.10, 0.16, 0.21) * glow * (0.5 + ripple.y) * 0.5;
  colour = vec4(tone(fog(c, p)), 1.0);
}
#else
in vec3 direction;
void main() { colour = vec4(tone(night(normalize(direction), 0.0)), 1.0); }
#endif
