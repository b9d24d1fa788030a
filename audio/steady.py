"""Steady noise told from what passes through it: a cough, a door, someone who talks.

What passes only ever adds. So the steady noise is where the short levels crowd together, and what stands far above (or, when a
fan stops, far below) does not belong to it. Means over what belongs are far less scattered than medians of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio.levels import Floats

#: the part of the short levels whose narrowest crowd is looked for, and the width of that part of a normal distribution
#: in standard deviations (the crowd found is the narrowest of many, and narrower than that by about a third)
_PART, _WIDTH_SD = 0.4, 1.05 * 0.67
#: what belongs lies within so many standard deviations below and above the crowd; they are at least this, dB. It reaches less
#: far up, where syllables end
_DOWN_SD, _UP_SD, _LEAST_SD_DB = 3.0, 2.0, 0.25
#: a noise is steady when its crowd is no wider than this, dB, and when this part of the time belongs to it
_STEADY_SD_DB, _LEAST_SHARE = 2.5, 0.35


@dataclass(frozen=True, slots=True)
class Steady:
    """The steady part of a series of short levels.

    which : (n,) bool, True where a level belongs to it
    sd_db : the standard deviation of what belongs, estimated from the crowd
    found : whether there is a steady noise at all
    """

    which: npt.NDArray[np.bool_]
    sd_db: float
    found: bool


def steady(levels_db: npt.ArrayLike) -> Steady:
    """Find the steady part of short levels (n,) in dB, n at least 1."""
    levels: Floats = np.asarray(levels_db, dtype=np.float64)
    ordered = np.sort(levels)
    count = max(round(_PART * len(ordered)), min(len(ordered), 3))
    widths = ordered[count - 1 :] - ordered[: len(ordered) - count + 1]
    first = int(np.argmin(widths))
    centre = float(np.median(ordered[first : first + count]))
    sd = max(float(widths[first]) / _WIDTH_SD, _LEAST_SD_DB)
    which = (levels >= centre - _DOWN_SD * sd) & (levels <= centre + _UP_SD * sd)
    return Steady(which, sd, sd <= _STEADY_SD_DB and float(np.mean(which)) >= _LEAST_SHARE)
