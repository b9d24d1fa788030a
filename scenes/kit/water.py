"""A sheet of water that mirrors the sky and, by walking over heights kept in a texture, what stands on its banks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, PTA_uchar, SamplerState, Texture

from scenes.kit.mesh import grid_triangles, mesh, node

F = npt.NDArray[np.float32]


def skyline(heights: F) -> Texture:
    """Heights (rows, columns; both multiples of 16) whose coarser levels keep the highest of four, so that nothing that
    stands up is stepped over."""
    made = Texture("skyline")
    made.setup_2d_texture(heights.shape[1], heights.shape[0], Texture.T_float, Texture.F_r32)
    made.set_ram_image(np.ascontiguousarray(heights, np.float32))
    level, grid = 1, heights
    while min(grid.shape) > 1:
        rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
        four = grid[: rows * 2, : columns * 2].reshape(rows, 2, columns, 2)
        # Half the highest, half the mean: the highest alone would swell the woods with every level.
        grid = (0.5 * four.max((1, 3)) + 0.5 * four.mean((1, 3))).astype(np.float32)
        made.set_ram_mipmap_image(level, PTA_uchar(np.ascontiguousarray(grid).tobytes()))
        level += 1
    made.set_wrap_u(SamplerState.WM_clamp)
    made.set_wrap_v(SamplerState.WM_clamp)
    made.set_minfilter(SamplerState.FT_linear_mipmap_linear)
    made.set_magfilter(SamplerState.FT_linear)
    return made


def sheet(parent: NodePath, centre: Callable[[F], F], half: float, low: float, high: float, chunks: int) -> NodePath:
    """Water at z = 0 along the line x = `centre`(y) from y = `low` to `high`, `half` metres to each side."""
    holder = parent.attach_new_node("water")
    edges = np.linspace(low, high, chunks + 1)
    for start, end in pairwise(edges):
        y = np.linspace(start, end, max(2, int((end - start) / 5)), dtype=np.float32)
        across = np.array([-half, 0, half], np.float32)
        x = centre(y)[:, None] + across
        p = np.stack([x, np.broadcast_to(y[:, None], x.shape), np.zeros_like(x)], -1).reshape(-1, 3)
        node(mesh(p, grid_triangles(len(y), 3)), "water").reparent_to(holder)
    # After everything solid: the dearest pixels are drawn only where they are seen.
    holder.set_bin("fixed", 3)
    return holder


def disc(parent: NodePath, radius: float = 2800.0) -> NodePath:
    """Water at z = 0 all around a seat that stays, out to the horizon."""
    reach = np.array([0.5, 5, 20, 60, 180, 700, radius], np.float32)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 48, endpoint=False, dtype=np.float32)[None, :]
    p = np.stack(np.broadcast_arrays(reach * np.cos(azimuth), reach * np.sin(azimuth), np.float32(0)), -1)
    made = node(mesh(p.reshape(-1, 3), grid_triangles(len(reach), 48, wrap=True)[:, ::-1]), "water")
    made.reparent_to(parent)
    made.set_bin("fixed", 3)
    return made
