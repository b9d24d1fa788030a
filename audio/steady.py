"""Steady noise told from what passes through it: a cough, a door, someone who talks.

What passes only ever adds. So the steady noise is where the short levels crowd together, and what stands far above (or, when a
fan stops, far below) does not belong to it. Means over what belongs are far less scattered than medians of all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audio.levels import Floats

#: the part of the short levels whose narrowest crowd is looked for, and how many dB its standard deviation may be: of a noise
#: that is surely steady, and of one that is taken for the room's own where there is none
_PART, SURE_SD_DB, _WIDEST_SD_DB = 0.4, 1.0, 2.5
#: dB that four fifths of the levels span when something passes all the time
RESTLESS_DB = 4.0
#: the width of this part of a normal distribution in standard deviations; the narrowest of many is a third narrower than that
_WIDTH_SD = 1.05 * 0.67
#: when somebody talks all the time the steady noise is heard in the pauses alone, and is told from syllables by how steady it is:
#: smaller parts, how many dB they may span, and the part of all that may be quieter
_PAUSES, _UNDER = ((0.25, 1.0), (0.15, 0.8)), 0.1
#: what belongs lies within so many standard deviations below and above the crowd; they are at least this, dB. It reaches less
#: far up, where syllables end
_DOWN_SD, _UP_SD, _LEAST_SD_DB = 3.0, 2.0, 0.25


@dataclass(frozen=True, slots=True)
class Steady:
    """The steady part of a series of short levels.

    which : (n,) bool, True where a level belongs to it
    sd_db : the standard deviation of what belongs, estimated from the crowd
    found : whether there is a steady noise at all
    sure : whether it is told from what passes: nothing does, or it is heard alone in the pauses
    span_db : from the lowest to the highest of the crowd
    """

    which: npt.NDArray[np.bool_]
    sd_db: float
    found: bool
    span_db: float
    sure: bool = False


def steady(levels_db: npt.ArrayLike, restless_db: float = RESTLESS_DB) -> Steady:
    """Find the steady part of short levels (n,) in dB, n at least 1.

    restless_db : dB that four fifths of them span when something passes all the time; the steady part is then looked for in the
        pauses first
    """
    levels: Floats = np.asarray(levels_db, dtype=np.float64)
    ordered = np.sort(levels)
    usual = _crowd(levels, ordered, _PART, len(ordered))
    usual = replace(usual, found=usual.sd_db <= _WIDEST_SD_DB and float(np.mean(usual.which)) >= 0.8 * _PART)
    if usual.found and np.subtract(*np.percentile(ordered, (90.0, 10.0))) <= restless_db:
        # Nothing passes: what is cut off above would be missed by the mean.
        middle = float(np.median(levels[usual.which]))
        return replace(usual, which=np.abs(levels - middle) <= _DOWN_SD * usual.sd_db, sure=True)
    for part, span_db in _PAUSES:
        pauses = _crowd(levels, ordered, part, round(_UNDER * len(ordered)))
        # Nothing but the steady noise is in this crowd, and few of it are outside: it spans about three standard deviations.
        if pauses.span_db <= span_db:
            return replace(pauses, found=True, sure=True)
    return usual


def _crowd(levels: Floats, ordered: Floats, part: float, before: int) -> Steady:
    """The narrowest crowd of this part of all, with fewer than `before` below it."""
    count = max(round(part * len(ordered)), min(len(ordered), 3))
    widths = (ordered[count - 1 :] - ordered[: len(ordered) - count + 1])[: max(before, 1)]
    first = int(np.argmin(widths))
    centre = float(np.median(ordered[first : first + count]))
    sd = max(float(widths[first]) / (_WIDTH_SD if part == _PART else 3.0), _LEAST_SD_DB)
    which = _near(levels, centre, sd)
    # The crowd may lie beside the middle of what belongs to it.
    which = _near(levels, float(np.median(levels[which])), sd)
    return Steady(which, sd, False, float(widths[first]))


def _near(levels: Floats, centre: float, sd: float) -> npt.NDArray[np.bool_]:
    return np.asarray((levels >= centre - _DOWN_SD * sd) & (levels <= centre + _UP_SD * sd))
