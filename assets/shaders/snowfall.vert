// Flakes fill a box that goes with the eye; each has its own place in the world and is met again on the other side.
out vec2 corner;
out vec3 wp;
out float thick;
#ifdef WEATHER
#define FALLING (live[12].z * smoothstep(live[12].z, live[12].z - 0.25, fract(id * 0.618)))
#else
#define FALLING BUSY
#endif
void main() {
  float id = float(gl_InstanceID);
  vec3 r = random3(id * 0.731 + 0.17), q = random3(id * 1.37 + 5.1), box = vec3(26.0, 26.0, 15.0);
  eye = eyePosition();
  vec3 p = r * box;
  p.z -= TIME * (0.40 + 0.35 * q.x);
  p.xy += vec2(0.30, 0.10) * TIME + 0.5 * vec2(sin(TIME * 0.55 + q.y * 40.0), cos(TIME * 0.43 + q.z * 40.0));
  p = mod(p - eye, box) - 0.5 * box;
  float d = length(p);
  thick = smoothstep(0.9, 2.6, d) * smoothstep(12.5, 7.0, d) * (0.35 + 0.5 * q.z) * FALLING;
  // A flake smaller than a pixel would flicker: keep its size and let it be fainter.
  float size = 0.012 + 0.018 * q.x * q.x;
#ifdef WEATHER
  size *= 1.35;
  thick = min(thick * 1.25, 1.0);
#endif
  float least = 0.0011 * d;
  if (size < least) { thick *= size * size / (least * least); size = least; }
  wp = p + eye;
  corner = p3d_Vertex.xy;
  gl_Position = wp.z < 0.0 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(facing(eye, wp, corner * size), 1.0);
}
