in vec2 uv;
in vec3 direction;
uniform sampler2D ring;
void main() {
  vec4 m = texture(ring, uv);
  if (m.a < 0.004) discard;
  vec3 d = normalize(direction);
  vec3 c = m.rgb * m.rgb;
  float s = max(dot(d, SUN) * 0.5 + 0.5, 0.0);
  s *= s; s *= s; s *= s; s *= s; s *= s; s *= s;
  c += HALO * s * 0.20;
  colour = vec4(tone(c), m.a);
}
