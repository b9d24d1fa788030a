"""Who and what is met in a wood: birds, butterflies, squirrels, deer; flowers and mushrooms; chimes and lanterns on their crooks.

Each is about as large as in life, stands at z = 0 and faces -y. Paint is as in `figures`: the root of the albedo, and which
part moves (thirty-seconds of 255; the shader knows each kind's).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, ball, lathe, merged, mesh, tube

F = npt.NDArray[np.float32]
_PART = 32 / 255
_BARK, _MOSS = (0.12, 0.085, 0.055), (0.085, 0.13, 0.025)


class Kind(StrEnum):
    """Who can be met."""

    BIRD = "bird"
    BUTTERFLY = "butterfly"
    BLOOM = "bloom"
    MUSHROOM = "mushroom"
    SQUIRREL = "squirrel"
    DEER = "deer"
    CHIME = "chime"
    LANTERN = "lantern"


def _paint(red: float, green: float, blue: float, part: int = 0) -> tuple[float, float, float, float]:
    return math.sqrt(red), math.sqrt(green), math.sqrt(blue), part * _PART


def _of(colour: npt.ArrayLike, part: int = 0) -> tuple[float, float, float, float]:
    red, green, blue = (float(c) for c in np.asarray(colour))
    return _paint(red, green, blue, part)


def _leaf(path: npt.ArrayLike, widths: npt.ArrayLike, side: Sequence[float], paint: npt.ArrayLike) -> Mesh:
    """A flat strip along `path` (n, 3), `widths` to each side along `side`."""
    p, w = np.asarray(path, np.float32), np.asarray(widths, np.float32)[:, None]
    s = np.asarray(side, np.float32)
    n = len(p)
    quads = [t for k in range(n - 1) for t in ((k, n + k, n + k + 1), (k, n + k + 1, k + 1))]
    return mesh(np.concatenate([p - s * w, p + s * w]), quads, paint)


def bird() -> Mesh:
    """A robin on a mossy stump, 1.05 m up. Parts: 1 body, 2 left wing, 3 right wing, 4 head."""
    outline = [
        (0.002, 0.99),
        (0.10, 1.0),
        (0.132, 0.985),
        (0.14, 0.93),
        (0.122, 0.6),
        (0.15, 0.25),
        (0.21, 0.03),
        (0.26, -0.15),
    ]
    stump = lathe(outline, 13)
    p = stump.positions.copy()
    x, y, z = p.T
    p[:, :2] *= (1 + 0.13 * np.sin(np.arctan2(y, x) * 3 + z * 4) + 0.07 * np.sin(np.arctan2(y, x) * 5))[:, None]
    p[:, 0] += 0.05 * np.sin(z * 3) - 0.05 * np.sin(3.0)
    green = np.clip(np.sin(np.arctan2(y, x) * 2 + z * 5) * 0.9 + 0.55, 0, 1)[:, None]
    wood = np.asarray(_BARK) * 1.5 + (np.asarray(_MOSS) * 1.3 - np.asarray(_BARK) * 1.5) * green
    wood = np.where((z > 0.986)[:, None], np.array([0.36, 0.25, 0.14]), wood)
    stump = mesh(p, stump.triangles, np.concatenate([np.sqrt(wood), np.zeros((len(x), 1))], 1))
    up = 1.09
    body = ball(0.085, (0, 0, 0), 16, 11).moved((0, 0.015, up), 0, (0.82, 1.15, 0.92))
    x, y, z = body.positions.T
    red = np.clip((-(y - 0.015) * 9 + (z - up) * 2.0) + 0.30, 0, 1)[:, None]
    pale = np.clip(-(z - up) * 18 - 0.25, 0, 1)[:, None] * (1 - 0.6 * red)
    coat = np.array([0.105, 0.080, 0.050]) * (1 - red) + np.array([0.40, 0.185, 0.085]) * red
    coat = coat * (1 - pale) + np.array([0.55, 0.50, 0.42]) * pale
    parts = [stump, body.painted(np.concatenate([np.sqrt(coat), np.full((len(x), 1), _PART)], 1))]
    head = ball(0.058, (0, -0.062, up + 0.078), 14, 10)
    x, y, z = head.positions.T
    red = np.clip((-(y + 0.062) * 16 - (z - up - 0.078) * 9) + 0.45, 0, 1)[:, None]
    face = np.array([0.115, 0.085, 0.052]) * (1 - red) + np.array([0.40, 0.185, 0.085]) * red
    parts.append(head.painted(np.concatenate([np.sqrt(face), np.full((len(x), 1), 4 * _PART)], 1)))
    parts.append(
        tube([(0, -0.112, up + 0.076), (0, -0.148, up + 0.070)], [0.013, 0.001], 6, _paint(0.12, 0.09, 0.05, 4))
    )
    for s in (-1, 1):
        parts.append(ball(0.0095, (s * 0.034, -0.102, up + 0.092), 8, 6, _paint(0.012, 0.01, 0.01, 4)))
        wing = _leaf(
            [(s * 0.070, -0.045, up + 0.030), (s * 0.084, 0.04, up + 0.012), (s * 0.062, 0.135, up - 0.02)],
            [0.022, 0.040, 0.006],
            (s * 0.22, 0, 0.97),
            _paint(0.085, 0.065, 0.042, 2 if s < 0 else 3),
        )
        parts.append(wing)
        parts.append(
            tube([(s * 0.022, 0.01, up - 0.06), (s * 0.024, -0.005, up - 0.095)], 0.005, 4, _paint(0.20, 0.12, 0.06, 1))
        )
    tail = _leaf(
        [(0, 0.085, up - 0.005), (0, 0.22, up - 0.035)], [0.024, 0.034], (1, 0, 0), _paint(0.075, 0.058, 0.040, 1)
    )
    return merged([*parts, tail])


def butterfly() -> Mesh:
    """0.22 m across, in the air at z 0. Parts: 2 and 3 the wings."""
    parts = [
        tube(
            [(0, -0.045, 0), (0, 0, 0.004), (0, 0.055, -0.004)], [0.006, 0.010, 0.004], 6, _paint(0.03, 0.025, 0.02, 1)
        )
    ]
    for s in (-1, 1):
        part = 2 if s < 0 else 3
        rim, core, spot = (
            _paint(0.030, 0.022, 0.020, part),
            _paint(0.66, 0.36, 0.085, part),
            _paint(0.66, 0.47, 0.17, part),
        )
        fore = np.array(
            [
                (0.008, -0.028, 0),
                (0.062, -0.088, 0),
                (0.112, -0.092, 0),
                (0.118, -0.048, 0),
                (0.076, 0.004, 0),
                (0.008, 0.004, 0),
            ]
        )
        hind = np.array(
            [
                (0.008, 0.000, 0),
                (0.070, 0.008, 0),
                (0.092, 0.045, 0),
                (0.066, 0.086, 0),
                (0.026, 0.074, 0),
                (0.008, 0.03, 0),
            ]
        )
        for shape in (fore, hind):
            shape = shape * [s, 1, 1]
            middle = shape.mean(0)
            inner = middle + (shape - middle) * 0.72
            n = len(shape)
            p = np.concatenate([[middle], inner, shape]).astype(np.float32)
            triangles = [(0, 1 + k, 1 + (k + 1) % n) for k in range(n)]
            triangles += [
                t
                for k in range(n)
                for t in ((1 + k, 1 + n + k, 1 + n + (k + 1) % n), (1 + k, 1 + n + (k + 1) % n, 1 + (k + 1) % n))
            ]
            paint = np.array([spot, *[core] * n, *[rim] * n])
            parts.append(mesh(p, triangles).painted(paint))
    return merged(parts)


def bloom() -> Mesh:
    """A tall lily, closed until it is met; 0.75 m. Parts: 1 petals (they open about the cup's foot), 2 heart, 0 stem and leaves."""
    foot = 0.56
    parts = [
        tube([(0.03, 0, -0.05), (0, 0.01, 0.3), (0, 0, foot)], [0.014, 0.011, 0.012], 7, _paint(0.075, 0.15, 0.030))
    ]
    for k in range(5):
        a = k * 2.4
        way = np.array([math.cos(a), math.sin(a), 0])
        t = np.linspace(0, 1, 5)[:, None]
        path = way * 0.30 * t + np.array([0, 0, 1]) * (0.02 + 0.32 * t - 0.24 * t**2) + np.array([0, 0, 0.04 * k])
        parts.append(_leaf(path, [0.012, 0.036, 0.042, 0.028, 0.002], (-way[1], way[0], 0), _paint(0.070, 0.15, 0.028)))
    for k in range(7):
        a = k * 2 * math.pi / 7
        way = np.array([math.cos(a), math.sin(a), 0])
        t = np.linspace(0, 1, 6)[:, None]
        path = way * (0.012 + 0.052 * np.sin(np.pi * t * 0.9)) + np.array([0, 0, 1]) * (foot + 0.22 * t)
        petal = _leaf(path, [0.012, 0.034, 0.046, 0.044, 0.030, 0.003], (-way[1], way[0], 0), (1, 1, 1, _PART))
        up = np.clip((petal.positions[:, 2:] - foot) / 0.22, 0, 1)
        tint = np.array([0.90, 0.80, 0.62]) * (1 - up) + np.array([0.86, 0.30, 0.46]) * up
        parts.append(petal.painted(np.concatenate([np.sqrt(tint), np.full((len(up), 1), _PART)], 1)))
    parts.append(ball(0.028, (0, 0, foot + 0.03), 10, 7, _paint(1.0, 0.72, 0.16, 2)))
    for k in range(6):
        a = k * math.pi / 3
        parts.append(
            tube(
                [(0, 0, foot), (0.022 * math.cos(a), 0.022 * math.sin(a), foot + 0.12)],
                [0.003, 0.006],
                4,
                _paint(1.0, 0.70, 0.14, 2),
            )
        )
    return merged(parts)


def mushroom() -> Mesh:
    """Three fly agarics in moss, 0.42 m. Parts: 1, 2, 3 the caps."""
    parts = [ball(0.30, (0, 0, -0.22), 14, 9, _of(_MOSS)).moved(scale=(1.3, 1.1, 1.0))]
    for part, (x, y, high, wide) in enumerate(
        ((0.0, 0.03, 0.36, 0.155), (0.19, -0.07, 0.24, 0.105), (-0.16, -0.09, 0.19, 0.088)), 1
    ):
        stalk = [(0.30 * wide, high), (0.24 * wide, 0.55 * high), (0.34 * wide, 0.10 * high), (0.30 * wide, -0.05)]
        parts.append(lathe(stalk, 10, _paint(0.80, 0.76, 0.66)).moved((x, y, 0)))
        a = np.linspace(0.001, 1.35, 7)
        cap = [(wide * math.sin(v), high + wide * (0.78 * math.cos(v) - 0.18)) for v in a] + [
            (wide * 0.90, high - 0.16 * wide),
            (wide * 0.25, high - 0.02 * wide),
        ]
        red = lathe(cap, 16, _paint(0.52, 0.150, 0.070, part)).moved((x, y, 0))
        paint = red.paint.copy()
        paint[-32:, :3] = np.sqrt([0.78, 0.70, 0.56])
        parts.append(red.painted(paint))
        for k in range(9):
            v, w = 0.35 + 0.28 * (k % 4), k * 2.4
            p = (
                x + wide * math.sin(v) * math.cos(w),
                y + wide * math.sin(v) * math.sin(w),
                high + wide * (0.78 * math.cos(v) - 0.18),
            )
            parts.append(ball(0.020 * wide / 0.155, p, 7, 5, _paint(0.92, 0.88, 0.76, part)))
    return merged(parts)


def squirrel() -> Mesh:
    """A red squirrel sitting up, 0.36 m. Parts: 1 body, 2 tail, 4 head and arms."""
    coat, belly = np.array([0.25, 0.105, 0.045]), np.array([0.58, 0.50, 0.38])
    body = ball(0.10, (0, 0, 0), 14, 11).moved((0, 0.02, 0.13), 0, (0.80, 0.92, 1.30))
    x, y, _ = body.positions.T
    front = np.clip(-(y - 0.01) * 16 - np.abs(x) * 9, 0, 1)[:, None]
    parts = [body.painted(np.concatenate([np.sqrt(coat + (belly - coat) * front), np.full((len(x), 1), _PART)], 1))]
    parts.append(
        ball(0.062, (0, -0.035, 0.285), 12, 9, _of(coat, 4)).moved(scale=(0.92, 1.1, 0.92)).moved((0, 0, 0.022))
    )
    parts.append(ball(0.030, (0, -0.094, 0.270), 8, 6, _of(coat * 1.3, 4)))
    parts.append(ball(0.008, (0, -0.122, 0.276), 6, 5, _paint(0.02, 0.015, 0.01, 4)))
    for s in (-1, 1):
        parts.append(ball(0.011, (s * 0.046, -0.065, 0.300), 8, 6, _paint(0.012, 0.010, 0.008, 4)))
        parts.append(
            tube(
                [(s * 0.034, -0.02, 0.325), (s * 0.044, -0.015, 0.362), (s * 0.046, -0.012, 0.388)],
                [0.017, 0.013, 0.002],
                6,
                _of(coat * 0.8, 4),
            )
        )
        parts.append(
            tube(
                [(s * 0.055, -0.03, 0.20), (s * 0.058, -0.085, 0.185), (s * 0.022, -0.105, 0.205)],
                [0.024, 0.018, 0.013],
                6,
                _of(coat, 4),
            )
        )
        parts.append(ball(0.055, (s * 0.062, -0.01, 0.055), 10, 7, _of(coat, 1)))
        parts.append(tube([(s * 0.060, 0.0, 0.015), (s * 0.060, -0.10, 0.012)], [0.022, 0.015], 6, _of(coat * 0.8, 1)))
    t = np.linspace(0, 1, 9)
    tail = np.stack([0 * t, 0.10 + 0.13 * np.sin(t * 2.5) - 0.02 * t, 0.05 + 0.36 * t + 0.05 * np.sin(t * 5)], 1)
    parts.append(tube(tail, 0.015 + 0.058 * np.sin(np.pi * (t * 0.86 + 0.10)), 9, _paint(0.29, 0.105, 0.038, 2)))
    return merged(parts)


def deer() -> Mesh:
    """A roe deer, 1.25 m at the ears. Parts: 1 neck and head (about the withers)."""
    coat, pale = np.array([0.36, 0.165, 0.062]), np.array([0.66, 0.52, 0.36])
    t = np.linspace(0, 1, 9)
    trunk = np.stack([0 * t, -0.36 + 0.78 * t, 0.78 + 0.03 * np.cos(t * 5)], 1)
    body = tube(trunk, [0.03, 0.135, 0.170, 0.172, 0.165, 0.160, 0.168, 0.150, 0.05], 14, _of(coat)).moved(
        scale=(0.86, 1, 1)
    )
    x, y, z = body.positions.T
    under = np.clip((0.70 - z) * 9, 0, 1)[:, None]
    parts = [body.painted(np.concatenate([np.sqrt(coat + (pale - coat) * under), np.zeros((len(x), 1))], 1))]
    for s in (-1, 1):
        for y, knee in ((-0.27, 0.02), (0.30, 0.07)):
            leg = [
                (s * 0.085, y, 0.76),
                (s * 0.088, y + knee * 0.4, 0.55),
                (s * 0.080, y + knee, 0.38),
                (s * 0.078, y - 0.01, 0.16),
                (s * 0.078, y - 0.03, 0.0),
            ]
            parts.append(tube(leg, [0.085, 0.062, 0.032, 0.022, 0.024], 8, _of(coat * 0.9)))
    neck = [(0, -0.30, 0.84), (0, -0.42, 1.00), (0, -0.50, 1.14)]
    parts.append(tube(neck, [0.100, 0.070, 0.062], 10, _of(coat, 1)))
    head = [(0, -0.44, 1.17), (0, -0.53, 1.175), (0, -0.64, 1.13), (0, -0.72, 1.085), (0, -0.735, 1.08)]
    parts.append(tube(head, [0.035, 0.068, 0.048, 0.030, 0.006], 10, _of(coat * 1.05, 1)))
    parts.append(ball(0.022, (0, -0.728, 1.090), 8, 6, _paint(0.02, 0.017, 0.015, 1)))
    for s in (-1, 1):
        parts.append(ball(0.014, (s * 0.054, -0.565, 1.175), 8, 6, _paint(0.012, 0.010, 0.008, 1)))
        ear = [(s * 0.045, -0.48, 1.20), (s * 0.10, -0.475, 1.27), (s * 0.135, -0.47, 1.33)]
        parts.append(tube(ear, [0.018, 0.034, 0.004], 7, _of(coat * 0.85, 1)))
        horn = [(s * 0.028, -0.50, 1.22), (s * 0.050, -0.49, 1.33), (s * 0.045, -0.52, 1.42)]
        parts.append(tube(horn, [0.011, 0.009, 0.003], 6, _paint(0.16, 0.10, 0.06, 1)))
    parts.append(ball(0.075, (0, 0.41, 0.80), 9, 7, _paint(0.80, 0.74, 0.62)))
    return merged(parts)


def _crook() -> list[Mesh]:
    t = np.linspace(0, math.pi * 1.15, 9)
    bow = np.stack([0 * t, -0.24 + 0.24 * np.cos(t), 1.98 + 0.24 * np.sin(t)], 1)
    post = np.concatenate([[(0, 0.02, -0.2), (0, 0.0, 1.0)], bow])
    return [tube(post, np.linspace(0.034, 0.016, len(post)), 7, _paint(0.085, 0.062, 0.045))]


def chime() -> Mesh:
    """A wind chime on a crook: its ring at 1.75 m. Parts: 1 to 5 the pipes, 6 what hangs in their middle."""
    parts = _crook()
    y = -0.46
    parts.append(tube([(0, y, 1.90), (0, y, 1.72)], 0.004, 4, _paint(0.10, 0.08, 0.06)))
    parts.append(
        lathe(
            [(0.002, 0.015), (0.12, 0.012), (0.125, 0.0), (0.12, -0.012), (0.002, -0.015)], 14, _paint(0.30, 0.19, 0.10)
        ).moved((0, y, 1.72))
    )
    for k in range(5):
        a = k * 2 * math.pi / 5
        x, yy = 0.095 * math.cos(a), y + 0.095 * math.sin(a)
        long = 0.30 + 0.065 * k
        parts.append(tube([(x, yy, 1.69), (x, yy, 1.69 - long)], 0.024, 8, _paint(0.15, 0.105, 0.06, 1 + k)))
    parts.append(
        lathe(
            [(0.002, 0.03), (0.045, 0.015), (0.05, 0.0), (0.045, -0.015), (0.002, -0.03)],
            10,
            _paint(0.26, 0.16, 0.09, 6),
        ).moved((0, y, 1.36))
    )
    return merged(parts)


def lantern() -> Mesh:
    """A small iron lantern on a crook: its light at 1.58 m. Parts: 1 the glass."""
    parts = _crook()
    y, iron = -0.46, _paint(0.045, 0.040, 0.036)
    parts.append(tube([(0, y, 1.90), (0, y, 1.78)], 0.005, 4, iron))
    parts.append(
        lathe([(0.004, 1.80), (0.035, 1.775), (0.125, 1.715), (0.13, 1.70), (0.01, 1.70)], 8, iron).moved((0, y, 0))
    )
    parts.append(
        lathe(
            [(0.01, 1.70), (0.085, 1.70), (0.105, 1.58), (0.085, 1.455), (0.01, 1.455)], 12, _paint(1.0, 0.70, 0.30, 1)
        ).moved((0, y, 0))
    )
    parts.append(
        lathe([(0.01, 1.46), (0.105, 1.455), (0.11, 1.43), (0.06, 1.41), (0.003, 1.40)], 8, iron).moved((0, y, 0))
    )
    for k in range(4):
        a = k * math.pi / 2 + 0.4
        rib = [
            (0.09 * math.cos(a), y + 0.09 * math.sin(a), 1.70),
            (0.112 * math.cos(a), y + 0.112 * math.sin(a), 1.58),
            (0.09 * math.cos(a), y + 0.09 * math.sin(a), 1.455),
        ]
        parts.append(tube(rib, 0.008, 5, iron))
    return merged(parts)


SHAPES: dict[Kind, Callable[[], Mesh]] = {
    Kind.BIRD: bird,
    Kind.BUTTERFLY: butterfly,
    Kind.BLOOM: bloom,
    Kind.MUSHROOM: mushroom,
    Kind.SQUIRREL: squirrel,
    Kind.DEER: deer,
    Kind.CHIME: chime,
    Kind.LANTERN: lantern,
}
