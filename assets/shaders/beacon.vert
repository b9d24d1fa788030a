// Who calls: a ring of light, motes that circle it, and a soft column over it, about each of live[8..10], as strong as live[11]
// says. Instance 0 of each is the ring, 1 the column, the others the motes.
out vec2 corner;
out vec3 wp;
out float strength;
out float soft;      // 0 a mote, 1 the ring, 2 the column
void main() {
  int who = gl_InstanceID / (MOTES + 2), which = gl_InstanceID % (MOTES + 2);
  vec4 at = live[8 + who];
  strength = live[11][who];
  eye = eyePosition();
  // Never smaller to the eye than can be noticed at a glance, however far away.
#ifdef CLOSE
  // Within reach of a hand it is as small as what it is about, and comes no nearer.
  float away = distance(at.xyz, eye), around = at.w * 1.18 * (0.8 + 0.2 * strength), low = -1000.0, towards = 0.0;
#else
  float away = distance(at.xyz, eye), around = max(at.w * 1.55, 0.030 * away) * (0.8 + 0.2 * strength), low = 1.05 * around, towards = at.w;
#endif
  around *= 1.0 + 0.05 * sin(TIME * 1.5 + float(who) * 2.0);
  corner = p3d_Vertex.xy;
  vec3 p = vec3(at.xy, max(at.z, low)), to = normalize(eye - p);
  if (which == 0) {
    soft = 1.0;
    wp = facing(eye, p, corner * around * 1.9) + to * towards;
  } else if (which == 1) {
    soft = 2.0;
    float tall = max(2.2, around * 4.2);
    vec3 right = normalize(cross(to, vec3(0.0, 0.0, 1.0)));
    wp = p + right * corner.x * around * 0.62 + vec3(0.0, 0.0, (corner.y * 0.5 + 0.5) * tall + at.w * 0.3) - to * at.w * 0.2;
  } else {
    soft = 0.0;
    float k = float(which) - 2.0, a = k * 6.2832 / float(MOTES) + TIME * 0.55;
    float lift = 0.30 * sin(a * 2.0 + TIME * 0.4) + 0.25;
    p += around * 1.05 * vec3(cos(a), sin(a), lift);
    float size = max(0.075 * around, 0.0042 * away) * (0.8 + 0.2 * sin(k * 2.4 + TIME * 0.9));
    wp = facing(eye, p, corner * size);
  }
#ifdef CLOSE
  if (which == 1) strength = 0.0;
#endif
  gl_Position = strength < 0.004 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#ifdef TABLED
  // What it stands on does not cut the ring off.
  vec4 before = p3d_ViewProjectionMatrix * vec4(wp + to * min(0.12 * away, 1.0), 1.0);
  if (which == 0 && strength >= 0.004) gl_Position.z = before.z / before.w * gl_Position.w;
#endif
}
