"""Out of the world and back into it: a calm dark over everything the patient sees, in each eye."""

from __future__ import annotations

from panda3d.core import (
    CardMaker,
    ColorBlendAttrib,
    LVecBase4f,
    NodePath,
    OmniBoundingVolume,
    Shader,
    TransparencyAttrib,
)

#: display-encoded; not black, so that a headset does not seem to have gone out
DARK = (0.016, 0.024, 0.043)

_VERTEX = """#version 330
in vec4 p3d_Vertex;
void main() { gl_Position = vec4(p3d_Vertex.xz, 0.0, 1.0); }
"""
_FRAGMENT = """#version 330
uniform vec4 veil;
out vec4 colour;
void main() { colour = veil; }
"""


class Fade:
    """A veil over the picture. `level` : 0 (the world) to 1 (dark); `settled` when it is where it was sent."""

    def __init__(self, root: NodePath) -> None:
        maker = CardMaker("veil")
        maker.set_frame(-1, 1, -1, 1)
        self._node = root.attach_new_node(maker.generate())
        # it covers the picture wherever the camera is, so it is never out of sight
        self._node.node().set_bounds(OmniBoundingVolume())
        self._node.node().set_final(True)
        self._node.set_shader(Shader.make(Shader.SL_GLSL, _VERTEX, _FRAGMENT))
        self._node.set_bin("fixed", 1000)
        self._node.set_depth_test(False)
        self._node.set_depth_write(False)
        self._node.set_two_sided(True)
        self._node.set_transparency(TransparencyAttrib.M_none)
        self._node.set_attrib(
            ColorBlendAttrib.make(
                ColorBlendAttrib.M_add, ColorBlendAttrib.O_incoming_alpha, ColorBlendAttrib.O_one_minus_incoming_alpha
            )
        )
        self.level, self._goal, self._speed = 1.0, 1.0, 0.0
        self._apply()

    @property
    def settled(self) -> bool:
        return self.level == self._goal

    def to(self, goal: float, seconds: float) -> None:
        """Be at `goal` within `seconds`."""
        self._goal = goal
        self._speed = abs(goal - self.level) / seconds if seconds > 0 else float("inf")

    def update(self, dt: float) -> None:
        """dt : seconds"""
        if self.settled:
            return
        step = self._speed * dt
        away = self._goal - self.level
        self.level = self._goal if abs(away) <= step else self.level + (step if away > 0 else -step)
        self._apply()

    def _apply(self) -> None:
        if self.level <= 0:
            self._node.hide()
            return
        self._node.show()
        eased = self.level * self.level * (3 - 2 * self.level)
        self._node.set_shader_input("veil", LVecBase4f(*DARK, eased))
