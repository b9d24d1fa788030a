// Twigs that hang from the branches, each with its end where a blossom or a lantern is; a little drawn to a hand that comes. Rows: place
// of the end and size; where it hangs from and what (0 blossom, 1 lantern); when it was touched, how it calls, seed, how grown it is.
uniform samplerBuffer inst;
uniform float first;
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec4 grown;
flat out vec3 self;
vec3 drawn(vec3 p) {
  vec3 by = vec3(0.0);
  for (int i = 2; i < 4; i++) {
    vec3 to = live[i].xyz - p;
    float away = length(to);
    by += to / max(away, 0.02) * 0.016 * live[i].w * smoothstep(0.30, 0.10, away) * smoothstep(0.0, 0.05, away);
  }
  return by;
}
void main() {
  int row = (int(first) + gl_InstanceID) * 3;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1), k = texelFetch(inst, row + 2);
  float s = k.z, u = paint.r;
  vec3 sway = 0.005 * vec3(sin(TIME * 0.7 + s * 40.0), cos(TIME * 0.6 + s * 31.0), 0.5 * sin(TIME * 0.5 + s * 17.0));
  vec3 end = a.xyz + sway + drawn(a.xyz) + vec3(0.0, 0.0, (b.w > 0.5 ? 0.68 : 0.02) * a.w), from = b.xyz;
  vec3 p1 = from + (end - from) * vec3(0.55, 0.55, 0.0) + vec3(0.10 * sin(s * 23.0), 0.05, 0.06), p2 = end + vec3(0.05 * sin(s * 41.0), 0.05 * cos(s * 29.0), 0.42 * max(from.z - end.z, 0.12));
  float w = 1.0 - u;
  vec3 p = w * w * w * from + 3.0 * u * w * w * p1 + 3.0 * u * u * w * p2 + u * u * u * end;
  p += 0.010 * vec3(sin(u * 9.0 + s * 30.0), cos(u * 8.0 + s * 21.0), 0.0) * u * w * 4.0;
  vec3 along = normalize(3.0 * w * w * (p1 - from) + 6.0 * u * w * (p2 - p1) + 3.0 * u * u * (end - p2));
  vec3 side = normalize(cross(along, vec3(0.31, 0.95, 0.05))), over = cross(side, along);
  float bark = step(paint.b, 0.05), grain = fract(paint.a + s * 3.7), open = smoothstep(0.75 * grain - 0.10, 0.75 * grain + 0.10, live[1].y + 0.1);
  vec3 v = p3d_Vertex.xyz * (paint.b > 0.7 ? mix(0.45, 1.0, open) : 1.0);
  mat3 F = mat3(side, over, along);
  // what stands off it keeps its own way up
  wp = p + (bark > 0.5 ? F * v : v);
  wn = bark > 0.5 ? F * p3d_Normal : p3d_Normal;
  op = vec3(side.x * 0.0 + p3d_Vertex.x, p3d_Vertex.y, u * length(end - from));
  grown = vec4(paint.g, 0.85, paint.b, paint.a);
  self = vec3(0.80, grain, open);
  eye = eyePosition();
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
