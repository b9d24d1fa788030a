"""What grows and lies about on a piece of land: where it may, with room around each, in the light that falls there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.kit import land, light
from scenes.kit.look import Look
from scenes.kit.noise import fbm, smoothstep
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]


def around(azimuth: npt.NDArray[np.float64], reach: npt.NDArray[np.float64]) -> tuple[F, F]:
    """x, y of places about the seat. azimuth : radians to the right of straight ahead; reach : metres"""
    return np.asarray(reach * np.sin(azimuth), np.float32), np.asarray(reach * np.cos(azimuth), np.float32)


def placed(ground: Ground, spots: Sequence[tuple[float, float, float]], sink: float, low: float = -np.inf) -> F:
    """(n, 4) x, y, z, scale of `spots` (x, y, scale), where a designer wants them.

    sink : metres into the ground; low : the ground counts as so high at least
    """
    at = np.array(spots, np.float32)
    z = ground.at(at[:, 0], at[:, 1])
    return np.stack([at[:, 0], at[:, 1], np.maximum(z, low) - sink, at[:, 2]], 1).astype(np.float32)


def spaced(x: F, y: F, z: npt.NDArray[np.floating[Any]], size: F, room: float, cell: float, most: int) -> F:
    """(k, 4) x, y, z, size of the first `most` that have room: none nearer to another than `room` times both their sizes.

    cell : as for `thinned`
    """
    k = thinned(x, y, np.asarray(room * size, np.float32), cell)[:most]
    return np.stack([x[k], y[k], z[k], size[k]], 1).astype(np.float32)


def thinned(x: F, y: F, room: F, cell: float = 3.0) -> npt.NDArray[np.intp]:
    """Which of the places stay, so that no two are closer than the sum of their `room` (metres): the first come stay.

    cell : at least the largest sum of two rooms
    """
    keep: list[int] = []
    cells: dict[tuple[int, int], list[int]] = {}
    for i in range(len(x)):
        cx, cy = int(x[i] // cell), int(y[i] // cell)
        rivals = (j for a in (-1, 0, 1) for b in (-1, 0, 1) for j in cells.get((cx + a, cy + b), ()))
        if all(math.hypot(x[i] - x[j], y[i] - y[j]) > room[i] + room[j] for j in rivals):
            keep.append(i)
            cells.setdefault((cx, cy), []).append(i)
    return np.array(keep, np.intp)


def cover(ground: Ground, low: float, high: float, wander: float, grain: float) -> F:
    """How much grows on each sample, 0 to 1: nothing `low` metres over the water, all from `high` on.

    wander : metres by which that line goes up and down; grain : how often, a metre
    """
    x, y = np.broadcast_arrays(*ground.xy)
    return smoothstep(low, high, ground.heights + wander * (fbm(x * grain, y * grain, 3, 2) - 0.5))


def shade(ground: Ground, shading: F, who: F, top: float, radius: float, power: float) -> None:
    """Raise `shading` in place where each of `who` (n, 4 or more; x, y, z, size) stands: see `light.stamp`.

    top, radius : metres, of one of size 1
    """
    size = np.asarray(who[:, 3], np.float32)
    tall, wide = np.asarray(top * size, np.float32), np.asarray(radius * size, np.float32)
    light.stamp(ground, shading, who[:, 0], who[:, 1], tall, wide, power)


def lit(look: Look, ground: Ground, shading: F, warm: F, who: F, rise: float, random: np.random.Generator) -> F:
    """(n, 8) x, y, z, size, a turn and a seed, the key light `rise` metres up (at size 1) and the lamps', of `who` (n, 4)."""
    sun = land.sun_at(look, ground, shading, who, rise * who[:, 3])
    lamps = ground.at(who[:, 0], who[:, 1], warm)
    turn, seed = random.uniform(0, 2 * np.pi, len(who)), random.random(len(who))
    return np.concatenate([who, np.stack([turn, seed, sun, lamps], 1)], 1).astype(np.float32)
