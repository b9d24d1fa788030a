// Birds: those that stand (STANDING) turn their heads, more when they were called; one (else) flies over once, from
// live[14].x on. paint.a: 0 body, 1 wing, 2 head.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 plumage;
#ifdef STANDING
uniform samplerBuffer inst;
uniform float first;
#endif
void main() {
  vec3 v = p3d_Vertex.xyz, n = p3d_Normal;
  float part = floor(paint.a * 3.0 + 0.5);
  op = v;
  plumage = vec4(paint.rgb * paint.rgb, part);
  eye = eyePosition();
#ifdef STANDING
  vec4 a = texelFetch(inst, (int(first) + gl_InstanceID) * 2), b = texelFetch(inst, (int(first) + gl_InstanceID) * 2 + 1);
  float h = TIME - b.z, called = h > 0.0 ? smoothstep(0.0, 1.2, h) * smoothstep(9.0, 5.5, h) : 0.0;
  float s = b.y;
  if (part > 1.5) {
    float look = 0.55 * sin(PACE * 0.19 + s * 20.0) * (1.0 - called) + called * b.w;
    v.xy = mat2(cos(look), sin(look), -sin(look), cos(look)) * v.xy;
    n = turned(look) * n;
    v.z += 0.03 * called;
  }
  v.z += 0.008 * (BREATH - 0.5) * step(part, 0.5) * v.z;
  if (part > 0.5 && part < 1.5) v.x += sign(v.x) * 0.10 * called * (0.6 + 0.4 * sin(h * 2.2));   // it shakes out its wings
  mat3 R = turned(b.x);
  wp = R * v * a.w + a.xyz;
  wn = R * n;
#else
  float t = (TIME - live[14].x) / 20.0;
  if (t < 0.0 || t > 1.0) { gl_Position = NOWHERE; return; }
  // wings beat slowly, and rest now and then
  float glide = smoothstep(0.2, 0.5, sin(t * 19.0)), flap = mix(0.75 * sin(TIME * 4.4), 0.12, glide);
  if (part > 0.5 && part < 1.5) {
    float out_ = abs(v.x), bend = flap * (0.75 + 0.55 * out_);
    v = vec3(sign(v.x) * out_ * cos(bend), v.y, v.z + out_ * sin(bend));
    n = normalize(vec3(-sign(v.x) * sin(bend), 0.0, cos(bend)));
  }
  vec2 a = vec2(-62.0, 40.0), b = vec2(-4.0, 22.0), c = vec2(66.0, 44.0);
  vec2 p = mix(mix(a, b, t), mix(b, c, t), t), d = normalize(mix(b - a, c - b, t));
  float high = 6.5 + 4.2 * sin(3.1416 * t) - 0.10 * sin(TIME * 4.4) * (1.0 - glide);
  mat3 R = turned(atan(-d.x, d.y));
  wp = R * v * 1.35 + vec3(p, high);
  wn = R * n;
#endif
#ifdef MIRROR
  // The dark image in the water, where the line of sight to it meets the water.
  vec3 m = vec3(wp.xy, -wp.z) - eye;
  if (m.z > -0.001) { gl_Position = NOWHERE; return; }
  wp = eye + m * (-(eye.z - 0.016) / m.z);
#endif
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
