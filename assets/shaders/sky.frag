in vec3 direction;
#ifdef MOON
const float HIGHEST = 1.35;
#else
const float HIGHEST = 0.80;
#endif
void main() {
  vec3 d = normalize(direction);
  float s = dot(d, SUN);
  vec3 c = sky(d);
  // Thin cloud, combed by the wind, warm below where the sun reaches it.
  float h = max(d.z, 0.0);
  vec2 at = d.xy / (h + 0.17);
  vec4 a = texture(noise, at * vec2(0.050, 0.090) + vec2(TIME * 0.0006, 0.0));
  vec4 b = texture(noise, at * vec2(0.19, 0.13) + a.xy * 0.12 + 0.4);
  float cloud = smoothstep(0.44, 0.86, a.x * 0.62 + b.y * 0.30 + b.z * 0.10) * smoothstep(0.02, 0.13, h) * smoothstep(HIGHEST, 0.22, h);
#ifdef WEATHER
  cloud = clamp(cloud * (0.25 + 1.35 * live[12].y) + 0.42 * smoothstep(0.5, 1.0, live[12].y) * smoothstep(0.0, 0.2, h), 0.0, 1.0);
#endif
  float near = s * 0.5 + 0.5;
  near *= near; near *= near;
  vec3 lightOn = mix(CLOUD_AWAY, CLOUD_TOWARDS, near);
  c = mix(c, lightOn * (0.75 + 0.5 * b.x), cloud * CLOUDY);
#ifdef MOON
  // High up a band of stars too small to be told apart.
  const vec3 POLE = normalize(vec3(0.62, 0.30, -0.42));
  const vec3 LOW = normalize(vec3(0.30, -0.62, 0.0)), HIGH = cross(LOW, POLE);
  float across = dot(d, POLE);
  // Along the band by the angle: even all the way, and its seam under the horizon.
  vec2 along = vec2(atan(dot(d, LOW), dot(d, HIGH)), across);
  vec4 dust = texture(noise, along * vec2(0.55, 0.62) + 0.3);
  float band = exp(-across * across * 16.0) * smoothstep(0.12, 0.55, h) * smoothstep(0.985, 0.70, s);
  c += vec3(0.070, 0.085, 0.130) * band * (0.25 + 1.1 * dust.y * dust.y) * (1.0 - 0.75 * smoothstep(0.45, 0.75, dust.x) * exp(-across * across * 90.0));
#endif
  c += GLARE * exp((s - 1.0) * 700.0);
  vec3 shown = tone(c);
  // The disc itself is whiter than the curve would let it be.
#ifdef MOON
  vec3 side = normalize(cross(SUN, vec3(0.0, 0.0, 1.0)));
  vec2 face = vec2(dot(d, side), dot(d, cross(side, SUN))) / sqrt(1.0 - DISC_COS * DISC_COS);
  float seas = smoothstep(0.40, 0.70, texture(noise, face * 0.115 + vec2(0.13, 0.57)).x);
  vec3 disc = DISC * (1.0 - 0.20 * seas) * (1.0 - 0.10 * dot(face, face));
#else
  vec3 disc = DISC;
#endif
  shown = mix(shown, disc * (1.0 - 0.28 * HUSH), smoothstep(DISC_COS - 0.00009, DISC_COS + 0.00009, s) * (1.0 - 0.4 * cloud));
  colour = vec4(shown, 1.0);
}
