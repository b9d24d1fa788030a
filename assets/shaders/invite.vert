// The ring of light that drifts outward and asks a hand to follow: live[13] is where it is, and how strongly.
out vec2 corner;
out vec3 wp;
void main() {
  eye = eyePosition();
  corner = p3d_Vertex.xy;
  wp = facing(eye, live[13].xyz, corner * 0.11 * (1.0 + 0.06 * sin(TIME * 1.8)));
  gl_Position = live[13].w < 0.01 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
