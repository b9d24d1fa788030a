"""Rock faces that stand upright and overhang: sheets along a line, arches, and the icicles that hang from them.

Paint: the key light, how much of the sky is seen, ice (1) or rock (0), lamps; all worked out ahead of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit.mesh import Mesh, grid_triangles, smooth_normals
from scenes.kit.noise import fbm, smoothstep

F = npt.NDArray[np.float32]


def relief(along: F, z: F, seed: float, ice: F) -> F:
    """Metres by which a face stands out at `along` metres of its foot and `z` metres up: strata that overhang one another,
    buttresses and cracks; where `ice` is 1, flutes instead."""
    dip = z + 0.05 * along + 3.4 * (fbm(along * 0.021 + seed, z * 0.0 + seed, 2, 1) - 0.5)
    layer = dip / (2.7 + 1.6 * fbm(along * 0 + seed, np.floor(dip / 11) * 3.1, 1, 3))
    whole = np.floor(layer)
    part = layer - whole

    def hard(k: F) -> F:
        return fbm(k * 7.31 + seed, along * 0.026 + k * 1.7, 2, 4)

    strata = hard(whole) + (hard(whole + 1) - hard(whole)) * smoothstep(0.62, 1.0, part) - 0.10 * part
    buttress = fbm(along * 0.085 + seed, z * 0.012, 3, 2, ridged=True)
    cracks = fbm(along * 0.30 + seed, z * 0.05 + whole * 0.37, 3, 6, ridged=True)
    blocks = fbm(along * 0.5, z * 0.5 + seed, 2, 0)
    rock = 4.6 * (strata - 0.45) + 4.4 * (buttress - 0.5) + 1.1 * (cracks - 0.55) + 0.6 * (blocks - 0.5)
    flutes = fbm(along * 0.38 + seed, z * 0.030, 3, 5, ridged=True)
    bulge = fbm(along * 0.09 + seed, z * 0.09, 2, 3)
    frozen = 1.7 * (flutes - 0.5) + 3.0 * (bulge - 0.5)
    return np.asarray(rock + (frozen - rock) * ice, np.float32)


def hollowness(out: F, up: float) -> F:
    """0 to 1 for a grid (along, up) of how far a face stands out: how much what stands out around and above takes from the sky."""
    dark = np.zeros_like(out)
    for step in (1, 2, 3):
        above = np.concatenate([out[:, step:], np.repeat(out[:, -1:], step, 1)], 1)
        dark = np.maximum(dark, np.clip((above - out) / (up * step) * 0.9, 0, 1))
        for way in (-step, step):
            beside = np.roll(out, way, 0)
            dark = np.maximum(dark, np.clip((beside - out) / (1.4 * step) * 0.5, 0, 0.6))
    return np.asarray(np.clip(dark, 0, 0.9), np.float32)


def surface(places: F, paint: F, outward: F) -> Mesh:
    """A grid of places (rows, columns, 3) as a mesh whose front is where `outward` (rows, columns, 3) points, by and large."""
    rows, columns, _ = places.shape
    triangles = grid_triangles(rows, columns)
    p = places.reshape(-1, 3).astype(np.float32)
    normals = smooth_normals(p, triangles)
    if float((normals * outward.reshape(-1, 3)).sum()) < 0:
        triangles, normals = triangles[:, ::-1], -normals
    return Mesh(p, normals, paint.reshape(-1, 4).astype(np.float32), np.ascontiguousarray(triangles))


def arch(
    path: F, radii: npt.NDArray[Any], wide: npt.NDArray[Any], grain: float, seed: float, segments: int = 26
) -> tuple[F, F]:
    """A bridge of rock along `path` (n, 3), `radii` (n,) thick (half, up and down) and `wide` (n,) (half, across the path).

    Hands back places and the way out, (n, segments, 3) each; the path runs across, its cross-section stands along y.
    """
    angle = np.linspace(0, 2 * np.pi, segments, dtype=np.float32)
    way = np.stack([0 * angle, np.cos(angle), np.sin(angle)], -1)
    size = np.stack([0 * radii, wide, radii], -1)
    out = way[None] * size[:, None]
    p = path[:, None] + out
    bump = fbm(p[..., 0] * 0.22 + seed + p[..., 1] * 0.13, p[..., 2] * 0.30 + p[..., 1] * 0.17, 3, 2, ridged=True) - 0.5
    steps = fbm(p[..., 2] * 0.9 + seed, p[..., 0] * 0.05, 2, 4) - 0.5
    bump[:, -1], steps[:, -1] = bump[:, 0], steps[:, 0]
    p = p + way[None] * (grain * (1.6 * bump + 1.2 * steps))[..., None]
    return np.asarray(p, np.float32), np.broadcast_to(way[None], p.shape).astype(np.float32)


def icicles(tops: F, lengths: F, widths: F, paint: F, sides: int = 4) -> Mesh:
    """Icicles that hang from `tops` (n, 3), `lengths` and `widths` (n,) metres, `paint` (n, 4)."""
    angle = np.arange(sides) * (2 * np.pi / sides)
    ring = np.stack([np.cos(angle), np.sin(angle), 0 * angle], -1)
    n = len(tops)
    upper = tops[:, None] + ring[None] * widths[:, None, None]
    lower = tops[:, None] + ring[None] * 0.55 * widths[:, None, None] - np.array([0, 0, 0.5]) * lengths[:, None, None]
    tip = tops[:, None] - np.array([0, 0, 1.0]) * lengths[:, None, None]
    p = np.concatenate([upper, lower, tip], 1).astype(np.float32)
    k, m = np.arange(sides), (np.arange(sides) + 1) % sides
    one = np.concatenate(
        [
            np.stack([k, sides + k, m], 1),
            np.stack([m, sides + k, sides + m], 1),
            np.stack([sides + k, np.full(sides, 2 * sides), sides + m], 1),
        ]
    )
    triangles = (one[None] + (np.arange(n) * (2 * sides + 1))[:, None, None]).reshape(-1, 3).astype(np.uint32)
    flat = p.reshape(-1, 3)
    return Mesh(flat, smooth_normals(flat, triangles), np.repeat(paint, 2 * sides + 1, 0).astype(np.float32), triangles)


def packed(name: str, chunks: Sequence[Mesh]) -> Arrays:
    """Meshes as arrays that can be kept."""
    starts = np.cumsum([[0, 0]] + [[len(c.positions), len(c.triangles)] for c in chunks], 0)
    return {
        f"{name}-p": np.concatenate([c.positions for c in chunks]),
        f"{name}-n": np.concatenate([c.normals for c in chunks]),
        f"{name}-paint": (np.clip(np.concatenate([c.paint for c in chunks]), 0, 1) * 255 + 0.5).astype(np.uint8),
        f"{name}-t": np.concatenate([c.triangles for c in chunks]),
        f"{name}-starts": starts.astype(np.int64),
    }


def unpacked(name: str, arrays: Arrays) -> list[Mesh]:
    """The meshes again."""
    starts = arrays[f"{name}-starts"]
    made = []
    for (v0, t0), (v1, t1) in pairwise(starts):
        paint = np.asarray(arrays[f"{name}-paint"][v0:v1] / 255, np.float32)
        made.append(Mesh(arrays[f"{name}-p"][v0:v1], arrays[f"{name}-n"][v0:v1], paint, arrays[f"{name}-t"][t0:t1]))
    return made
