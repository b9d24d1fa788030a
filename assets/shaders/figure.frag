in vec3 wp;
in vec3 wn;
in vec3 op;
in vec3 albedo;
#ifdef BOAT
in vec3 here;
#else
flat in vec3 here;
#endif
#ifdef DETAIL
in float piece;
#endif
#ifdef SUNK
in vec3 onWater;
#endif
void main() {
#ifdef SUNK
  if (wp.z > -0.004) discard;    // what it is of stands under water
#endif
  vec3 N = normalize(wn), V = normalize(eye - wp);
  vec3 base = albedo;
#ifdef DETAIL
#ifdef BOAT
  // The wood's grain runs along the boat; the cloth is woven.
  if (piece > 0.5 && piece < 1.5) {
    vec4 along = texture(noise, vec2(op.x * 1.9 + op.z * 2.3, op.y * 0.11));
    vec4 fibre = texture(noise, vec2(op.x * 6.1 + op.z * 7.0, op.y * 0.45) + along.xy * 0.05);
    base *= (0.55 + 0.75 * along.z) * (0.72 + 0.5 * fibre.y);
    N = normalize(N + vec3(fibre.x - 0.5, 0.0, fibre.z - 0.5) * 0.22);
  } else if (piece > 1.5 && piece < 2.5) {
    float near = exp(-distance(wp, eye) * 0.4);
    base *= 1.0 + 0.55 * near * (texture(noise, op.xy * 3.1).w - 0.5);
  }
#endif
#ifdef HUT
  // Blocks of snow in courses.
  float course = op.z / 0.40, turn = atan(op.x, op.y) * 3.4 + floor(course) * 0.5;
  vec2 joint = abs(fract(vec2(turn, course)) - 0.5);
  float far = exp(-distance(wp, eye) * 0.022);
  float mortar = max(smoothstep(0.46, 0.50, joint.x), smoothstep(0.44, 0.50, joint.y)) * step(-2.1, op.y) * far;
  base *= 1.0 - 0.34 * mortar * step(piece, 6.5);
#endif
#endif
  float grain = texture(noise, op.xz * 0.7 + op.y * 0.4).y;
  float openness = mix(0.55, 1.0, smoothstep(-0.8, 0.5, N.z));
  float white = smoothstep(0.5, 0.7, min(albedo.r, min(albedo.g, albedo.b)));
  vec3 M = normalize(N + (vec3(grain) - 0.5) * vec3(0.35, 0.25, 0.3) * white);
  vec3 c = lit(base * (0.98 + 0.26 * grain), M, here.x, openness, mix(0.2, 0.4, white));
  float rim = 1.0 - max(dot(N, V), 0.0);
  c += skyGradient(normalize(vec3(reflect(-V, N).xy, 0.3))) * (0.03 + 0.42 * rim * rim * rim);
  float through = max(dot(-V, SUN), 0.0);
  c += vec3(1.0, 0.48, 0.30) * through * through * here.x * 0.12 * white;
  c += base * LANTERN * here.y * (0.6 + 0.4 * N.z);
#ifdef DETAIL
  if (piece > 6.5) c = vec3(2.3, 1.25, 0.44) * (0.75 + 0.35 * rim + 0.06 * sin(TIME * 0.8 + wp.x));
#endif
#ifdef SUNK
  colour = vec4(tone(fog(inStillWater(c, onWater), onWater)), 1.0);
#else
  colour = vec4(tone(fog(c, wp)), 1.0);
#endif
}
