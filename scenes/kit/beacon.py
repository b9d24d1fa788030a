"""The light by which a target calls: motes that circle it slowly, and a soft glow. The same sign in every world.

It is told from its surroundings by brightness and motion, not by hue, and it never blinks.
"""

from __future__ import annotations

from panda3d.core import NodePath, OmniBoundingVolume, Shader

from scenes.kit.mesh import node, square
from scenes.kit.sky import screen_blend

#: motes of one caller, and one glow; the shader is told by `MOTES`
MOTES = 15


def hang(parent: NodePath, callers: int, shader: Shader) -> NodePath:
    """One draw for all `callers`; where they are stands in `live`."""
    made = node(square(), "beacon")
    made.reparent_to(parent)
    made.set_instance_count(callers * (MOTES + 1))
    made.set_shader(shader)
    made.node().set_bounds(OmniBoundingVolume())
    made.node().set_final(True)
    made.set_attrib(screen_blend())
    made.set_depth_write(False)
    made.set_two_sided(True)
    made.set_bin("fixed", 40)
    return made
