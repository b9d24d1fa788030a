"""What feet leave behind: prints on a path, rings on water."""

from __future__ import annotations

import numpy as np
from panda3d.core import NodePath, Shader

from scenes.kit.drift import hang
from scenes.kit.gpu import Table
from scenes.kit.mesh import square


class Prints:
    """The last `many` of them; the oldest gives way."""

    def __init__(self, parent: NodePath, shader: Shader, many: int = 72) -> None:
        rows = np.zeros((many, 8), np.float32)
        rows[:, 4] = -1000.0
        self._table, self._many, self._next = Table("prints", rows), many, 0
        made = hang(parent, square(), "prints", many, shader, 12)
        made.set_shader_input("inst", self._table.texture)
        made.set_depth_offset(1)

    def add(self, x: float, y: float, z: float, heading: float, side: int, when: float, wet: bool) -> None:
        """A foot has come down. heading : radians from +y towards -x; side : -1 left, 1 right."""
        rows = self._table.values.reshape(-1, 8)
        rows[self._next] = (x, y, z, heading, when, side, float(wet), 0.0)
        self._next = (self._next + 1) % self._many
        self._table.send()
