out vec2 corner;
out float bright;
void main() {
  eye = eyePosition();
  corner = paint.xy * 2.0 - 1.0;
  vec3 d = normalize(p3d_Vertex.xyz);
  float low = smoothstep(0.16, 0.55, d.z) * smoothstep(0.92, 0.35, dot(d, SUN));
  bright = paint.z * low * (0.85 + 0.15 * sin(TIME * (0.4 + paint.w) + paint.w * 40.0)) * (1.0 - 0.4 * HUSH);
#ifdef WEATHER
  bright *= 0.25 + 1.1 * live[12].w;
#endif
#ifdef MOON
  bright *= 1.5;
#endif
  gl_Position = atInfinity(p3d_Vertex.xyz);
}
