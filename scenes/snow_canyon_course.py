"""Where the river of Snow Canyon runs: its middle, how wide it is, and the line and the height of the walls beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from scenes.kit.noise import fbm

F = npt.NDArray[np.float32]
LOW_Y, HIGH_Y, WIDE, STEP = -110.0, 850.0, 288.0, 0.6
#: the stretch that the boat travels, metres along y, and how far from its beginning it turns round again
START_Y, TRAVEL, BACK = 6.0, 570.0, 90.0
#: where the gorge is, its rock arch, its frozen fall, the lake, the walls of ice and their arch, metres along y
GORGE, ARCH, FALL, LAKE, ICE, ICE_ARCH = (135.0, 262.0), 226.0, 186.0, (300.0, 425.0), (448.0, 532.0), 496.0

#: where the rows of the ground that is drawn run, metres along y
ROWS = np.arange(LOW_Y + 6, HIGH_Y - 6, 2.6, dtype=np.float32)

_Knots = Sequence[tuple[float, float]]
_HALF: _Knots = (
    (-110, 7.0), (130, 7.0), (158, 6.6), (250, 6.6), (278, 9.0), (322, 29.0), (400, 31.0), (440, 8.5), (462, 6.8), (528, 6.8),
    (560, 8.0), (850, 9.0),
)  # fmt: skip
_RIGHT: _Knots = (
    (-110, 47), (70, 43), (148, 14.5), (252, 14.5), (292, 62), (324, 98), (400, 98), (442, 30), (462, 13.6), (522, 13.6),
    (568, 46), (850, 50),
)  # fmt: skip
_RIGHT_TOP: _Knots = (
    (-110, 44),
    (90, 42),
    (150, 50),
    (250, 47),
    (300, 40),
    (345, 0),
    (412, 0),
    (452, 15),
    (524, 17),
    (580, 34),
    (850, 42),
)
_LEFT: _Knots = (
    (-110, 100), (80, 86), (148, 14.0), (252, 14.0), (296, 66), (324, 98), (400, 98), (440, 34), (462, 13.4), (524, 13.4),
    (560, 84), (850, 100),
)  # fmt: skip
_LEFT_TOP: _Knots = (
    (-110, 0),
    (100, 0),
    (146, 42),
    (250, 44),
    (294, 22),
    (330, 0),
    (424, 0),
    (454, 14),
    (522, 16),
    (552, 0),
    (850, 0),
)


def _between(knots: _Knots, y: npt.ArrayLike) -> F:
    """From knot to knot without a kink."""
    at, values = np.array(knots, np.float32).T
    y = np.asarray(y, np.float32)
    k = np.clip(np.searchsorted(at, y) - 1, 0, len(at) - 2)
    t = np.clip((y - at[k]) / (at[k + 1] - at[k]), 0, 1)
    t = t * t * (3 - 2 * t)
    return np.asarray(values[k] + (values[k + 1] - values[k]) * t, np.float32)


def centre(y: npt.ArrayLike) -> F:
    """x of the middle of the river at `y`, metres."""
    at = np.asarray(y, np.float32)
    return np.asarray(12 * np.sin(at * 0.0125 + 0.4) + 4.4 * np.sin(at * 0.027 + 2.0), np.float32)


def half_width(y: npt.ArrayLike) -> F:
    """Metres from the middle to the shore, about."""
    return _between(_HALF, y)


def wall(y: npt.ArrayLike, side: int) -> tuple[F, F]:
    """Metres from the middle to the wall's foot on a side (-1 left, 1 right), and its height; where that is small there is none.

    The foot wanders in bays and buttresses; it never comes nearer than the shore allows.
    """
    y = np.asarray(y, np.float32)
    line, top = _between(_LEFT if side < 0 else _RIGHT, y), _between(_LEFT_TOP if side < 0 else _RIGHT_TOP, y)
    bays = fbm(y * 0.045 + 31 * side, y * 0 + 4.7, 2, 2, ridged=True) - 0.45
    wide = np.clip((line - 12) / 30, 0.0, 1.0)
    ragged = 0.86 + 0.30 * fbm(y * 0.028 + 11 * side, y * 0 + 9.2, 3, 5)
    return np.asarray(line + bays * (2.6 + 12 * wide), np.float32), np.asarray(top * ragged, np.float32)


def columns(y: F) -> F:
    """(rows, 49) how far from the river's middle the columns of the ground that is drawn run: close along the shores, one on each
    side of a wall's foot."""
    halves = []
    for side in (-1, 1):
        line, _ = wall(y, side)
        shore = half_width(y)
        knots = [0 * y, shore - 3.6, shore + 4.8, line + 1.8, line + 7.4, np.full_like(y, 132.0)]
        half = [knots[0][:, None]]
        for (low, high), steps, power in zip(pairwise(knots), (3, 8, 7, 1, 5), (0.8, 1.0, 1.3, 1.0, 1.2), strict=True):
            t = np.linspace(0, 1, steps + 1)[1:] ** power
            half.append(low[:, None] + (high - low)[:, None] * t)
        halves.append(np.concatenate(half, 1))
    return np.concatenate([-halves[0][:, :0:-1], halves[1]], 1).astype(np.float32)
