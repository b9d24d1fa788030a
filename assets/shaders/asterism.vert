// Figures of light, a row for each line and each star: it draws itself where it was repeated, then goes to its place in the sky and
// stays there, fainter. Rows: its ends at first, when it began, where in the figure's order it comes; its ends at last, whether it
// is a star, -.
uniform samplerBuffer inst;
out vec2 at;          // along, across -1..1
flat out vec2 how;    // how strong, 1 a star
void main() {
  eye = eyePosition();
  int row = gl_InstanceID * 4;
  vec4 a0 = texelFetch(inst, row), b0 = texelFetch(inst, row + 1), a1 = texelFetch(inst, row + 2), b1 = texelFetch(inst, row + 3);
  float h = TIME - a0.w, go = smoothstep(2.6, 5.4, h), drawn = smoothstep(0.0, 0.5, h - 1.5 * b0.w);
  at = p3d_Vertex.xy;
  vec3 a = normalize(mix(a0.xyz, a1.xyz, go)), b = normalize(mix(b0.xyz, b1.xyz, go));
  float rest = mix(1.0, 0.50, smoothstep(3.2, 7.0, h)) * (1.0 - 0.75 * live[1].y * smoothstep(0.7, 0.0, a.z));
  how = vec2(drawn * rest * (1.0 - 0.5 * HUSH), a1.w);
  vec3 d;
  if (a1.w > 0.5) {
    vec3 right = normalize(cross(a, vec3(0.0, 0.0, 1.0)));
    d = a + (right * at.x + cross(right, a) * at.y) * 0.0105;
  } else {
    // The line grows from one end to the other, and stops short of both stars.
    float s = mix(0.06, mix(0.06, 0.94, drawn), at.x * 0.5 + 0.5);
    d = normalize(mix(a, b, s));
    d += normalize(cross(b - a + 1e-5, d)) * at.y * 0.0042;
  }
  gl_Position = h < 0.0 || drawn < 0.01 ? NOWHERE : atInfinity(d);
}
