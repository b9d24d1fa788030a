"""Deer that cross the path now and then."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.kit.drift import hang
from scenes.kit.gpu import Table, shown
from scenes.kit.wildlife import deer

_SECONDS, _APART_S, _MANY = 17.0, 1.6, 3


class Herd:
    """Three of them, one behind the other."""

    def __init__(self, parent: NodePath, shader: Shader) -> None:
        rows = np.zeros((_MANY, 8), np.float32)
        rows[:, 5] = -1000.0
        self._table, self._until = Table("herd", rows), -1.0
        self._made = hang(parent, deer(), "herd", _MANY, shader, 0)
        self._made.set_shader_input("inst", self._table.texture)
        self._made.set_shader_input("first", 0.0)
        self._made.hide()

    def cross(self, start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], z: float, now: float) -> None:
        """From `start` to `end` (x, y), on ground `z` metres high, from `now` on."""
        rows = self._table.values.reshape(-1, 8)
        for k in range(_MANY):
            size = (1.08, 0.98, 0.72)[k]
            rows[k] = (start[0], start[1], z, size, end[0], now + k * _APART_S, _SECONDS, end[1])
        self._table.send()
        self._until = now + _SECONDS + _MANY * _APART_S

    def show(self, now: float, always: bool) -> None:
        """Drawn only while they cross, or `always`."""
        shown(self._made, always or now < self._until)
