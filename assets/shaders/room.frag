in vec3 wp;
in vec3 op;
in vec3 wn;
in vec4 made;
uniform sampler2D gobo;        // what leaves leave of the sun: sharp, soft, and others sharp, soft
#ifdef THING
in vec2 self;
flat in vec3 lean;
#endif
const vec3 SKYLIGHT = vec3(0.62, 0.71, 0.83), ROOM = vec3(0.80, 0.665, 0.50);

// How far the wall is open at q, on either of its faces; `soft` metres of half shade.
float gap(vec2 q, float soft) {
  float open = 0.0;
  for (int i = 0; i < 3; i++) {
    vec3 arch = i == 0 ? vec3(-1.62, 0.50, 1.55) : (i == 1 ? vec3(0.0, 0.80, 1.50) : vec3(1.62, 0.50, 1.55));
    float dx = abs(q.x - arch.x), inside = arch.y - (q.y < arch.z ? dx : length(vec2(dx, q.y - arch.z)));
    open += smoothstep(-soft, soft, inside);
  }
  return clamp(open, 0.0, 1.0);
}

// The sun's share at a place in the room: through the arches, and between leaves that sway on the pergola.
float sunshine(vec3 p) {
  vec3 S = live[12].xyz;
  float sun = 1.0;
  for (int i = 0; i < 2; i++) {
    float t = ((i == 0 ? INNER : OUTER) - p.y) / S.y;
    vec3 q = p + S * t;
    if (t > 0.0) sun *= gap(q.xz, 0.006 + 0.008 * t);
  }
  float far = (OUTER + 1.4 - p.y) / S.y;
  vec3 q = p + S * max(far, 0.0);
  vec2 sway = vec2(0.016 * sin(TIME * 0.47) + 0.010 * sin(TIME * 1.13 + q.z), 0.012 * cos(TIME * 0.39)) * (0.6 + 1.1 * live[12].w);
  vec2 one = q.xz * 0.55 + sway, two = q.xz * 0.41 - sway.yx * 1.4 + 0.37;
  vec4 a = texture(gobo, one), b = texture(gobo, two);
  float blur = clamp(0.25 + 0.12 * far, 0.0, 1.0), leaves = mix(a.x, a.y, blur) * mix(b.z, b.w, blur);
  // Leaves hang where the vine does: dense over the left, thin to the right and low down.
  float hangs = smoothstep(1.05, 2.3, q.z) * (0.35 + 0.65 * smoothstep(1.5, -2.5, q.x));
  return sun * mix(1.0, leaves, 0.92 * hangs * smoothstep(-0.5, 0.6, far));
}

#ifdef SHADED
// What hands and things keep from a place: of the sky about it, and of the sun.
vec2 shaded(vec3 p, vec3 N) {
  vec3 S = live[12].xyz;
  vec2 light = vec2(1.0);
  for (int i = 0; i < 8; i++) {
    vec4 s = i < 6 ? live[2 + i] : live[i == 6 ? 13 : 15];
    if (s.w <= 0.001) continue;
    vec3 d = s.xyz - p;
    float away = length(d), along = dot(d, S), beside = length(d - S * along);
    light.x *= 1.0 - 0.75 * clamp((dot(N, d) / away + 0.25) * 0.8, 0.0, 1.0) * min(s.w * s.w / (away * away), 1.0);
    if (along > 0.0) light.y *= smoothstep(s.w * 0.55, s.w * 1.15 + 0.05 * along, beside);
  }
  return light;
}
#endif

void main() {
  vec3 N = normalize(wn), to = eye - wp;
  float dist = length(to);
  vec3 V = to / dist;
  float what = made.x, grain = made.y, gloss = 0.0, sharp = 24.0, through = 0.0;
  vec3 flat_ = abs(N);
  vec2 at = flat_.z > 0.7 ? op.xy : (flat_.x > flat_.y ? op.yz : op.xz);
  vec4 broad = texture(noise, at * 0.31 + what * 0.17), fine = texture(noise, at * vec2(2.3, 2.1) + broad.xy * 0.06);
  vec3 albedo;
  if (what < 0.5) {                                  // limewash: trowelled, a little uneven
    albedo = mix(vec3(0.76, 0.725, 0.66), vec3(0.68, 0.63, 0.55), smoothstep(0.25, 0.85, broad.x) * 0.45) * (0.97 + 0.05 * fine.x);
    albedo *= 1.0 - 0.13 * smoothstep(INNER, INNER + 0.03, op.y);   // dustier where the weather comes in
    N = normalize(N + 0.045 * (vec3(broad.y, fine.y, fine.x) - 0.5));
  } else if (what < 1.5) {                           // terracotta tiles, laid aslant
    vec2 q = mat2(0.7071, 0.7071, -0.7071, 0.7071) * op.xy / 0.29, cell = floor(q), e = abs(fract(q) - 0.5);
    float luck = fract(sin(dot(cell, vec2(12.99, 78.23))) * 43758.5), w = max(length(fwidth(q)), 0.004);
    float joint = smoothstep(0.482 - w, 0.482 + 0.4 * w, max(e.x, e.y)) * clamp(0.03 / w, 0.0, 1.0);
    albedo = mix(vec3(0.42, 0.262, 0.180), vec3(0.53, 0.362, 0.258), 0.55 * luck + 0.35 * broad.x) * (0.84 + 0.28 * fine.y);
    albedo = mix(albedo, vec3(0.42, 0.36, 0.28), joint * 0.8);
    // Out on the terrace sun and salt have bleached them: next to the shade within nothing there glares, nor is it red.
    albedo = mix(albedo, vec3(0.355, 0.300, 0.240) * (0.84 + 0.28 * fine.y), 0.75 * smoothstep(INNER, OUTER, op.y));
    N = normalize(N + vec3((luck - 0.5) * 0.03 + (fine.x - 0.5) * 0.06, (fine.y - 0.5) * 0.06, 0.0));
    gloss = 0.22 * (1.0 - joint);
  } else if (what < 2.5) {                           // pale oak
    vec4 line = texture(noise, vec2(at.x * 0.35 + grain, at.y * 5.5) + broad.xy * 0.05), pore = texture(noise, vec2(at.x * 1.1, at.y * 19.0 + grain));
    albedo = mix(vec3(0.62, 0.532, 0.448), vec3(0.465, 0.388, 0.317), smoothstep(0.35, 0.75, line.x * 0.7 + line.z * 0.3)) * (0.86 + 0.22 * pore.y);
    gloss = 0.16;
  } else if (what < 3.5) {                           // old beams
    vec4 line = texture(noise, vec2(at.x * 0.5, at.y * 4.0) + grain);
    albedo = vec3(0.195, 0.125, 0.078) * (0.6 + 0.7 * line.x) * (0.8 + 0.5 * grain);
  } else if (what < 4.5) {                           // limestone
    albedo = mix(vec3(0.58, 0.53, 0.44), vec3(0.46, 0.415, 0.34), broad.z * 0.6 + fine.z * 0.3);
    N = normalize(N + 0.16 * (vec3(fine.x, broad.y, fine.y) - 0.5));
  } else if (what < 5.5) {                           // linen
    vec2 w = op.xy * 900.0;
    float near = smoothstep(1.5, 0.5, dist * max(fwidth(w.x), fwidth(w.y)));
    albedo = vec3(0.74, 0.705, 0.635) * (0.93 + 0.09 * broad.x) * (1.0 - 0.05 * near * (sin(w.x) * sin(w.y)));
    float hem = smoothstep(0.012, 0.010, abs(abs(op.x) - 0.455)) * step(0.0, grain - 0.2);
    albedo = mix(albedo, vec3(0.20, 0.34, 0.42), hem * 0.75 * step(op.y, 0.6));
    through = 0.35;
  } else if (what < 6.5) {                           // glaze, running thin at the rims
    albedo = mix(vec3(0.045, 0.205, 0.235), vec3(0.20, 0.40, 0.40), smoothstep(0.25, 0.8, broad.x * 0.6 + grain * 0.5 - 0.1));
    albedo = mix(albedo, vec3(0.45, 0.30, 0.19), smoothstep(0.70, 0.85, fine.x * 0.35 + broad.y * 0.6));
    gloss = 0.75; sharp = 60.0;
  } else if (what < 7.5) {                           // clay
    albedo = mix(vec3(0.46, 0.290, 0.195), vec3(0.59, 0.42, 0.305), grain * 0.6 + broad.x * 0.3) * (0.85 + 0.25 * fine.y);
    albedo = mix(albedo, vec3(0.45, 0.350, 0.265) * (0.85 + 0.25 * fine.y), 0.5 * smoothstep(INNER, OUTER, op.y));
  } else if (what < 8.5) {                           // leaves
    albedo = mix(vec3(0.050, 0.105, 0.028), vec3(0.125, 0.185, 0.050), grain);
    through = 0.9;
  } else if (what < 9.5) {                           // blossom
    albedo = mix(vec3(0.66, 0.085, 0.235), vec3(0.80, 0.25, 0.42), grain);
    through = 0.9;
  } else if (what < 10.5) {                          // bark
    albedo = vec3(0.17, 0.125, 0.09);
  } else if (what < 11.5) {                          // cushions
    float stripe = smoothstep(-0.25, 0.25, sin(op.y * 52.0)) * smoothstep(0.35, 0.15, abs(grain - 0.5));
    albedo = mix(mix(vec3(0.15, 0.27, 0.36), vec3(0.70, 0.62, 0.50), smoothstep(0.5, 0.9, grain)), vec3(0.72, 0.67, 0.58), 0.8 * stripe) * (0.9 + 0.15 * fine.x);
#ifdef BODY
    // a blue shirt, as its sleeves, and linen trousers, both woven
    vec4 weave = texture(noise, vec2(op.x * 9.0 + op.z * 1.5, op.y * 5.0 + op.z * 21.0));
    vec3 linen = vec3(0.49, 0.45, 0.38) * (0.90 + 0.16 * fine.x), denim = vec3(0.125, 0.240, 0.385) * (0.70 + 0.30 * fine.x + 0.30 * weave.y);
    albedo = grain > 0.2 ? denim : linen;
#endif
  } else if (what < 12.5) {                          // pebbles of the sea
    vec3 grey = mix(vec3(0.20, 0.215, 0.225), vec3(0.56, 0.525, 0.47), grain);
    vec4 vein = texture(noise, op.xy * 3.1 + op.z * 2.0 + grain * 7.0);
    albedo = grey * (0.82 + 0.3 * vein.y);
    albedo = mix(albedo, vec3(0.74, 0.71, 0.65), smoothstep(0.70, 0.76, vein.z) * 0.5);
    gloss = 0.18;
  } else if (what < 13.5) {                          // brass
    albedo = vec3(0.59, 0.445, 0.225) * (0.85 + 0.2 * fine.x);
    gloss = 1.0; sharp = 34.0;
  } else if (what < 14.5) {                          // porcelain, petals, feathers
    albedo = mix(vec3(0.86, 0.83, 0.78), vec3(0.93, 0.60, 0.62), smoothstep(0.5, 1.0, grain));
    through = 0.8; gloss = 0.10;
  } else {                                           // water, enamel
    albedo = vec3(0.030, 0.135, 0.225);
    gloss = 1.0; sharp = 90.0;
  }
#ifdef THING
  if (dot(N, V) < 0.0) N = -N;
  // By the window: the sky from before, the room from behind.
  float skylight = 0.16 + 0.34 * (N.y * 0.5 + 0.5) + 0.14 * max(N.z, 0.0), room = 0.40 + 0.10 * max(-N.y, 0.0) + 0.12 * max(-N.z, 0.0);
#ifdef FLOWER
  float own = mix(0.55, 1.0, made.w);
  skylight *= own; room *= own;
  albedo *= mix(vec3(0.92, 0.50, 0.60), vec3(1.0, 0.80, 0.84), made.w);   // rosy, to be told from white walls
  albedo = mix(albedo, vec3(0.95, 0.78, 0.30), 0.75 * smoothstep(0.35, 0.0, made.w));
#else
  skylight *= made.z; room *= made.z;
#endif
#else
#ifdef CLOTH
  N = dot(N, V) < 0.0 ? -N : N;
  float skylight = 0.42, room = 0.34;
#else
#ifdef GREEN
  N = dot(N, V) < 0.0 ? -N : N;
  float skylight = (op.y > INNER ? 0.85 : 0.62) * (0.6 + 0.4 * made.w), room = op.y > INNER ? 0.22 : 0.40;
#else
  float skylight = made.z * MOST, room = made.w * MOST;
#endif
#endif
#endif
#ifdef AFLOAT
  skylight = 0.9; room = 0.15;
#endif
  float sun = sunshine(op + N * 0.004);
#ifdef SHADED
  vec2 kept = shaded(op, N);
  sun *= 0.70 * kept.y;                           // under a roof of leaves, so near to the eyes, light is gentle
  skylight *= kept.x;
  room *= kept.x;
#endif
  vec3 S = live[12].xyz;
  float facing = dot(N, S), key = max(facing, 0.0);
#ifdef AFLOAT
  key = 0.35 + 0.65 * abs(facing);
#endif
  vec3 light = SUN_COLOUR * (key + through * 0.55 * max(-facing, 0.0)) * sun + SKYLIGHT * skylight * 1.45 + ROOM * room * 1.75;
  vec3 c = albedo * light;
  if (gloss > 0.0) {
    vec3 R = reflect(-V, N), H = normalize(S + V);
    float rim = 1.0 - max(dot(N, V), 0.0), f = 0.04 + 0.96 * rim * rim * rim * rim * rim;
    // Polished things mirror the bright arches before them and the warm room behind.
    float out_ = smoothstep(-0.05, 0.65, R.y) * smoothstep(-0.35, 0.25, R.z + 0.3 * R.y);
    vec3 image = mix(ROOM * 0.42, vec3(0.62, 0.72, 0.80), out_);
    bool metal = what > 12.5 && what < 13.5;
    c += (metal ? albedo * 0.85 : vec3(f * gloss)) * image * (0.35 + 0.65 * clamp(skylight * 2.0, 0.0, 1.0));
    c += SUN_COLOUR * sun * pow(max(dot(N, H), 1e-4), sharp) * gloss * (metal ? 0.5 : 0.22);
  }
#ifdef THING
  c += albedo * vec3(1.0, 0.80, 0.45) * self.x * 0.35 * step(0.0, self.x);
#endif
#ifdef AFLOAT
  c = fog(c, wp);
#endif
  float alpha = 1.0;
#ifdef CLOTH
  alpha = 0.80;
#endif
#ifdef WATERY
  alpha = 0.55;
#endif
  colour = vec4(tone(c), alpha);
}
