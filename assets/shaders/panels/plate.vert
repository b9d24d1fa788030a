#version 330
uniform mat4 p3d_ModelViewProjectionMatrix;
in vec4 p3d_Vertex;
in vec4 place;  // x, z from the plate's centre; half width, half height (metres)
in vec2 form;   // corner radius (metres), the plate's number
out vec2 p;
flat out vec2 extent;
flat out float radius;
flat out int plate;

void main() {
    p = place.xy;
    extent = place.zw;
    radius = form.x;
    plate = int(form.y + 0.5);
    gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
}
