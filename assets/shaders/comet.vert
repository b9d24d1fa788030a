// A shooting star so slow that the eye can follow it, from live[14].y on.
out vec2 at;         // along from tail to head 0..1, across -1..1
out float strength;
void main() {
  eye = eyePosition();
  float h = TIME - live[14].y, t = h / 7.0;
  vec3 a = normalize(vec3(0.75, 1.0, 0.72)), b = normalize(vec3(-0.35, 1.0, 0.42));
  float head = smoothstep(-0.15, 1.1, t), tail = max(head - 0.30 * smoothstep(0.0, 0.5, t), 0.0);
  at = vec2(p3d_Vertex.x * 0.5 + 0.5, p3d_Vertex.y);
  vec3 d = normalize(mix(a, b, mix(tail, head, at.x)));
  vec3 across = normalize(cross(b - a, d));
  strength = smoothstep(0.0, 0.22, t) * smoothstep(1.0, 0.62, t);
  gl_Position = strength < 0.004 || h < 0.0 || h > 7.0 ? NOWHERE : atInfinity(d + across * at.y * 0.011);
}
