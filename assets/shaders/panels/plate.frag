#version 330
// A rounded plate from its distance field: fill, rim, a stroke along the edge that fills clockwise, and a soft shadow.
// Colours are display-encoded; the result is straight alpha.
uniform vec4 fill[16];
uniform vec4 rim[16];
uniform vec4 finish[16];  // progress 0 to 1, stroke width (metres), shadow strength, shadow reach (metres)
uniform float shown;
in vec2 p;
flat in vec2 extent;
flat in float radius;
flat in int plate;
out vec4 colour;

float edge(vec2 q) {
    vec2 corner = abs(q) - extent + radius;
    return length(max(corner, 0.0)) + min(max(corner.x, corner.y), 0.0) - radius;
}

void main() {
    vec4 f = fill[plate], r = rim[plate], s = finish[plate];
    float d = edge(p), w = max(fwidth(d) * 0.75, 1e-6);
    float inside = smoothstep(w, -w, d);
    vec3 c = f.rgb * (1.0 + 0.05 * clamp(p.y / extent.y, -1.0, 1.0));
    float line = s.y * 0.5;
    float stroke = smoothstep(w, -w, abs(d + line) - line);
    float turn = fract(atan(p.x, p.y) / 6.2831853);
    float run = s.x <= 0.0 ? 0.0 : smoothstep(0.004, -0.004, turn - s.x);
    float lit = stroke * max(r.a, run);
    c = mix(c, mix(r.rgb, vec3(1.0), run), lit);
    float a = max(f.a, lit) * inside;
    float depth = clamp(0.5 - 0.5 * edge(p + vec2(0.0, 0.22 * s.w)) / max(s.w, 1e-4), 0.0, 1.0);
    float shadow = s.z * depth * depth * (3.0 - 2.0 * depth) * smoothstep(-w, w, d);
    float total = a + shadow * (1.0 - a);
    colour = vec4(c * a / max(total, 1e-4), total * shown);
}
