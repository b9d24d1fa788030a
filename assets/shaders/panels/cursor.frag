#version 330
// The pointer's mark: a dot, and a ring that fills clockwise while a dwell counts, both with a dark halo for bright snow.
uniform float progress;
uniform float shown;
in vec2 uv;
out vec4 colour;

void main() {
    vec2 p = uv * 2.0 - 1.0;
    float r = length(p), w = max(fwidth(r) * 0.75, 1e-5);
    float counting = smoothstep(0.0, 0.12, progress);
    float dot_ = smoothstep(w, -w, r - 0.11);
    float track = smoothstep(w, -w, abs(r - 0.70) - 0.085);
    float turn = fract(atan(p.x, p.y) / 6.2831853);
    float run = progress <= 0.0 ? 0.0 : track * smoothstep(0.006, -0.006, turn - progress);
    float white = max(max(dot_ * 0.95, run), track * 0.28 * counting);
    float halo = max(0.45 * exp(-26.0 * max(r - 0.11, 0.0)), 0.42 * counting * exp(-11.0 * max(abs(r - 0.70) - 0.085, 0.0)));
    halo *= smoothstep(1.0, 0.9, r);
    float total = white + halo * (1.0 - white);
    colour = vec4(vec3(white / max(total, 1e-4)), total * shown);
}
