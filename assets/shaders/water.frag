in vec3 wp;
in vec3 wn;
uniform sampler2D lightMap;
uniform sampler2D skyline;      // heights with trees on them; coarser levels keep the highest
uniform sampler2D reflected;    // the root of what stands there, lit
uniform vec4 groundRect;
uniform vec4 skylineRect;
float top(vec2 q, float level) { return textureLod(skyline, (q - skylineRect.xy) * skylineRect.zw, level).r; }
void main() {
  vec3 p = wp, to = eye - p;
  float dist = length(to);
  vec3 V = to / dist;
  vec2 flow = vec2(0.02, -0.045) * TIME;
  vec4 swell = texture(noise, p.xy * vec2(0.035, 0.022) + flow * 0.30);
  vec4 ripple = texture(noise, p.xy * vec2(0.11, 0.07) - flow * 0.7 + swell.xy * 0.08);
  vec2 bend = (swell.xy - 0.5) * 0.085 + (ripple.xy - 0.5) * 0.060 / (1.0 + dist * 0.022);
#ifndef PLAIN
  vec4 shiver = texture(noise, p.xy * vec2(0.52, 0.34) + flow * 2.1 + ripple.yx * 0.10);
  bend += (shiver.xy - 0.5) * 0.045 * exp(-dist * 0.045);
#endif
  vec3 N = normalize(vec3(bend, 1.0));
  vec3 R = reflect(-V, N);
  R.z = abs(R.z) + 0.012;
  R = normalize(R);

  // Walk along the reflected ray over the heights; near things are met sharply, far ones softly. No second picture is drawn,
  // and each eye walks its own way.
  vec3 image = sky(R);
  float covered = 0.0, t = 1.2;
  vec3 met = vec3(0.0);
#ifdef PLAIN
  const int STEPS = 7; const float GROWTH = 1.95;
#else
  const int STEPS = 13; const float GROWTH = 1.46;
#endif
  for (int i = 0; i < STEPS; i++) {
    vec3 q = p + R * t;
    float level = clamp(log2(t * (GROWTH - 1.0)) - 1.6, 0.0, 3.5);
    float a = clamp((top(q.xy, level) - q.z) / (0.05 * t + 0.25) + 0.35, 0.0, 1.0) * (1.0 - covered);
    met += vec3(q.xy, t) * a;
    covered += a;
    if (covered > 0.98) break;
    t *= GROWTH;
  }
  if (covered > 0.01) {
    met /= covered;
    vec3 thing = texture(reflected, (met.xy - skylineRect.xy) * skylineRect.zw).rgb;
    thing *= thing;
    float hazy = 1.0 - exp(-pow(met.z * 0.0042, 1.25));
    image = mix(image, mix(thing, skyGradient(vec3(R.xy, 0.03)), hazy), covered);
  }
  float rim = 1.0 - max(dot(N, V), 0.0);
  float r2 = rim * rim;
  float mirror = clamp((0.03 + 0.97 * r2 * r2 * rim) * 1.1 + 0.10, 0.0, 1.0);
  float depth = clamp(-top(p.xy, 0.0), 0.0, 1.6);
  vec3 deep = mix(vec3(0.075, 0.17, 0.25), vec3(0.012, 0.050, 0.10), smoothstep(0.0, 1.2, depth));
  vec4 baked = texture(lightMap, (p.xy - groundRect.xy) * groundRect.zw);
  vec3 c = mix(deep * (0.7 + 0.3 * swell.x), image, mirror);
  float s = max(dot(R, SUN), 0.0);
  s *= s; s *= s; s *= s; s *= s;
  float path = s; path *= path; path *= path;
  c += SUN_COLOUR * (path * path * path * 3.2 * (1.0 - covered) + path * 0.22) * (0.25 + 0.75 * baked.r);

  // Ice along the banks and thin floes that go with the river.
  float floe = smoothstep(0.655, 0.70, texture(noise, p.xy * 0.031 + vec2(0.0, -0.0035) * TIME).z * 0.6 + swell.z * 0.4);
  float edge = smoothstep(0.26, 0.06, depth + (ripple.x - 0.5) * 0.30 + (swell.z - 0.5) * 0.25);
  float ice = max(edge * 0.86, floe * smoothstep(0.9, 0.2, depth) * 0.85);
  if (ice > 0.01) {
    vec3 M = normalize(vec3((ripple.zx - 0.5) * 0.25, 1.0));
    vec3 sheet = lit(vec3(0.60, 0.72, 0.82), M, baked.r, 0.9, 0.3) + LANTERN * baked.b * 1.2;
    c = mix(c, mix(sheet, image, mirror * 0.35), ice);
  }
  colour = vec4(tone(fog(c, p)), 1.0);
}
