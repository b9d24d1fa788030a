in vec3 wp;
in vec3 wn;
in vec4 there;       // key light, open sky, ice, lamps
void main() {
  vec3 N = normalize(wn), to = eye - wp, V = normalize(to);
  float dist = length(to);
  vec2 side = abs(N.xy) / (abs(N.x) + abs(N.y) + 1e-4);
  vec4 bulk = texture(noise, wp.yz * vec2(0.020, 0.070)) * side.x + texture(noise, wp.xz * vec2(0.020, 0.070)) * side.y;
  vec4 grit = texture(noise, wp.yz * vec2(0.10, 0.13)) * side.x + texture(noise, wp.xz * vec2(0.10, 0.13)) * side.y;
#ifdef PLAIN
  vec4 fine = grit.yzxw;
#else
  vec4 fine = texture(noise, wp.yz * 0.47 + grit.xy * 0.1) * side.x + texture(noise, wp.xz * 0.47 + grit.xy * 0.1) * side.y;
#endif
  float close = exp(-dist * 0.03);
  vec3 along = vec3(-N.y, N.x, 0.0);
  vec3 M = normalize(N + along * ((grit.x - 0.5) * 0.7 + (fine.x - 0.5) * 0.6 * close)
    + vec3(0.0, 0.0, (grit.z - 0.5) * 0.55 + (bulk.y - 0.5) * 0.5 + (fine.y - 0.5) * 0.5 * close));
  // Beds of stone, each with its own colour, gently bent; thin dark seams between them.
  float bed = wp.z + 0.05 * wp.y + 3.0 * (bulk.x - 0.5);
  float band = texture(noise, vec2(bed * 0.024, 0.31)).x, stripe = texture(noise, vec2(bed * 0.11, 0.77)).y;
  vec3 rock = mix(vec3(0.245, 0.200, 0.250), vec3(0.47, 0.325, 0.305), smoothstep(0.25, 0.75, band));
  rock = mix(rock, vec3(0.50, 0.42, 0.41), smoothstep(0.60, 0.85, stripe) * 0.55);
  rock *= 1.0 - 0.55 * smoothstep(0.40, 0.25, stripe);
  rock *= (0.62 + 0.80 * grit.z) * (0.75 + 0.5 * fine.z);
  vec3 c = lit(rock, M, there.x, there.y, 0.12);
  c += rock * LANTERN * there.w * 2.6;
  float ice = there.z;
  if (ice > 0.01) {
    vec4 streak = texture(noise, wp.yz * vec2(0.13, 0.011) + bulk.xy * 0.05) * side.x + texture(noise, wp.xz * vec2(0.13, 0.011) + bulk.xy * 0.05) * side.y;
    // Blue from within: the more the longer the light has gone through it, pale on the ribs.
    vec4 thread = texture(noise, wp.yz * vec2(0.52, 0.027) + streak.xy * 0.04) * side.x + texture(noise, wp.xz * vec2(0.52, 0.027) + streak.xy * 0.04) * side.y;
    float ribs = streak.x * 0.70 + streak.z * 0.30 + (thread.y - 0.5) * 0.62 * exp(-dist * 0.014) + (fine.x - 0.5) * 0.15;
    vec3 I = normalize(N + along * ((streak.y - 0.5) * 0.7 + (thread.x - 0.5) * 0.9 * close + (fine.x - 0.5) * 0.2 * close) + vec3(0.0, 0.0, (fine.y - 0.5) * 0.15));
    vec3 body = mix(vec3(0.055, 0.27, 0.42), vec3(0.60, 0.78, 0.88), smoothstep(0.30, 0.92, ribs));
    float through = max(dot(-V, SUN), 0.0);
    float rim = 1.0 - max(dot(I, V), 0.0);
    vec3 cold = lit(body, I, there.x, mix(1.0, there.y, 0.75), 0.5) + vec3(0.020, 0.085, 0.125) * (0.4 + 0.6 * there.y);
    cold += SUN_COLOUR * there.x * through * through * 0.25;
    cold = mix(cold, skyGradient(normalize(reflect(-V, I) * vec3(1.0, 1.0, 0.5) + vec3(0.0, 0.0, 0.3))), 0.10 + 0.38 * rim * rim * rim);
    cold += LANTERN * there.w * 0.9;
    c = mix(c, cold, ice);
  }
  // Snow lies where it can.
  float lies = N.z + 0.32 * (M.z - N.z) + (grit.x - 0.5) * 0.42 + (fine.y - 0.5) * 0.22;
  float cover = smoothstep(0.24, 0.45, lies);
  if (cover > 0.01) {
    vec3 S = normalize(mix(M, vec3(N.xy, 1.2), 0.75));
    vec3 white = lit(vec3(0.78, 0.81, 0.88), S, there.x, mix(there.y, 1.0, 0.35), 0.35) + LANTERN * there.w * 1.4;
    c = mix(c, white, cover);
  }
  c *= mix(vec3(1.0), vec3(0.46, 0.60, 0.74), smoothstep(0.30, 0.04, wp.z));
  colour = vec4(tone(fog(c, wp)), 1.0);
}
