// Grass, ferns and flowers by the path: see undergrowth.py. They grow out of the ground as the walker comes near.
uniform samplerBuffer inst;
uniform float first;
uniform vec2 gap;      // the instance before which rows are left out, and how many
uniform float reach;   // metres from the eye at which they are gone
out vec3 wp;
out vec3 wn;
out vec4 leaf;
flat out vec4 self;    // sun, kind, seed, -
flat out vec3 root;
void main() {
  int row = (int(first) + gl_InstanceID + (gl_InstanceID >= int(gap.x) ? int(gap.y) : 0)) * 2;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1);
  eye = eyePosition();
  float away = distance(eye.xy, a.xy);
  float size = a.w * smoothstep(reach, reach * 0.72, away + 3.0 * (b.y - 0.5));
  mat3 R = turned(b.x);
  vec3 v = R * p3d_Vertex.xyz * size;
  float gust = sin(TIME * 0.9 + a.x * 0.35 + a.y * 0.22) * 0.6 + sin(TIME * 2.1 + b.y * 40.0) * 0.4;
  v.xy += paint.r * size * 0.085 * (0.4 + 0.6 * BUSY) * gust * vec2(0.8, 0.6);
  wp = a.xyz + v;
  wn = R * p3d_Normal;
  leaf = paint;
  self = vec4(b.z, b.w, b.y, 0.0);
  root = a.xyz;
  gl_Position = size < 0.02 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
