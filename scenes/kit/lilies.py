"""Water lilies: pads, and flowers whose petals the shader folds, so that they can open and close."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.kit import gpu
from scenes.kit.mesh import Mesh, ball, grid_triangles, merged, mesh, square
from scenes.kit.petals import whorls
from scenes.kit.sky import screen_blend

F = npt.NDArray[np.float32]


def pad(segments: int = 20) -> Mesh:
    """A round leaf of radius 1 with its notch, the rim a little raised."""
    angle = np.linspace(0.16, 2 * np.pi - 0.16, segments)
    rows = [(0.04, 0.004), (0.90, 0.004), (1.0, 0.035)]
    wave = 1 + 0.02 * np.sin(angle * 5) + 0.015 * np.sin(angle * 9 + 1)
    p = np.stack([[r * wave * np.cos(angle), r * wave * np.sin(angle), np.full(segments, z)] for r, z in rows])
    p = p.transpose(0, 2, 1).reshape(-1, 3)
    return mesh(p, grid_triangles(len(rows), segments))


def flower(petals: tuple[int, ...] = (8, 7, 6), along: int = 6, across: int = 5) -> Mesh:
    """A flower of `whorls`. Its middle is an ordinary mesh of whorl 1."""
    middle = ball(0.075, (0, 0, 0.20), 9, 6, (0.5, 0.5, 1.0, 1.0))
    return merged([*whorls(petals, along, across, 0.07), middle])


class Lilies:
    """pads : (n, 8) x, y, turn, size, seed, -, -, -; flowers : the same, and when it was called, its glow, how much it breathes."""

    def __init__(self, parent: NodePath, pads: F, flowers: F, shaders: tuple[Shader, Shader, Shader]) -> None:
        pads[:, 5] = flowers[:, 5] = -1000.0
        self._table = gpu.Table("lilies", flowers)
        box = np.array([[-60, -60, -0.2], [60, 90, 1.0]], np.float32)
        leaves = gpu.instanced(parent, pad(), "pads", len(pads), box, gpu.Table("pads", pads))
        leaves.set_shader(shaders[0])
        # Over the water that is drawn already, which they all but touch.
        leaves.set_bin("fixed", 4)
        leaves.set_two_sided(True)
        blooms = gpu.instanced(parent, flower(), "lilies", len(flowers), box, self._table)
        blooms.set_shader(shaders[1])
        blooms.set_two_sided(True)
        pools = gpu.instanced(parent, square(), "lily-light", len(flowers), box, self._table)
        pools.set_shader(shaders[2])
        pools.set_attrib(screen_blend())
        pools.set_depth_write(False)
        pools.set_bin("fixed", 5)

    def call(self, number: int, when: float) -> None:
        """Flower `number` opens wide from `when` on."""
        self._table.values.reshape(-1, 8)[number, 5] = when
        self._table.send()
