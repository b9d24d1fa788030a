// The stars, which turn about the pole. Normals carry their colour. MIRROR: in the lake, drawn where the line of sight meets it.
out vec2 corner;
out vec3 shine;
vec3 spun(vec3 d, float a) {
  float c = cos(a), s = sin(a);
  return d * c + cross(SKY_POLE, d) * s + SKY_POLE * dot(SKY_POLE, d) * (1.0 - c);
}
#ifdef MIRROR
uniform sampler2D ring;
#endif
void main() {
  eye = eyePosition();
  corner = paint.xy * 2.0 - 1.0;
  vec3 d = spun(normalize(p3d_Vertex.xyz), live[1].x);
  float strength = paint.z * smoothstep(-0.01, 0.20, d.z) * (0.90 + 0.10 * sin(TIME * (0.3 + 0.6 * paint.w) + paint.w * 40.0));
  strength *= (1.0 - 0.4 * HUSH) * (1.0 - 0.80 * live[1].y * smoothstep(0.8, 0.0, d.z)) * (1.0 - 0.3 * live[1].z);
  shine = p3d_Normal * strength;
#ifdef MIRROR
  vec4 peak = textureLod(ring, vec2(atan(d.x, d.y) / 6.2831853 + 0.5, (d.z - RING_LOW) / (RING_HIGH - RING_LOW)), 0.0);
  shine *= (0.22 + 0.38 * (1.0 - d.z) * (1.0 - d.z)) * (1.0 - peak.a * step(d.z, RING_HIGH));
  vec3 v = vec3(d.xy, -d.z - 0.0016 * corner.y + 0.0014 * sin(TIME * (0.6 + paint.w) + paint.w * 60.0));
  if (v.z > -0.03) { gl_Position = NOWHERE; return; }
  gl_Position = p3d_ViewProjectionMatrix * vec4(eye + v * (-(eye.z - 0.02) / v.z), 1.0);
#else
  gl_Position = d.z < -0.02 ? NOWHERE : atInfinity(d);
#endif
}
