"""The walls of Snow Canyon: rock along the gorge, blue ice beyond the lake, an arch over each, a frozen fall, and icicles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import cliffs, land
from scenes.kit.look import Look
from scenes.kit.mesh import Mesh, merged
from scenes.kit.noise import fbm, smoothstep
from scenes.kit.terrain import Ground
from scenes.snow_canyon_course import ARCH, FALL, HIGH_Y, ICE, ICE_ARCH, LOW_Y, centre, wall

F = npt.NDArray[np.float32]
#: a wall close to the boat and one farther away in so many rows, and those that lead over its brink
_ROWS, _FAR_ROWS, _BRINK = 38, 22, ((2.5, 0.45), (6.0, 0.30), (10.5, -0.5))
#: a wall leans back by so much a metre, and chunks are so long, metres
_LEAN, _CHUNK = 0.075, 160.0
_LEAST = 3.0


def _icy(y: F) -> F:
    return np.asarray(smoothstep(ICE[0] - 8, ICE[0] + 6, y) * smoothstep(ICE[1] + 8, ICE[1] - 6, y), np.float32)


class _Light:
    """What falls on a face."""

    def __init__(self, look: Look, ground: Ground, shading: F, warm: F) -> None:
        self._look, self._ground, self._shading, self._warm = look, ground, shading, warm

    def paint(self, places: F, outward: F, hollow: F, ice: F) -> F:
        """(..., 4) for places (..., 3)."""
        shape = places.shape[:-1]
        flat = places.reshape(-1, 3) + outward.reshape(-1, 3) * np.array([2.4, 2.4, 0.5])
        sun = land.sun_at(self._look, self._ground, self._shading, flat.astype(np.float32), 0.6).reshape(shape)
        room = flat[:, :2] + outward.reshape(-1, 3)[:, :2] * 2.0
        lamps = self._ground.at(room[:, 0], room[:, 1], self._warm).reshape(shape)
        lamps = lamps * np.exp(-np.clip(places[..., 2] - 2.0, 0, None) / 3.5)
        high = np.clip(places[..., 2] / 26, 0, 1)
        openness = (0.78 + 0.22 * high) * (1 - 0.8 * hollow)
        return np.stack([sun * (1 - 0.5 * hollow), openness, ice, np.clip(lamps / land.MOST_LAMP, 0, 1)], -1)


def _face(ground: Ground, light: _Light, ys: F, side: int) -> tuple[Mesh, Mesh | None]:
    """A wall along `ys` and what hangs from it."""
    line, top = wall(ys, side)
    brink = ground.at(centre(ys) + side * (line + 9.0), ys)
    brink = np.maximum(brink, top * 0.6) + 0.35
    tall = _ROWS if float(line.min()) < 24 else _FAR_ROWS
    up = np.linspace(0, 1, tall, dtype=np.float32) ** 1.08
    z = -1.4 + up[None] * (brink[:, None] + 1.4)
    along = np.broadcast_to(ys[:, None], z.shape)
    ice = _icy(along)
    low = smoothstep(0.0, 7.0, brink - 1.0)[:, None]
    out = cliffs.relief(along, z, 3.0 if side < 0 else 17.0, ice) * low
    # It neither stands on the shore nor falls back behind the ground that rises there.
    room = np.clip((line[:, None] - 9.3) * 0.9, 0.4, 3.6)
    out = np.clip(out, -1.2, room) * smoothstep(1.02, 0.90, up)[None] + 1.3 * np.exp(-np.clip(z, 0, None) / 1.6)
    x = centre(ys)[:, None] + side * (line[:, None] + _LEAN * z - out)
    face = np.stack([x, along, z], -1)
    rows = []
    for inland, lift in _BRINK:
        at = centre(ys) + side * (line + _LEAN * brink + inland)
        rows.append(np.stack([at, ys, ground.at(at, ys) + lift], -1))
    places = np.concatenate([face, np.stack(rows, 1)], 1).astype(np.float32)
    outward = np.zeros_like(places)
    outward[..., 0], outward[..., 2] = -side, 0.15
    outward[:, tall:] = (0, 0, 1)
    step = float((brink.mean() + 1.4) / tall)
    hollow = np.concatenate([cliffs.hollowness(out, step), np.zeros((len(ys), len(_BRINK)), np.float32)], 1)
    icy = np.concatenate([ice, np.repeat(ice[:, :1], len(_BRINK), 1)], 1)
    made = cliffs.surface(places, light.paint(places, outward, hollow, icy), outward)
    return made, _hanging(face, out, ice, side)


def _hanging(face: F, out: F, ice: F, side: int) -> Mesh | None:
    """Icicles under what stands out most."""
    random = np.random.default_rng(5 + side)
    lip = np.zeros_like(out)
    lip[:, 1:] = out[:, 1:] - out[:, :-1]
    near = np.abs(face[..., 0] - centre(face[..., 1])) < 27
    # In rows along a ledge, then none for a while.
    where = fbm(face[..., 1] * 0.11, face[..., 2] * 0.35, 2, 6) + 0.10 * ice
    fit = (
        (lip > 0.13)
        & (where > 0.56)
        & (random.random(out.shape) < 0.72)
        & near
        & (face[..., 2] > 2.2)
        & (face[..., 2] < 34)
    )
    i, j = np.nonzero(fit)
    if not len(i):
        return None
    many = 2
    tops = np.repeat(face[i, j], many, 0) + random.normal(0, 1, (len(i) * many, 3)) * np.array([0.05, 0.38, 0.04])
    tops[:, 0] -= side * 0.05
    tops[:, 2] += 0.12
    n = len(tops)
    length = (0.25 + 1.5 * random.random(n) ** 2.4).astype(np.float32)
    paint = np.stack([np.full(n, 0.25), np.full(n, 0.5), np.ones(n), np.zeros(n)], -1)
    return cliffs.icicles(tops.astype(np.float32), length, 0.045 + 0.055 * length, paint.astype(np.float32))


def _arch(ground: Ground, light: _Light, y: float, low: float, rise: float, thick: float, frozen: bool) -> Mesh:
    at = np.full(30, y, np.float32)
    ends = [float(wall(np.linspace(y - 6, y + 6, 9), side)[0].max()) + 6.5 for side in (-1, 1)]
    t = np.linspace(-1, 1, 30, dtype=np.float32)
    x = centre(at) + np.where(t < 0, t * ends[0], t * ends[1])
    # Askew, and higher on one side: a bridge that the river left, not one that was built.
    path = np.stack([x, at + 2.2 * t + 1.2 * t * t, low + rise * (1 - np.abs(t) ** 2.4) + 1.3 * t], -1)
    radii = thick * (
        1 + 1.3 * np.abs(t) ** 2.2 + 3.0 * np.abs(t) ** 6 + 0.9 * (fbm(4 * t + y, 0 * t + 2.2, 2, 2) - 0.5)
    )
    wide = thick * (1.35 + 1.5 * t * t + 0.5 * (fbm(3 * t + y, 0 * t, 2, 3) - 0.5))
    places, outward = cliffs.arch(path.astype(np.float32), radii, wide, 0.9 if frozen else 1.3, y)
    # what hangs below sees little of the sky
    under = np.clip(-outward[..., 2], 0, 1) * 0.55
    ice = np.full(under.shape, float(frozen), np.float32)
    paint = light.paint(places, outward, under.astype(np.float32), ice)
    body = cliffs.surface(places, paint, outward)
    random = np.random.default_rng(int(y))
    beneath = places[4:-4, 18:20].reshape(-1, 3)
    tops = np.repeat(beneath, 2, 0) + random.normal(0, 1, (2 * len(beneath), 3)) * np.array([0.45, 0.9, 0.0])
    tops[:, 2] += 0.5
    length = (0.7 + 2.3 * random.random(len(tops)) ** 2.5).astype(np.float32)
    cold = np.broadcast_to(np.array([0.3, 0.75, 1.0, 0.0], np.float32), (len(tops), 4))
    return merged([body, cliffs.icicles(tops.astype(np.float32), length, 0.05 + 0.06 * length, np.array(cold))])


def _fall(ground: Ground, light: _Light, y: float, side: int, wide: float) -> Mesh:
    """A waterfall that froze as it fell: curtains of ice that part and meet, a mound at the foot."""
    across = np.arange(-wide, wide + 0.01, 0.30, dtype=np.float32)
    ys = y + across
    line, _ = wall(ys, side)
    line = np.full_like(line, line.mean()) * 0.6 + line * 0.4
    brink = float(np.median(ground.at(centre(ys) + side * (line + 9), ys))) + 0.5
    up = np.linspace(0, 1, 48, dtype=np.float32)
    z = -1.0 + up[None] * (brink + 1.0) + 0 * across[:, None]
    s = across[:, None] + 0.9 * (fbm(z * 0.08, across[:, None] * 0.0 + 3.3, 2, 2) - 0.5)
    columns = fbm(s * 0.62, z * 0.020, 3, 5, ridged=True)
    tears = fbm(s * 0.9, z * 0.16, 3, 3)
    tiers = smoothstep(0.35, 0.65, fbm(z * 0.11 + 5, s * 0.05, 2, 1))
    edge = np.clip(1 - np.abs(across[:, None] / wide) ** 3, 0, 1) * (1 + 0 * z)
    edge = edge * smoothstep(0.10, 0.42, edge + 0.5 * (tears - 0.5))
    mound = 2.9 * np.exp(-np.clip(z, 0, None) / 3.0)
    out = (2.4 + 1.6 * (columns - 0.4) + 0.7 * tears + 0.9 * tiers + mound) * edge - 1.8 * (1 - edge)
    x = centre(ys)[:, None] + side * (line[:, None] + _LEAN * z - out)
    places = np.stack([x, ys[:, None] + 0 * z, z], -1).astype(np.float32)
    outward = np.zeros_like(places)
    outward[..., 0], outward[..., 2] = -side, 0.2
    paint = light.paint(places, outward, cliffs.hollowness(out.astype(np.float32), 0.7) * 0.8, np.ones_like(z))
    paint[..., 1] = np.maximum(paint[..., 1], 0.55)
    return cliffs.surface(places, paint, outward)


def _stretches(side: int) -> Sequence[F]:
    """Where there is a wall on a side: places along it, closer where the boat comes close."""
    ys = [LOW_Y + 6]
    while ys[-1] < HIGH_Y - 6:
        line, _ = wall(np.array(ys[-1:], np.float32), side)
        ys.append(ys[-1] + float(np.clip(line[0] / 14, 1.05, 3.6)))
    y = np.array(ys, np.float32)
    there = wall(y, side)[1] > _LEAST
    edges = np.flatnonzero(np.diff(np.concatenate([[0], there.astype(int), [0]])))
    return [y[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 4]


def bake(look: Look, ground: Ground, shading: F, warm: F) -> Arrays:
    """The walls in chunks along the river, as `cliffs.packed` keeps them."""
    light = _Light(look, ground, shading, warm)
    parts: list[tuple[float, Mesh]] = []
    for side in (-1, 1):
        for ys in _stretches(side):
            many = max(1, round(float(ys[-1] - ys[0]) / _CHUNK))
            cuts = np.linspace(0, len(ys) - 1, many + 1).astype(int)
            for a, b in pairwise(cuts.tolist()):
                # One more on each side, so that the light of both chunks agrees where they meet.
                face, hanging = _face(ground, light, ys[a : b + 1], side)
                middle = float((ys[a] + ys[b]) / 2)
                parts += [(middle, m) for m in (face, hanging) if m is not None]
    parts += [
        (ARCH, _arch(ground, light, ARCH, 11.5, 9.5, 2.6, False)),
        (ICE_ARCH, _arch(ground, light, ICE_ARCH, 5.6, 4.6, 1.45, True)),
        (FALL, _fall(ground, light, FALL, -1, 5.5)),
        (FALL, _fall(ground, light, FALL + 64, 1, 3.2)),
    ]
    zone = np.array([round((y - LOW_Y) / _CHUNK) for y, _ in parts])
    chunks = [merged([parts[k][1] for k in np.flatnonzero(zone == number)]) for number in np.unique(zone)]
    return cliffs.packed("walls", chunks)
