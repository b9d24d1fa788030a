// How surfaces take light, how the air takes surfaces, and how light becomes display colour. Fragment stages only.
uniform sampler2D noise;
uniform sampler2D skyTable;
flat in vec3 eye;
out vec4 colour;

const vec2 SUN_FLAT = normalize(SUN.xy);

vec3 skyGradient(vec3 d) {
  float towards = dot(normalize(d.xy + 1e-5), SUN_FLAT) * 0.5 + 0.5;
  return textureLod(skyTable, vec2(towards, sqrt(max(d.z, 0.0))) * (127.0 / 128.0) + 0.5 / 128.0, 0.0).rgb;
}

vec3 sky(vec3 d) {
  float s = max(dot(d, SUN) * 0.5 + 0.5, 1e-4);
  float s8 = s * s; s8 *= s8; s8 *= s8;
  float s64 = s8 * s8; s64 *= s64; s64 *= s64;
#ifdef MOON
  // Its halo breathes; now and then a ring of faint colours stands around it.
  vec3 q = (acos(clamp(s * 2.0 - 1.0, -1.0, 1.0)) - vec3(0.196, 0.187, 0.178)) / 0.017;
  float breath = 0.82 + 0.36 * BREATH;
  return skyGradient(d) + HALO * s64 * 0.15 * breath + GLARE * s64 * s64 * s64 * s64 * 0.9 * breath
    + exp(-q * q) * vec3(0.26, 0.25, 0.30) * live[15].w;
#else
  return skyGradient(d) + HALO * s64 * 0.15 + GLARE * s64 * s64 * s64 * s64 * 1.07;
#endif
}

vec3 fog(vec3 c, vec3 p) {
  vec3 v = p - eye;
  float d = length(v);
  vec3 dir = v / d;
  float low = exp(-max(p.z, 0.0) * HAZE.y);
#ifdef WEATHER
  float thick = mix(0.55, 1.7, live[12].x) + 0.35 * live[12].z;      // the weather's mist and snowfall
#else
  const float thick = 1.0;
#endif
  float f = 1.0 - exp(-pow(d * HAZE.x, 1.3) * (0.30 + 0.70 * low) * thick);
  f = max(f, (1.0 - exp(-max(d - MIST.x, 0.0) * MIST.y)) * exp(-max(p.z, 0.0) * MIST.z) * min(MIST.w * thick, 0.93));   // mist that lies on water
  dir.z = abs(dir.z) * 0.35 + 0.015;
  return mix(c, sky(normalize(dir)), clamp(f, 0.0, 0.97));
}

// What is mirrored in still water at `p`: the steeper the look, the more of the water itself.
vec3 inStillWater(vec3 c, vec3 p) {
  float r = 1.0 - max(normalize(eye - p).z, 0.0);
  return mix(mix(SHALLOW, DEEP, 0.4) * 0.8, c, clamp(0.62 + 0.33 * r * r * r, 0.0, 0.95));
}

// What is mirrored by water that runs over dark stone.
vec3 onWetStone(vec3 c) { return c * vec3(0.72, 0.78, 0.76) + vec3(0.012, 0.015, 0.015); }

// Filmic curve with a soft shoulder that keeps hues, a grain that hides banding, and the quiet of a rating.
vec3 tone(vec3 x) {
  x *= EXPOSURE;
#ifdef MOON
  x += vec3(0.014, 0.030, 0.040);      // eyes that are used to the dark find none that is black
#endif
#ifdef EVENING
  x *= mix(vec3(1.0), EVENING, live[1].x);     // the day goes; what shines by itself makes up for it by GLOWS
#endif
  float peak = max(x.r, max(x.g, x.b));
  x *= peak > 0.8 ? (0.8 + 0.6 * (1.0 - exp(-(peak - 0.8) / 0.6))) / peak : 1.0;
  vec3 t = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  t += (fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5) / 300.0;
  float grey = dot(t, vec3(0.2126, 0.7152, 0.0722));
  t = mix(vec3(grey), t, mix(SATURATION + 0.22 * DEPTH, 0.70, HUSH)) * mix(1.0, 0.72, HUSH) * mix(vec3(1.0), vec3(0.72, 0.72, 0.90), DEPTH);
  return clamp(t, 0.0, 1.0);
}

vec3 lit(vec3 albedo, vec3 N, float sun, float openness, float wrap) {
  float key = clamp((dot(N, SUN) + wrap) / (1.0 + wrap), 0.0, 1.0) * sun * sun * (3.0 - 2.0 * sun);
  vec3 ambient = mix(BOUNCE, SHADE, N.z * 0.5 + 0.5);
  float across = dot(N.xy, SUN_FLAT);
  ambient += TOWARDS * clamp(across * 0.6 + 0.2, 0.0, 1.0);
  ambient += AWAY * clamp(-across, 0.0, 1.0);                 // the belt opposite the sun
  return albedo * (SUN_COLOUR * key + ambient * mix(openness * openness, openness, 0.4) * 1.05);
}

// Under leaves: a baked share of sun, `sun`, as spots of light that drift a little with the crowns.
float dapple(vec3 p, float sun) {
  vec2 drift = 0.010 * vec2(sin(TIME * 0.50), cos(TIME * 0.41));
  float leaves = texture(noise, p.xy * 0.050 + drift).x * 0.62 + texture(noise, p.xy * 0.19 - drift * 2.0).y * 0.38;
  return smoothstep(0.60, 0.38, leaves - 0.34 * (sun - 0.45)) * smoothstep(0.02, 0.22, sun);
}

#ifdef GLITTER
// Crystals that catch the light: each lies still in its own cell, and shines for as long as the eye is in the way of its beam.
// Cells grow with the distance, and no crystal is smaller to the eye than about two pixels, so none flickers.
float crystals(vec3 p, vec3 V, vec3 N, float dist) {
  float level = log2(max(dist, 1.0) * 0.33), whole = floor(level), part = level - whole, sum = 0.0;
  vec2 ahead = normalize(V.xy + 1e-4);
  for (int i = 0; i < 2; i++) {
    float cell = 0.105 * exp2(whole + float(i));
    vec2 id = floor(p.xy / cell);
    vec3 h = fract(sin(vec3(dot(id, vec2(12.99, 78.23)), dot(id, vec2(39.35, 11.14)), dot(id, vec2(73.16, 52.24))) + whole + float(i)) * 43758.5);
    vec2 d = p.xy - (id + 0.30 + 0.40 * h.xy) * cell;
    float along = dot(d, ahead) * max(dot(V, N), 0.12), across = d.x * ahead.y - d.y * ahead.x, size = 0.00125 * dist;
    float beam = smoothstep(0.76, 1.0, 0.5 + 0.5 * sin(h.z * 44.0 + dot(V.xy, h.yx - 0.5) * 15.0));
    sum += exp(-(along * along + across * across) / (size * size)) * beam * (i == 0 ? 1.0 - part : part);
  }
  return sum;
}
#endif

vec3 snow(vec3 p, vec3 N, float sun, float openness, float warm) {
  vec3 to = eye - p;
  float dist = length(to);
  vec3 V = to / dist;
  vec4 broad = texture(noise, p.xy * 0.043);
  vec4 drift = texture(noise, p.xy * vec2(0.10, 0.035) + broad.yx * 0.06);      // ripples that the wind leaves
  vec2 bend = (broad.xy - 0.5) * 0.22 + (drift.zx - 0.5) * 0.46 * exp(-dist * 0.010);
#ifndef PLAIN
  vec4 fine = texture(noise, p.xy * 0.31 + broad.xy * 0.1);
  vec4 crumb = texture(noise, p.xy * 1.3 + fine.xy * 0.2);
  bend += (fine.xy - 0.5) * 0.44 * exp(-dist * 0.030) + (crumb.xz - 0.5) * 0.46 * exp(-dist * 0.085);
#endif
  vec3 plain = N;
  N = normalize(N + vec3(bend, 0.0));
  vec3 c = lit(vec3(0.78, 0.81, 0.88), N, sun, openness, 0.30);
  float through = max(dot(-V, SUN), 0.0);
  c += vec3(1.0, 0.50, 0.33) * through * through * through * sun * 0.12;        // light that the snow lets through
  float rim = 1.0 - max(dot(N, V), 0.0);
  rim *= rim;
  c += skyGradient(normalize(reflect(-V, N) * vec3(1.0, 1.0, 0.6) + vec3(0.0, 0.0, 0.25))) * rim * rim * 0.16 * openness;
#ifndef PLAIN
  // Grains that catch the sun. Near only: farther away they would be smaller than a pixel and flicker.
#ifdef GLITTER
  c += (SUN_COLOUR * sun * 2.6 + vec3(0.55, 0.62, 0.95) * 0.85 + LANTERN * warm * 1.5) * crystals(p, V, plain, dist) * smoothstep(30.0, 12.0, dist);
#else
  float near = smoothstep(17.0, 7.0, dist);
  if (near > 0.0) {
    vec2 g = p.xy * 0.155 + p.z * 0.08;
    float glint = smoothstep(0.86, 0.97, texture(noise, g).w * 0.5 + texture(noise, g + V.xy * 0.035).w * 0.5) * near;
    c += (SUN_COLOUR * sun * 2.0 + vec3(0.5, 0.55, 0.85) * 0.7) * glint;
  }
#endif
#endif
  return c + LANTERN * warm * vec3(0.95, 0.90, 0.85);
}
