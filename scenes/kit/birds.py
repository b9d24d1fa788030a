"""Birds of the water and the night. Paint: the root of the albedo; 0 body, 1/3 wing, 2/3 head. They face +y."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, ball, egg, lathe, merged, mesh, tube

F = npt.NDArray[np.float32]
_WING, _HEAD = 1 / 3, 2 / 3


def _paint(red: float, green: float, blue: float, part: float = 0.0) -> tuple[float, float, float, float]:
    return float(np.sqrt(red)), float(np.sqrt(green)), float(np.sqrt(blue)), part


_GREY, _PALE, _DARK, _BEAK = (0.120, 0.140, 0.165), (0.19, 0.195, 0.20), (0.030, 0.034, 0.045), (0.22, 0.145, 0.05)
_egg = partial(egg, segments=14, rings=9)


def heron() -> Mesh:
    """A heron that stands, 1.05 m high."""
    parts = [_egg((0, -0.02, 0.60), (0.115, 0.27, 0.125), 0.42, _paint(*_GREY))]
    parts.append(tube([(0, -0.20, 0.50), (0, -0.33, 0.43), (0, -0.42, 0.38)], [0.07, 0.045, 0.012], 8, _paint(*_GREY)))
    for side in (-1, 1):
        parts.append(_egg((side * 0.085, -0.06, 0.60), (0.045, 0.25, 0.10), 0.42, _paint(0.085, 0.10, 0.125, _WING)))
        x = side * 0.05
        parts.append(
            tube([(x, -0.02, 0.52), (x, 0.01, 0.29), (x, -0.01, -0.15)], [0.026, 0.013, 0.012], 6, _paint(*_DARK))
        )
    t = np.linspace(0, 1, 12)
    neck = np.stack([0 * t, 0.20 + 0.085 * np.sin(2 * np.pi * t) + 0.02 * t, 0.70 + 0.33 * t], 1)
    parts.append(tube(neck, np.interp(t, [0, 0.3, 1], [0.062, 0.036, 0.028]), 9, _paint(*_PALE)))
    parts.append(_egg((0, 0.25, 1.045), (0.034, 0.065, 0.036), 0.05, _paint(*_PALE, _HEAD)))
    parts.append(
        tube([(0, 0.29, 1.045), (0, 0.38, 1.035), (0, 0.47, 1.02)], [0.020, 0.013, 0.002], 7, _paint(*_BEAK, _HEAD))
    )
    parts.append(
        tube([(0, 0.25, 1.07), (0, 0.17, 1.055), (0, 0.09, 1.02)], [0.012, 0.009, 0.001], 5, _paint(*_DARK, _HEAD))
    )
    return merged(parts)


def flying() -> Mesh:
    """A heron on the wing: neck drawn in, legs stretched behind, wings 1.8 m from tip to tip, to be beaten by the shader."""
    parts = [_egg((0, 0, 0), (0.10, 0.30, 0.10), 0.0, _paint(*_GREY))]
    parts.append(
        tube(
            [(0, 0.22, -0.02), (0, 0.34, -0.07), (0, 0.36, 0.02), (0, 0.44, 0.05)],
            [0.07, 0.055, 0.045, 0.035],
            8,
            _paint(*_PALE),
        )
    )
    parts.append(tube([(0, 0.46, 0.05), (0, 0.56, 0.045), (0, 0.66, 0.035)], [0.022, 0.014, 0.002], 6, _paint(*_BEAK)))
    parts.append(tube([(0, -0.25, 0.0), (0, -0.5, 0.0), (0, -0.78, -0.01)], [0.03, 0.014, 0.012], 6, _paint(*_DARK)))
    for side in (-1, 1):
        u = np.linspace(0.03, 0.92, 9)
        lead = 0.16 + 0.10 * np.sin(u * 2.6) - 0.16 * np.clip(u - 0.55, 0, 1)
        trail = -0.20 - 0.03 * np.sin(u * 5) + 0.16 * np.clip(u - 0.6, 0, 1) ** 1.2
        p = np.stack(
            [np.stack([side * u, lead, 0.04 + 0 * u], 1), np.stack([side * u, trail, 0.02 + 0 * u], 1)], 1
        ).reshape(-1, 3)
        cells = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i, 2 * i + 3, 2 * i + 2) for i in range(8)]
        paint = np.array(
            [_paint(0.10, 0.12, 0.145, _WING) if k % 2 == 0 else _paint(0.035, 0.04, 0.055, _WING) for k in range(18)]
        )
        parts.append(mesh(p, np.array(cells).reshape(-1, 3), paint))
    return merged(parts)


def gull() -> Mesh:
    """A gull on the wing: white, long narrow grey wings with dark tips, 1.1 m from tip to tip, to be beaten by the shader."""
    white, grey, dark, beak = (0.82, 0.82, 0.80), (0.50, 0.53, 0.57), (0.10, 0.10, 0.11), (0.55, 0.36, 0.07)
    parts = [_egg((0, 0, 0), (0.070, 0.190, 0.066), 0.0, _paint(*white))]
    parts.append(_egg((0, 0.19, 0.022), (0.044, 0.066, 0.044), 0.1, _paint(*white, _HEAD)))
    parts.append(tube([(0, 0.24, 0.022), (0, 0.285, 0.017), (0, 0.30, 0.006)], [0.015, 0.011, 0.002], 6, _paint(*beak)))
    parts.append(_egg((0, -0.22, 0.005), (0.058, 0.085, 0.010), 0.0, _paint(*white)))
    for side in (-1, 1):
        u = np.linspace(0.03, 0.55, 11)
        # out to the bend of the wing it goes forward, from there it is swept back
        lead = 0.085 + 0.10 * np.sin(np.pi * np.clip(u / 0.44, 0, 1)) - 0.30 * np.clip(u - 0.30, 0, 1)
        wide = 0.150 * (1 - np.clip((u - 0.10) / 0.47, 0, 1) ** 1.6) + 0.012
        p = np.stack(
            [np.stack([side * u, lead, 0.035 + 0 * u], 1), np.stack([side * u, lead - wide, 0.022 + 0 * u], 1)], 1
        ).reshape(-1, 3)
        cells = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i, 2 * i + 3, 2 * i + 2) for i in range(10)]
        tone = [dark if x > 0.47 else white if k else grey for x in u for k in (0, 1)]
        parts.append(mesh(p, np.array(cells).reshape(-1, 3), np.array([_paint(*c, _WING) for c in tone])))
    return merged(parts)


def owl() -> Mesh:
    """An owl that sits, 0.42 m high."""
    coat, face, amber = (0.105, 0.080, 0.058), (0.21, 0.17, 0.125), (0.85, 0.50, 0.06)
    outline = [(0.01, 0.30), (0.09, 0.285), (0.125, 0.22), (0.13, 0.14), (0.105, 0.05), (0.06, 0.0), (0.01, -0.01)]
    parts = [lathe(outline, 18, _paint(*coat), 0.9)]
    belly = _egg((0, 0.045, 0.15), (0.088, 0.085, 0.115), 0.0, _paint(0.19, 0.155, 0.115))
    parts.append(belly)
    for side in (-1, 1):
        parts.append(_egg((side * 0.105, -0.02, 0.15), (0.04, 0.085, 0.13), 0.0, _paint(0.07, 0.054, 0.042, _WING)))
    parts.append(ball(0.105, (0, 0, 0.345), 18, 12, _paint(*coat, _HEAD)).moved(scale=(1.08, 1, 1)))
    for side in (-1, 1):
        disc = (
            ball(1.0, (0, 0, 0), 14, 8, _paint(*face, _HEAD))
            .moved(scale=(0.052, 0.025, 0.056))
            .moved((side * 0.044, 0.082, 0.352))
        )
        eye = ball(0.021, (side * 0.042, 0.102, 0.358), 10, 8, _paint(*amber, _HEAD))
        pupil = ball(0.0105, (side * 0.042, 0.118, 0.358), 8, 6, _paint(0.005, 0.005, 0.006, _HEAD))
        tuft = tube([(side * 0.06, 0.02, 0.42), (side * 0.085, 0.01, 0.475)], [0.024, 0.003], 6, _paint(*coat, _HEAD))
        parts += [disc, eye, pupil, tuft]
    parts.append(
        tube(
            [(0, 0.10, 0.335), (0, 0.122, 0.325), (0, 0.122, 0.305)],
            [0.014, 0.010, 0.002],
            6,
            _paint(0.10, 0.085, 0.06, _HEAD),
        )
    )
    return merged(parts)
