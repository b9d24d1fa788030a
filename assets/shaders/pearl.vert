// Soft pearls of light: rows of place (in the room) and size; colour and strength.
uniform samplerBuffer inst;
out vec2 corner;
out vec3 wp;
out vec4 shine;
void main() {
  vec4 a = texelFetch(inst, gl_InstanceID * 2), b = texelFetch(inst, gl_InstanceID * 2 + 1);
  eye = eyePosition();
  wp = a.xyz + vec3(0.0, 0.0, FLOOR);
  corner = p3d_Vertex.xy;
  shine = vec4(b.rgb, b.a * (0.92 + 0.08 * sin(TIME * 1.3 + float(gl_InstanceID))));
  gl_Position = b.a < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(facing(eye, wp, corner * a.w), 1.0);
}
