"""The light by which a target calls: a ring that breathes, motes that circle it, a soft column over it. The same in every world.

It is told from its surroundings by brightness, shape and motion, not by hue, and it never blinks.
"""

from __future__ import annotations

from panda3d.core import ColorBlendAttrib, NodePath, Shader

from scenes.kit import gpu
from scenes.kit.mesh import node, square

#: motes of one caller, besides its ring and its column; the shader is told by `MOTES`
MOTES = 15


def hang(parent: NodePath, callers: int, shader: Shader) -> NodePath:
    """One draw for all `callers`; where they are stands in `live`."""
    made = node(square(), "beacon")
    made.reparent_to(parent)
    made.set_instance_count(callers * (MOTES + 2))
    shine(made, shader, 40)
    return made


def shine(made: NodePath, shader: Shader, sort: int) -> None:
    """Have `made` be seen as light wherever the shader puts it, after the world; `sort` : in which order"""
    made.set_shader(shader)
    gpu.unculled(made)
    # Its light is added; its alpha is how much of what lies behind is taken away, so that it shows before bright snow too.
    made.set_attrib(
        ColorBlendAttrib.make(
            ColorBlendAttrib.M_add, ColorBlendAttrib.O_one, ColorBlendAttrib.O_one_minus_incoming_alpha
        )
    )
    made.set_depth_write(False)
    made.set_two_sided(True)
    made.set_bin("fixed", sort)
