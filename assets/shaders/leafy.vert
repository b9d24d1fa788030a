// What grows or lies on a shore, by instance: the breath and the wind bend what is soft.
uniform samplerBuffer inst;
uniform float first;
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 grown;      // bends, open, leaf, grain
flat out vec3 self;  // sun, seed, lamps
void main() {
  int row = (int(first) + gl_InstanceID) * 2;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1);
  mat3 R = turned(b.x);
  op = p3d_Vertex.xyz;
  vec3 w = R * (op * vec3(1.0, 1.0, 0.84 + 0.36 * b.y)) * a.w;      // no two are equally tall
  float slow = PACE, s = b.y * 40.0;
  vec2 wind = vec2(sin(slow * 0.55 + a.x * 0.11 + s), cos(slow * 0.43 + a.y * 0.13 + s * 1.3)) * 0.5;
  wind += 0.35 * vec2(sin(slow * 1.25 + op.z * 0.8 + s * 2.0), cos(slow * 1.05 + op.x + s));
  float bend = paint.x * paint.x * a.w * (0.22 + 0.10 * BUSY);
  w.xy += wind * bend + vec2(0.35, -0.20) * (BREATH - 0.5) * bend;
  w.z += (BREATH - 0.5) * bend * 0.35;
  wp = w + a.xyz;
  wn = R * p3d_Normal;
  grown = paint;
  self = vec3(b.z, b.y, b.w);
  eye = eyePosition();
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
