"""Light worked out ahead of time on a grid of heights: the sun's shadows, the open sky, the lanterns' glow.

Each step shifts the whole grid at once, which is what makes a million samples cheap.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenes.kit.terrain import Ground, shifted

F = npt.NDArray[np.float32]
I = npt.NDArray[np.int64]  # noqa: E741


def sunlight(ground: Ground, sun: F, occluders: F, steps: int = 72, penumbra: float = 0.05, lift: float = 0.05) -> F:
    """0 (in shadow) to 1 (in the sun), softer the farther away what shades is.

    occluders : heights with trees and the like on them, the ground's shape
    penumbra : the sun's apparent half width, radians; wider than the real one, which reads as haze
    """
    flat = float(np.hypot(sun[0], sun[1]))
    level = ground.heights + np.float32(lift)
    seen = np.ones_like(level)
    distance = 0.8
    for _ in range(steps):
        dx, dy = sun[0] / flat * distance / ground.step, sun[1] / flat * distance / ground.step
        clear = level + np.float32(distance * sun[2] / flat) - shifted(occluders, float(dx), float(dy))
        np.minimum(seen, 0.5 + clear / np.float32(distance * penumbra + 0.12), out=seen)
        distance = distance * 1.045 + 0.25
    return np.asarray(np.clip(seen, 0, 1), np.float32)


def openness(ground: Ground, occluders: F, directions: int = 12) -> F:
    """0 to 1: how much of the sky each sample sees, by the horizon's height in some directions."""
    total = np.zeros_like(ground.heights)
    for angle in np.linspace(0, 2 * np.pi, directions, endpoint=False):
        slope = np.zeros_like(total)
        for reach in (1.0, 2.2, 5.0, 11.0, 24.0, 45.0):
            dx, dy = reach * np.cos(angle) / ground.step, reach * np.sin(angle) / ground.step
            rise = (shifted(occluders, float(dx), float(dy)) - ground.heights) / np.float32(np.hypot(reach, 0.3))
            np.maximum(slope, rise, out=slope)
        total += 1 / np.sqrt(1 + slope * slope)
    return np.asarray(total / directions, np.float32)


def glow(ground: Ground, lights: F, reach: float = 12.0) -> F:
    """What lamps at `lights` (n, 3) give to the ground, each within `reach` metres."""
    warm = np.zeros_like(ground.heights)
    normals = ground.normals()
    x, y = ground.xy
    span = int(reach / ground.step)
    for lx, ly, lz in lights:
        i, j = int((lx - ground.x0) / ground.step), int((ly - ground.y0) / ground.step)
        rows = slice(max(j - span, 0), max(j + span, 0))
        cols = slice(max(i - span, 0), max(i + span, 0))
        z = ground.heights[rows, cols]
        to = np.stack(np.broadcast_arrays(lx - x[:, cols], ly - y[rows], lz - z), -1)
        square = (to**2).sum(-1)
        facing = np.clip((to * normals[rows, cols]).sum(-1) / np.sqrt(square + 1e-6) * 0.6 + 0.4, 0, 1)
        # The window's edge is eased to nothing, else the lamp's reach shows as a square.
        edge = np.clip(1 - square / reach**2, 0, 1)
        warm[rows, cols] += facing * 0.8 * edge / (1 + square * 0.25)
    return warm


def near(ground: Ground, x: F, y: F, span: int) -> tuple[I, I, F]:
    """The samples about each of (n,) places, `span` to each side: their columns and rows, which may lie beyond the grid, and how
    far each is from its place, metres; (n, 2 span + 1, 2 span + 1) each."""
    k = np.arange(-span, span + 1)
    kx, ky = np.meshgrid(k, k)
    i = np.round((x - ground.x0) / ground.step).astype(int)[:, None, None] + kx
    j = np.round((y - ground.y0) / ground.step).astype(int)[:, None, None] + ky
    away = np.hypot(ground.x0 + i * ground.step - x[:, None, None], ground.y0 + j * ground.step - y[:, None, None])
    return i, j, away


def stamp(ground: Ground, onto: F, x: F, y: F, top: F, radius: F, power: float = 1.0) -> None:
    """Raise `onto` in place by cones at (x, y): `top` metres high over the ground in the middle, gone at `radius`."""
    i, j, away = near(ground, x, y, 6)
    height = ground.at(x, y)[:, None, None] + top[:, None, None] * (1 - (away / radius[:, None, None]) ** power)
    inside = (away < radius[:, None, None]) & (i >= 0) & (j >= 0) & (i < onto.shape[1]) & (j < onto.shape[0])
    np.maximum.at(onto, (j[inside], i[inside]), height[inside].astype(np.float32))


def rest(ground: Ground, openness: F, x: F, y: F, radius: F, depth: float = 0.55) -> None:
    """Darken `openness` in place where something round of `radius` stands: it must not seem to hang over the snow."""
    i, j, away = near(ground, x, y, 4)
    shade = 1 - depth * np.exp(-((away / radius[:, None, None]) ** 2))
    inside = (i >= 0) & (j >= 0) & (i < openness.shape[1]) & (j < openness.shape[0])
    np.multiply.at(openness, (j[inside], i[inside]), shade[inside].astype(np.float32))
