"""The house of the Mirror Room: a whitewashed loggia of three arches over the sea, a table in it, a terrace before it.

Metres from the middle of the floor under the patient, who faces +y. Paint: what it is of (`Stuff`, sixteenths), a grain, how much
of the open sky it sees, and how much light the room gives back to it (see `mirror_room_light`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, grid_triangles, lathe, merged, mesh, tube
from scenes.kit.noise import fbm

F = npt.NDArray[np.float32]
D = npt.NDArray[np.floating]
#: the room: half its width, where it ends behind, the two faces of the wall with the arches, its height
HALF, BACK, INNER, OUTER, HIGH = 2.4, -2.6, 2.60, 2.92, 2.75
#: arches: the middle's x, half the width (the radius above), how high the curve begins
ARCHES = ((-1.62, 0.50, 1.55), (0.0, 0.80, 1.50), (1.62, 0.50, 1.55))
#: the table's top and edges: x to either side, y from and to, z; and the shelf at its far side
TABLE = (0.86, 0.28, 0.90, 0.76)
SHELF = (0.81, 0.555, 0.90, 0.93)
#: where the terrace ends, and how high its wall is
EDGE, WALL = 4.9, 0.52


class Stuff(IntEnum):
    """What a vertex is of; the numbers are the shader's."""

    PLASTER = 0
    TILE = 1
    WOOD = 2
    BEAM = 3
    STONE = 4
    LINEN = 5
    GLAZE = 6
    CLAY = 7
    LEAF = 8
    BLOOM = 9
    BARK = 10
    SEAT = 11


def paint(stuff: Stuff, grain: float = 0.5) -> tuple[float, float, float, float]:
    return (stuff / 16, grain, 0.0, 0.0)


def sheet(corner: Sequence[float], u: Sequence[float], v: Sequence[float], cell: float, of: Stuff) -> Mesh:
    """A flat rectangle from `corner` along `u` and `v` in cells of about `cell` metres; it faces u x v."""
    a, b = np.asarray(u, float), np.asarray(v, float)
    columns, rows = (max(1, round(float(np.linalg.norm(w)) / cell)) for w in (a, b))
    s, t = np.meshgrid(np.linspace(0, 1, columns + 1), np.linspace(0, 1, rows + 1))
    p = np.asarray(corner, float) + s[..., None] * a + t[..., None] * b
    normal = np.cross(a, b)
    normal /= np.linalg.norm(normal)
    n = np.broadcast_to(normal.astype(np.float32), (p.size // 3, 3)).copy()
    made = Mesh(
        p.reshape(-1, 3).astype(np.float32), n, np.zeros((len(n), 4), np.float32), grid_triangles(rows + 1, columns + 1)
    )
    return made.painted(paint(of))


def block(low: Sequence[float], high: Sequence[float], of: Stuff, cell: float = 0.2, grain: float = 0.5) -> Mesh:
    """A box with flat faces in cells."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    faces = [
        sheet((x0, y0, z1), (dx, 0, 0), (0, dy, 0), cell, of),
        sheet((x0, y1, z0), (dx, 0, 0), (0, -dy, 0), cell, of),
        sheet((x0, y0, z0), (dx, 0, 0), (0, 0, dz), cell, of),
        sheet((x1, y1, z0), (-dx, 0, 0), (0, 0, dz), cell, of),
        sheet((x0, y1, z0), (0, -dy, 0), (0, 0, dz), cell, of),
        sheet((x1, y0, z0), (0, dy, 0), (0, 0, dz), cell, of),
    ]
    return merged(faces).painted(paint(of, grain))


def _front() -> list[Mesh]:
    """The wall with the arches: two faces, and the undersides of the arches."""
    parts = []
    edges = [-HALF]
    for middle, half, _ in ARCHES:
        edges += [middle - half, middle + half]
    edges.append(HALF)
    for k in range(len(edges) - 1):
        left, right = edges[k], edges[k + 1]
        x = np.linspace(left, right, max(3, round((right - left) / (0.035 if k % 2 else 0.1))) + 1)
        low = np.zeros_like(x)
        if k % 2:
            middle, half, spring = ARCHES[k // 2]
            low = spring + np.sqrt(np.maximum(half**2 - (x - middle) ** 2, 0))
            parts += _underside(middle, half, spring)
        rows = np.linspace(0, 1, 25)[:, None]
        z = low + (HIGH - low) * rows
        for y, side in ((INNER, -1.0), (OUTER, 1.0)):
            p = np.stack(np.broadcast_arrays(x[None], y, z), -1).reshape(-1, 3).astype(np.float32)
            n = np.broadcast_to(np.array([0, side, 0], np.float32), p.shape).copy()
            triangles = grid_triangles(25, len(x))
            parts.append(
                Mesh(p, n, np.zeros((len(p), 4), np.float32), triangles if side < 0 else triangles[:, ::-1]).painted(
                    paint(Stuff.PLASTER)
                )
            )
    return parts


def _underside(middle: float, half: float, spring: float) -> list[Mesh]:
    angle = np.linspace(0, np.pi, 33)
    up = np.linspace(0, spring, 13)[:-1]
    x = np.concatenate([np.full(12, half), half * np.cos(angle), np.full(12, -half)]) + middle
    z = np.concatenate([up, spring + half * np.sin(angle), up[::-1]])
    nx = np.concatenate([np.full(12, -1.0), -np.cos(angle), np.full(12, 1.0)])
    nz = np.concatenate([np.zeros(12), -np.sin(angle), np.zeros(12)])
    y = np.linspace(INNER, OUTER, 4)[:, None]
    p = np.stack(np.broadcast_arrays(x[None], y, z[None]), -1).reshape(-1, 3).astype(np.float32)
    n = np.stack(np.broadcast_arrays(nx[None], 0 * y, nz[None]), -1).reshape(-1, 3).astype(np.float32)
    made = Mesh(p, n, np.zeros((len(p), 4), np.float32), grid_triangles(4, len(x)))
    return [made.painted(paint(Stuff.PLASTER, 0.8))]


def _pot(x: float, y: float, size: float, grain: float, base: float = 0.0, of: Stuff = Stuff.CLAY) -> Mesh:
    outline = [
        (0.002, 0.90),
        (0.40, 0.90),
        (0.44, 0.98),
        (0.52, 1.0),
        (0.54, 0.93),
        (0.47, 0.88),
        (0.52, 0.62),
        (0.46, 0.30),
        (0.32, 0.03),
        (0.30, 0.0),
    ]
    made = lathe(np.array(outline) * size, 24, paint(of, grain))
    return made.moved((x, y, base))


def _vase(x: float, y: float, z: float, high: float, wide: float, grain: float, of: Stuff) -> Mesh:
    t = np.linspace(1, 0, 15)
    r = wide * (0.34 + 0.66 * np.sin(np.pi * np.clip(t * 0.86 + 0.10, 0, 1)) ** 1.5)
    outline = np.stack([np.concatenate([[0.002], r * 0.86, r]), high * np.concatenate([[0.9], 0 * t + 0.98, t])], 1)
    outline = np.concatenate([[[0.002, high * 0.93], [r[0] * 0.8, high * 0.985]], np.stack([r, high * t], 1)])
    return lathe(outline, 20, paint(of, grain)).moved((x, y, z))


def _cushion(x: float, y: float, z: float, size: tuple[float, float, float], grain: float) -> Mesh:
    u = np.linspace(0.0005, np.pi - 0.0005, 15)[:, None]
    a = np.linspace(0, 2 * np.pi, 28, endpoint=False)[None]

    def squared(v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(np.sign(v) * np.abs(v) ** 0.6)

    flat = np.stack([squared(np.cos(a)) * np.sin(u), squared(np.sin(a)) * np.sin(u), np.cos(u) + 0 * a], -1)
    thin = np.clip(1 - np.abs(flat[..., :2]).max(-1) ** 3, 0.04, 1) ** 0.5
    flat[..., 2] *= thin
    p = flat * np.asarray(size) + np.array([x, y, z])
    return mesh(p.reshape(-1, 3), grid_triangles(15, 28, wrap=True), paint(Stuff.SEAT, grain))


def furniture() -> Mesh:
    """The table with its shelf, apart from the rest: what stands on it shades it."""
    x, y0, y1, top = TABLE
    sx, sy0, sy1, high = SHELF
    parts = [block((-x, y0, top - 0.045), (x, y1, top), Stuff.WOOD, 0.035)]
    parts.append(block((-sx, sy0, high - 0.035), (sx, sy1, high), Stuff.WOOD, 0.035, 0.75))
    for side in (-1, 1):
        foot = sorted((side * (sx - 0.10), side * (sx - 0.22)))
        parts.append(block((foot[0], sy0 + 0.05, top), (foot[1], sy1 - 0.04, high - 0.035), Stuff.STONE, 0.04))
        for at in (y0 + 0.07, y1 - 0.07):
            leg = [(side * (x - 0.08), at, top - 0.04), (side * (x - 0.04), at, 0.0)]
            parts.append(tube(leg, [0.034, 0.024], 10, paint(Stuff.WOOD, 0.3)))
    # A runner of linen lies across the near part, for the arms.
    parts.append(block((-0.50, y0 + 0.03, top), (0.50, sy0 - 0.045, top + 0.0035), Stuff.LINEN, 0.03))
    return merged(parts)


def rooms() -> Mesh:
    """Walls, floor, ceiling, terrace and what stands about."""
    parts = [
        sheet((-HALF, BACK, 0), (2 * HALF, 0, 0), (0, INNER - BACK, 0), 0.13, Stuff.TILE),
        sheet((-HALF, INNER, 0), (2 * HALF, 0, 0), (0, OUTER - INNER, 0), 0.1, Stuff.STONE),
        sheet((-HALF, INNER, HIGH), (2 * HALF, 0, 0), (0, BACK - INNER, 0), 0.25, Stuff.PLASTER),
        sheet((-HALF, BACK, 0), (0, INNER - BACK, 0), (0, 0, HIGH), 0.14, Stuff.PLASTER),
        sheet((HALF, INNER, 0), (0, BACK - INNER, 0), (0, 0, HIGH), 0.14, Stuff.PLASTER),
        sheet((HALF, BACK, 0), (-2 * HALF, 0, 0), (0, 0, HIGH), 0.16, Stuff.PLASTER),
        *_front(),
        # the terrace and its wall
        sheet((-9, OUTER, -0.03), (18, 0, 0), (0, EDGE + 0.1 - OUTER, 0), 0.25, Stuff.TILE),
        block((-9, EDGE, -0.5), (9, EDGE + 0.34, WALL), Stuff.PLASTER, 0.25),
        block((-9, EDGE - 0.03, WALL), (9, EDGE + 0.37, WALL + 0.05), Stuff.STONE, 0.25),
    ]
    for k, y in enumerate(np.linspace(BACK + 0.5, INNER - 0.35, 6).tolist()):
        parts.append(block((-HALF, y - 0.07, HIGH - 0.17), (HALF, y + 0.07, HIGH), Stuff.BEAM, 0.16, 0.3 + 0.08 * k))
    # a bench along the right wall, cushions, and a shelf with pots on the left one
    parts.append(block((HALF - 0.52, -0.9, 0), (HALF, 2.3, 0.40), Stuff.PLASTER, 0.1))
    for k, (y, tilt) in enumerate(((-0.5, 0.3), (0.62, 0.9), (1.30, 0.55), (2.0, 0.2))):
        parts.append(_cushion(HALF - 0.13, y, 0.60, (0.11, 0.24, 0.20), tilt))
        parts.append(_cushion(HALF - 0.28, y + 0.06, 0.44, (0.25, 0.34, 0.06), 0.45 + 0.05 * k))
    parts.append(block((-HALF, 0.45, 1.28), (-HALF + 0.22, 2.05, 1.325), Stuff.BEAM, 0.08, 0.5))
    for y, high, wide, grain, of in (
        (0.66, 0.30, 0.10, 0.2, Stuff.GLAZE),
        (0.98, 0.20, 0.085, 0.7, Stuff.CLAY),
        (1.30, 0.36, 0.095, 0.6, Stuff.GLAZE),
        (1.62, 0.16, 0.105, 0.9, Stuff.PLASTER),
        (1.88, 0.26, 0.08, 0.35, Stuff.CLAY),
    ):
        parts.append(_vase(-HALF + 0.12, y, 1.325, high, wide, grain, of))
    parts.append(_pot(-2.08, 2.22, 0.62, 0.3))
    for x, y, size, grain in (
        (-2.45, 4.35, 0.62, 0.5),
        (2.35, 4.4, 0.58, 0.8),
        (-0.98, 4.62, 0.34, 0.65),
        (1.12, 4.6, 0.38, 0.4),
    ):
        parts.append(_pot(x, y, size, grain, -0.03))
    # posts and rafters of the pergola over the terrace
    for x in (-3.2, 3.2):
        parts.append(block((x - 0.09, EDGE - 0.12, 0), (x + 0.09, EDGE + 0.06, 2.5), Stuff.BEAM, 0.25, 0.7))
    parts.append(block((-4.2, EDGE - 0.10, 2.5), (4.2, EDGE + 0.04, 2.64), Stuff.BEAM, 0.3, 0.65))
    for x in np.linspace(-3.9, 3.9, 9):
        parts.append(block((x - 0.045, OUTER, 2.64), (x + 0.045, EDGE + 0.45, 2.74), Stuff.BEAM, 0.3, 0.6))
    return merged(parts)


# ---- what grows ---------------------------------------------------------------------------------------------------------


def _leaf(random: np.random.Generator, at: D, size: float, of: Stuff, down: float = 0.5) -> Mesh:
    """Leaves (n, 3) as bent blades of four triangles. Paint: what it is of, a grain, how far the wind moves it, its tip."""
    n = len(at)
    out = random.normal(0, 1, (n, 3))
    out[:, 2] = out[:, 2] * 0.5 - down
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    side = np.cross(out, random.normal(0, 1, (n, 3)) + np.array([0, 0, 1.5]))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    face = np.cross(side, out)
    long = size * random.uniform(0.7, 1.25, n)[:, None]
    wide = 0.30 if of is Stuff.LEAF else 0.42
    base, tip = at, at + out * long - face * long * 0.16
    left, right = (at + out * long * 0.48 + side * long * wide * s + face * long * 0.06 for s in (-1, 1))
    middle = at + out * long * 0.5 - face * long * 0.02
    p = np.stack([base, left, middle, right, tip], 1)
    cells = np.array([[0, 2, 1], [0, 3, 2], [1, 2, 4], [2, 3, 4]])
    triangles = (np.arange(n)[:, None, None] * 5 + cells[None]).reshape(-1, 3)
    color = np.zeros((n, 5, 4), np.float32)
    color[..., 0], color[..., 1] = of / 16, random.random(n)[:, None]
    color[..., 3] = np.array([0.0, 0.5, 0.5, 0.5, 1.0])
    return mesh(p.reshape(-1, 3), triangles, color.reshape(-1, 4))


def greenery(few: float = 1.0) -> Mesh:
    """A flowering vine on the pergola and about the arches, and shrubs in the pots; `few` : how much of it."""
    random = np.random.default_rng(17)
    parts = []

    def vine(
        start: tuple[float, float, float],
        end: tuple[float, float, float],
        sag: float,
        n: int,
        wide: float,
        bloom: float,
    ) -> None:
        t = np.linspace(0, 1, 24)[:, None]
        line = np.asarray(start) * (1 - t) + np.asarray(end) * t
        line[:, 2] -= sag * np.sin(np.pi * t[:, 0]) + 0.05 * np.sin(9 * t[:, 0] + start[0])
        parts.append(tube(line, 0.012, 5, paint(Stuff.BARK)))
        count = int(n * few)
        at = line[random.integers(0, 24, count)] + random.normal(0, wide, (count, 3)) * [1, 1, 0.7]
        at[:, 2] -= np.abs(random.normal(0, wide * 0.8, count))
        flowers = random.random(count) < bloom * (0.4 + fbm(at[:, 0] * 2, at[:, 2] * 2 + at[:, 1], 2, 3))
        parts.append(_leaf(random, at[~flowers], 0.085 / few**0.3, Stuff.LEAF))
        parts.append(_leaf(random, at[flowers], 0.055 / few**0.3, Stuff.BLOOM, 0.2))

    # along the pergola's beam, hanging before the view's upper edge, and down its posts
    vine((-4.2, EDGE - 0.05, 2.66), (0.3, EDGE - 0.05, 2.66), 0.02, 900, 0.14, 0.75)
    vine((4.2, EDGE - 0.05, 2.66), (1.3, EDGE - 0.05, 2.68), 0.0, 520, 0.12, 0.5)
    vine((-3.2, EDGE - 0.08, 0.2), (-3.15, EDGE - 0.1, 2.6), 0.0, 420, 0.13, 0.8)
    vine((-1.25, EDGE, 2.66), (-1.5, EDGE - 0.1, 1.75), 0.0, 150, 0.08, 0.9)
    vine((0.1, EDGE, 2.66), (0.3, EDGE - 0.1, 2.15), 0.0, 90, 0.07, 0.7)
    vine((3.2, EDGE - 0.08, 0.1), (3.2, EDGE - 0.1, 2.6), 0.0, 320, 0.11, 0.5)
    # over the wall's outer face, looking in at the arches' shoulders
    vine((-2.6, OUTER + 0.06, 2.5), (-0.9, OUTER + 0.08, 2.42), 0.10, 420, 0.11, 0.85)
    vine((-1.12, OUTER + 0.06, 2.45), (-0.98, OUTER + 0.06, 0.9), 0.0, 260, 0.06, 0.8)
    for x, y, z, size, n, bloom in (
        (-2.08, 2.22, 1.02, 0.34, 420, 0.0),
        (-2.45, 4.35, 0.98, 0.36, 420, 0.25),
        (2.35, 4.4, 1.0, 0.38, 460, 0.0),
        (-0.98, 4.62, 0.50, 0.20, 260, 1.6),
        (1.12, 4.6, 0.54, 0.22, 280, 1.5),
    ):
        count = int(n * few)
        away = random.normal(0, 1, (count, 3))
        away *= (random.random(count) ** 0.4 / np.linalg.norm(away, axis=1))[:, None]
        at = np.array([x, y, z]) + away * size * [1, 1, 1.15]
        flowers = random.random(count) < bloom * 0.35
        parts.append(_leaf(random, at[~flowers], 0.10 * size / 0.3 / few**0.3, Stuff.LEAF, -0.1))
        if flowers.any():
            parts.append(_leaf(random, at[flowers], 0.05, Stuff.BLOOM, -0.4))
        parts.append(tube([(x, y, z - size - 0.3), (x, y, z)], [0.02, 0.012], 5, paint(Stuff.BARK)))
    return merged(parts)
