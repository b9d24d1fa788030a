// Who calls: a glow and a ring of motes about each of live[8..10], as strong as live[11] says.
out vec2 corner;
out vec3 wp;
out float strength;
out float soft;      // 1 for the glow, 0 for a mote
void main() {
  int who = gl_InstanceID / (MOTES + 1), which = gl_InstanceID % (MOTES + 1);
  vec4 at = live[8 + who];
  strength = live[11][who];
  eye = eyePosition();
  float away = distance(at.xyz, eye), around = max(at.w * 1.25, 0.014 * away);
  vec3 p = at.xyz;
  float size = around * 2.1;
  soft = 1.0;
  if (which > 0) {
    float k = float(which) - 1.0, a = k * 6.2832 / float(MOTES) + TIME * 0.55;
    float lift = 0.30 * sin(a * 2.0 + TIME * 0.4) + 0.35;
    p += around * vec3(cos(a), sin(a), lift);
    size = max(0.05 * around, 0.0032 * away) * (0.75 + 0.25 * sin(k * 2.4 + TIME * 0.9));
    soft = 0.0;
  }
  corner = p3d_Vertex.xy;
  wp = facing(eye, p, corner * size) + normalize(eye - p) * at.w * soft;
  gl_Position = strength < 0.004 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
