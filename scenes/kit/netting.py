"""A smooth closed shape as triangles: a net is drawn over where a function of space changes its sign (Gibson's surface nets, 1998).

`solid` gives each place its distance to the shape's skin, negative inside; it need not be exact, only smooth near the skin.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import I

F = npt.NDArray[np.float32]
#: (n, 3) metres to (n,) metres
Solid = Callable[[F], F]


def slope(solid: Solid, points: F, step: float = 5e-4) -> F:
    """(n, 3) which way, and how steeply, the distance grows."""
    made = np.empty_like(points)
    for axis in range(3):
        aside = np.zeros(3, np.float32)
        aside[axis] = step
        made[:, axis] = (solid(points + aside) - solid(points - aside)) / (2 * step)
    return made


def drawn_to(solid: Solid, points: F, times: int = 4, flat: bool = False) -> F:
    """The points moved onto the skin along its slope, a few millimetres at most each time; `flat` keeps their y."""
    for _ in range(times):
        way = slope(solid, points)
        if flat:
            way[:, 1] = 0.0
        square = np.maximum((way * way).sum(1), 0.05)
        step = solid(points) / square
        points = points - way * np.clip(step, -0.002, 0.002)[:, None]
    return points.astype(np.float32)


def net(solid: Solid, x: F, y: F, z: F) -> tuple[F, I, npt.NDArray[np.bool_]]:
    """Points and triangles of the skin on a grid with those lines, and which points lie in the first layer along y.

    What leaves the grid is left open there.
    """
    grid = np.stack(np.meshgrid(x, y, z, indexing="ij"), -1).astype(np.float32)
    shape = grid.shape[:3]
    value = solid(grid.reshape(-1, 3)).reshape(shape)
    inside = value < 0
    # One point in each cell that the skin passes: the middle of where it cuts the cell's edges.
    cells = tuple(n - 1 for n in shape)
    total = np.zeros((*cells, 3), np.float32)
    cuts = np.zeros(cells, np.float32)
    corners = [(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    for a in corners:
        for axis in range(3):
            if a[axis]:
                continue
            b = tuple(v + (n == axis) for n, v in enumerate(a))
            at, to = (tuple(slice(v, v + n) for v, n in zip(c, cells, strict=True)) for c in (a, b))
            crossed = inside[at] != inside[to]
            share = value[at] / np.where(crossed, value[at] - value[to], 1)
            total += (crossed * 1.0)[..., None] * (grid[at] + share[..., None] * (grid[to] - grid[at]))
            cuts += crossed
    used = cuts > 0
    number = np.full(cells, -1, np.int64)
    number[used] = np.arange(int(used.sum()))
    points = (total[used] / cuts[used][:, None]).astype(np.float32)
    first = np.broadcast_to((np.arange(cells[1]) == 0)[None, :, None], cells)[used]
    triangles = [_across(inside, number, axis) for axis in range(3)]
    return points, np.concatenate(triangles).astype(np.uint32), first


def _across(inside: npt.NDArray[np.bool_], number: npt.NDArray[np.int64], axis: int) -> npt.NDArray[np.int64]:
    """Two triangles for each of the grid's edges along `axis` that the skin cuts, between the four cells about it."""
    u, v = (axis + 1) % 3, (axis + 2) % 3
    low, high = [slice(None)] * 3, [slice(None)] * 3
    low[axis], high[axis] = slice(None, -1), slice(1, None)
    for other in (u, v):
        low[other] = high[other] = slice(1, -1)
    one, two = inside[tuple(low)], inside[tuple(high)]
    cut = np.argwhere(one != two)
    out = one[tuple(cut.T)]
    cell = cut.copy()
    quad = []
    for du, dv in ((0, 0), (1, 0), (1, 1), (0, 1)):
        at = cell.copy()
        at[:, u] += du
        at[:, v] += dv
        quad.append(number[tuple(at.T)])
    a, b, c, d = quad
    # The inside is behind each triangle, whichever way the edge is cut.
    b, d = np.where(out, b, d), np.where(out, d, b)
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])


def zipped(one: npt.NDArray[np.int64], angles: F, other: npt.NDArray[np.int64], others: F) -> I:
    """Triangles between two rings of points about one axis, each in the order of its angles; the first ring's side is ahead."""
    made = []
    i, n, j, m = 0, len(one), 0, len(other)
    while i < n or j < m:
        to = angles[(i + 1) % n] + 2 * np.pi * ((i + 1) // n) if i < n else np.inf
        over = others[(j + 1) % m] + 2 * np.pi * ((j + 1) // m) if j < m else np.inf
        if to <= over:
            made.append((one[i % n], one[(i + 1) % n], other[j % m]))
            i += 1
        else:
            made.append((one[i % n], other[(j + 1) % m], other[j % m]))
            j += 1
    return np.array(made, np.uint32)
