"""The light in the Mirror Room, worked out once and kept: of the sky through the arches, of the walls, and through leaves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh
from scenes.mirror_room_house import ARCHES, BACK, EDGE, HALF, HIGH, INNER, OUTER, SHELF, TABLE, WALL

F = npt.NDArray[np.float32]
D = npt.NDArray[np.floating]
#: how much more light a vertex may keep than 1
MOST = 1.6


def _boxes() -> npt.NDArray[np.float64]:
    """(n, 2, 3) what stands in the light's way."""
    x, y0, y1, top = TABLE
    sx, sy0, sy1, high = SHELF
    found = [
        ((-x, y0, top - 0.045), (x, y1, top)),
        ((-sx, sy0, high - 0.035), (sx, sy1, high)),
        ((sx - 0.22, sy0 + 0.05, top), (sx - 0.10, sy1 - 0.04, high - 0.035)),
        ((-sx + 0.10, sy0 + 0.05, top), (-sx + 0.22, sy1 - 0.04, high - 0.035)),
        ((HALF - 0.52, -0.9, 0), (HALF, 2.3, 0.40)),
        ((-HALF, 0.45, 1.28), (-HALF + 0.22, 2.05, 1.325)),
        ((-2.38, 1.92, 0), (-1.78, 2.52, 0.6)),
        ((-9, EDGE, -0.5), (9, EDGE + 0.34, WALL)),
    ]
    return np.array(found, float)


def open_at(x: D, z: D) -> npt.NDArray[np.bool_]:
    """Whether the wall with the arches is open there."""
    inside = np.zeros(np.broadcast_shapes(x.shape, z.shape), bool)
    for middle, half, spring in ARCHES:
        dx = np.abs(x - middle)
        inside |= (dx < half) & ((z < spring) | (np.hypot(dx, z - spring) < half))
    return inside & (z > 0)


def lighted(shape: Mesh, sun: F, rays: int = 72, ceiling: float = 0.0) -> Mesh:
    """`shape` with the last two of its paint worked out: cosine-weighted rays from each vertex meet the sky, a sunlit place, or a
    wall near or far.

    sun : (3,) towards the sun; ceiling : least of both, for what hangs in the open
    """
    p = (shape.positions + 0.012 * shape.normals).astype(np.float32)
    n = shape.normals / np.maximum(np.linalg.norm(shape.normals, axis=1, keepdims=True), 1e-6)
    random = np.random.default_rng(4)
    k = np.arange(rays)
    r, a = np.sqrt((k + 0.5) / rays), k * 2.399963
    local = np.stack([r * np.cos(a), r * np.sin(a), np.sqrt(1 - r * r)], 1).astype(np.float32)
    helper = np.where(np.abs(n[:, 2:]) < 0.9, np.array([[0, 0, 1.0]]), np.array([[1.0, 0, 0]]))
    u = np.cross(helper, n)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(n, u)
    spin = random.uniform(0, 2 * np.pi, len(p))[:, None]
    u, v = u * np.cos(spin) + v * np.sin(spin), v * np.cos(spin) - u * np.sin(spin)
    sky, room = np.zeros(len(p), np.float32), np.zeros(len(p), np.float32)
    for direction in local:
        d = (u * direction[0] + v * direction[1] + n * direction[2]).astype(np.float32)
        s, b = _seen(p, d, sun)
        sky += s
        room += b
    light = shape.paint.copy()
    light[:, 2] = np.clip(np.maximum(sky / rays, ceiling) / MOST, 0, 1)
    light[:, 3] = np.clip(np.maximum(room / rays, ceiling) / MOST, 0, 1)
    return Mesh(shape.positions, shape.normals, light, shape.triangles)


def _seen(p: F, d: F, sun: F) -> tuple[F, F]:
    """What one ray from each place meets: of the sky, and of what the sun or the room lights."""
    safe = np.where(np.abs(d) < 1e-5, 1e-5, d)
    inside = p[:, 1] < INNER
    low, high = np.array([-HALF, BACK, 0]), np.array([HALF, INNER, HIGH])
    # inside: the room's faces; outside: only the terrace's floor and the house's front
    wall = np.where(safe > 0, (high - p) / safe, (low - p) / safe)
    away = np.where(inside, wall.min(1), np.inf)
    hit = p + d * np.where(np.isfinite(away), away, 0)[:, None]
    through = inside & (wall.argmin(1) == 1) & (safe[:, 1] > 0) & open_at(hit[:, 0], hit[:, 2])
    late = (OUTER - p[:, 1]) / safe[:, 1]
    out = p + d * late[:, None]
    through &= open_at(out[:, 0], out[:, 2])
    away = np.where(through, np.inf, away)
    floor = np.where(~inside & (d[:, 2] < 0), -(p[:, 2] + 0.03) / safe[:, 2], np.inf)
    front = np.where(~inside & (d[:, 1] < 0), (OUTER - p[:, 1]) / safe[:, 1], np.inf)
    away = np.minimum(away, np.where((floor > 0) & (p[:, 1] + d[:, 1] * floor < EDGE), floor, np.inf))
    house = p + d * np.where(np.isfinite(front), front, 0)[:, None]
    shut = (front > 0) & (house[:, 2] < HIGH + 0.4) & ~open_at(house[:, 0], house[:, 2])
    away = np.minimum(away, np.where(shut, front, np.inf))
    for corner in _boxes():
        t0, t1 = (corner[0] - p) / safe, (corner[1] - p) / safe
        near, far = np.minimum(t0, t1).max(1), np.maximum(t0, t1).min(1)
        away = np.where((near < far) & (near > 1e-3), np.minimum(away, near), away)
    free = ~np.isfinite(away) | (away > 30)
    up = d[:, 2]
    sky = np.where(free, np.where(up > 0, 1.0 + 0.6 * np.clip(d @ sun, 0, 1) ** 4, 0.42), 0.0)
    place = p + d * np.where(free, 0, away)[:, None]
    # What a wall gives back: the room's own light, less of it from nearby, and the sun's where it falls.
    near = 1 - np.exp(-np.where(free, 9, away) / 0.45)
    lit = _sunlit(place + np.array([0, 0, 0.02]), sun) & (d @ sun < 0.2)
    room = np.where(free, 0.0, 0.42 * near + np.where(lit, 1.15, 0.0))
    return np.asarray(sky, np.float32), np.asarray(room, np.float32)


def _sunlit(p: npt.NDArray[np.floating], sun: F) -> npt.NDArray[np.bool_]:
    clear = np.ones(len(p), bool)
    for y in (INNER, OUTER):
        t = (y - p[:, 1]) / sun[1]
        q = p + sun * t[:, None]
        clear &= (t < 0) | open_at(q[:, 0], q[:, 2])
    for corner in _boxes()[:2]:
        t0, t1 = (corner[0] - p) / sun, (corner[1] - p) / sun
        near, far = np.minimum(t0, t1).max(1), np.maximum(t0, t1).min(1)
        clear &= ~((near < far) & (far > 0.03))
    return clear


def gobo(size: int = 256) -> npt.NDArray[np.uint8]:
    """(size, size, 4) what leaves leave of the sun, tiling, in layers: sharp, soft, sharp and soft of others."""
    random = np.random.default_rng(8)
    layers: list[npt.NDArray[np.floating]] = []
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    for _ in range(2):
        sum_ = np.zeros((size, size), np.float32)
        for _ in range(95):
            cx, cy, a = *(random.random(2) * size), random.uniform(0, 2 * np.pi)
            long, wide = random.uniform(15, 26), random.uniform(4.5, 8.0)
            dx, dy = (x - cx + size / 2) % size - size / 2, (y - cy + size / 2) % size - size / 2
            s, t = dx * np.cos(a) + dy * np.sin(a), dy * np.cos(a) - dx * np.sin(a)
            inside = 1 - np.abs(s / long)
            np.maximum(sum_, np.clip(wide * np.clip(inside, 0, 1) ** 0.6 - np.abs(t), 0, 1), out=sum_)
        layers.append(1 - sum_)
        soft = np.asarray(1 - sum_, np.float64)
        for axis in (0, 1) * 3:
            soft = np.mean([np.roll(soft, k, axis) for k in range(-6, 7)], axis=0)
        layers.append(soft)
    return np.asarray(np.stack(layers, -1) * 255).astype(np.uint8)
