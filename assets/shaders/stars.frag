in vec2 corner;
in float bright;
void main() {
  colour = vec4(vec3(0.82, 0.88, 1.0) * bright * exp(-dot(corner, corner) * 4.5), 1.0);
}
