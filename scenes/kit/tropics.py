"""What grows on a warm shore: palms, mangroves on their roots, bushes, reeds; and the smooth stones between them.

Paint: how far the wind bends it, how open to the sky, leaf (1) or bark (0), a grain of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.kit import gpu
from scenes.kit.crowns import Blob, about
from scenes.kit.mesh import Mesh, ball, merged, mesh, tube
from scenes.kit.noise import fbm

F = npt.NDArray[np.float32]
#: a palm of scale 1, metres
PALM_HEIGHT = 5.6
#: radians; what grows is drawn by slices of so much around the seat
_SLICE = np.pi / 2


def palm(fronds: int, leaflets: int, seed: int, segments: int = 7) -> Mesh:
    """A palm that leans towards +x. `leaflets` : to each side of a frond; 0 makes the frond one blade, for far away."""
    random = np.random.default_rng(seed)
    t = np.linspace(0, 1, 9 if leaflets > 8 else 5)
    trunk = np.stack([1.25 * t**1.7, 0.10 * np.sin(3 * t), PALM_HEIGHT * t - 0.3], 1)
    flare = 0.085 + 0.05 * (1 - t) + 0.10 * np.exp(-t * 14)
    bark = np.stack([0.10 * t**2, np.full_like(t, 0.7), 0 * t, np.full_like(t, 0.5)], 1)
    parts = [tube(trunk, flare, segments).painted(np.repeat(bark, segments, 0))]
    top = trunk[-1]
    for k in range(fronds):
        azimuth = 2.39996 * k + random.uniform(-0.2, 0.2)
        # The youngest stand up in the middle, the oldest hang.
        rise = np.radians(72 - 92 * (k + 0.5) / fronds + random.uniform(-6, 6))
        parts.append(_frond(2.3 * random.uniform(0.85, 1.12), azimuth, rise, leaflets, random).moved(top))
    if leaflets > 8:
        for k in range(4):
            a = 1.6 * k
            at = top + np.array([0.14 * np.cos(a), 0.14 * np.sin(a), -0.16])
            parts.append(ball(0.105, at.tolist(), 7, 5, (0.1, 0.35, 0.2, 0.4)))
    return merged(parts)


def _frond(length: float, azimuth: float, rise: float, leaflets: int, random: np.random.Generator) -> Mesh:
    n = 9 if leaflets > 8 else 6
    u = np.linspace(0, 1, n)
    bend = rise - 1.75 * u**1.25
    step = length / (n - 1)
    out = np.concatenate([[0], np.cumsum(np.cos(bend[:-1]) * step)])
    up = np.concatenate([[0], np.cumsum(np.sin(bend[:-1]) * step)])
    spine = np.stack([out, 0 * out, up], 1)
    along = np.gradient(spine, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    over = np.cross(np.array([0.0, 1.0, 0.0]) * np.ones((n, 1)), along) * -1
    if leaflets == 0:
        wide = 0.34 * np.sin(np.pi * np.clip(u * 0.92 + 0.07, 0, 1)) ** 0.7
        wide[1::2] *= 0.72
        edges = [spine + np.array([0, s, 0]) * wide[:, None] - over * (0.35 * wide)[:, None] for s in (-1.0, 1.0)]
        p = np.stack([edges[0], spine, edges[1]], 1).reshape(-1, 3)
        cells = [
            (3 * i + j, 3 * i + j + 1, 3 * i + j + 4, 3 * i + j, 3 * i + j + 4, 3 * i + j + 3)
            for i in range(n - 1)
            for j in range(2)
        ]
        triangles = np.array(cells).reshape(-1, 3)
        bends = np.repeat(u, 3)
    else:
        at = np.linspace(0.10, 0.985, leaflets)
        base = np.stack([np.interp(at, u, spine[:, k]) for k in range(3)], 1)
        ahead = np.stack([np.interp(at, u, along[:, k]) for k in range(3)], 1)
        above = np.stack([np.interp(at, u, over[:, k]) for k in range(3)], 1)
        reach = 0.72 * np.sin(np.pi * (0.10 + 0.82 * at)) ** 0.6 * random.uniform(0.85, 1.12, leaflets)
        ps, bs = [], []
        for side in (-1.0, 1.0):
            aside = np.array([0, side, 0])
            tip = base + reach[:, None] * (aside * 0.80 + ahead * (0.35 + 0.4 * at[:, None]) - above * 0.30)
            tip[:, 2] -= 0.22 * reach
            wide = ahead * (0.5 * length / leaflets * 0.92)
            ps.append(np.stack([base - wide, base + wide, tip], 1))
            bs.append(np.stack([at, at, np.minimum(at + 0.25, 1.2)], 1))
        half = np.array([0, 0.022, 0])
        rib = np.stack([spine[:-1] - half, spine[:-1] + half, spine[1:]], 1)
        p = np.concatenate([*ps, rib]).reshape(-1, 3)
        bends = np.concatenate([*bs, np.stack([u[:-1], u[:-1], u[1:]], 1)]).ravel()
        triangles = np.arange(len(p)).reshape(-1, 3)
    made = mesh(p, triangles)
    paint = np.stack(
        [0.10 + 0.55 * bends, 0.45 + 0.5 * np.clip(bends, 0, 1), np.ones(len(p)), np.full(len(p), random.random())], 1
    )
    # What hangs is lit from the sky as the crown is: normals from the crown's middle, a little up.
    normals = made.normals * np.sign(made.normals[:, 2:] + 1e-6)
    return Mesh(made.positions, normals.astype(np.float32), paint.astype(np.float32), made.triangles).moved(
        turn=-azimuth
    )


def crown(blobs: Sequence[Blob], leaves: int, size: float, seed: int, fine: int = 8) -> Mesh:
    """A leafy crown: dark rounded masses (x, y, z, radius) with leaves standing out of them."""
    random = np.random.default_rng(seed)
    parts = []
    for k, (x, y, z, r) in enumerate(blobs):
        body = ball(1.0, (0, 0, 0), fine, max(4, fine * 2 // 3))
        p = (
            body.positions
            * (
                0.84
                + 0.30 * fbm(body.positions[:, 0] * 2 + k, body.positions[:, 1] * 2 + body.positions[:, 2] * 2, 2, k)
            )[:, None]
        )
        open_ = np.clip(0.35 + 0.45 * p[:, 2], 0.12, 0.85)
        n = len(p)
        paint = np.stack([np.full(n, 0.12), open_, np.ones(n), np.full(n, 0.3 + 0.4 * random.random())], 1)
        parts.append(mesh(p * np.array([r, r, r * 0.72]) + [x, y, z], body.triangles).painted(paint))
    centre, out = about(blobs, leaves, random, low=0.35, flat=0.72, deep=0.86)
    side = np.cross(out, random.normal(0, 1, (leaves, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    tip = 0.75 * np.cross(side, out) + 0.5 * out - [0, 0, 0.15]
    long = size * random.uniform(0.7, 1.3, (leaves, 1))
    p = np.stack(
        [centre - tip * long * 0.5, centre + side * long * 0.34, centre + tip * long, centre - side * long * 0.34], 1
    )
    at = (np.arange(leaves) * 4)[:, None]
    triangles = np.concatenate([at + np.array([0, 1, 2]), at + np.array([0, 2, 3])])
    paint = np.stack(
        [np.full(leaves, 0.2), np.clip(0.55 + 0.4 * out[:, 2], 0.2, 1), np.ones(leaves), random.random(leaves)], 1
    )
    parts.append(
        Mesh(
            p.reshape(-1, 3).astype(np.float32),
            np.repeat(out, 4, 0).astype(np.float32),
            np.repeat(paint, 4, 0).astype(np.float32),
            triangles.astype(np.uint32),
        )
    )
    return merged(parts)


def mangrove(leaves: int, size: float, seed: int, roots: int = 10, fine: int = 8) -> Mesh:
    """A mangrove about 3.6 m high: a rounded crown on a trunk that stands on arching roots."""
    random = np.random.default_rng(seed)
    blobs = [
        (0, 0, 2.75, 1.15),
        (0.85, 0.35, 2.35, 0.85),
        (-0.8, -0.3, 2.45, 0.9),
        (0.1, -0.85, 2.2, 0.75),
        (-0.2, 0.8, 2.3, 0.8),
    ]
    bark = (0.02, 0.45, 0.0, 0.5)
    parts = [crown(blobs if roots > 6 else blobs[:3], leaves, size, seed, fine)]
    parts.append(tube([(0, 0, 0.7), (0.06, 0.03, 1.4), (0, 0, 2.3)], [0.12, 0.10, 0.07], 6 if roots > 6 else 3, bark))
    for k in range(roots):
        a, out = 2.4 * k + random.uniform(-0.3, 0.3), random.uniform(0.55, 1.15)
        high = random.uniform(0.75, 1.25)
        t = np.linspace(0, 1, 5 if roots > 6 else 4)
        r = out * np.sin(t * np.pi / 2) ** 0.8
        path = np.stack([r * np.cos(a), r * np.sin(a), high - (high + 0.7) * t**2.4], 1)
        parts.append(tube(path, np.linspace(0.055, 0.035, len(t)), 5 if roots > 6 else 3, bark))
    return merged(parts)


def bush(leaves: int, size: float, seed: int, fine: int = 8, wide: float = 1.0) -> Mesh:
    """A rounded bush or low tree about 2.6 m high. `wide` : more makes a few of them into a wood, for far away."""
    blobs = [(0, 0, 1.0, 1.35), (1.0, 0.2, 0.45, 1.0), (-0.85, 0.45, 0.5, 1.0), (-0.1, -0.9, 0.4, 1.0)]
    blobs = [(x * wide, y * wide, z, r * wide) for x, y, z, r in blobs]
    return crown(blobs if fine > 6 else blobs[:3], leaves, size, seed, fine)


def reeds(blades: int, seed: int) -> Mesh:
    """A clump of reeds about 1.7 m high."""
    random = np.random.default_rng(seed)
    parts = []
    for _ in range(blades):
        a, r = random.uniform(0, 6.28), 0.36 * np.sqrt(random.random())
        tall, lean, way = random.uniform(0.9, 1.75), random.uniform(0.05, 0.45), random.uniform(0, 6.28)
        t = np.linspace(0, 1, 5)
        off = lean * t**2.2
        spine = np.stack(
            [r * np.cos(a) + off * np.cos(way), r * np.sin(a) + off * np.sin(way), tall * t * (1 - 0.12 * lean * t)], 1
        )
        wide = 0.017 * (1 - t**3) + 0.002
        aside = np.array([-np.sin(way), np.cos(way), 0])
        p = np.stack([spine - aside * wide[:, None], spine + aside * wide[:, None]], 1).reshape(-1, 3)
        cells = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i, 2 * i + 3, 2 * i + 2) for i in range(4)]
        paint = np.stack([t**1.6, 0.35 + 0.6 * t, np.ones(5), np.full(5, random.random())], 1)
        made = mesh(p, np.array(cells).reshape(-1, 3))
        normals = np.tile(np.array([np.cos(way) * 0.5, np.sin(way) * 0.5, 0.7], np.float32), (10, 1))
        parts.append(Mesh(made.positions, normals, np.repeat(paint, 2, 0).astype(np.float32), made.triangles))
        if random.random() < 0.22:
            head = tube(spine[-2:] * 1.0, [0.022, 0.014], 5, (1.0, 0.7, 0.1, 0.4))
            parts.append(head)
    return merged(parts)


def stone(seed: int, segments: int = 14, rings: int = 9) -> Mesh:
    """A smooth stone of radius about 1, half of it under its place."""
    body = ball(1.0, (0, 0, 0), segments, rings)
    p = body.positions
    swell = 0.70 + 0.55 * fbm(p[:, 0] * 0.9 + seed * 3.1, p[:, 1] * 0.9 + p[:, 2] * 0.7, 2, seed)
    shape = mesh(p * swell[:, None] * np.array([1.0, 0.86, 0.58]), body.triangles)
    n = len(p)
    paint = np.stack([np.zeros(n), np.clip(0.55 + 0.5 * p[:, 2], 0.2, 1), np.zeros(n), np.full(n, 0.5)], 1)
    return shape.painted(paint)


def planted(
    parent: NodePath,
    name: str,
    rows: F,
    shapes: Sequence[Mesh],
    reach: Sequence[float],
    shader: Shader,
    high: float,
    slices: int = 4,
) -> NodePath:
    """What stands around a seat that stays: each row (n, 8: x, y, z, scale, then the shader's own) as the first of
    `shapes` up to the first of `reach` metres from the origin, and so on. Drawn by shape and slice, for culling.

    high : metres of the tallest at scale 1
    """
    away = np.hypot(rows[:, 0], rows[:, 1])
    kind = np.searchsorted(np.asarray(reach), away)
    rows, kind = rows[kind < len(shapes)], kind[kind < len(shapes)]
    around = ((np.arctan2(rows[:, 0], rows[:, 1]) + np.pi) / (2 * np.pi) * slices).astype(int) % slices
    group = kind * slices + around
    order = np.argsort(group, kind="stable")
    rows, group = rows[order], group[order]
    table = gpu.Table(name, rows)
    holder = parent.attach_new_node(name)
    holder.set_shader(shader)
    holder.set_shader_input("inst", table.texture)
    holder.set_two_sided(True)
    for number in np.unique(group):
        members = np.flatnonzero(group == number)
        here = rows[members]
        size = float(here[:, 3].max()) * high
        box = np.stack(
            [
                here[:, :3].min(0) - np.array([size * 0.6, size * 0.6, 1]),
                here[:, :3].max(0) + np.array([size * 0.6, size * 0.6, size * 1.3]),
            ]
        )
        made = gpu.instanced(holder, shapes[number // slices], f"{name}-{number}", len(members), box.astype(np.float32))
        made.set_shader_input("first", float(members[0]))
    return holder
