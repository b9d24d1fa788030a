"""The ground about a loop as a mesh: fine beside the path, coarser away from it, in chunks that culling can drop."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath

from scenes.kit.loop import Loop
from scenes.kit.mesh import Mesh, grid_triangles, node
from scenes.kit.terrain import Ground, nearest_first

F = npt.NDArray[np.float32]
#: metres from the path at which the mesh's lines run, inside and outside
_INSIDE = (2000.0, 96, 80, 66, 54, 44, 36, 29, 23, 18, 14, 11, 8.6, 6.8, 5.4, 4.3, 3.4, 2.6, 1.9, 1.3, 0.8)
_OUTSIDE = (
    *(0.8, 1.3, 1.9, 2.6, 3.4, 4.3, 5.4, 6.8, 8.6, 10.5, 12.6, 15, 18, 21.5, 25.5, 30, 35, 41, 48, 57, 68, 82, 98, 116),
)


def lay(parent: NodePath, ground: Ground, loop: Loop, chunks: int = 4, step: float = 1.6) -> NodePath:
    """Hang the mesh under `parent`. `step` : metres between rows along the path."""
    rows = int(loop.length / step / chunks)
    angle = np.interp(
        np.arange(rows * chunks + 1) / (rows * chunks) * loop.length,
        np.append(loop.samples, loop.length),
        np.append(loop.angle, loop.angle[0] + 2 * np.pi),
    )
    r = loop.radius(angle)[:, None]
    off = np.concatenate([-np.array(_INSIDE), [0.0], np.array(_OUTSIDE)])[None]
    away = np.maximum(r + np.where(off < -10, off * r / 114, off), 0.0)
    x, y = away * np.cos(angle)[:, None], away * np.sin(angle)[:, None]
    p = np.stack([x, y, ground.at(x, y)], -1).astype(np.float32)
    normals = ground.normals()
    n = np.stack([ground.at(x, y, normals[..., k]) for k in range(3)], -1)
    n /= np.linalg.norm(n, axis=-1, keepdims=True)
    holder = parent.attach_new_node("terrain")
    holder.set_bin(nearest_first(), 0)
    for k in range(chunks):
        part = slice(k * rows, (k + 1) * rows + 1)
        shape = Mesh(
            p[part].reshape(-1, 3),
            n[part].reshape(-1, 3),
            np.ones((p[part].size // 3, 4), np.float32),
            grid_triangles(rows + 1, p.shape[1]),
        )
        node(shape, "ground").reparent_to(holder)
    return holder
