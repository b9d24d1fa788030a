"""Cherries in flower: trees on a slope, the branches overhead, a twig that hangs down, a blossom whose petals the shader folds.

Trees and branches are painted as what grows in `tropics` is: how far the wind bends it, how open to the sky, flower (1), leaf
(0.5) or bark (0), a grain of its own by which it opens sooner or later.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.kit.crowns import about
from scenes.kit.mesh import Mesh, ball, grid_triangles, lathe, merged, mesh, tube
from scenes.kit.noise import fbm
from scenes.kit.petals import whorls

F = npt.NDArray[np.float32]
BARK, LEAF, FLOWER = 0.0, 0.5, 1.0


def tree(flowers: int, size: float, seed: int, fine: int = 8, limbs: int = 7) -> Mesh:
    """A spreading tree about 5.4 m high at scale 1: `flowers` tufts of `size` metres stand out of soft masses."""
    random = np.random.default_rng(seed)
    parts: list[Mesh] = []
    bark = (0.03, 0.55, BARK, 0.5)
    lean = random.uniform(-0.25, 0.25, 2)
    fork = np.array([lean[0], lean[1], 1.45])
    blobs = [(lean[0] * 1.6, lean[1] * 1.6, 4.25, 1.15)]
    sides = 7 if fine > 6 else 4
    if not limbs:
        parts.append(tube([(0.05, 0, -0.4), tuple(fork), (*lean, 3.2)], [0.30, 0.20, 0.10], 3, bark))
    else:
        trunk = [(0.10, 0.05, -0.4), (0.02, 0, 0.5), tuple(fork)]
        parts.append(tube(trunk, [0.30, 0.20, 0.165], sides + 2, bark))
    for k in range(max(limbs, 5)):
        a, out = 2.4 * k + random.uniform(-0.3, 0.3), random.uniform(1.2, 2.15)
        high = random.uniform(2.7, 4.1) - 0.25 * out
        end = np.array([out * np.cos(a), out * np.sin(a), high])
        if k < limbs:
            mid = fork + (end - fork) * 0.5 + np.array([0, 0, 0.35])
            parts.append(tube([fork - (0, 0, 0.12), mid, end], [0.11, 0.065, 0.02], max(sides - 2, 3), bark))
        blobs.append((*end, random.uniform(0.72, 1.0)))
    for k, (x, y, z, r) in enumerate(blobs):
        body = ball(1.0, (0, 0, 0), fine, max(4, fine * 2 // 3))
        q = body.positions
        swell = 0.74 + 0.36 * fbm(q[:, 0] * 2.2 + k, q[:, 1] * 2.2 + q[:, 2] * 2.2, 2, k)
        p = q * swell[:, None]
        paint = np.stack(
            [
                np.full(len(p), 0.14),
                np.clip(0.42 + 0.42 * p[:, 2], 0.2, 0.85),
                np.full(len(p), FLOWER),
                0.25 + 0.5 * swell,
            ],
            1,
        )
        parts.append(mesh(p * np.array([r, r, r * 0.62]) + [x, y, z], body.triangles).painted(np.clip(paint, 0, 1)))
    centre, out_ = about(blobs, flowers, random, low=0.42, flat=0.62, deep=0.80)
    parts.append(_tufts(centre, out_, size * random.uniform(0.6, 1.3, (flowers, 1)), random))
    return merged(parts)


def _tufts(
    centre: npt.NDArray[Any], out: npt.NDArray[Any], size: npt.NDArray[Any], random: np.random.Generator
) -> Mesh:
    """Small bent squares at `centre`, square to `out`: each a handful of flowers far away."""
    n = len(centre)
    side = np.cross(out, random.normal(0, 1, (n, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    tip = 0.85 * np.cross(side, out) + 0.35 * out
    p = np.stack(
        [centre - tip * size * 0.6, centre + side * size * 0.6, centre + tip * size * 0.8, centre - side * size * 0.6],
        1,
    )
    at = (np.arange(n) * 4)[:, None]
    triangles = np.concatenate([at + np.array([0, 1, 2]), at + np.array([0, 2, 3])])
    leafy = (random.random(n) < 0.12) * (LEAF - FLOWER) + FLOWER
    paint = np.stack([np.full(n, 0.24), np.clip(0.62 + 0.4 * out[:, 2], 0.25, 1), leafy, random.random(n)], 1)
    return Mesh(
        p.reshape(-1, 3).astype(np.float32),
        np.repeat(out, 4, 0).astype(np.float32),
        np.repeat(paint, 4, 0).astype(np.float32),
        triangles.astype(np.uint32),
    )


def branch(path: npt.ArrayLike, thick: float, thin: float, segments: int = 8) -> Mesh:
    """A branch along `path` (n, 3), smoothed, a little knotted. Paint as for `tree`."""
    points = smoothed(np.asarray(path, float), 6)
    t = np.linspace(0, 1, len(points))
    radii = thick + (thin - thick) * t**0.8
    radii = radii * (1 + 0.16 * np.sin(t * 37.0 + thick * 50) * np.sin(t * 23.0))
    return tube(points, radii, segments, (0.0, 0.75, BARK, 0.5))


def smoothed(points: F, steps: int) -> F:
    """A Catmull-Rom curve through `points` (n, 3), `steps` to each stretch."""
    p = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = (np.arange(steps) / steps)[:, None]
    made = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True)
    ]
    return np.asarray(np.concatenate([*made, points[-1:]]), np.float32)


def cluster(seed: int, flowers: int = 4, petals: int = 5) -> Mesh:
    """Some flowers on their stalks and a few young leaves, about 0.09 m across, the stalks' foot at the origin.

    Paint: 1 petal, 0.5 leaf, 0 stalk in its third; its fourth a grain. A petal is drawn by where on it a vertex is: the normal's
    length is 1, its first value how far out (`paint` red), its second which flower opens when.
    """
    random = np.random.default_rng(seed)
    parts: list[Mesh] = []
    for k in range(flowers):
        a = 2.4 * k + random.uniform(-0.4, 0.4)
        axis = np.array([np.cos(a) * 0.75, np.sin(a) * 0.75, random.uniform(-0.55, 0.55)])
        axis /= np.linalg.norm(axis)
        foot = axis * random.uniform(0.028, 0.048)
        grain = random.random()
        side = np.cross(axis, [0.3, 0.2, 0.93])
        side /= np.linalg.norm(side)
        stalk = np.stack([-0.0011 * side, 0.0011 * side, foot + 0.0011 * side, foot - 0.0011 * side])
        parts.append(mesh(stalk, [(0, 1, 2), (0, 2, 3)], (0.0, 0.8, 0.25, grain)))
        up = np.cross(side, axis)
        for j in range(petals):
            b = j * 2 * np.pi / petals + grain
            way = np.cos(b) * side + np.sin(b) * up
            across = np.cross(axis, way)
            r, w = 0.021, 0.0115
            p = np.array(
                [
                    foot,
                    foot + way * r * 0.55 + across * w + axis * 0.006,
                    foot + way * r * 0.97 + across * w * 0.35 + axis * 0.010,
                    foot + way * r * 0.90 + axis * 0.008,
                    foot + way * r * 0.97 - across * w * 0.35 + axis * 0.010,
                    foot + way * r * 0.55 - across * w + axis * 0.006,
                ]
            )
            paint = np.array([[v, 0.9, FLOWER, grain] for v in (0.0, 0.55, 1.0, 0.9, 1.0, 0.55)])
            made = mesh(p, [(0, 1, 3), (1, 2, 3), (0, 3, 5), (3, 4, 5)])
            parts.append(Mesh(made.positions, made.normals, paint.astype(np.float32), made.triangles))
        heart = foot + axis * 0.008
        rim = np.stack([heart + 0.0045 * (np.cos(v) * side + np.sin(v) * up) for v in np.arange(4) * np.pi / 2])
        parts.append(mesh(rim, [(0, 1, 2), (0, 2, 3)], (0.0, 0.9, 0.75, grain)))
    for k in range(3):
        a = 2.1 * k + random.uniform(0, 6.28)
        way = np.array([np.cos(a), np.sin(a), random.uniform(-0.3, 0.5)])
        parts.append(leaf(np.zeros(3), way, random.uniform(0.020, 0.034), random.random()))
    return merged(parts)


def leaf(foot: npt.ArrayLike, way: npt.ArrayLike, long: float, grain: float) -> Mesh:
    """A small pointed leaf, folded along its middle."""
    f, w = np.asarray(foot, float), np.asarray(way, float)
    w = w / np.linalg.norm(w)
    side = np.cross(w, [0.1, 0.25, 0.96])
    side /= np.linalg.norm(side)
    up = np.cross(side, w)
    fold, out = w * long * 0.45 + up * long * 0.10, side * long * 0.24
    p = np.array([f, f + fold + out, f + w * long * 0.5, f + w * long - up * long * 0.12, f + fold - out])
    paint = np.array([[v, 0.85, LEAF, grain] for v in (0.0, 0.5, 0.5, 1.0, 0.5)])
    made = mesh(p, [(0, 1, 2), (1, 3, 2), (0, 2, 4), (2, 3, 4)])
    return Mesh(made.positions, made.normals, paint.astype(np.float32), made.triangles)


def twig(seed: int, rings: int = 20, sprigs: int = 9, sides: int = 5) -> Mesh:
    """A twig as the shader wants it, which bends it from its branch to where its end is.

    Vertex: what stands off the twig, metres (x aside, y ahead, z up); paint: along the twig 0..1, how far out on its leaf or
    petal, petal (1), leaf (0.5) or bark (0), a grain.
    """
    random = np.random.default_rng(seed)
    u = np.linspace(0, 1, rings)
    angle = np.arange(sides) * 2 * np.pi / sides
    radius = 0.0034 * (1 - u) ** 0.7 + 0.0010
    ring = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)
    p = (radius[:, None, None] * ring[None]).reshape(-1, 3)
    n = np.tile(ring, (rings, 1))
    paint = np.stack([np.repeat(u, sides), 0 * n[:, 0], np.full(len(n), BARK), np.full(len(n), 0.5)], 1)
    parts = [
        Mesh(
            p.astype(np.float32),
            n.astype(np.float32),
            paint.astype(np.float32),
            grid_triangles(rings, sides, wrap=True),
        )
    ]
    for k in range(sprigs):
        along = 0.06 + 0.80 * (k + random.uniform(0.0, 0.8)) / sprigs
        a = 2.4 * k + random.uniform(-0.5, 0.5)
        way = np.array([np.cos(a), np.sin(a), random.uniform(-0.5, 0.3)])
        if k % 3 == 0:
            made = leaf(way * 0.002, way, random.uniform(0.022, 0.036), random.random())
        else:
            made = cluster(100 + seed * 17 + k, 2, 5)
        where = made.paint.copy()
        where[:, 1] = where[:, 0]
        where[:, 0] = along
        parts.append(Mesh(made.positions, made.normals, where, made.triangles))
    return merged(parts)


def blossom(petals: tuple[int, ...] = (6, 5, 4), along: int = 5, across: int = 5) -> Mesh:
    """A full blossom of `whorls`. Its middle is an ordinary mesh of whorl 1, of the size of a blossom of radius 1."""
    parts = whorls(petals, along, across, 0.09)
    for k in range(7):
        a, out = 2.4 * k, 0.05 + 0.15 * ((k * 0.618) % 1)
        end = np.array([out * np.cos(a), out * np.sin(a), 0.36 - 0.5 * out])
        parts.append(
            tube(np.stack([0 * end, end * [0.7, 0.7, 0.6], end]), [0.008, 0.007, 0.006], 3, (0.3, 0.5, 1.0, 1.0))
        )
        parts.append(ball(0.024, end.tolist(), 4, 3, (0.9, 0.5, 1.0, 1.0)))
    return merged(parts)


def paper_lantern(ribs: int = 7, segments: int = 14) -> Mesh:
    """A round paper lantern of radius 1 in its ribs, with rims and a tassel. Paint: paper (1), rim (0) or tassel (0.5)."""
    up = np.linspace(0.94, -0.94, ribs * 3)
    rib = 1.0 - 0.05 * np.abs(np.sin(np.pi * np.arange(len(up)) / 3)) ** 0.7
    profile = np.stack([0.94 * np.sqrt(np.maximum(1 - up**2 * 0.93, 0)) * rib + 0.02, 0.86 * up], 1)
    body = lathe(profile, segments)
    parts = [body]
    for z in (0.84, -0.80):
        parts.append(
            lathe([(0.02, z + 0.06), (0.30, z + 0.05), (0.33, z - 0.03), (0.02, z - 0.05)], 8, (0.0, 0.5, 0, 0))
        )
    parts.append(tube([(0, 0, -0.84), (0, 0, -1.0), (0.0, 0, -1.42)], [0.03, 0.07, 0.05], 6, (0.5, 0.2, 0, 0)))
    return merged(parts)
