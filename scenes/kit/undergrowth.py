"""What grows at the feet: grass, ferns, flowers, each in a near and a far shape.

Paint: how far it bends in the wind; what it is (`_GRASS` ...); a grain of its own; how far along the blade, frond or petal.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, merged, mesh, tube

F = npt.NDArray[np.float32]
#: what a vertex is of, as the shader's `paint.g` has it
_GRASS, _FERN, _PETAL, _HEART, _STEM = 0.0, 0.25, 0.5, 0.75, 1.0


def _blade(path: npt.NDArray[Any], width: npt.NDArray[Any], side: npt.NDArray[Any], kind: float, grain: float) -> Mesh:
    """A flat leaf along `path` (n, 3), `width` (n,) wide to each side along `side`; the last width is 0."""
    n = len(path)
    left, right = path[:-1] - side * width[:-1, None], path[:-1] + side * width[:-1, None]
    p = np.concatenate([left, right, path[-1:]])
    m = n - 1
    quads = [t for k in range(m - 1) for t in ((k, m + k, m + k + 1), (k, m + k + 1, k + 1))]
    made = mesh(p, [*quads, (m - 1, 2 * m - 1, 2 * m)])
    up = np.concatenate([np.linspace(0, 1, n)[:-1]] * 2 + [[1.0]])
    paint = np.stack([up**1.5, np.full_like(up, kind), np.full_like(up, grain), up], 1)
    return made.painted(paint)


def grass(blades: int, joints: int, seed: int) -> Mesh:
    """A tuft about 0.5 m high."""
    random = np.random.default_rng(seed)
    parts = []
    for k in range(blades):
        turn, lean = random.uniform(0, 2 * math.pi), random.uniform(0.10, 0.55)
        high, foot = random.uniform(0.26, 0.56), random.uniform(0, 0.16)
        t = np.linspace(0, 1, joints + 1)
        out = foot + lean * high * t**2
        path = np.stack([out * math.cos(turn), out * math.sin(turn), high * (t - 0.20 * lean * t**2)], 1)
        side = np.array([-math.sin(turn + 0.5), math.cos(turn + 0.5), 0.0])
        width = (0.011 if joints > 1 else 0.020) * (1 - t) ** 0.6 * random.uniform(0.8, 1.3)
        parts.append(_blade(path.astype(np.float32), width, side, _GRASS, (k + 0.5) / blades))
    return merged(parts)


def fern(fronds: int, pairs: int, seed: int) -> Mesh:
    """Arching fronds, 0.8 m across at size 1; with `pairs` of leaflets, or as plain strips where there are none."""
    random = np.random.default_rng(seed)
    parts = []
    for k in range(fronds):
        turn = 2 * math.pi * k / fronds + random.uniform(-0.3, 0.3)
        long, rise = random.uniform(0.55, 0.80), random.uniform(0.55, 0.95)
        t = np.linspace(0, 1, max(pairs, 4) + 1)
        out, up = long * (0.25 * t + 0.75 * t**1.4), rise * long * (1.9 * t - 1.55 * t**2)
        path = np.stack([out * math.cos(turn), out * math.sin(turn), up], 1).astype(np.float32)
        side = np.array([-math.sin(turn), math.cos(turn), 0.0])
        width = 0.19 * long * np.sin(np.pi * np.clip(t * 0.86 + 0.14, 0, 1)) ** 0.9
        grain = random.random()
        if not pairs:
            width[-1] = 0
            parts.append(_blade(path, width, side, _FERN, grain))
            continue
        points: list[npt.NDArray[Any]] = []
        triangles, along = [], []
        step = np.gradient(path, axis=0)
        for j in range(1, pairs):
            for s in (-1.0, 1.0):
                tip = path[j] + s * side * width[j] + step[j] * 0.55 - np.array([0, 0, 0.10 * width[j]])
                base = len(points)
                points += [path[j] - step[j] * 0.42, path[j] + step[j] * 0.42, tip]
                triangles.append((base, base + 1, base + 2) if s < 0 else (base + 1, base, base + 2))
                along += [t[j], t[j], min(1.0, t[j] + 0.15)]
        base = len(points)
        points += [path[-2] - side * 0.012, path[-2] + side * 0.012, path[-1]]
        triangles.append((base, base + 1, base + 2))
        along += [0.9, 0.9, 1.0]
        at = np.array(along)
        paint = np.stack([at**1.5 * 0.6, np.full_like(at, _FERN), np.full_like(at, grain), at], 1)
        parts.append(mesh(np.array(points), triangles).painted(paint))
    return merged(parts)


def flower(heads: int, petals: int, seed: int, cup: float = 0.25) -> Mesh:
    """`heads` flowers on stems, up to 0.4 m high. `cup` : how far the petals stand up."""
    random = np.random.default_rng(seed)
    parts = []
    for k in range(heads):
        turn, out = random.uniform(0, 2 * math.pi), random.uniform(0.02, 0.16) * (k > 0)
        high, wide = random.uniform(0.22, 0.40), random.uniform(0.042, 0.060)
        top = np.array([out * math.cos(turn), out * math.sin(turn), high])
        grain = (k + 0.5) / heads
        stem = tube([top * [0.4, 0.4, 0.0], top * [0.7, 0.7, 0.55], top], [0.006, 0.005, 0.004], 3)
        up = np.clip(stem.positions[:, 2] / 0.4, 0, 1)
        parts.append(stem.painted(np.stack([up, np.full_like(up, _STEM), np.full_like(up, grain), up], 1)))
        tilt = np.array([math.cos(turn), math.sin(turn), 0]) * 0.5 + [0, 0, 1]
        tilt /= np.linalg.norm(tilt)
        side = np.cross(tilt, [0.3, 0.7, 0.1])
        side /= np.linalg.norm(side)
        over = np.cross(tilt, side)
        for j in range(petals):
            a = 2 * math.pi * j / petals
            way, cross = side * math.cos(a) + over * math.sin(a), -side * math.sin(a) + over * math.cos(a)
            tip, middle = way * wide + tilt * wide * cup, way * 0.62 * wide + tilt * wide * cup * 0.45
            p = [top, top + middle + cross * 0.40 * wide, top + tip, top + middle - cross * 0.40 * wide]
            paint = np.array([[high / 0.4, _PETAL, grain, v] for v in (0.0, 0.6, 1.0, 0.6)])
            parts.append(mesh(p, [(0, 1, 2), (0, 2, 3)]).painted(paint))
        ring = [
            top + tilt * 0.012 + wide * 0.26 * (side * math.cos(a) + over * math.sin(a)) for a in (0, 1.57, 3.14, 4.71)
        ]
        heart = mesh(np.array([top + tilt * 0.024, *ring]), [(0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 1)])
        parts.append(heart.painted((high / 0.4, _HEART, grain, 0.5)))
    return merged(parts)
