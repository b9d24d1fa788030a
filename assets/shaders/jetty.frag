in vec3 wp;
in vec3 wn;
in vec3 op;
in vec4 made;
void main() {
  vec3 N = normalize(wn), V = normalize(eye - wp);
  float what = floor(made.w + 0.5);
  vec4 t = texture(noise, what < 0.5 ? vec2(wp.x * 0.16 + wp.z * 0.1, wp.y * 1.9) : wp.xy * 2.6 + wp.z * 1.7);
  vec4 u = texture(noise, what < 0.5 ? vec2(wp.x * 0.9, wp.y * 7.0) : wp.xz * 5.0);
  vec3 albedo = made.rgb * (what < 0.5 ? 0.55 + 0.55 * t.y + 0.45 * u.x : 0.82 + 0.2 * t.x + 0.16 * u.y);
  if (what < 0.5) N = normalize(N + vec3((u.y - 0.5) * 0.10, (t.x - 0.5) * 0.30, 0.0));
  float openness = what > 0.5 && what < 1.5 ? mix(0.45, 1.0, clamp(N.z * 0.6 + 0.5, 0.0, 1.0)) : 0.95;
  if (wp.z < 0.5) openness *= 0.45;
  vec3 c = lit(albedo, N, 0.85, openness, what > 0.5 ? 0.35 : 0.15);
  vec3 to = LAMP - wp;
  float d2 = dot(to, to), facing = clamp(dot(N, to * inversesqrt(d2)) * 0.75 + 0.25, 0.0, 1.0);
  c += albedo * LANTERN * facing * (0.86 + 0.14 * BREATH) * 1.9 / (0.35 + d2 * 1.05);
  for (int i = 0; i < 2; i++) {                          // the lamps along the way to the shore
    vec3 beside = (i == 0 ? vec3(1.37, -5.0, 1.13) : vec3(-1.37, -11.8, 1.13)) - wp;
    float b2 = dot(beside, beside);
    c += albedo * LANTERN * clamp(dot(N, beside * inversesqrt(b2)) * 0.75 + 0.25, 0.0, 1.0) * 1.5 / (0.35 + b2 * 1.05);
  }
  vec3 R = reflect(-V, N);
  float rim = 1.0 - max(dot(N, V), 0.0);
  c += skyGradient(normalize(vec3(R.xy, abs(R.z) * 0.6 + 0.1))) * (0.02 + (what > 2.5 ? 0.5 : 0.16) * rim * rim * rim) * openness;
  if (what > 2.5) {
    float s = max(dot(normalize(to) , R), 0.0);
    c += LANTERN * s * s * s * s * s * s * 0.35;
  }
  if (what > 1.5 && what < 2.5) {
    float up = clamp((wp.y < -20.0 ? -0.05 : wp.z - (wp.y > 0.0 ? LAMP.z : 1.13)) * 3.4 + 0.45, 0.0, 1.0), face = abs(dot(N, V));
    float ribs = 0.90 + 0.10 * cos((wp.z - LAMP.z) * 190.0) * smoothstep(3.5, 1.5, length(eye - wp));
    c = mix(vec3(1.25, 0.62, 0.22), vec3(0.62, 0.20, 0.06), smoothstep(0.15, 1.0, up)) * (0.30 + 0.75 * face * face) * ribs * (0.86 + 0.14 * BREATH);
  }
  colour = vec4(tone(fog(c, wp)), 1.0);
}
