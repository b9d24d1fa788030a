"""Out of the world and back into it: a calm dark over everything the patient sees, in each eye."""

from __future__ import annotations

from panda3d.core import LVecBase4f, NodePath

from app.engine.veil import DARK, veil

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
        self._node = veil(root, "veil", 1000, _VERTEX, _FRAGMENT)
        self.level, self._goal, self._speed = 1.0, 1.0, 0.0
        self._apply()

    @property
    def settled(self) -> bool:
        return self.level == self._goal

    @property
    def goal(self) -> float:
        """Where it was sent."""
        return self._goal

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
