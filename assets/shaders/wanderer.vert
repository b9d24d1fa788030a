// The nine stars that are answered with, and the lamp's halo (instance 9). live[2], live[3], live[4].x: how brightly each shines;
// live[4].y: how far they may be picked; live[4].z: which were picked, as bits; live[4].w: how bright the lamp is.
uniform samplerBuffer inst;
out vec2 corner;
flat out vec3 state;    // shines, may be picked, 1 the lamp
void main() {
  eye = eyePosition();
  int id = gl_InstanceID;
  corner = p3d_Vertex.xy;
  if (id == 9) {
    state = vec3(live[4].w, 0.0, 1.0);
#ifdef MIRROR
    gl_Position = NOWHERE;
#else
    gl_Position = p3d_ViewProjectionMatrix * vec4(facing(eye, LAMP, corner * 0.62) + normalize(eye - LAMP) * 0.12, 1.0);
#endif
    return;
  }
  vec4 a = texelFetch(inst, id);
  float glow = id < 4 ? live[2][id] : (id < 8 ? live[3][id - 4] : live[4].x);
  state = vec3(glow, live[4].y * (1.0 - mod(floor(live[4].z / exp2(float(id)) + 0.001), 2.0)), 0.0);
  vec3 d = a.xyz, right = normalize(cross(d, vec3(0.0, 0.0, 1.0))), over = cross(right, d);
  float size = 0.036 * (0.92 + 0.16 * a.w) * (1.0 + 0.75 * glow);
#ifdef MIRROR
  d += right * corner.x * size * 0.8 + over * corner.y * size * 1.5;
  state.y = 0.0;
  vec3 v = vec3(d.xy, -d.z + 0.0020 * sin(TIME * 0.8 + a.w * 40.0));
  gl_Position = p3d_ViewProjectionMatrix * vec4(eye + v * (-(eye.z - 0.02) / v.z), 1.0);
#else
  gl_Position = atInfinity(d + (right * corner.x + over * corner.y) * size);
#endif
}
