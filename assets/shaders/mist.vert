// Mist as veils that stand around the seat, one behind the other: true distances for both eyes.
out vec3 wp;
out float veil;      // up, 0..1
out float thick;
void main() {
  eye = eyePosition();
  wp = p3d_Vertex.xyz;
  veil = p3d_Normal.z;
  thick = p3d_Normal.x;
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
