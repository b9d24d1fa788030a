// Footprints on the path, and rings on water, where a foot came down.
uniform samplerBuffer inst;
out vec2 corner;
out vec3 wp;
flat out vec4 self;   // age, side, wet, -
void main() {
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  float age = TIME - b.x, wet = b.z;
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  vec2 size = wet > 0.5 ? vec2(0.10 + 0.42 * min(age, 4.0)) : vec2(0.058, 0.150);
  vec3 v = turned(a.w) * vec3(corner * size, 0.0);
  wp = a.xyz + v + vec3(0.0, 0.0, wet > 0.5 ? 0.006 : 0.014);
  self = vec4(age, b.y, wet, 0.0);
  float life = wet > 0.5 ? 3.6 : 90.0;
  gl_Position = age < 0.0 || age > life ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
