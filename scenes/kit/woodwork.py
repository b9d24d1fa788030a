"""What people left in the woods: a plank bridge, old mirrors, posts. Painted as `figures` are: the root of the albedo."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, merged, mesh, tube

F = npt.NDArray[np.float32]
Colour = tuple[float, float, float]
WOOD: Colour = (0.165, 0.100, 0.055)
OLD_GOLD: Colour = (0.42, 0.27, 0.085)
STONE: Colour = (0.20, 0.19, 0.16)


def _paint(colour: Sequence[float], by: float = 1.0) -> tuple[float, float, float, float]:
    r, g, b = (min(1.0, math.sqrt(c * by)) for c in colour)
    return r, g, b, 0.0


def box(size: Sequence[float], centre: Sequence[float], paint: npt.ArrayLike) -> Mesh:
    """A box with flat faces."""
    faces: list[F] = []
    triangles = []
    for axis in range(3):
        for sign in (-1, 1):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            quad = np.zeros((4, 3), np.float32)
            quad[:, axis] = sign
            quad[:, u] = np.array([-1, 1, 1, -1]) * sign
            quad[:, v] = np.array([-1, -1, 1, 1])
            triangles.append(np.array([[0, 1, 2], [0, 2, 3]]) + 4 * len(faces))
            faces.append(quad)
    p = np.concatenate(faces) * np.asarray(size, np.float32) / 2
    made = mesh(p, np.concatenate(triangles), paint)
    return made.moved(centre)


def bridge(places: npt.NDArray[np.float64], along: npt.NDArray[np.float64], z: npt.NDArray[np.float64]) -> Mesh:
    """Planks, beams and rails along `places` (n, 2) with `along` (n, 2) and the deck's height `z` (n,), a plank for each."""
    random = np.random.default_rng(5)
    parts = []
    for (x, y), (ax, ay), top in zip(places, along, z, strict=True):
        paint = _paint(WOOD, float(random.uniform(0.94, 1.10)))
        turn = math.atan2(ay, ax) + random.normal(0, 0.012)
        plank = box((0.224, 1.72 + random.uniform(-0.06, 0.06), 0.055), (0, 0, 0), paint)
        parts.append(plank.moved((x, y, top - 0.0275 + random.normal(0, 0.003)), turn))
    right = np.stack([along[:, 1], -along[:, 0]], 1)
    for side in (-1, 1):
        edge = places + right * side * 0.80
        beam = np.concatenate([edge, z[:, None] - 0.16], 1)
        parts.append(tube(beam[::4], 0.085, 6, _paint(WOOD, 0.6)))
        rail = np.concatenate([places + right * side * 0.92, z[:, None] + 0.92], 1)
        parts.append(tube(rail[::3], 0.042, 7, _paint(WOOD, 1.2)))
        lower = rail - np.array([0, 0, 0.42])
        parts.append(tube(lower[::3], 0.030, 6, _paint(WOOD)))
        for k in range(1, len(places), 7):
            foot = np.array([*(places[k] + right[k] * side * 0.90), z[k]])
            parts.append(
                tube(
                    [foot + np.array([0, 0, up]) for up in (1.02, 0.3, -0.5)],
                    [0.052, 0.056, 0.060],
                    7,
                    _paint(WOOD, 0.9),
                )
            )
    return merged(parts)


def frame(half: float, high: float, arched: float) -> Mesh:
    """The frame of a standing mirror: the glass spans x from -`half` to `half`, z from 0 to `high` (its top arched by `arched` of
    its half width), in the plane y = 0, and faces +y."""
    x, z = outline(half, high, arched)
    gold, dark = _paint(OLD_GOLD), _paint(OLD_GOLD, 0.45)
    ring = np.stack([x, 0 * x, z], 1)
    parts = [
        tube(ring * [1.035, 1, 1.012] + [0, -0.012, -0.01], 0.058, 8, gold),
        tube(ring * [1.085, 1, 1.030] + [0, -0.035, -0.03], 0.046, 8, dark),
        tube(ring * [0.985, 1, 0.995] + [0, 0.006, 0.008], 0.016, 6, _paint(OLD_GOLD, 1.5)),
    ]
    for side in (-1, 1):
        foot = [(side * half * 0.8, -0.42, -0.22), (side * half * 0.86, -0.16, 0.10), (side * half * 0.92, -0.06, 0.55)]
        parts.append(tube(foot, [0.05, 0.05, 0.035], 7, dark))
        parts.append(box((0.20, 0.26, 0.24), (side * half * 1.02, -0.02, -0.09), _paint(STONE)))
    return merged(parts)


def outline(half: float, high: float, arched: float, points: int = 33) -> tuple[F, F]:
    """(n,) x and z around a glass, from its lower left corner over the arch back to it."""
    a = np.linspace(math.pi, 0, points)
    rise = half * arched
    x = np.concatenate([[-half], half * np.cos(a), [half], [-half]])
    z = np.concatenate([[0.0], high - rise + rise * np.sin(a), [0.0], [0.0]])
    return x.astype(np.float32), z.astype(np.float32)


def glass(half: float, high: float, arched: float, wet: bool = False) -> Mesh:
    """The glass itself, facing +y. wet : it is no glass, but water that runs over stone"""
    x, z = outline(half, high, arched)
    rim = np.stack([x[:-1], 0 * x[:-1], z[:-1]], 1)
    # Paint: the height over the ground, in units of 4 m; whether it is wet.
    p = np.concatenate([[[0, 0, high / 2]], rim])
    n = len(rim)
    triangles = [(0, 1 + (k + 1) % n, 1 + k) for k in range(n)]
    paint = np.full((len(p), 4), float(wet), np.float32)
    paint[:, 0] = np.clip((p[:, 2] + 0.2) / 4, 0, 1)
    return Mesh(
        p.astype(np.float32),
        np.tile(np.array([0, 1, 0], np.float32), (len(p), 1)),
        paint,
        np.array(triangles, np.uint32)[:, ::-1],
    )
