"""A dark stone that stands in water, its face so smooth that the spring which runs over it mirrors like glass."""

from __future__ import annotations

import numpy as np

from scenes.kit.mesh import Mesh, grid_triangles, mesh
from scenes.kit.noise import fbm, smoothstep
from scenes.kit.woodwork import outline

SLATE, MOSS = (0.105, 0.110, 0.105), (0.085, 0.125, 0.030)
#: of each ring from the face's rim over the edge to the back: how wide it is against the face, and how far before it (metres)
_RINGS = (
    (0.965, 0.010),
    (1.01, 0.032),
    (1.07, 0.010),
    (1.13, -0.07),
    (1.19, -0.24),
    (1.08, -0.50),
    (0.70, -0.74),
    (0.05, -0.82),
)
#: metres by which its foot goes on under the face
_FOOT = 1.5


def mirror(half: float, high: float, arched: float, around: int = 56) -> Mesh:
    """The stone around a face as of `woodwork.frame`: in the plane y = 0, facing +y."""
    x, z = outline(half, high, arched, 41)
    long = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(z)))])
    at = np.arange(around) / around * long[-1]
    rim = np.stack([np.interp(at, long, x), np.interp(at, long, z)], 1)
    middle = np.array([0.0, 0.45 * high])
    angle = np.arctan2(rim[:, 1] - middle[1], rim[:, 0])
    parts = []
    for number, (wide, before) in enumerate(_RINGS):
        rough = fbm(2.2 * np.cos(angle) + 3 * number, 2.2 * np.sin(angle) + before * 4, 3, 3) - 0.5
        out = wide + (0.0, 0.05, 0.24)[min(number, 2)] * rough
        p = middle + (rim - middle) * out[:, None]
        down = smoothstep(0.30 * high, 0.0, p[:, 1]) * smoothstep(0.0, 3.0, np.float32(number)) * _FOOT
        y = np.full(around, before) + (0.20 * rough if number > 2 else 0.0)
        parts.append(np.stack([p[:, 0] * (1 + 0.25 * down / _FOOT), y, p[:, 1] - down], 1))
    p = np.stack(parts).astype(np.float32)
    triangles = grid_triangles(len(_RINGS), around, wrap=True)
    shape = mesh(p.reshape(-1, 3), triangles)
    if shape.normals[around * 3 : around * 4, 1].mean() < 0 and shape.normals[around, 1] < 0:
        shape = mesh(p.reshape(-1, 3), triangles[:, ::-1])
    flat = shape.positions
    grain = 0.65 + 0.7 * fbm(flat[:, 0] * 3.1 + flat[:, 1] * 2, flat[:, 2] * 3.1, 4, 6)
    mossy = smoothstep(
        0.25, 0.75, shape.normals[:, 2] + 0.9 * (fbm(flat[:, 0] * 2, flat[:, 1] * 2 + flat[:, 2], 3, 9) - 0.5)
    )
    wet = smoothstep(0.35, 0.05, flat[:, 2])
    colour = np.array(SLATE) + (np.array(MOSS) - np.array(SLATE)) * mossy[:, None]
    colour = colour * (grain * (1 - 0.55 * wet))[:, None]
    return shape.painted(np.concatenate([np.sqrt(np.clip(colour, 0, 1)), np.zeros((len(flat), 1))], 1))


def seen_from_water(face: Mesh) -> Mesh:
    """A stone's face as the water before it mirrors it: the dark floor of a wood, and paler upwards."""
    up = face.positions[:, 2:]
    share = (up - up.min()) / max(float(np.ptp(up)), 1e-6)
    paint = np.array([[0.20, 0.22, 0.12, 0.0]]) + np.array([[0.34, 0.36, 0.32, 0.0]]) * smoothstep(0.05, 0.85, share)
    return face.painted(paint)
