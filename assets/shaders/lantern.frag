in vec3 wp;
in vec3 wn;
in vec3 op;
in float shine;
void main() {
  vec3 V = normalize(eye - wp), N = normalize(wn);
  float facing = abs(dot(N, V)), h = clamp(op.z * 0.9 + 0.45, 0.0, 1.0);
  float ribs = 0.85 + 0.15 * cos(atan(op.x, op.y) * 10.0);
  vec3 c = mix(vec3(3.2, 1.60, 0.52), vec3(1.5, 0.38, 0.10), h) * (0.35 + 0.75 * facing) * ribs;
  if (op.z < -0.425) c = vec3(4.0, 2.4, 1.0);
  if (op.z > 0.60 || op.z < -0.40 && op.z > -0.425) c *= 0.5;
  colour = vec4(tone(fog(c * (0.55 + 0.45 * shine), wp)), 1.0);
}
