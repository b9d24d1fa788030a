in vec2 corner;
in vec3 shine;
void main() { colour = vec4(clamp(shine * exp(-dot(corner, corner) * 4.5), 0.0, 0.95), 1.0); }
