"""Things of one colour each, its colour scale: what the little worlds of the tests are made of."""

from __future__ import annotations

from panda3d.core import Shader

_VERTEX = """#version 330
uniform mat4 p3d_ModelViewProjectionMatrix;
in vec4 p3d_Vertex;
void main() { gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex; }
"""
PLAIN = """#version 330
uniform vec4 p3d_ColorScale;
out vec4 colour;
void main() { colour = p3d_ColorScale; }
"""


def one_colour(fragment: str = PLAIN) -> Shader:
    return Shader.make(Shader.SL_GLSL, _VERTEX, fragment)
