in vec2 corner;
in vec3 wp;
flat in vec4 self;
void main() {
  if (self.z > 0.5) {
    float r = length(corner), ring = 0.0;
    for (int k = 0; k < 3; k++) { float d = (r - 0.92 + 0.24 * float(k)) * 11.0; ring += exp(-d * d) * (1.0 - 0.3 * float(k)); }
    float fade = smoothstep(3.6, 0.4, self.x) * smoothstep(0.0, 0.25, self.x);
    colour = vec4(tone(skyGradient(vec3(0.0, 0.1, 0.5)) * 0.9), ring * fade * 0.34);
    return;
  }
  // A sole and a heel, the arch between them.
  vec2 p = corner;
  p.x += self.y * 0.12 * sin(p.y * 2.2);
  float wide = 0.62 + 0.22 * smoothstep(-0.1, 0.5, p.y) - 0.20 * exp(-(p.y + 0.15) * (p.y + 0.15) * 18.0);
  float sole = smoothstep(1.0, 0.75, length(vec2(p.x / wide, p.y)));
  sole *= 1.0 - 0.6 * exp(-(p.y + 0.22) * (p.y + 0.22) * 60.0);
  sole *= 0.75 + 0.25 * smoothstep(-0.2, 0.4, sin(p.y * 34.0));
  float fade = smoothstep(90.0, 40.0, self.x) * smoothstep(0.0, 0.15, self.x);
  colour = vec4(tone(vec3(0.030, 0.020, 0.012)), sole * fade * 0.42 * exp(-distance(wp, eye) * 0.10));
}
