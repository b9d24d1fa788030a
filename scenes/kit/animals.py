"""Animals of the snow: otter, reindeer, fox. They face -y; paint is as in `figures`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scenes.kit.figures import PART, dyed, ring
from scenes.kit.mesh import Mesh, ball, merged, tube

F = npt.NDArray[np.float32]
Colour = tuple[float, float, float]


def _segments(fine: float) -> Callable[[int], int]:
    return lambda segments: max(5, round(segments * fine))


def _shaded(shape: Mesh, dark: Colour, pale: Colour, amount: F, part: int = 0) -> Mesh:
    """Painted from `dark` to `pale` by `amount` (n,), 0 to 1."""
    colour = np.asarray(dark) + (np.asarray(pale) - np.asarray(dark)) * np.clip(amount, 0, 1)[:, None]
    return shape.painted(np.concatenate([np.sqrt(colour), np.full((len(amount), 1), part * PART)], 1))


def _oval(size: tuple[float, float, float], at: tuple[float, float, float], n: int, paint: npt.ArrayLike) -> Mesh:
    return ball(1.0, (0, 0, 0), n, max(5, n * 2 // 3), paint).moved(scale=size).moved(at)


def otter(fine: float = 1.0) -> Mesh:
    """Upright in the water, the water line at z = 0, 0.7 m above it. It holds a fish that the shader hides until it has one."""
    n = _segments(fine)
    fur, pale, dark = (0.230, 0.135, 0.085), (0.62, 0.48, 0.36), (0.02, 0.017, 0.016)
    spine = [
        (0, 0.14, -1.05),
        (0, 0.10, -0.80),
        (0, 0.03, -0.50),
        (0, 0, -0.22),
        (0, 0, 0.08),
        (0, 0.01, 0.32),
        (0, 0, 0.46),
    ]
    body = tube(spine, [0.022, 0.052, 0.105, 0.165, 0.175, 0.145, 0.115], n(16))
    _, y, z = body.positions.T
    parts = [_shaded(body, fur, pale, (-y - 0.03) / 0.09 * np.clip((z + 0.5) / 0.3, 0, 1) * 0.8)]
    head = ball(0.142, (0, -0.01, 0.575), n(18), n(12)).moved(scale=(1.06, 1.0, 1.0))
    _, y, z = head.positions.T
    parts.append(_shaded(head, fur, pale, (-y - 0.04) / 0.06 * np.clip((0.61 - z) / 0.05, 0, 1), 4))
    parts.append(_oval((0.082, 0.060, 0.055), (0, -0.125, 0.545), n(14), dyed(0.74, 0.62, 0.50, 4)))
    parts.append(_oval((0.030, 0.022, 0.020), (0, -0.185, 0.570), n(8), dyed(*dark, 4)))
    for side in (-1, 1):
        parts.append(ball(0.0235, (side * 0.066, -0.118, 0.618), n(10), n(8), dyed(*dark, 4)))
        parts.append(_oval((0.034, 0.022, 0.034), (side * 0.118, 0.0, 0.668), n(8), dyed(*fur, 4)))
        arm = [(side * 0.125, -0.07, 0.33), (side * 0.125, -0.17, 0.235), (side * 0.055, -0.215, 0.215)]
        parts.append(tube(arm, [0.052, 0.046, 0.040], n(9), dyed(0.19, 0.11, 0.07, 2 if side < 0 else 3)))
        foot = _oval((0.060, 0.115, 0.026), (side * 0.11, -0.16, -0.52), n(9), dyed(0.16, 0.09, 0.06))
        parts.append(foot)
    fish = dyed(0.56, 0.60, 0.68, 5)
    parts.append(_oval((0.175, 0.040, 0.062), (0, -0.262, 0.235), n(12), fish))
    parts.append(tube([(0.15, -0.262, 0.235), (0.215, -0.262, 0.285)], [0.016, 0.034], 6, fish))
    parts.append(tube([(0.15, -0.262, 0.235), (0.215, -0.262, 0.185)], [0.016, 0.034], 6, fish))
    return merged(parts)


def reindeer(fine: float = 1.0) -> Mesh:
    """1.5 m at the shoulder, 2.3 m with its antlers. Head and antlers turn about the neck's foot."""
    n = _segments(fine)
    coat, pale, horn, hoof = (0.36, 0.225, 0.145), (0.86, 0.79, 0.71), (0.74, 0.62, 0.46), (0.025, 0.02, 0.02)
    body = _oval((0.31, 0.68, 0.36), (0, 0.18, 1.08), n(22), (1, 1, 1, 0))
    _, y, z = body.positions.T
    parts = [_shaded(body, coat, pale, (0.92 - z) / 0.18 + np.clip((y - 0.66) / 0.12, 0, 1))]
    neck = tube([(0, -0.30, 1.10), (0, -0.52, 1.36), (0, -0.66, 1.62)], [0.235, 0.175, 0.120], n(14))
    _, y, z = neck.positions.T
    parts.append(_shaded(neck, coat, pale, 1.25 - (y + 0.62) * 3.2 - (z - 1.2) * 1.3, 4))
    for side in (-1, 1):
        for foot, knee, top in (((-0.30, 0), (-0.33, 0.45), (-0.24, 0.95)), ((0.66, 0), (0.72, 0.48), (0.56, 1.0))):
            leg = [
                (side * 0.17, top[0], top[1]),
                (side * 0.155, knee[0], knee[1]),
                (side * 0.15, foot[0], foot[1] + 0.09),
            ]
            parts.append(tube(leg, [0.125, 0.058, 0.042], n(9), dyed(*coat)))
            parts.append(_oval((0.060, 0.075, 0.055), (side * 0.15, foot[0] - 0.02, 0.05), n(9), dyed(*hoof)))
        beam = [(0.06, -0.70, 1.80), (0.20, -0.58, 2.00), (0.36, -0.52, 2.20), (0.40, -0.64, 2.44), (0.34, -0.76, 2.56)]
        tines = (
            [(0.20, -0.58, 2.00), (0.19, -0.78, 2.09), (0.16, -0.90, 2.18)],
            [(0.36, -0.52, 2.20), (0.44, -0.42, 2.36), (0.46, -0.38, 2.48)],
            [(0.39, -0.60, 2.36), (0.46, -0.60, 2.50), (0.48, -0.62, 2.60)],
        )
        for path, thick in ((beam, 0.050), *((t, 0.034) for t in tines)):
            line = np.array(path) * [side, 1, 1]
            parts.append(tube(line, np.linspace(thick, 0.017, len(line)), n(7), dyed(*horn, 4)))
        ear = tube([(side * 0.10, -0.68, 1.76), (side * 0.24, -0.66, 1.83)], [0.052, 0.010], n(8), dyed(*coat, 4))
        parts += [ear, ball(0.024, (side * 0.098, -0.84, 1.76), n(9), n(7), dyed(*hoof, 4))]
    head = tube(
        [(0, -0.62, 1.72), (0, -0.78, 1.74), (0, -0.95, 1.655), (0, -1.07, 1.59), (0, -1.10, 1.575)],
        [0.090, 0.125, 0.096, 0.074, 0.030],
        n(12),
    )
    y = head.positions[:, 1]
    parts.append(_shaded(head, coat, pale, (-y - 0.90) / 0.12, 4))
    parts.append(_oval((0.040, 0.026, 0.030), (0, -1.105, 1.60), n(8), dyed(0.10, 0.03, 0.03, 4)))
    parts.append(ring(0.185, 0.052, 0, n(16), dyed(0.60, 0.06, 0.07)).rotated(_tilt(-0.62)).moved((0, -0.44, 1.27)))
    parts.append(_oval((0.07, 0.09, 0.11), (0, 0.88, 1.16), n(8), dyed(*pale, 6)))
    return merged(parts)


def fox(fine: float = 1.0) -> Mesh:
    """Sitting, 0.85 m high with its ears."""
    n = _segments(fine)
    coat, white, dark = (0.56, 0.185, 0.045), (0.80, 0.78, 0.78), (0.03, 0.024, 0.024)
    body = tube(
        [(0, 0.20, 0.02), (0, 0.19, 0.14), (0, 0.10, 0.30), (0, -0.02, 0.46), (0, -0.05, 0.58)],
        [0.14, 0.205, 0.185, 0.140, 0.090],
        n(16),
    )
    x, y, z = body.positions.T
    parts = [_shaded(body, coat, white, (-y - 0.06) / 0.06 * np.clip((0.07 - np.abs(x)) / 0.03, 0, 1))]
    head = ball(0.135, (0, -0.09, 0.665), n(16), n(11)).moved(scale=(1.12, 1.0, 1.0))
    x, y, z = head.positions.T
    cheek = np.clip((0.655 - z) / 0.03, 0, 1) * np.clip((-y - 0.06) / 0.05, 0, 1)
    parts.append(_shaded(head, coat, white, cheek, 4))
    snout = tube([(0, -0.17, 0.645), (0, -0.26, 0.625), (0, -0.325, 0.612)], [0.078, 0.045, 0.018], n(10))
    x, y, z = snout.positions.T
    parts.append(_shaded(snout, coat, white, (0.625 - z) / 0.02, 4))
    parts.append(ball(0.024, (0, -0.33, 0.618), n(8), n(6), dyed(*dark, 4)))
    for side in (-1, 1):
        parts.append(ball(0.020, (side * 0.062, -0.205, 0.695), n(9), n(7), dyed(*dark, 4)))
        parts.append(
            tube([(side * 0.085, -0.07, 0.755), (side * 0.115, -0.06, 0.90)], [0.062, 0.006], n(7), dyed(*coat, 4))
        )
        parts.append(
            tube([(side * 0.112, -0.06, 0.875), (side * 0.116, -0.06, 0.905)], [0.020, 0.004], 5, dyed(*dark, 4))
        )
        parts.append(
            tube([(side * 0.085, -0.09, 0.40), (side * 0.080, -0.125, 0.03)], [0.060, 0.042], n(8), dyed(*coat))
        )
        parts.append(_oval((0.045, 0.065, 0.035), (side * 0.080, -0.145, 0.03), n(8), dyed(*dark)))
        parts.append(_oval((0.075, 0.150, 0.120), (side * 0.155, 0.12, 0.11), n(10), dyed(*coat)))
    tail = tube(
        [(0.02, 0.34, 0.06), (0.20, 0.40, 0.09), (0.36, 0.28, 0.13), (0.42, 0.08, 0.17), (0.38, -0.06, 0.20)],
        [0.050, 0.095, 0.115, 0.090, 0.012],
        n(12),
    )
    x, y, z = tail.positions.T
    parts.append(_shaded(tail, coat, white, (0.12 - y) / 0.06, 6))
    return merged(parts)


def _tilt(angle: float) -> F:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], np.float32)
