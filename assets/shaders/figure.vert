// Snowmen and penguins by instance, the boat by its own place. paint.a names the part that moves.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
flat out vec3 here;   // sun, lamps, -
#ifdef INSTANCED
uniform samplerBuffer inst;
uniform float first;
#endif
void main() {
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  op = v;
  albedo = paint.rgb * paint.rgb;
  float part = floor(paint.a * 255.0 / 32.0 + 0.5);
#ifdef INSTANCED
  vec4 a = texelFetch(inst, (int(first) + gl_InstanceID) * 2), b = texelFetch(inst, (int(first) + gl_InstanceID) * 2 + 1);
  float h = TIME - b.y, on = h > 0.0 ? 1.0 : 0.0, s = fract(b.z) * 6.2832;
  float calm = on * smoothstep(0.0, 0.25, h) * smoothstep(6.0, 3.5, h);   // from the hit to the end of the answer
  float warm = floor(b.z) / 64.0;
#ifdef SNOWMAN
  if (part == 1.0) {                                   // hat
    float j = clamp(h / 0.9, 0.0, 1.0) * on;
    v.z += 0.55 * 4.0 * j * (1.0 - j);
    float tilt = 0.35 * sin(j * 6.2832);
    v.xz = mat2(cos(tilt), sin(tilt), -sin(tilt), cos(tilt)) * (v.xz - vec2(0.0, 2.2)) + vec2(0.0, 2.2);
  }
  if (part == 2.0 || part == 3.0) {                    // arms
    float sgn = part == 2.0 ? -1.0 : 1.0;
    float swing = 0.05 * sin(TIME * 0.9 + s) + calm * (0.45 + 0.30 * sin(h * 6.0)) * (part == 3.0 ? 1.0 : 0.35);
    vec2 o = vec2(sgn * 0.34, 1.36);
    vec2 q = v.xz - o;
    float w = swing * sgn;
    v.xz = mat2(cos(w), sin(w), -sin(w), cos(w)) * q + o;
  }
  if (part == 1.0 || part == 4.0) {                    // head and hat lean
    float lean = 0.05 * sin(TIME * 0.5 + s) + 0.12 * calm * sin(h * 3.0);
    v.x += (v.z - 1.6) * lean;
  }
#else
  float hops = calm * abs(sin(h * 5.2)) * 0.30 * smoothstep(3.6, 0.4, h);
  if (part == 2.0 || part == 3.0) {                    // flippers
    float sgn = part == 2.0 ? -1.0 : 1.0;
    float w = sgn * (0.06 + 0.05 * sin(TIME * 1.1 + s) + calm * (0.55 + 0.45 * sin(h * 10.4)));
    vec2 o = vec2(sgn * 0.17, 0.55);
    v.xz = mat2(cos(w), sin(w), -sin(w), cos(w)) * (v.xz - o) + o;
  }
  if (part == 4.0) {                                   // head looks about
    mat3 T = turned(0.35 * sin(TIME * 0.31 + s) * (1.0 - calm));
    v = T * v;
    n = T * n;
  }
  float waddle = 0.06 * sin(TIME * 0.8 + s);
  v.x += v.z * waddle;
  v.z += hops;
#endif
  mat3 R = turned(b.x);
  wp = R * v * a.w + a.xyz;
  wn = R * n;
  here = vec3(b.w, warm, 0.0);
#else
  wp = (p3d_ModelMatrix * vec4(v, 1.0)).xyz;
  wn = mat3(p3d_ModelMatrix) * n;
  here = vec3(0.65, 0.10, 0.0);
#endif
  eye = eyePosition();
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
