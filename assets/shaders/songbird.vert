// A bird that comes to its branch, sits and goes again. live[5]: which one, when it comes, when it goes. paint.a: 0 body, 1 a spread
// wing, 2 head, 3 a folded wing.
uniform vec4 posed;     // how it sits, turned about z; its size; how far it bobs; -
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 plumage;
void main() {
  eye = eyePosition();
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  op = v;
  float part = floor(paint.a * 3.0 + 0.5);
  plumage = vec4(paint.rgb * paint.rgb, part);
  float h = TIME - live[5].y, g = TIME - live[5].z;
  float come = clamp(h / 0.75, 0.0, 1.0), go = clamp(g / 0.8, 0.0, 1.0);
  float ease = 1.0 - (1.0 - come) * (1.0 - come), flies = max(smoothstep(1.0, 0.82, come), smoothstep(0.0, 0.12, go));
  vec3 from = vec3(-1.15, 1.9, 1.0) * (1.0 - ease), off = vec3(-1.5, 1.7, 1.15) * go * go;
  float there = smoothstep(0.0, 0.30, come) * smoothstep(1.0, 0.72, go);
  float sings = smoothstep(0.35, 0.5, h) * smoothstep(1.6, 1.3, h);
  if (part == 1.0) {
    float flap = 0.85 * sin(TIME * 17.0) * flies, out_ = abs(v.x);
    v = vec3(v.x * flies, v.y * (0.3 + 0.7 * flies), v.z + out_ * sin(flap) * flies);
    if (flies < 0.02) v = vec3(0.0, 0.0, 0.1);
  }
  if (part == 3.0) v.x *= 1.0 - 0.35 * flies;
  if (part == 2.0) { v.z += 0.012 * sings * (0.5 + 0.5 * sin(TIME * 9.0)); v.y += 0.01 * sings; }
  v.z += posed.z * sings * (0.5 + 0.5 * sin(TIME * 6.0)) * smoothstep(0.0, 0.2, v.z);
  mat3 R = turned(mix(posed.x, -2.55, smoothstep(1.0, 0.6, come)) + go * 0.5);
  wp = R * v * posed.y * there + PERCH + from + off;
  wn = R * n;
  gl_Position = there < 0.01 || h < 0.0 || go >= 1.0 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
