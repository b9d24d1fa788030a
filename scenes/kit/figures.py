"""Those who live in the snow, and what they sit in: snowman, penguin, lantern, boat.

Paint's colours are the root of the albedo (bytes are spent where the eye is); its fourth value names the part that moves:
0 stays, 1 hat, 2 left arm, 3 right arm, 4 head.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, ball, grid_triangles, lathe, merged, mesh, tube

_PART = 32 / 255


def _paint(red: float, green: float, blue: float, part: int = 0) -> tuple[float, float, float, float]:
    return float(np.sqrt(red)), float(np.sqrt(green)), float(np.sqrt(blue)), part * _PART


def _ring(radius: float, thick: float, z: float, segments: int, paint: npt.ArrayLike) -> Mesh:
    a = np.linspace(0, -2 * np.pi, 11)
    return lathe(np.stack([radius + thick * np.cos(a), z + thick * np.sin(a)], 1), segments, paint)


def snowman(fine: float = 1.0) -> Mesh:
    """2.5 m high with its hat, facing -y. `fine` : 1 near, less for far away."""

    def n(segments: int) -> int:
        return max(5, round(segments * fine))

    snow, coal, red = (0.84, 0.87, 0.94), (0.018, 0.018, 0.022), (0.62, 0.055, 0.060)
    felt = (0.030, 0.032, 0.060)
    parts = [
        ball(0.62, (0, 0, 0.48), n(30), n(18), _paint(*snow)).moved(scale=(1, 1, 0.94)),
        ball(0.45, (0, 0, 1.22), n(28), n(16), _paint(*snow)),
        ball(0.325, (0, 0, 1.86), n(28), n(16), _paint(*snow, 4)),
        _ring(0.325, 0.078, 1.585, n(26), _paint(*red)),
        lathe([(0.075, 0.05), (0.088, -0.32), (0.10, -0.55), (0.002, -0.55)], n(8), _paint(*red), 0.42).moved(
            (0.21, -0.385, 1.57)
        ),
    ]
    for x in (-0.115, 0.115):
        parts.append(ball(0.043, (x, -0.285, 1.95), n(12), n(8), _paint(*coal, 4)))
    for k in range(5):
        a = (k - 2) * 0.36
        parts.append(
            ball(
                0.024,
                (0.155 * np.sin(a), -0.292 + 0.014 * abs(k - 2), 1.755 - 0.05 * np.cos(a) + 0.03),
                n(8),
                n(6),
                _paint(*coal, 4),
            )
        )
    for z in (1.06, 1.24, 1.42):
        parts.append(
            ball(0.045, (0, -np.sqrt(max(0.462**2 - (z - 1.22) ** 2, 0)) + 0.005, z), n(10), n(8), _paint(*coal))
        )
    nose = tube(
        [(0, -0.28, 1.86), (0, -0.45, 1.855), (0, -0.66, 1.845)],
        [0.058, 0.040, 0.006],
        n(9),
        _paint(0.85, 0.24, 0.03, 4),
    )
    parts.append(nose)
    hat = [
        (0.002, 2.54),
        (0.195, 2.53),
        (0.225, 2.50),
        (0.225, 2.17),
        (0.35, 2.165),
        (0.37, 2.145),
        (0.36, 2.12),
        (0.002, 2.12),
    ]
    parts.append(lathe(hat, n(24), _paint(*felt, 1)))
    parts.append(lathe([(0.229, 2.275), (0.232, 2.19)], n(24), _paint(*red, 1)))
    wood = _paint(0.075, 0.040, 0.026)
    for side, part in ((-1, 2), (1, 3)):
        paint = (*wood[:3], part * _PART)
        parts.append(
            tube(
                [(side * 0.34, 0, 1.34), (side * 0.66, -0.02, 1.55), (side * 0.98, -0.05, 1.70)],
                [0.030, 0.025, 0.016],
                6,
                paint,
            )
        )
        for end in ((1.06, -0.05, 1.88), (1.16, -0.10, 1.74), (1.12, 0.02, 1.80)):
            parts.append(tube([(side * 0.94, -0.05, 1.685), (side * end[0], end[1], end[2])], [0.014, 0.008], 5, paint))
    return merged(parts)


def penguin(fine: float = 1.0) -> Mesh:
    """0.85 m high, facing -y. `fine` : 1 near, less for far away."""

    def n(segments: int) -> int:
        return max(5, round(segments * fine))

    coat, belly, amber = np.array([0.030, 0.036, 0.070]), np.array([0.86, 0.87, 0.92]), (0.80, 0.32, 0.04)
    outline = [
        (0.01, 0.66),
        (0.11, 0.65),
        (0.17, 0.58),
        (0.215, 0.44),
        (0.235, 0.28),
        (0.215, 0.13),
        (0.15, 0.05),
        (0.02, 0.03),
    ]
    body = lathe(outline, n(22))
    x, y, z = body.positions.T
    front = np.clip((-y / np.maximum(np.hypot(x, y), 1e-3) - 0.25) / 0.30, 0, 1) * np.clip((0.63 - z) / 0.05, 0, 1)
    body = body.painted(np.concatenate([np.sqrt(coat + (belly - coat) * front[:, None]), np.zeros((len(x), 1))], 1))
    head = ball(0.145, (0, 0, 0.73), n(20), n(13))
    x, y, z = head.positions.T
    cheek = (
        np.clip((-y - 0.05) / 0.05, 0, 1)
        * np.clip((np.abs(np.abs(x) - 0.065) * -1 + 0.055) / 0.03, 0, 1)
        * np.clip((0.80 - z) / 0.03, 0, 1)
    )
    head = head.painted(
        np.concatenate([np.sqrt(coat + (belly - coat) * cheek[:, None]), np.full((len(x), 1), 4 * _PART)], 1)
    )
    parts = [body, head]
    parts.append(
        tube([(0, -0.13, 0.725), (0, -0.19, 0.715), (0, -0.245, 0.700)], [0.040, 0.028, 0.005], n(8), _paint(*amber, 4))
    )
    for side, part in ((-1, 2), (1, 3)):
        parts.append(ball(0.021, (side * 0.068, -0.125, 0.772), n(10), n(8), _paint(0.01, 0.01, 0.012, 4)))
        flipper = ball(1.0, (0, 0, 0), n(12), n(9), (*np.sqrt(coat), part * _PART)).moved(scale=(0.028, 0.075, 0.19))
        a = side * 0.22
        spin = [[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]]
        parts.append(flipper.rotated(spin).moved((side * 0.218, 0, 0.42)))
        parts.append(
            ball(1.0, (0, 0, 0), n(12), n(8), _paint(*amber))
            .moved(scale=(0.075, 0.115, 0.028))
            .moved((side * 0.095, -0.07, 0.025))
        )
    parts.append(_ring(0.128, 0.034, 0.625, n(18), _paint(0.60, 0.06, 0.07)))
    return merged(parts)


def lantern() -> Mesh:
    """A paper lantern about 1.1 m high for scale 1, its middle at the origin."""
    outline = [
        (0.01, 0.64),
        (0.22, 0.62),
        (0.40, 0.52),
        (0.47, 0.25),
        (0.42, -0.10),
        (0.30, -0.43),
        (0.16, -0.45),
        (0.01, -0.45),
    ]
    return lathe(outline, 16)


def boat() -> Mesh:
    """A small wooden boat around a seat at the origin, bow towards +y; 0.25 m of it under the seat's height of 0.35 m.

    The bow ends 2.3 m ahead; the rails run 0.62 m to each side and 0.2 m over the seat, so that nothing comes near the eyes.
    """
    along = np.linspace(-1.5, 2.3, 30)
    t = np.clip((along + 1.5) / 3.8, 0, 1)
    width = (
        0.62 * np.clip(1 - np.clip((t - 0.45) / 0.55, 0, 1) ** 2.4, 0, 1) * (0.82 + 0.18 * np.clip(t / 0.3, 0, 1))
        + 0.02
    )
    rail = 0.10 + 0.34 * np.clip((t - 0.5) / 0.5, 0, 1) ** 2 + 0.06 * np.clip((0.2 - t) / 0.2, 0, 1)
    keel = -0.44 + 0.30 * np.clip((t - 0.7) / 0.3, 0, 1) ** 2
    ribs = np.linspace(-1, 1, 17)
    x = width[:, None] * np.sign(ribs) * np.abs(ribs) ** 0.8
    z = keel[:, None] + (rail - keel)[:, None] * np.abs(ribs) ** 2.4
    p = np.stack([x, np.repeat(along[:, None], 17, 1), z], -1)
    triangles = grid_triangles(30, 17)
    plank = 0.5 + 0.5 * (np.floor(np.abs(ribs) * 6) % 2)
    tone = np.stack([0.20 + 0.07 * plank, 0.135 + 0.045 * plank, 0.095 + 0.03 * plank], -1)
    inside = np.concatenate([np.sqrt(np.repeat(tone[None], 30, 0)), np.zeros((30, 17, 1))], -1).reshape(-1, 4)
    outer = (
        p * [1.04, 1.0, 1.0] - np.array([0, 0, 0.012]) - np.array([0, 0, 0.26]) * (np.abs(ribs) < 0.9)[None, :, None]
    )
    parts = [
        mesh(p.reshape(-1, 3), triangles, inside),
        mesh(outer.reshape(-1, 3), triangles[:, ::-1], _paint(0.36, 0.055, 0.050)),
    ]
    cap = _paint(0.36, 0.25, 0.17)
    for side in (0, -1):
        edge = p[:, side] + [0, 0, 0.005]
        parts.append(tube(edge, 0.030, 8, cap))
    stem = np.array([[0, 2.22, -0.05], [0, 2.31, 0.30], [0, 2.36, 0.52], [0, 2.33, 0.62]])
    parts.append(tube(stem, [0.045, 0.045, 0.038, 0.030], 9, cap))
    for y, w in ((0.0, 0.60), (1.15, 0.50)):
        parts.append(_plank((-w, y - 0.14, -0.06), (w, y + 0.14, -0.02), _paint(0.33, 0.23, 0.155)))
    parts.append(_plank((-0.30, -1.3, -0.44), (0.30, 1.5, -0.41), _paint(0.22, 0.155, 0.11)))
    # Snowballs ready to hand, heaped on the fore bench.
    heap = [(x, y, 0.0) for x in (-0.16, 0.0, 0.16) for y in (1.07, 1.22)] + [
        (-0.08, 1.145, 0.115),
        (0.08, 1.145, 0.115),
    ]
    for k, (across, ahead, up) in enumerate(heap):
        parts.append(
            ball(0.076 + 0.006 * (k % 3), (across + 0.02 * (k % 2), ahead, up + 0.055), 14, 9, _paint(0.84, 0.87, 0.94))
        )
    return merged(parts)


def _plank(low: tuple[float, float, float], high: tuple[float, float, float], paint: npt.ArrayLike) -> Mesh:
    """A box with flat sides."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    faces = [
        [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)],
        [(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)],
        [(x1, y1, z0), (x0, y1, z0), (x0, y1, z1), (x1, y1, z1)],
        [(x0, y1, z0), (x1, y1, z0), (x1, y0, z0), (x0, y0, z0)],
    ]
    return merged([mesh(face, [[0, 1, 2], [0, 2, 3]], paint) for face in faces])
