"""Snowfall, snowballs and bursts. The shaders work out where each speck is; Python writes a row when something begins."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader, TransparencyAttrib

from scenes.kit.gpu import Table, unculled
from scenes.kit.mesh import ball, node, square

F = npt.NDArray[np.float32]
GRAVITY = 9.81
#: specks of one burst; the shader is given the same number
SPECKS = 48
_NEVER = -1000.0


class Burst(IntEnum):
    """What flies about; the numbers are the shader's."""

    PUFF = 0
    SPLASH = 1
    BOUGH = 2


def _loose(parent: NodePath, made: NodePath, count: int, shader: Shader, sort: int) -> NodePath:
    made.reparent_to(parent)
    made.set_instance_count(count)
    made.set_shader(shader)
    unculled(made)
    if sort:
        made.set_transparency(TransparencyAttrib.M_alpha)
        made.set_depth_write(False)
        made.set_bin("fixed", sort)
        made.set_two_sided(True)
    return made


def snowfall(parent: NodePath, flakes: int, shader: Shader) -> NodePath:
    """Flakes all about the eye."""
    return _loose(parent, node(square(), "snowfall"), flakes, shader, 38)


class Bursts:
    """Up to `many` bursts at a time; the oldest gives way."""

    def __init__(self, parent: NodePath, shader: Shader, many: int = 8) -> None:
        rows = np.zeros((many, 8), np.float32)
        rows[:, 3] = _NEVER
        self._table = Table("bursts", rows)
        self._next = 0
        self._many = many
        made = _loose(parent, node(square(), "bursts"), many * SPECKS, shader, 35)
        made.set_shader_input("inst", self._table.texture)

    def add(self, kind: Burst, at: npt.ArrayLike, when: float, reach: float = 1.0, coarse: float = 1.0) -> None:
        """A burst at `at` from the time `when` on; `reach` : metres, `coarse` : the specks' size."""
        x, y, z = np.asarray(at, np.float32)
        rows = self._table.values.reshape(-1, 8)
        rows[self._next] = (x, y, z, when, kind, 11.7 * self._next, reach, coarse)
        self._next = (self._next + 1) % self._many
        self._table.send()


class Throws:
    """Snowballs in the air, up to `many` at a time."""

    def __init__(self, parent: NodePath, shader: Shader, many: int = 8) -> None:
        rows = np.zeros((many, 8), np.float32)
        rows[:, 3] = _NEVER
        self._table = Table("throws", rows)
        self._next = 0
        self._many = many
        made = _loose(parent, node(ball(1.0, (0, 0, 0), 12, 8), "snowballs"), many, shader, 0)
        made.set_shader_input("inst", self._table.texture)

    def add(self, start: F, velocity: F, when: float, seconds: float) -> None:
        """A ball from `start` with `velocity`, for `seconds`."""
        rows = self._table.values.reshape(-1, 8)
        rows[self._next] = (*start, when, *velocity, seconds)
        self._next = (self._next + 1) % self._many
        self._table.send()


def aimed(start: F, goal: F, seconds: float) -> F:
    """The velocity that takes a ball from `start` to `goal` in `seconds`."""
    velocity = (goal - start) / seconds
    velocity[2] += GRAVITY * seconds / 2
    return np.asarray(velocity, np.float32)


def path(start: F, velocity: F, times: F) -> F:
    """(n, 3): where a ball is at `times` (n,)."""
    t = times[:, None]
    return np.asarray(start + velocity * t - np.array([0, 0, GRAVITY / 2]) * t * t, np.float32)
