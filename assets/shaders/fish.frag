in vec2 corner;
in vec3 wp;
in vec4 shine;
in float beat;
void main() {
  float y = corner.y, x = corner.x / 0.5;
  float wide = 0.36 * sqrt(max(1.0 - pow(abs((y - 0.25) / 0.68), 2.0), 0.0)) * smoothstep(-0.5, 0.3, y) + 0.10 * smoothstep(-0.2, -0.45, y) * smoothstep(-1.0, -0.55, y);
  wide += 0.34 * smoothstep(-0.52, -0.92, y) * step(-0.97, y);
  float body = smoothstep(wide + 0.22, wide - 0.20, abs(x)) * smoothstep(1.0, 0.8, abs(y));
  float halo = exp(-dot(corner, corner) * 2.8) * smoothstep(1.0, 0.6, length(corner));
  vec4 t = texture(noise, wp.xy * 0.5 + vec2(0.02, -0.03) * TIME);
  vec3 c = shine.rgb * (body * (0.42 + 0.3 * t.x) + halo * 0.26) * shine.a;
  colour = vec4(clamp(c * mix(1.0, 0.6, HUSH), 0.0, 0.9), 1.0);
}
