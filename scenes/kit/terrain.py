"""Ground as a grid of heights: sampled anywhere, lit ahead of time, drawn in chunks that culling can drop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from panda3d.core import CullBinManager, NodePath

from scenes.kit.mesh import Mesh, grid_triangles, node

F = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ground:
    """heights : (rows along y, columns along x), metres; x0, y0 : the first sample's place; step : metres between samples."""

    heights: F
    x0: float
    y0: float
    step: float

    @property
    def xy(self) -> tuple[F, F]:
        """x as (1, columns), y as (rows, 1)."""
        rows, columns = self.heights.shape
        x = self.x0 + np.arange(columns, dtype=np.float32) * self.step
        y = self.y0 + np.arange(rows, dtype=np.float32) * self.step
        return x[None, :], y[:, None]

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """x, y of the texture's corner and the factors from metres to texture coordinates."""
        rows, columns = self.heights.shape
        half = self.step / 2
        return self.x0 - half, self.y0 - half, 1 / (columns * self.step), 1 / (rows * self.step)

    def at(self, x: npt.ArrayLike, y: npt.ArrayLike, of: F | None = None) -> F:
        """The height (or the value of another grid `of` the same shape) at any place, blended between samples."""
        grid = self.heights if of is None else of
        rows, columns = grid.shape[:2]
        u = np.clip((np.asarray(x, np.float32) - self.x0) / self.step, 0, columns - 1.001)
        v = np.clip((np.asarray(y, np.float32) - self.y0) / self.step, 0, rows - 1.001)
        i, j = u.astype(np.int32), v.astype(np.int32)
        u, v = u - i, v - j
        low = grid[j, i] * (1 - u) + grid[j, i + 1] * u
        high = grid[j + 1, i] * (1 - u) + grid[j + 1, i + 1] * u
        return np.asarray(low * (1 - v) + high * v, np.float32)

    def normals(self) -> F:
        """(rows, columns, 3) unit vectors."""
        dy, dx = np.gradient(self.heights, self.step)
        n = np.stack([-dx, -dy, np.ones_like(dx)], -1)
        return np.asarray(n / np.linalg.norm(n, axis=-1, keepdims=True), np.float32)

    def coarser(self, factor: int, of: F | None = None) -> Ground:
        """Every `factor`-th sample."""
        grid = self.heights if of is None else of
        return Ground(np.ascontiguousarray(grid[::factor, ::factor]), self.x0, self.y0, self.step * factor)


def laid(heights: Callable[[F, F], F], shape: tuple[int, int], corner: tuple[float, float, float]) -> Ground:
    """The ground of `shape` (rows, columns) that `heights` (of x and y, both of that shape) gives.

    corner : the first sample's x and y, and metres from one to the next
    """
    x, y = np.broadcast_arrays(*Ground(np.zeros(shape, np.float32), *corner).xy)
    return Ground(heights(x, y), *corner)


def shifted(grid: F, dx: float, dy: float) -> F:
    """`grid` as seen from each sample `dx`, `dy` samples away (edges repeat). One blend of four slices, no gather."""
    i, j = int(np.floor(dx)), int(np.floor(dy))
    u, v = np.float32(dx - i), np.float32(dy - j)
    rows, columns = grid.shape
    r = np.clip(np.arange(j, j + rows + 1), 0, rows - 1)
    c = np.clip(np.arange(i, i + columns + 1), 0, columns - 1)
    window = grid[r][:, c]
    across = window[:, :-1] + (window[:, 1:] - window[:, :-1]) * u
    return np.asarray(across[:-1] + (across[1:] - across[:-1]) * v, np.float32)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What `strips` draws of a ground, where it is coarser than the ground: whoever stands there must stand on what is seen.

    ground, centre, offsets (rows, columns), ys : as for `strips`; ys evenly spaced
    """

    ground: Ground
    centre: Callable[[F], F]
    offsets: F
    ys: F

    def at(self, x: npt.ArrayLike, y: npt.ArrayLike) -> F:
        """The height that is drawn at any place."""
        px, py = np.broadcast_arrays(np.asarray(x, np.float32), np.asarray(y, np.float32))
        flat = self._flat(px.ravel(), py.ravel())
        return flat.reshape(px.shape)

    def _flat(self, x: F, y: F) -> F:
        along = np.clip((y - self.ys[0]) / (self.ys[1] - self.ys[0]), 0, len(self.ys) - 1.001)
        row = along.astype(np.int32)
        offset = x - self.centre(y)
        heights = [self._on(r, offset) for r in (row, row + 1)]
        part = along - row
        return np.asarray(heights[0] * (1 - part) + heights[1] * part, np.float32)

    def _on(self, row: npt.NDArray[np.int32], offset: F) -> F:
        """(n,) the height on a row each."""
        column = np.empty(len(row), np.int64)
        for number in np.unique(row):
            here = row == number
            column[here] = np.searchsorted(self.offsets[number], offset[here]) - 1
        column = np.clip(column, 0, self.offsets.shape[1] - 2)
        low, high = self.offsets[row, column], self.offsets[row, column + 1]
        y = self.ys[row]
        middle = self.centre(y)
        part = np.clip((offset - low) / (high - low), 0, 1)
        return np.asarray(
            self.ground.at(middle + low, y) * (1 - part) + self.ground.at(middle + high, y) * part, np.float32
        )


def strips(
    ground: Ground, centre: Callable[[F], F], offsets: F, ys: F, cuts: Sequence[int], rows: int, parent: NodePath
) -> NodePath:
    """The ground as a mesh that follows a line x = `centre`(y).

    offsets : distances from the line at which the columns run, increasing, metres; (columns,), or (rows, columns) to follow a shape
    ys : where the rows run, increasing, metres
    cuts : columns at which chunks end
    rows : rows in a chunk
    """
    x = centre(ys)[:, None] + np.atleast_2d(offsets)
    y = np.broadcast_to(ys[:, None], x.shape)
    p = np.stack([x, y, ground.at(x, y)], -1).astype(np.float32)
    n = np.stack([ground.at(x, y, ground.normals()[..., k]) for k in range(3)], -1)
    n /= np.linalg.norm(n, axis=-1, keepdims=True)
    holder = parent.attach_new_node("terrain")
    holder.set_bin(nearest_first(), 0)
    edges = [0, *cuts, offsets.shape[-1] - 1]
    for start in range(0, len(ys) - 1, rows):
        along = slice(start, min(start + rows, len(ys) - 1) + 1)
        for left, right in pairwise(edges):
            across = slice(left, right + 1)
            part = p[along, across]
            shape = Mesh(
                part.reshape(-1, 3),
                n[along, across].reshape(-1, 3),
                np.ones((part.size // 3, 4), np.float32),
                grid_triangles(part.shape[0], part.shape[1]),
            )
            node(shape, "ground").reparent_to(holder)
    return holder


def fan(ground: Ground, reach: F, around: int, slices: int, parent: NodePath, low: float = -0.4) -> NodePath:
    """The ground around a seat that stays at the origin: finer near it, in slices, without what lies under water.

    reach : distances of the rows, increasing, metres; around : columns; low : metres under which nothing is drawn
    """
    azimuth = np.linspace(-np.pi, np.pi, around + 1, dtype=np.float32)
    normals = ground.normals()
    holder = parent.attach_new_node("terrain")
    holder.set_bin(nearest_first(), 0)
    for columns in np.array_split(np.arange(around), slices):
        part = azimuth[columns[0] : columns[-1] + 2]
        x, y = reach[:, None] * np.sin(part), reach[:, None] * np.cos(part)
        z = ground.at(x, y)
        cells = grid_triangles(len(reach), len(part))
        cells = cells[z.ravel()[cells].max(1) > low]
        if not len(cells):
            continue
        n = np.stack([ground.at(x, y, normals[..., k]) for k in range(3)], -1).reshape(-1, 3)
        n /= np.linalg.norm(n, axis=1, keepdims=True)
        p = np.stack([x, y, z], -1).reshape(-1, 3).astype(np.float32)
        used, where = np.unique(cells, return_inverse=True)
        shape = Mesh(p[used], n[used], np.ones((len(used), 4), np.float32), where.reshape(-1, 3).astype(np.uint32))
        node(shape, "ground").reparent_to(holder)
    return holder


def nearest_first() -> str:
    """A bin that draws what is near before what it hides, after the cheaper opaque things."""
    bins = CullBinManager.get_global_ptr()
    if bins.find_bin("nearest-first") < 0:
        bins.add_bin("nearest-first", CullBinManager.BT_front_to_back, 22)
    return "nearest-first"
