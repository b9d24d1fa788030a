"""Those who live in the snow: snowman, penguin; and the lanterns that light them.

Paint's colours are the root of the albedo (bytes are spent where the eye is); its fourth value names the part that moves:
0 stays, 1 hat, 2 left arm, 3 right arm, 4 head, 5 what it holds, 6 tail, 7 shines by itself.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, ball, lathe, merged, tube

PART = 32 / 255


def dyed(red: float, green: float, blue: float, part: int = 0) -> tuple[float, float, float, float]:
    """Paint of an albedo and a part."""
    return float(np.sqrt(red)), float(np.sqrt(green)), float(np.sqrt(blue)), part * PART


def ring(radius: float, thick: float, z: float, segments: int, paint: npt.ArrayLike) -> Mesh:
    """A torus about z."""
    a = np.linspace(0, -2 * np.pi, 11)
    return lathe(np.stack([radius + thick * np.cos(a), z + thick * np.sin(a)], 1), segments, paint)


def snowman(fine: float = 1.0) -> Mesh:
    """2.5 m high with its hat, facing -y. `fine` : 1 near, less for far away."""

    def n(segments: int) -> int:
        return max(5, round(segments * fine))

    snow, coal, red = (0.84, 0.87, 0.94), (0.018, 0.018, 0.022), (0.62, 0.055, 0.060)
    felt = (0.030, 0.032, 0.060)
    parts = [
        ball(0.62, (0, 0, 0.48), n(30), n(18), dyed(*snow)).moved(scale=(1, 1, 0.94)),
        ball(0.45, (0, 0, 1.22), n(28), n(16), dyed(*snow)),
        ball(0.325, (0, 0, 1.86), n(28), n(16), dyed(*snow, 4)),
        ring(0.325, 0.078, 1.585, n(26), dyed(*red)),
        lathe([(0.075, 0.05), (0.088, -0.32), (0.10, -0.55), (0.002, -0.55)], n(8), dyed(*red), 0.42).moved(
            (0.21, -0.385, 1.57)
        ),
    ]
    for x in (-0.115, 0.115):
        parts.append(ball(0.043, (x, -0.285, 1.95), n(12), n(8), dyed(*coal, 4)))
    for k in range(5):
        a = (k - 2) * 0.36
        parts.append(
            ball(
                0.024,
                (0.155 * np.sin(a), -0.292 + 0.014 * abs(k - 2), 1.755 - 0.05 * np.cos(a) + 0.03),
                n(8),
                n(6),
                dyed(*coal, 4),
            )
        )
    for z in (1.06, 1.24, 1.42):
        parts.append(
            ball(0.045, (0, -np.sqrt(max(0.462**2 - (z - 1.22) ** 2, 0)) + 0.005, z), n(10), n(8), dyed(*coal))
        )
    nose = tube(
        [(0, -0.28, 1.86), (0, -0.45, 1.855), (0, -0.66, 1.845)],
        [0.058, 0.040, 0.006],
        n(9),
        dyed(0.85, 0.24, 0.03, 4),
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
    parts.append(lathe(hat, n(24), dyed(*felt, 1)))
    parts.append(lathe([(0.229, 2.275), (0.232, 2.19)], n(24), dyed(*red, 1)))
    wood = dyed(0.075, 0.040, 0.026)
    for side, part in ((-1, 2), (1, 3)):
        paint = (*wood[:3], part * PART)
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

    coat, belly, amber = np.array([0.045, 0.055, 0.105]), np.array([0.86, 0.87, 0.92]), (0.80, 0.32, 0.04)
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
        np.concatenate([np.sqrt(coat + (belly - coat) * cheek[:, None]), np.full((len(x), 1), 4 * PART)], 1)
    )
    parts = [body, head]
    parts.append(
        tube([(0, -0.13, 0.725), (0, -0.19, 0.715), (0, -0.245, 0.700)], [0.040, 0.028, 0.005], n(8), dyed(*amber, 4))
    )
    for side, part in ((-1, 2), (1, 3)):
        parts.append(ball(0.021, (side * 0.068, -0.125, 0.772), n(10), n(8), dyed(0.01, 0.01, 0.012, 4)))
        flipper = ball(1.0, (0, 0, 0), n(12), n(9), (*np.sqrt(coat), part * PART)).moved(scale=(0.028, 0.075, 0.19))
        a = side * 0.22
        spin = [[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]]
        parts.append(flipper.rotated(spin).moved((side * 0.218, 0, 0.42)))
        parts.append(
            ball(1.0, (0, 0, 0), n(12), n(8), dyed(*amber))
            .moved(scale=(0.075, 0.115, 0.028))
            .moved((side * 0.095, -0.07, 0.025))
        )
    parts.append(ring(0.128, 0.034, 0.625, n(18), dyed(0.60, 0.06, 0.07)))
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
    return lathe(outline, 10)
