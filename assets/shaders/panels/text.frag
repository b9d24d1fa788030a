#version 330
uniform sampler2D p3d_Texture0;
uniform float shown;
in vec2 uv;
in vec4 ink;
out vec4 colour;

void main() {
    // The bias keeps strokes crisp: trilinear filtering alone picks a level that is half a step too soft for text.
    colour = vec4(ink.rgb, ink.a * texture(p3d_Texture0, uv, -0.6).r * shown);
}
