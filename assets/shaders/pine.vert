uniform samplerBuffer inst;
uniform vec4 first;     // the first row, and the middle of this stretch
uniform vec4 between;   // this degree of detail: metres from, metres to, metres in which it hands over
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 bark;      // out from the trunk, up the tree, needles, own grain
flat out vec4 self; // sun below, sun above, snow shaken off, seed
void main() {
  int row = (int(first.x) + gl_InstanceID) * 2;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1);
  eye = eyePosition();
  // Tree by tree, each at its own distance, one degree of detail hands over to the next.
  float luck = fract(b.w * 17.31) * between.z, away = distance(eye, first.yzw) + luck;
  bool mine = away < between.y && (away >= between.x || between.x == 0.0);
  float lost = 0.0, shiver = 0.0;
  for (int i = 2; i < 8; i++) {
    float h = TIME - live[i].z;
    if (h > 0.0 && distance(live[i].xy, a.xy) < 0.3) {
      lost = max(lost, smoothstep(0.0, 0.5, h) * (1.0 - smoothstep(10.0, 22.0, h)));
      shiver += exp(-h * 2.2) * sin(h * 15.0) * smoothstep(0.0, 0.08, h);
    }
  }
  float slender = mix(0.78, 1.12, b.w);
  vec3 v = p3d_Vertex.xyz * vec3(slender, slender, 1.0);
  mat3 R = turned(b.z);
  v.z += (fract(b.w * 7.0) - 0.5) * 0.10 * v.z;
  vec3 w = R * v * a.w;
#ifdef REACH
  w *= smoothstep(REACH, REACH - 70.0, distance(a.xy, eye.xy));   // the farthest grow out of the haze
#endif
  float up = p3d_Vertex.z;
  w.xy += (0.0022 * up * up) * vec2(sin(TIME * 0.8 + a.x), cos(TIME * 0.6 + a.x)) + vec2(0.05, 0.02) * shiver * up * 0.4;
  wp = w + a.xyz;
  wn = R * normalize(p3d_Normal * vec3(1.0, 1.0, slender));
  op = p3d_Vertex.xyz;
  bark = paint;
  self = vec4(b.x, b.y, lost, b.w);
  gl_Position = mine ? p3d_ViewProjectionMatrix * vec4(wp, 1.0) : NOWHERE;
}
