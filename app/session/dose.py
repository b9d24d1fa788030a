"""How much sound somebody may hear in a week, by WHO-ITU H.870 (2022).

80 dB(A) for 40 hours a week for adults, 75 dB(A) for children and for the sensitive; with every 3 dB more, half as long:
``hours = 40 * 2 ** ((80 - L) / 3)``.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

#: dB(A) at the ear that may be heard for `WEEK_H` hours in seven days
ADULT_DBA, CHILD_DBA = 80.0, 75.0
WEEK_H = 40.0
#: dB by which the allowed time halves
EXCHANGE_DB = 3.0
#: shares of the weekly allowance from which it is mentioned, and from which no sound is played without a confirmation
MENTIONED, OVER = 0.5, 1.0


def allowed_dba(under_18: bool) -> float:
    """The level in dB(A) that may be heard for 40 hours a week."""
    return CHILD_DBA if under_18 else ADULT_DBA


def share(level_dba: float, seconds: float, under_18: bool = False) -> float:
    """What `seconds` at `level_dba` dB(A) SPL at the ear use up of the weekly allowance; 1 is all of it."""
    return seconds / 3600.0 / WEEK_H * math.exp2((level_dba - allowed_dba(under_18)) / EXCHANGE_DB)


def at_ear_dba(
    ambient_db: float | None, total_db: float | None, spl_db: float | None, flags: Collection[str]
) -> float | None:
    """All that reaches the ear in a second, dB(A) SPL: what is played and the room.

    ambient_db, total_db, spl_db, flags : as in `audio.messages.Level`

    None where it can't be stated: without a calibrator, or while the room or what is played is not known.
    """
    played_db = -math.inf if "silent" in flags else total_db
    # a room that is drowned in what is played adds nothing that counts
    room_db = -math.inf if ambient_db is None and "masked" in flags else ambient_db
    if room_db is None or played_db is None or spl_db is None:
        return None
    power = 10.0 ** (room_db / 10.0) + 10.0 ** (played_db / 10.0)
    return spl_db + 10.0 * math.log10(power) if power > 0.0 else None


class Noise:
    """What is heard of a sound check's noise: told of its level from time to time, dB(A) SPL with the room in it."""

    #: seconds between two reports at most; a longer pause is no noise
    _LONGEST_S = 0.5

    def __init__(self) -> None:
        self.seconds = 0.0
        self._energy = 0.0
        self._last_s: float | None = None

    @property
    def level_dba(self) -> float | None:
        """Its equivalent level, None where there was none."""
        return 10.0 * math.log10(self._energy / self.seconds) if self.seconds > 0.0 else None

    def add(self, at_s: float, level_dba: float) -> None:
        """It is at this level since it was last told of. at_s : monotonic"""
        if self._last_s is not None:
            lasted = min(max(at_s - self._last_s, 0.0), self._LONGEST_S)
            self.seconds += lasted
            self._energy += lasted * 10.0 ** (level_dba / 10.0)
        self._last_s = at_s


@dataclass(frozen=True, slots=True)
class Dose:
    """What somebody heard in the worlds of Respite in seven days, the room among it.

    What was heard elsewhere is not known; the noise of a session's sound check is counted.

    used : share of the weekly allowance, 1 is all of it; of the seconds whose level is known
    stated_s, unstated_s : seconds whose level at the ear is known, and those of which it is not
    under_18 : by which allowance
    """

    used: float = 0.0
    stated_s: float = 0.0
    unstated_s: float = 0.0
    under_18: bool = False

    @property
    def percent(self) -> float | None:
        """Of the weekly allowance; None where it can't be stated because no level was known (never an estimate)."""
        return None if self.unstated_s and not self.stated_s else 100.0 * self.used

    @property
    def over(self) -> bool:
        return self.used >= OVER

    def plus(self, level_dba: float | None, seconds: float = 1.0) -> Dose:
        """With `seconds` more at `level_dba` dB(A) SPL at the ear, or at a level that is not known."""
        if level_dba is None:
            return replace(self, unstated_s=self.unstated_s + seconds)
        return replace(
            self, used=self.used + share(level_dba, seconds, self.under_18), stated_s=self.stated_s + seconds
        )
