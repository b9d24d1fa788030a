// Snowballs on their way: where one is follows from when it left.
uniform samplerBuffer inst;
out vec3 wp;
out vec3 wn;
out vec3 op;
out vec3 albedo;
flat out vec3 here;
void main() {
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  float h = TIME - a.w;
  op = p3d_Vertex.xyz;
  float size = 0.075 * smoothstep(-0.03, 0.16, h);   // it comes into sight rather than into being
  wp = a.xyz + b.xyz * h + vec3(0.0, 0.0, -4.905) * h * h + turned(h * 4.0) * op * size;
  wn = turned(h * 4.0) * p3d_Normal;
  albedo = vec3(0.88, 0.91, 0.97);
  here = vec3(0.8, 0.2, 0.0);
  eye = eyePosition();
  gl_Position = h < 0.0 || h > b.w ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
