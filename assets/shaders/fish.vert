// Fish that glow a little under the water, drawn where the line of sight to them meets it. SHOAL: a crowd of small lights
// that passes under the jetty once, from live[14].z on.
out vec2 corner;
out vec3 wp;
out vec4 shine;      // colour, how strong
out float beat;
#ifndef SHOAL
uniform samplerBuffer inst;
#endif
void main() {
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  vec2 p, ahead;
  float size, deep;
#ifdef SHOAL
  float n = float(gl_InstanceID), h = TIME - live[14].z;
  vec3 r = random3(n * 0.917 + 0.13), q = random3(n * 1.31 + 3.3);
  float go = (h - 1.6 * r.x) / 17.0;
  vec2 a = vec2(-9.5, 19.0), b = vec2(-1.0, 8.5), c = vec2(4.2, -7.0);
  vec2 off = (vec2(r.y, r.z) - 0.5) * vec2(3.4, 3.0) + 0.25 * vec2(sin(TIME * 0.9 + n), cos(TIME * 0.8 + n * 2.0));
  p = mix(mix(a, b, go), mix(b, c, go), go) + off;
  ahead = normalize(mix(b - a, c - b, go) + 0.9 * vec2(-sin(TIME * 0.9 + n), 0.0));
  size = 0.34 + 0.20 * q.x;
  deep = 0.20 + 0.35 * q.y;
  float on = smoothstep(0.0, 0.16, go) * smoothstep(1.0, 0.80, go);
  shine = vec4(mix(vec3(0.18, 0.85, 0.78), vec3(0.42, 0.72, 1.0), q.z), on * (1.05 + 0.25 * sin(TIME * 0.7 + n)));
  beat = TIME * 5.0 + n;
  if (h < 0.0 || h > 20.0) { gl_Position = NOWHERE; return; }
#else
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  float w = PACE * b.y + b.x, h = TIME - b.z, called = h > 0.0 ? smoothstep(0.0, 1.6, h) * smoothstep(13.0, 6.0, h) : 0.0;
  p = a.xy + a.zw * vec2(cos(w), sin(w));
  ahead = normalize(a.zw * vec2(-sin(w), cos(w)) * sign(b.y));
  size = b.w;
  deep = 0.30 - 0.22 * called;
  vec3 own = mix(vec3(1.0, 0.52, 0.22), vec3(0.85, 0.80, 0.66), step(0.5, fract(b.x * 3.7)));
  shine = vec4(mix(own, vec3(0.30, 0.95, 0.85), 0.22), 0.62 + 0.22 * BREATH + 0.55 * called);
  beat = PACE * 2.6 + b.x * 20.0;
#endif
  vec2 aside = vec2(-ahead.y, ahead.x);
  float bend = 0.22 * sin(beat - corner.y * 1.8) * (0.75 - corner.y);     // the tail swings most
  vec2 spread = (ahead * corner.y + aside * (corner.x * 0.56 + bend * 0.45)) * size, sight = normalize(p - eye.xy);
  // Seen so flat a fish would be a line: it is drawn deeper along the line of sight than it is.
  spread += sight * dot(spread, sight) * 1.1;
  vec3 v = vec3(p + spread, -deep);
  vec3 dir = v - eye;
  if (dir.z > -0.02) { gl_Position = NOWHERE; return; }
  wp = eye + dir * (-(eye.z - 0.018) / dir.z);
  shine.a *= smoothstep(1.2, 2.4, length(dir)) * exp(-length(dir) * 0.03) * (1.0 - 0.3 * DEPTH);
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
