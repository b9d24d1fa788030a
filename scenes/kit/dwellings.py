"""What people have put into the snow: a snow hut with lit windows, a wooden boat; and a slab of ice to stand on."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.kit.figures import PART, dyed
from scenes.kit.mesh import Mesh, ball, grid_triangles, lathe, merged, mesh, tube

F = npt.NDArray[np.float32]
_SNOW = (0.84, 0.87, 0.94)
#: shines by itself
_LIGHT = 7


def hut(fine: float = 1.0) -> Mesh:
    """A snow hut, 2.4 m high and 5.2 m wide, its door towards -y."""

    def n(segments: int) -> int:
        return max(6, round(segments * fine))

    dome = lathe([(2.6 * np.cos(a), 2.45 * np.sin(a)) for a in np.linspace(np.pi / 2 - 0.01, -0.06, n(12))], n(32))
    parts = [dome.painted(dyed(*_SNOW))]
    angle = np.linspace(np.pi, 0, n(12), dtype=np.float32)
    for outer, inner, y0, y1 in ((1.12, 0.80, -3.35, -1.9),):
        rows = []
        for radius, y in ((inner, y1), (inner, y0), (outer, y0), (outer, y1)):
            rows.append(np.stack([radius * np.cos(angle), np.full_like(angle, y), 1.22 * radius * np.sin(angle)], -1))
        p = np.stack(rows)
        parts.append(mesh(p.reshape(-1, 3), grid_triangles(4, len(angle))[:, ::-1], dyed(*_SNOW)))
    rim = np.stack([0.78 * np.cos(angle), np.full_like(angle, -2.7), 0.95 * np.sin(angle)], -1)
    fan = np.concatenate([[[0, -2.7, 0.3]], rim])
    k = np.arange(1, len(angle))
    glow = dyed(1.0, 0.60, 0.24, _LIGHT)
    parts.append(mesh(fan, np.stack([0 * k, k, k + 1], 1), glow))
    for turn in (-0.95, 0.95, -2.0, 2.0):
        pane = lathe([(0.002, 0.03), (0.30, 0.02), (0.34, 0.0)], n(12), glow)
        frame = lathe([(0.33, 0.05), (0.40, 0.06), (0.44, -0.06)], n(12), dyed(*_SNOW))
        for shape in (pane, frame):
            tipped = shape.rotated([[1, 0, 0], [0, 0, 1], [0, -1, 0]])  # z to -y
            parts.append(tipped.moved((0, -2.22, 1.22)).moved(turn=turn))
    parts.append(lathe([(0.002, 3.02), (0.15, 3.02), (0.17, 2.2)], n(9), dyed(0.10, 0.085, 0.085)).moved((0.7, 0.5, 0)))
    parts.append(ball(0.2, (0.7, 0.5, 3.04), n(9), n(6), dyed(*_SNOW)).moved(scale=(1, 1, 1)))
    return merged(parts)


def floe(seed: int = 2) -> Mesh:
    """A slab of ice with snow on it, about 2.4 m across, its top 0.17 m over the water."""
    random = np.random.default_rng(seed)
    sides = 15
    angle = np.arange(sides) * (2 * np.pi / sides) + random.normal(0, 0.07, sides)
    reach = 1.2 * (1 + random.normal(0, 0.13, sides))
    rows, paint = [], []
    for part, z, colour in (
        (0.02, 0.185, _SNOW), (0.55, 0.190, _SNOW), (0.88, 0.160, _SNOW), (0.97, 0.105, (0.62, 0.76, 0.86)),
        (1.0, 0.02, (0.30, 0.58, 0.70)), (1.05, -0.12, (0.12, 0.40, 0.52)),
    ):  # fmt: skip
        rows.append(np.stack([part * reach * np.cos(angle), part * reach * np.sin(angle), np.full(sides, z)], -1))
        rows[-1][:, 2] += 0.02 * random.normal(0, 1, sides) * (0.3 < part < 0.9)
        paint.append(np.broadcast_to(dyed(*colour), (sides, 4)))
    p = np.concatenate(rows)
    return mesh(p, grid_triangles(len(rows), sides, wrap=True)[:, ::-1], np.concatenate(paint))


def boat() -> Mesh:
    """A small wooden boat around a seat at the origin, bow towards +y; 0.25 m of it under the seat's height of 0.35 m.

    The bow ends 2.3 m ahead; the rails run 0.62 m to each side and 0.2 m over the seat, so that nothing comes near the eyes.
    On the fore bench lie snowballs, over the knees a blanket, at the bow hangs a lantern. Parts: 1 wood (its grain runs along
    y), 2 cloth, 7 the lantern's light.
    """
    along = np.linspace(-1.5, 2.3, 27)
    t = np.clip((along + 1.5) / 3.8, 0, 1)
    taper = np.clip(1 - np.clip((t - 0.45) / 0.55, 0, 1) ** 2.4, 0, 1)
    width = 0.62 * taper * (0.82 + 0.18 * np.clip(t / 0.3, 0, 1)) + 0.02
    rail = 0.10 + 0.34 * np.clip((t - 0.5) / 0.5, 0, 1) ** 2 + 0.06 * np.clip((0.2 - t) / 0.2, 0, 1)
    keel = -0.44 + 0.30 * np.clip((t - 0.7) / 0.3, 0, 1) ** 2
    # Five strakes a side: each lies over the next, so that the hull is stepped as a clinker-built one is.
    ribs = np.linspace(-1, 1, 37)
    strake = np.abs(ribs) ** 0.9 * 5.999
    lap = 0.016 * (strake - np.floor(strake))
    x = (width[:, None] * np.sign(ribs) * np.abs(ribs) ** 0.8) - np.sign(ribs) * lap * (width[:, None] > 0.1)
    z = keel[:, None] + (rail - keel)[:, None] * np.abs(ribs) ** 2.4
    p = np.stack([x, np.repeat(along[:, None], 37, 1), z], -1)
    triangles = grid_triangles(27, 37)
    seam = 0.55 + 0.45 * np.clip((strake - np.floor(strake)) / 0.16, 0, 1)
    tint = 0.86 + 0.28 * np.random.default_rng(8).random(7)[np.floor(strake).astype(int)]
    tone = np.array([0.235, 0.165, 0.120]) * (seam * tint)[:, None]
    inside = np.concatenate([np.sqrt(np.repeat(tone[None], 27, 0)), np.full((27, 37, 1), PART)], -1).reshape(-1, 4)
    outer = p * [1.04, 1.0, 1.0] - np.array([0, 0, 0.012])
    outer = outer - np.array([0, 0, 0.26]) * (np.abs(ribs) < 0.9)[None, :, None]
    parts = [
        mesh(p.reshape(-1, 3), triangles, inside),
        mesh(outer.reshape(-1, 3), triangles[:, ::-1], dyed(0.36, 0.055, 0.050)),
    ]
    cap = dyed(0.33, 0.235, 0.165, 1)
    for side in (0, -1):
        edge = p[:, side] + [0, 0, 0.005]
        parts.append(tube(edge, 0.034, 9, cap))
        # snow has settled on the rails towards the bow
        bow = edge[14:26] + np.array([0, 0, 0.022])
        thick = 0.030 * np.sin(np.linspace(0, np.pi, len(bow))) ** 0.5 + 0.002
        parts.append(tube(bow, thick, 7, dyed(*_SNOW)))
    for y in (-0.75, 0.55, 1.55):
        parts.append(_rib(p, along, y))
    stem = np.array(
        [
            [0, 2.20, -0.05],
            [0, 2.31, 0.30],
            [0, 2.37, 0.50],
            [0, 2.35, 0.68],
            [0, 2.25, 0.79],
            [0, 2.12, 0.80],
            [0, 2.06, 0.74],
        ]
    )
    parts.append(tube(stem, [0.048, 0.047, 0.042, 0.036, 0.031, 0.028, 0.034], 10, cap))
    parts += _lamp((0.0, 2.05, 0.53))
    for y, w in ((0.0, 0.60), (1.15, 0.50)):
        for k in (-1, 0, 1):
            parts.append(_plank((-w, y + 0.095 * k - 0.044, -0.06), (w, y + 0.095 * k + 0.044, -0.022), cap))
    for k in (-1, 0, 1):
        parts.append(
            _plank((0.2 * k - 0.094, -1.3, -0.44), (0.2 * k + 0.094, 1.75, -0.405), dyed(0.24, 0.155, 0.10, 1))
        )
    heap = [(x, y, 0.0) for x in (-0.16, 0.0, 0.16) for y in (1.07, 1.22)]
    heap += [(-0.08, 1.145, 0.115), (0.08, 1.145, 0.115)]
    for k, (across, ahead, up) in enumerate(heap):
        at = (across + 0.02 * (k % 2), ahead, up + 0.055)
        parts.append(ball(0.076 + 0.006 * (k % 3), at, 14, 9, dyed(*_SNOW)))
    parts += [_coil((0.30, 1.62, -0.36)), _blanket()]
    return merged(parts)


def _rib(hull: npt.NDArray[Any], along: npt.NDArray[Any], y: float) -> Mesh:
    row = hull[int(np.argmin(np.abs(along - y)))].copy()
    row[:, 2] += 0.022
    row[:, 0] *= 0.985
    return tube(row[::2], 0.022, 6, dyed(0.34, 0.22, 0.135, 1))


def _lamp(at: tuple[float, float, float]) -> list[Mesh]:
    """The bow's lantern: glass that shines between two plates, hung by a ring."""
    metal = dyed(0.06, 0.05, 0.05)
    parts = [
        lathe([(0.05, 0.085), (0.075, 0.05), (0.075, -0.06), (0.05, -0.085)], 12, dyed(1.0, 0.60, 0.24, _LIGHT)).moved(
            at
        ),
        lathe([(0.002, 0.17), (0.03, 0.165), (0.095, 0.085), (0.095, 0.075), (0.002, 0.075)], 12, metal).moved(at),
        lathe([(0.002, -0.078), (0.09, -0.08), (0.09, -0.105), (0.002, -0.105)], 12, metal).moved(at),
        *(
            tube([(at[0] + x, at[1] + y, at[2] + 0.08), (at[0] + x, at[1] + y, at[2] - 0.09)], 0.008, 5, metal)
            for x, y in ((0.08, 0), (-0.08, 0), (0, 0.08), (0, -0.08))
        ),
        tube([(at[0], at[1], at[2] + 0.16), (at[0], at[1], at[2] + 0.26)], 0.007, 5, metal),
    ]
    return parts


def _coil(at: tuple[float, float, float]) -> Mesh:
    """A coil of rope on the boards."""
    a = np.linspace(0, 2 * np.pi * 4, 64)
    radius = 0.115 + 0.012 * np.sin(a * 0.37) + 0.035 * (a / a[-1])
    path = np.stack([radius * np.cos(a), radius * np.sin(a), 0.018 + 0.020 * a / (2 * np.pi)], -1)
    return tube(path, 0.019, 5, dyed(0.46, 0.36, 0.24)).moved(at)


def _blanket() -> Mesh:
    """Over the knees of who sits there: two legs can be guessed at. In checks, with a fringe of its own colour."""
    v, u = np.meshgrid(np.linspace(0, 1, 17), np.linspace(-1, 1, 29), indexing="ij")
    knees = np.exp(-(((np.abs(u) - 0.42) / 0.26) ** 2))
    x = 0.40 * u * (1 + 0.06 * np.sin(9 * v))
    y = -0.10 + 0.86 * v + 0.02 * np.sin(7 * u)
    z = (
        0.03
        + knees * (0.115 + 0.03 * v)
        - 0.40 * np.clip(v - 0.72, 0, 1) * 1.6
        - 0.17 * np.clip(np.abs(u) - 0.72, 0, 1) * 1.5
    )
    z = z + 0.010 * np.sin(14 * u + 6 * v) + 0.008 * np.sin(17 * v - 5 * u)
    red, cream, blue = np.array([0.42, 0.050, 0.055]), np.array([0.66, 0.58, 0.48]), np.array([0.060, 0.075, 0.175])
    check = np.where(np.abs(((u * 3.0) % 1) - 0.5) < 0.14, 1.0, 0.0)[..., None]
    other = np.where(np.abs(((v * 4.0) % 1) - 0.5) < 0.14, 1.0, 0.0)[..., None]
    colour = red * (1 - 0.8 * check) + cream * 0.8 * check
    colour = colour * (1 - 0.55 * other) + blue * 0.55 * other
    paint = np.concatenate([np.sqrt(colour), np.full((*u.shape, 1), 2 * PART)], -1).reshape(-1, 4)
    return mesh(np.stack([x, y, z], -1).reshape(-1, 3), grid_triangles(17, 29), paint)


def _plank(low: tuple[float, float, float], high: tuple[float, float, float], paint: npt.ArrayLike) -> Mesh:
    """A box with flat sides."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    faces = [
        [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)],
        [(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)],
        [(x1, y1, z0), (x0, y1, z0), (x0, y1, z1), (x1, y1, z1)],
        [(x0, y1, z0), (x0, y0, z0), (x0, y0, z1), (x0, y1, z1)],
        [(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)],
    ]
    return merged([mesh(face, [[0, 1, 2], [0, 2, 3]], paint) for face in faces])
