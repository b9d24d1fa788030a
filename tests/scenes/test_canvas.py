"""What a canvas hands on is the finished picture, with or without multisampling."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from panda3d.core import CardMaker, NodePath, PerspectiveLens, PythonCallbackObject, Shader

from app.engine import gl as g
from app.engine.canvas import Canvas
from app.engine.gl import GL, Api
from app.look import Studio

SIZE = (48, 32)
_VERTEX = """#version 330
uniform mat4 p3d_ModelViewProjectionMatrix;
in vec4 p3d_Vertex;
void main() { gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex; }
"""
_FRAGMENT = """#version 330
out vec4 colour;
void main() { colour = vec4(1.0); }
"""


@pytest.mark.parametrize("samples", [0, 4])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_the_picture_is_bound_for_reading_and_its_edges_are_smooth_with_samples(samples: int, scale: float) -> None:
    read: list[np.ndarray] = []
    with Studio(SIZE) as studio:
        gl = GL(Api.EGL)
        lens = PerspectiveLens()
        canvas = Canvas(studio.engine, studio.buffer, "canvas", SIZE, lens, samples=samples)
        root = NodePath("root")
        canvas.camera.reparent_to(root)
        maker = CardMaker("edge")
        maker.set_frame(-9, 0, -9, 9)
        edge = root.attach_new_node(maker.generate())
        edge.set_pos_hpr(0, 5, 0, 0, 0, 20)
        edge.set_shader(Shader.make(Shader.SL_GLSL, _VERTEX, _FRAGMENT))

        def finished(data: object) -> None:
            buffer = gl.get(g.DRAW_FRAMEBUFFER_BINDING)
            assert canvas.finish(gl) > 0
            width, height = canvas.used
            pixels = (ctypes.c_ubyte * (4 * width * height))()
            gl.ReadPixels(0, 0, width, height, g.RGBA, g.UNSIGNED_BYTE, pixels)
            gl.BindFramebuffer(g.READ_FRAMEBUFFER, buffer)
            assert gl.get(g.DRAW_FRAMEBUFFER_BINDING) == buffer
            read.append(np.frombuffer(bytes(pixels), np.uint8).reshape(height, width, 4)[..., 0])

        canvas.after(PythonCallbackObject(finished))
        canvas.active = True
        canvas.use(scale)
        studio.engine.render_frame()
        studio.engine.render_frame()
        canvas.close()
    picture = read[-1]
    assert picture.shape == (round(SIZE[1] * scale), round(SIZE[0] * scale))
    assert picture[:, 0].min() == 255
    assert picture[:, -1].max() == 0
    between = ((picture > 20) & (picture < 235)).sum()
    assert (between > 5) == bool(samples)
