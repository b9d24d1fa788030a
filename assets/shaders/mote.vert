// Pollen in the light, all about the eye.
out vec2 corner;
out vec3 wp;
out float thick;
void main() {
  float id = float(gl_InstanceID);
  vec3 r = random3(id * 0.731 + 0.17), q = random3(id * 1.37 + 5.1), box = vec3(16.0, 16.0, 7.0);
  eye = eyePosition();
  vec3 p = r * box + vec3(0.10, 0.05, 0.02) * TIME * (0.5 + q.x) + 0.45 * vec3(sin(TIME * 0.21 + q.y * 40.0), cos(TIME * 0.17 + q.z * 40.0), 0.4 * sin(TIME * 0.13 + q.x * 40.0));
  p = mod(p - eye, box) - 0.5 * box;
  float d = length(p);
  float ahead = dot(p / d, SUN) * 0.5 + 0.5;
  thick = smoothstep(0.9, 2.2, d) * smoothstep(8.0, 4.5, d) * (0.15 + 0.85 * ahead * ahead) * (0.55 + 0.45 * sin(TIME * (0.2 + 0.2 * q.x) + q.y * 30.0)) * (0.35 + 0.65 * BUSY + live[12].x);
  float size = 0.006 + 0.008 * q.z * q.z, least = 0.0016 * d;
  if (size < least) { thick *= size * size / (least * least); size = least; }
  wp = p + eye;
  corner = p3d_Vertex.xy;
  gl_Position = thick < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(facing(eye, wp, corner * size), 1.0);
}
