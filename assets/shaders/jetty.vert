// Wood, cushions, a lamp; a wind chime that swings (CHIME), more after it was touched.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 made;       // albedo, what of
#ifdef CHIME
uniform vec4 hung;   // where, and when it was touched: live[14].w
#endif
void main() {
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  op = v;
  made = vec4(paint.rgb * paint.rgb, paint.a * 3.0);
#ifdef CHIME
  float h = TIME - live[14].w, ring = h > 0.0 ? smoothstep(0.0, 0.5, h) * exp(-h * 0.32) : 0.0;
  float each = atan(v.y, v.x) * step(0.02, length(v.xy));
  vec2 swing = 0.020 * vec2(sin(PACE * 1.3), cos(PACE * 1.05)) + ring * 0.16 * vec2(sin(TIME * 3.6 + each), cos(TIME * 3.1 + each * 2.0));
  v.xy += swing * (0.32 - v.z) * (v.z < 0.13 ? 1.0 : 0.4);
  v += hung.xyz;
#endif
  wp = (p3d_ModelMatrix * vec4(v, 1.0)).xyz;
  wn = mat3(p3d_ModelMatrix) * n;
  eye = eyePosition();
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
