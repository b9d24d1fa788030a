// The branches about the patient and the small flowers on them. BRANCH: one mesh in its place. Else instances: place and size, turn,
// seed, tilt; each opens in its time.
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 grown;      // how far out, open, what, grain
flat out vec3 self;  // sun, seed, lamps
#ifndef BRANCH
uniform samplerBuffer inst;
#endif
void main() {
  eye = eyePosition();
  op = p3d_Vertex.xyz;
  grown = paint;
#ifdef BRANCH
  wp = (p3d_ModelMatrix * p3d_Vertex).xyz;
  wn = p3d_Normal;
  self = vec3(0.75, 0.3, 0.0);
  gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
#else
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  float s = b.y, grain = fract(paint.a + s * 3.7), flower = step(0.9, paint.b), open = smoothstep(0.75 * grain - 0.10, 0.75 * grain + 0.10, live[1].y);
  vec3 v = p3d_Vertex.xyz;
  // a bud is small
  v *= paint.b > 0.7 ? mix(0.42, 1.0, open) : 1.0;
  mat3 R = turned(b.x);
  float c = cos(b.z), q = sin(b.z);
  v = mat3(1.0, 0.0, 0.0, 0.0, c, q, 0.0, -q, c) * v;
  vec3 n = mat3(1.0, 0.0, 0.0, 0.0, c, q, 0.0, -q, c) * p3d_Normal;
  v += 0.0035 * vec3(sin(TIME * 0.8 + s * 40.0), cos(TIME * 0.7 + s * 33.0), 0.6 * sin(TIME * 0.6 + s * 21.0)) * (0.5 + 0.5 * BUSY);
  wp = a.xyz + R * v * a.w;
  wn = R * n;
  self = vec3(0.55 + 0.40 * b.w, grain, open);
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
}
