in vec2 at;
flat in vec2 how;
void main() {
  vec3 c;
  if (how.y > 0.5) {
    float r2 = dot(at, at);
    c = mix(vec3(0.70, 0.85, 1.0), vec3(1.0), exp(-r2 * 14.0)) * (exp(-r2 * 16.0) * 0.95 + exp(-r2 * 4.0) * 0.16);
  } else {
    c = vec3(0.50, 0.72, 1.0) * exp(-at.y * at.y * 5.0) * 0.46 * smoothstep(1.0, 0.90, abs(at.x));
  }
  colour = vec4(clamp(c * how.x, 0.0, 0.95), 1.0);
}
