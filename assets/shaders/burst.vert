// Puffs of snow, snow sliding off boughs, drops of water: where each speck is follows from when it all began.
uniform samplerBuffer inst;
out vec2 corner;
out vec3 wp;
out float thick;
void main() {
  int burst = gl_InstanceID / SPECKS;
  vec4 a = texelFetch(inst, burst * 2), b = texelFetch(inst, burst * 2 + 1);
  float h = TIME - a.w, life = b.x == 1.0 ? 1.2 : (b.x == 2.0 ? 2.6 : 1.7);
  vec3 r = random3(float(gl_InstanceID) * 0.73 + b.y), q = random3(float(gl_InstanceID) * 1.31 + b.y + 7.0);
  float around = r.x * 6.2832;
  vec3 v, p;
  if (b.x == 1.0) {
    v = vec3(cos(around) * 0.9 * r.y, sin(around) * 0.9 * r.y, 1.4 + 1.8 * r.z);
    p = a.xyz + v * h + vec3(0.0, 0.0, -4.9) * h * h;
  } else if (b.x == 2.0) {
    p = a.xyz + vec3(cos(around), sin(around), 0.0) * b.z * (0.35 + 0.65 * r.y) + vec3(0.0, 0.0, (q.x - 0.5) * b.z * 1.8);
    p.z -= 1.1 * h * h * (0.5 + q.y) + 0.3 * h;
  } else {
    v = vec3(cos(around) * r.y, sin(around) * r.y, 0.25 + 1.1 * r.z) * (0.8 + 1.7 * q.x);
    p = a.xyz + v * (1.0 - exp(-2.6 * h)) / 2.6 + vec3(0.0, 0.0, -0.75) * h * h;
  }
  float size = (b.x == 1.0 ? 0.018 : 0.035 + 0.075 * q.z) * b.w * (1.0 + (b.x == 1.0 ? 0.0 : 0.9) * h);
  thick = smoothstep(0.0, 0.06, h) * smoothstep(life, life * 0.25, h) * (b.x == 1.0 ? 0.7 : 0.55);
  corner = p3d_Vertex.xy;
  eye = eyePosition();
  wp = p;
  gl_Position = h < 0.0 || h > life || p.z < -0.05 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(facing(eye, p, corner * size), 1.0);
}
