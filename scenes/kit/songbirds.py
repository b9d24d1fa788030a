"""Birds that come to a branch and are told apart by their shape. They face +y and stand on z = 0.

Paint: the root of the albedo; 0 body, 1/3 a wing that is spread in flight, 2/3 head, 1 a folded wing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, ball, egg, lathe, merged, mesh, tube

F = npt.NDArray[np.float32]
_BODY, _WING, _HEAD, _FOLDED = 0.0, 1 / 3, 2 / 3, 1.0
_DARK, _HORN = (0.018, 0.018, 0.022), (0.16, 0.11, 0.05)
Colour = tuple[float, float, float]


def _paint(colour: Colour, part: float = _BODY) -> tuple[float, float, float, float]:
    return float(np.sqrt(colour[0])), float(np.sqrt(colour[1])), float(np.sqrt(colour[2])), part


def _legs(z: float, y: float = 0.0, paint: Colour = _HORN) -> list[Mesh]:
    return [
        tube([(x, y, z), (x, y + 0.012, 0.03), (x, y + 0.03, 0.0)], [0.011, 0.007, 0.006], 5, _paint(paint))
        for x in (-0.028, 0.028)
    ]


def _eyes(y: float, z: float, x: float, size: float = 0.010) -> list[Mesh]:
    return [ball(size, (side * x, y, z), 8, 6, _paint((0.008, 0.008, 0.010), _HEAD)) for side in (-1, 1)]


def _spread(colour: Colour, z: float, reach: float = 0.34, deep: float = 0.16) -> list[Mesh]:
    """Two wings, spread."""
    parts = []
    for side in (-1, 1):
        u = np.linspace(0.03, reach, 6)
        lead = 0.05 + 0.05 * np.sin(u / reach * 2.6)
        trail = lead - deep * (1 - 0.75 * (u / reach) ** 2)
        p = np.stack(
            [np.stack([side * u, lead, z + 0 * u], 1), np.stack([side * u, trail, z - 0.01 + 0 * u], 1)], 1
        ).reshape(-1, 3)
        cells = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k, 2 * k + 3, 2 * k + 2) for k in range(5)]
        parts.append(mesh(p, np.array(cells).reshape(-1, 3), _paint(colour, _WING)))
    return parts


def _tail(points: list[tuple[float, float, float]], wide: float, paint: npt.ArrayLike) -> Mesh:
    """A tail along `points` (y, z, relative width), half as thick as it is wide."""
    path = np.array([(0.0, y, z) for y, z, _ in points])
    rod = tube(path, [0.5 * wide * w for _, _, w in points], 8, paint)
    return rod.moved(scale=(2.0, 1.0, 1.0))


def owl() -> Mesh:
    """Upright, a broad head with tufts and large bright eyes."""
    coat, pale, amber = (0.150, 0.108, 0.070), (0.34, 0.27, 0.19), (0.95, 0.60, 0.10)
    outline = [(0.01, 0.30), (0.09, 0.285), (0.125, 0.22), (0.132, 0.14), (0.105, 0.05), (0.06, 0.0), (0.01, -0.01)]
    parts = [lathe(outline, 18, _paint(coat), 0.9), egg((0, 0.045, 0.15), (0.088, 0.085, 0.115), 0.0, _paint(pale))]
    for side in (-1, 1):
        parts.append(
            egg((side * 0.108, -0.02, 0.15), (0.038, 0.085, 0.135), 0.0, _paint((0.085, 0.062, 0.045), _FOLDED))
        )
        disc = ball(1.0, (0, 0, 0), 14, 8, _paint(pale, _HEAD)).moved(scale=(0.056, 0.025, 0.060))
        parts.append(disc.moved((side * 0.046, 0.082, 0.352)))
        parts.append(ball(0.027, (side * 0.045, 0.102, 0.358), 12, 8, _paint(amber, _HEAD)))
        parts.append(ball(0.0135, (side * 0.045, 0.121, 0.358), 8, 6, _paint((0.004, 0.004, 0.005), _HEAD)))
        tuft = [(side * 0.062, 0.02, 0.42), (side * 0.098, 0.005, 0.495)]
        parts.append(tube(tuft, [0.026, 0.003], 6, _paint(coat, _HEAD)))
    parts.append(ball(0.108, (0, 0, 0.345), 18, 12, _paint(coat, _HEAD)).moved(scale=(1.08, 1, 1)))
    beak = [(0, 0.10, 0.335), (0, 0.124, 0.325), (0, 0.124, 0.303)]
    parts.append(tube(beak, [0.014, 0.010, 0.002], 6, _paint(_HORN, _HEAD)))
    return merged([*parts, *_spread(coat, 0.22, 0.42, 0.22)])


def wren() -> Mesh:
    """A small round ball whose tail stands up."""
    brown, pale = (0.200, 0.118, 0.060), (0.40, 0.30, 0.19)
    parts = [egg((0, 0, 0.125), (0.092, 0.105, 0.090), 0.25, _paint(brown)), *_legs(0.06)]
    parts.append(egg((0, 0.05, 0.105), (0.070, 0.065, 0.068), 0.2, _paint(pale)))
    parts.append(ball(0.068, (0, 0.085, 0.205), 14, 10, _paint(brown, _HEAD)))
    parts.append(egg((0, 0.118, 0.220), (0.048, 0.036, 0.009), 0.1, _paint(pale, _HEAD)))
    parts.append(tube([(0, 0.14, 0.205), (0, 0.205, 0.200)], [0.012, 0.002], 6, _paint(_HORN, _HEAD)))
    parts += _eyes(0.137, 0.214, 0.034, 0.011)
    for side in (-1, 1):
        parts.append(
            egg((side * 0.082, -0.025, 0.125), (0.020, 0.075, 0.052), 0.1, _paint((0.13, 0.075, 0.04), _FOLDED))
        )
    parts.append(_tail([(-0.085, 0.15, 0.6), (-0.115, 0.23, 0.9), (-0.105, 0.325, 1.0)], 0.034, _paint(brown)))
    return merged([*parts, *_spread(brown, 0.16, 0.24, 0.13)])


def hoopoe() -> Mesh:
    """A crest like an open fan, a long bent bill, barred wings."""
    sand, black, white = (0.46, 0.27, 0.15), (0.020, 0.018, 0.018), (0.62, 0.58, 0.50)
    parts = [egg((0, -0.02, 0.165), (0.076, 0.150, 0.082), 0.62, _paint(sand)), *_legs(0.09)]
    parts.append(tube([(0, 0.055, 0.24), (0, 0.085, 0.285)], [0.052, 0.044], 10, _paint(sand)))
    parts.append(egg((0, 0.10, 0.310), (0.042, 0.058, 0.042), 0.1, _paint(sand, _HEAD)))
    bill = [(0, 0.145, 0.312), (0, 0.215, 0.300), (0, 0.290, 0.262)]
    parts.append(tube(bill, [0.013, 0.009, 0.002], 7, _paint(_HORN, _HEAD)))
    parts += _eyes(0.125, 0.322, 0.034)
    for k, angle in enumerate(np.linspace(0.35, 2.35, 7)):
        a = np.array([0, 0.10 + 0.03 * np.cos(angle), 0.335 + 0.02 * np.sin(angle)])
        b = a + 0.125 * np.array([0, np.cos(angle), np.sin(angle)])
        tip = a + 0.150 * np.array([0, np.cos(angle), np.sin(angle)])
        lean = np.array([0.006 * (k % 2 * 2 - 1), 0, 0])
        parts.append(tube([a, (a + b) / 2 + lean, b], [0.010, 0.017, 0.014], 6, _paint(sand, _HEAD)))
        parts.append(tube([b, tip], [0.015, 0.004], 6, _paint(black, _HEAD)))
    for side in (-1, 1):
        for k in range(5):
            paint = _paint(white if k % 2 else black, _FOLDED)
            parts.append(egg((side * 0.066, 0.05 - 0.055 * k, 0.195 - 0.033 * k), (0.022, 0.036, 0.052), 0.6, paint))
    parts.append(_tail([(-0.13, 0.085, 0.8), (-0.22, 0.02, 1.0), (-0.30, -0.035, 1.1)], 0.040, _paint(black)))
    return merged([*parts, *_spread(black, 0.20, 0.36, 0.2)])


def dove() -> Mesh:
    """Large, plump and pale, with a small head."""
    pale, grey = (0.62, 0.60, 0.58), (0.36, 0.37, 0.40)
    parts = [egg((0, -0.02, 0.165), (0.120, 0.200, 0.122), 0.30, _paint(pale)), *_legs(0.07, 0.0, (0.35, 0.09, 0.07))]
    parts.append(egg((0, 0.10, 0.185), (0.092, 0.095, 0.105), 0.5, _paint(pale)))
    parts.append(tube([(0, 0.115, 0.24), (0, 0.140, 0.310)], [0.062, 0.046], 10, _paint(pale)))
    parts.append(egg((0, 0.152, 0.335), (0.044, 0.054, 0.045), 0.1, _paint(pale, _HEAD)))
    parts.append(tube([(0, 0.197, 0.332), (0, 0.238, 0.320)], [0.012, 0.003], 6, _paint(_DARK, _HEAD)))
    parts += _eyes(0.180, 0.345, 0.036)
    for side in (-1, 1):
        parts.append(egg((side * 0.104, -0.07, 0.165), (0.026, 0.160, 0.078), 0.22, _paint(grey, _FOLDED)))
    parts.append(_tail([(-0.18, 0.12, 0.9), (-0.30, 0.070, 1.1), (-0.37, 0.045, 1.2)], 0.070, _paint(grey)))
    return merged([*parts, *_spread(pale, 0.22, 0.44, 0.22)])


def magpie() -> Mesh:
    """Black with white shoulders, and a tail as long as the rest of it."""
    black, white = (0.022, 0.024, 0.034), (0.66, 0.66, 0.66)
    parts = [egg((0, 0.0, 0.165), (0.086, 0.140, 0.088), 0.45, _paint(black)), *_legs(0.09, 0.0, _DARK)]
    parts.append(egg((0, 0.045, 0.130), (0.074, 0.085, 0.064), 0.4, _paint(white)))
    parts.append(egg((0, 0.118, 0.265), (0.058, 0.070, 0.058), 0.15, _paint(black, _HEAD)))
    parts.append(
        tube([(0, 0.175, 0.268), (0, 0.215, 0.264), (0, 0.250, 0.250)], [0.022, 0.015, 0.003], 7, _paint(_DARK, _HEAD))
    )
    parts += _eyes(0.150, 0.280, 0.048)
    for side in (-1, 1):
        parts.append(egg((side * 0.080, 0.01, 0.190), (0.020, 0.075, 0.046), 0.45, _paint(white, _FOLDED)))
        parts.append(
            egg((side * 0.070, -0.075, 0.150), (0.022, 0.105, 0.040), 0.40, _paint((0.03, 0.05, 0.10), _FOLDED))
        )
    tail = [(-0.10, 0.12, 0.7), (-0.28, 0.045, 1.0), (-0.48, -0.055, 0.95), (-0.60, -0.120, 0.4)]
    parts.append(_tail(tail, 0.050, _paint((0.03, 0.055, 0.075))))
    return merged([*parts, *_spread(black, 0.20, 0.34, 0.2)])


#: what each is called, and how it is made; how it sits (turned about z, radians), its size, how far it bobs as it sings
KINDS: tuple[tuple[str, Callable[[], Mesh], tuple[float, float, float]], ...] = (
    ("owl", owl, (2.75, 1.05, 0.012)),
    ("wren", wren, (1.25, 1.15, 0.030)),
    ("hoopoe", hoopoe, (1.45, 1.05, 0.020)),
    ("dove", dove, (1.85, 1.00, 0.014)),
    ("magpie", magpie, (1.35, 1.00, 0.022)),
)
NAMES = tuple(name for name, _, _ in KINDS)


def owl_flying() -> Mesh:
    """An owl on the wing: a round head, broad wings 1.1 m from tip to tip, to be beaten by the shader."""
    coat, pale = (0.150, 0.120, 0.090), (0.30, 0.26, 0.20)
    parts = [
        egg((0, 0, 0), (0.105, 0.22, 0.10), 0.0, _paint(coat)),
        ball(0.098, (0, 0.22, 0.01), 14, 10, _paint(pale)),
    ]
    parts.append(_tail([(-0.18, 0.0, 0.8), (-0.30, 0.0, 1.2), (-0.36, 0.0, 1.1)], 0.075, _paint(coat)))
    for side in (-1, 1):
        u = np.linspace(0.03, 0.62, 9)
        lead = 0.10 + 0.07 * np.sin(u * 3.6)
        trail = -0.16 + 0.20 * np.clip(u - 0.42, 0, 1)
        p = np.stack(
            [np.stack([side * u, lead, 0.03 + 0 * u], 1), np.stack([side * u, trail, 0.01 + 0 * u], 1)], 1
        ).reshape(-1, 3)
        cells = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k, 2 * k + 3, 2 * k + 2) for k in range(8)]
        paint = np.array([_paint(coat if k % 2 == 0 else (0.07, 0.055, 0.045), _WING) for k in range(18)])
        parts.append(mesh(p, np.array(cells).reshape(-1, 3), paint))
    return merged(parts)
