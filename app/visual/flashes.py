"""How often a picture flashes in a second, by WCAG 2.2, success criterion 2.3.1, without the exemption of small areas.

A general flash is a pair of opposing changes of relative luminance of 0.1 or more, the darker state being below 0.80. A red flash
is a pair of opposing transitions to or from a saturated red, R / (R + G + B) >= 0.8, by more than 0.2 in the CIE 1976 UCS diagram
(ISO 9241-391) or by more than 20 of (R - G - B) x 320, negative values being zero (Harding and Binnie); both are counted, in linear
light. At most three of each kind may be in any second ("general flash and red flash thresholds" in the glossary of WCAG 2.2).

Any patch counts: the picture is analysed as a whole and in blocks, each by its mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.visual.colour import chromaticity, linear, luminance
from app.visual.figure import Figure

F = npt.NDArray[np.float32]
B = npt.NDArray[np.bool_]
Times = npt.NDArray[np.float64]
#: WCAG's numbers
CHANGE, BRIGHT, SATURATED, APART, REDDER, MOST = 0.1, 0.80, 0.8, 0.2, 20.0, 3
#: pixels of a block's edge; every picture is analysed as a whole too
BLOCKS = (4, 16)
#: of R + G + B in linear light: a darker colour has no hue that could be told from the steps of its bytes
_HUELESS = 0.02


@dataclass(frozen=True, slots=True)
class Flashing:
    """flashes : the most in any one second; at : when that second ends; where : which patch"""

    flashes: int
    at: float
    where: str


def figures(times: Times, frames: npt.NDArray[np.uint8]) -> list[Figure]:
    """The most general and the most red flashes of a film: `times` (n,) seconds, `frames` (n, height, width, 3) of sRGB."""
    light = linear(frames)
    general, red = (worst(times, light, kind) for kind in (general_changes, red_changes))
    return [
        Figure("general flashes in a second", general.flashes, "", MOST, f"at {general.at:.1f} s, {general.where}"),
        Figure("red flashes in a second", red.flashes, "", MOST, f"at {red.at:.1f} s, {red.where}"),
    ]


def worst(times: Times, light: F, changes: Callable[[F], B]) -> Flashing:
    """The worst second of any patch of `light` (n, height, width, 3); changes : `general_changes` or `red_changes`"""
    found = Flashing(0, float(times[0]), "everywhere")
    height, width = light.shape[1:3]
    for size in (*BLOCKS, max(height, width)):
        patches = _blocks(light, size)
        rows, columns = patches.shape[1:3]
        count = _in_a_second(times, changes(patches.reshape(len(patches), -1, 3))) // 2
        frame, patch = np.unravel_index(int(count.argmax()), count.shape)
        if count[frame, patch] > found.flashes:
            across, down = (int(patch) % columns + 0.5) / columns, (int(patch) // columns + 0.5) / rows
            where = f"a patch of {size} x {size} pixels at {across:.0%} from the left, {down:.0%} from the top"
            found = Flashing(
                int(count[frame, patch]), float(times[frame]), where if rows * columns > 1 else "everywhere"
            )
    return found


def _blocks(light: F, size: int) -> F:
    n, height, width, _ = light.shape
    rows, columns = max(1, height // size), max(1, width // size)
    tall, wide = min(size, height), min(size, width)
    cut = light[:, : rows * tall, : columns * wide]
    return np.asarray(cut.reshape(n, rows, tall, columns, wide, 3).mean((2, 4)), np.float32)


def _in_a_second(times: Times, changes: B) -> npt.NDArray[np.int64]:
    """(n, k): the changes in the second that ends with each frame."""
    total = np.concatenate([np.zeros((1, changes.shape[1]), np.int64), np.cumsum(changes, axis=0)])
    first = np.searchsorted(times, times - 1.0, side="right")
    return np.asarray(total[1:] - total[first])


def general_changes(light: F) -> B:
    """(n, k): the frames in which a change of relative luminance counts, each opposing the one before; light : (n, k, 3)"""
    values = luminance(light)
    happened = np.zeros(values.shape, np.bool_)
    way = np.zeros(values.shape[1], np.int8)  # of the change under way: up, down, or none yet
    low, high = values[0].copy(), values[0].copy()  # the darkest and the brightest since it began
    counted = np.zeros(values.shape[1], np.bool_)
    for frame, value in enumerate(values):
        low, high = np.minimum(low, value), np.maximum(high, value)
        up, down = (way <= 0) & (value - low >= CHANGE), (way >= 0) & (high - value >= CHANGE)
        # a rise begins at the darkest before it, and a fall at the brightest
        high, low = np.where(up, value, high), np.where(down, value, low)
        way = np.where(up, 1, np.where(down, -1, way)).astype(np.int8)
        counted &= ~(up | down)
        happened[frame] = (way != 0) & (low < BRIGHT) & ~counted
        counted |= happened[frame]
    return happened


def red_changes(light: F) -> B:
    """(n, k): the frames in which a patch goes to a saturated red or leaves it; light : (n, k, 3)"""
    total = light.sum(-1)
    redness = np.maximum(light[..., 0] - light[..., 1] - light[..., 2], 0) * 320
    hue = chromaticity(light)
    saturated = (light[..., 0] >= SATURATED * np.maximum(total, 1e-6)) & (total > _HUELESS / 4)
    happened = np.zeros(total.shape, np.bool_)
    red = saturated[0].copy()
    # the state that a change is measured from: the reddest since it turned red, the least red since it left
    extreme, origin, coloured = redness[0].copy(), hue[0].copy(), total[0] > _HUELESS
    for frame in range(1, len(light)):
        moved = np.abs(redness[frame] - extreme) > REDDER
        told = coloured & (total[frame] > _HUELESS)
        moved |= told & (np.linalg.norm(hue[frame] - origin, axis=-1) > APART)
        to, away = ~red & saturated[frame] & moved, red & moved & (redness[frame] < extreme)
        happened[frame] = to | away
        red = (red | to) & ~away
        further = np.where(red, redness[frame] > extreme, redness[frame] < extreme) | happened[frame]
        extreme = np.where(further, redness[frame], extreme)
        origin = np.where(further[:, None], hue[frame], origin)
        coloured = np.where(further, total[frame] > _HUELESS, coloured)
    return happened
