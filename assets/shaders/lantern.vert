// Lanterns hang in the air; a hit one brightens, sways, floats up and away, and another is lit in its place. One on a string
// stays, and the light runs along the string. Others wait until they are let go, and rise all together.
// Rows: place and size; when it was hit, a phase of its own, when its string answers, what it is (0 alone, 1 on a string, 2 waits).
uniform samplerBuffer inst;
vec3 lanternAt(int id, out float size, out float light) {
  vec4 a = texelFetch(inst, id * 2), b = texelFetch(inst, id * 2 + 1);
  float h = TIME - b.x, e = TIME - b.z;
  float free = b.w == 1.0 ? 0.25 : 1.0;
  vec3 p = a.xyz + free * vec3(0.06 * sin(TIME * 0.43 + b.y), 0.05 * cos(TIME * 0.37 + b.y * 1.7), 0.10 * sin(TIME * 0.35 + b.y));
  size = a.w;
  light = 0.94 + 0.06 * sin(TIME * 0.9 + b.y * 3.0);
  float call = 0.0;
  for (int i = 0; i < 3; i++) call = max(call, live[11][i] * step(distance(live[8 + i].xy, a.xy), 0.4));
  light += call * (0.45 + 0.30 * sin(TIME * 2.2));
  p.z += free * call * 0.22 * sin(TIME * 2.2);
  size *= 1.0 + 0.12 * call;
  if (b.w == 2.0) {
    size *= smoothstep(0.0, 1.8, h) * smoothstep(24.0, 18.0, h);
    if (h < 0.0 || h > 24.0) size = 0.0;
    float r = max(h - 0.8, 0.0);
    p += vec3(0.30 * sin(h * 0.5 + b.y), 0.25 * cos(h * 0.4 + b.y), 0.0) * min(r * 0.4, 1.6) + vec3(0.10, 0.05, 0.42 + 0.028 * r) * r;
    light += 0.45;
    return p;
  }
  if (e > 0.0 && e < 7.0) {
    float answer = smoothstep(0.0, 0.6, e) * smoothstep(7.0, 2.5, e);
    light += 0.85 * answer;
    p.z += 0.16 * answer * sin(e * 2.6);
    size *= 1.0 + 0.16 * answer;
  }
  if (b.w < 0.5 && h > 0.0 && h < 18.0) {
    p.xy += vec2(0.22, 0.10) * exp(-h * 0.7) * sin(h * 3.4) * smoothstep(0.0, 0.2, h);
    light += 0.75 * smoothstep(0.0, 0.9, h);
    float away = smoothstep(10.0, 13.0, h), back = smoothstep(14.5, 17.5, h);
    float r = max(h - 1.0, 0.0);
    p.z += h < 14.0 ? 0.075 * r * r : 0.0;
    light = mix(light, 0.94, back);
    size *= h < 14.0 ? 1.0 - away : back;
    light *= h < 14.0 ? 1.0 - away : back;
  }
  return p;
}
#ifdef BODY
out vec3 wp;
out vec3 wn;
out vec3 op;
out float shine;
void main() {
  float size;
  vec3 p = lanternAt(gl_InstanceID, size, shine);
  op = p3d_Vertex.xyz;
  wp = op * size + p;
  wn = p3d_Normal;
  eye = eyePosition();
  gl_Position = size < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
#else
out vec2 corner;
out vec3 wp;
out float shine;
void main() {
  float size;
  vec3 p = lanternAt(gl_InstanceID, size, shine);
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  shine *= exp(-distance(p, eye) * 0.006) * smoothstep(0.0, 0.12, size);
#ifdef STREAK
  // The image under the water, drawn where the line of sight to it meets the water: each eye sees it at its right depth.
  p.z = -p.z;
  vec3 right = normalize(cross(p - eye, vec3(0.0, 0.0, 1.0)));
  vec3 v = p + right * corner.x * size * 0.95 + vec3(0.0, 0.0, corner.y * min(size * (1.7 + 0.07 * length(p - eye)), -0.72 * p.z));
  vec3 d = v - eye;
  if (d.z > -0.001 || size < 0.01) { gl_Position = NOWHERE; return; }
  wp = eye + d * (-(eye.z - 0.02) / d.z);
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#else
  wp = facing(eye, p, corner * size * 4.4) + normalize(eye - p) * 0.5;   // towards the eye, so that its own lantern does not cut it
  gl_Position = size < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
}
#endif
