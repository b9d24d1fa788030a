// Shafts of light between the trees: ribbons along the sun's rays, turned about their length towards each eye.
uniform samplerBuffer inst;
uniform float first;
out vec2 corner;
out vec3 wp;
out float strength;
out float grain;
void main() {
  int row = (int(first) + gl_InstanceID) * 2;
  vec4 a = texelFetch(inst, row), b = texelFetch(inst, row + 1);
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  vec3 axis = a.xyz + SUN * ((corner.y * 0.5 + 0.5) * b.y - 1.0);
  vec3 to = axis - eye, right = cross(SUN, normalize(to));
  float side = length(right);
  wp = axis + right / max(side, 0.05) * corner.x * a.w;
  float d = length(to), ahead = dot(to / d, SUN) * 0.5 + 0.5;
  float swell = 0.62 + 0.38 * sin(TIME * (0.10 + 0.08 * fract(b.x * 3.0)) + b.x * 40.0) + 0.75 * live[12].x;
  strength = swell * (0.08 + 0.92 * ahead * ahead) * smoothstep(2.5, 8.0, d) * smoothstep(62.0, 30.0, d) * smoothstep(0.02, 0.25, side) * (0.55 + 0.45 * BUSY);
  grain = b.x;
  gl_Position = strength < 0.004 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
