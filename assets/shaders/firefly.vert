// Fireflies in swarms. Swarm 0 keeps the patient company: it follows live[12]. Each is lit for a while and dark for a while,
// never suddenly; they rise and glow as the world breathes in, and gather where a swarm is called.
uniform samplerBuffer inst;
out vec2 corner;
out vec3 wp;
out vec4 shine;      // colour, how strong
void main() {
  int id = gl_InstanceID, swarm = id % SWARMS;
  vec4 a = texelFetch(inst, swarm * 2), b = texelFetch(inst, swarm * 2 + 1);
  float n = float(id);
  vec3 r = random3(n * 0.713 + 0.31), q = random3(n * 1.177 + 4.7);
  float h = TIME - b.y, s = b.x, t = PACE;
  float called = h > 0.0 ? smoothstep(0.0, 2.4, h) * smoothstep(15.0, 8.5, h) : 0.0;
  vec3 c = a.xyz;
  if (swarm == 0) c = live[12].xyz;
  else c += vec3(0.8 * sin(0.13 * t + s), 0.6 * cos(0.11 * t + 1.7 * s), 0.25 * sin(0.17 * t + 2.3 * s));
  vec3 way = vec3(sin(t * (0.21 + 0.25 * r.x) + r.y * 40.0) + 0.45 * sin(t * (0.55 + 0.3 * q.x) + q.y * 40.0),
                  sin(t * (0.19 + 0.27 * r.y) + r.z * 40.0) + 0.45 * cos(t * (0.51 + 0.3 * q.y) + q.z * 40.0),
                  0.8 * sin(t * (0.24 + 0.2 * r.z) + r.x * 40.0) + 0.3 * sin(t * (0.62 + 0.3 * q.z) + q.x * 40.0));
  vec3 home = (r * 2.0 - 1.0) * vec3(1.0, 1.0, 0.55);
  vec3 loose = (home * 0.75 + way * 0.34) * a.w;
  float turn = TIME * (0.45 + 0.35 * q.x) + r.x * 6.2832, wide = (0.28 + 0.34 * r.y);
  vec3 close = vec3(cos(turn) * wide, sin(turn) * wide, (q.y - 0.5) * 0.75 + 0.12 * sin(TIME * 0.8 + q.z * 6.0));
  vec3 p = c + mix(loose, close, called * 0.9);
  p.z += (BREATH - 0.5) * (0.25 + 0.45 * q.z);
  p.z = max(p.z, 0.12 + 0.25 * r.z);
  // a slow lantern: the light comes in about a second and goes in two
  float beat = fract(t * (0.11 + 0.06 * q.y) + r.z), lit = smoothstep(0.0, 0.16, beat) * smoothstep(0.62, 0.24, beat);
  lit = mix(0.16 + 0.84 * lit, 1.0, called);
  float there = smoothstep(r.y - 0.08, r.y + 0.08, 0.30 + 0.75 * (BUSY - 0.35) / 0.65);
  if (swarm == 0) there = live[12].w;
  eye = eyePosition();
  float d = distance(p, eye);
  float strength = lit * there * (0.50 + 0.50 * BREATH) * (1.05 + 0.45 * called) * (1.0 - 0.35 * DEPTH) * smoothstep(0.8, 1.8, d);
  float size = 0.100, least = 0.0054 * d;
  if (size < least) { strength *= mix(1.0, size * size / (least * least), 0.75); size = least; }
  strength *= exp(-d * 0.012);
  shine = vec4(mix(vec3(1.0, 0.80, 0.32), vec3(0.74, 1.0, 0.44), q.z), strength);
  corner = p3d_Vertex.xy;
#ifdef MIRROR
  // The image under the water, drawn where the line of sight to it meets the water.
  vec3 m = vec3(p.xy, -p.z);
  vec3 right = normalize(cross(m - eye, vec3(0.0, 0.0, 1.0)));
  float away = length(m - eye);
  float wob = sin(TIME * 0.9 + n * 1.7 + p.z * 6.0) * 0.010 * away * 0.10;
  vec3 v = m + right * (corner.x * size * 1.25 + wob) + vec3(0.0, 0.0, corner.y * min(size * 2.6, p.z * 0.8));
  vec3 dir = v - eye;
  if (dir.z > -0.001 || strength < 0.003) { gl_Position = NOWHERE; return; }
  wp = eye + dir * (-(eye.z - 0.02) / dir.z);
  float grazing = 1.0 - clamp(-dir.z / length(dir), 0.0, 1.0);
  shine.a *= 0.18 + 0.55 * grazing * grazing * grazing;
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#else
  wp = facing(eye, p, corner * size);
  gl_Position = strength < 0.003 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
}
