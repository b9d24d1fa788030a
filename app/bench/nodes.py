"""What is drawn while a stereo frame is timed: many small things, each with a transform of its own, under one shader."""

from __future__ import annotations

import math

import numpy as np
from panda3d.core import (
    Geom,
    GeomNode,
    GeomTriangles,
    GeomVertexData,
    GeomVertexFormat,
    NodePath,
    Shader,
    Texture,
)

from app.engine.single_pass import dress

#: metres: how far ahead the things hang, how high their middle is, and how far to each side they reach
AHEAD, HEIGHT, REACH = 5.0, 1.4, 2.0

_VERTEX = """#version 330
uniform mat4 p3d_ModelViewProjectionMatrix;
uniform mat4 p3d_ModelMatrix;
in vec4 p3d_Vertex;
in vec3 p3d_Normal;
in vec2 p3d_MultiTexCoord0;
out vec2 uv;
out vec3 normal;
void main() {
    uv = p3d_MultiTexCoord0;
    normal = mat3(p3d_ModelMatrix) * p3d_Normal;
    gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex;
}
"""
_FRAGMENT = """#version 330
uniform sampler2D p3d_Texture0;
in vec2 uv;
in vec3 normal;
out vec4 colour;
void main() {
    float light = 0.4 + 0.6 * max(dot(normalize(normal), normalize(vec3(0.4, -0.7, 0.6))), 0.0);
    colour = vec4(texture(p3d_Texture0, uv).rgb * light, 1.0);
}
"""


def two_pass() -> Shader:
    """The shader that every renderer can draw with, once for each eye."""
    return Shader.make(Shader.SL_GLSL, _VERTEX, _FRAGMENT)


def boxes(count: int, shader: Shader) -> NodePath:
    """`count` boxes on a slightly bent wall before the eyes, all of them in sight of both."""
    root = NodePath("boxes")
    root.set_shader(shader)
    root.set_texture(_chequers())
    box = NodePath(_box())
    across = math.ceil(math.sqrt(count))
    step = 2 * REACH / across
    for number in range(count):
        row, column = divmod(number, across)
        x, z = (column + 0.5) * step - REACH, (row + 0.5) * step - REACH
        thing = box.copy_to(root)
        thing.set_pos_hpr_scale(x, AHEAD - 0.1 * x * x, HEIGHT + z, 37 * number, 11 * number, 0, *(0.3 * step,) * 3)
    dress(root)
    return root


def _box() -> GeomNode:
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    vertices: list[np.ndarray] = []
    triangles: list[int] = []
    for axis in range(3):
        for side in (-1.0, 1.0):
            normal = np.zeros(3, np.float32)
            normal[axis] = side
            first = len(vertices)
            for a, b in corners:
                place = np.full(3, side, np.float32)
                place[(axis + 1) % 3], place[(axis + 2) % 3] = a * side, b
                vertices.append(np.concatenate([place, normal, ((a + 1) / 2, (b + 1) / 2)]))
            triangles += [first, first + 1, first + 2, first, first + 2, first + 3]
    data = GeomVertexData("box", GeomVertexFormat.get_v3n3t2(), Geom.UH_static)
    data.unclean_set_num_rows(len(vertices))
    view = memoryview(data.modify_array(0)).cast("B").cast("f")
    view[:] = memoryview(np.array(vertices, np.float32).ravel())
    primitive = GeomTriangles(Geom.UH_static)
    for index in triangles:
        primitive.add_vertex(index)
    primitive.close_primitive()
    geom = Geom(data)
    geom.add_primitive(primitive)
    node = GeomNode("box")
    node.add_geom(geom)
    return node


def _chequers() -> Texture:
    size = 64
    light = np.where(np.indices((size, size)).sum(axis=0) // 8 % 2, 230, 90).astype(np.uint8)
    texture = Texture("chequers")
    texture.setup_2d_texture(size, size, Texture.T_unsigned_byte, Texture.F_rgb)
    texture.set_ram_image(np.repeat(light[..., None], 3, axis=2).tobytes())
    texture.set_minfilter(Texture.FT_linear_mipmap_linear)
    return texture
