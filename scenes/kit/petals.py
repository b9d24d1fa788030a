"""Petals that a shader folds: a flower of them opens and closes without a vertex of its own being moved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.kit.mesh import Mesh, grid_triangles


def whorls(counts: Sequence[int], along: int, across: int, uneven: float) -> list[Mesh]:
    """Petals as the shader wants them: in the vertex the petal's turn; paint: along, across, whorl (quarters), 1.

    counts : petals of each whorl, the outermost first; along, across : vertices of each
    uneven : radians by which a petal may stand beside its place
    """
    parts = []
    u, w = np.meshgrid(np.linspace(0, 1, along), np.linspace(0, 1, across), indexing="ij")
    for row, count in enumerate(counts):
        for k in range(count):
            turn = (k + 0.5 * (row % 2)) * 2 * np.pi / count + uneven * np.sin(k * 2.7 + row)
            n = u.size
            p = np.stack([np.full(n, turn), np.zeros(n), np.zeros(n)], 1).astype(np.float32)
            paint = np.stack([u.ravel(), w.ravel(), np.full(n, row / 4), np.ones(n)], 1).astype(np.float32)
            parts.append(
                Mesh(p, np.tile(np.array([0, 0, 1], np.float32), (n, 1)), paint, grid_triangles(along, across))
            )
    return parts
