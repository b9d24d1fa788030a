"""Whether the SNR can be reached under the cap, slow to change its mind: a door's slam is no message."""

from __future__ import annotations

from enum import Enum

#: seconds in a row until it counts as out of reach, and as in reach again
_OUT_S, _IN_S = 3, 5


class Change(Enum):
    """What a second brought about."""

    LOST = "lost"
    REGAINED = "regained"


class Reach:
    """Told each second whether the layer stands at its cap, it says when that begins and when it ends."""

    def __init__(self) -> None:
        self.lost = False
        self._against = 0

    def second(self, capped: bool) -> Change | None:
        """What this second changed, if anything."""
        self._against = self._against + 1 if capped != self.lost else 0
        if self._against < (_IN_S if self.lost else _OUT_S):
            return None
        self.lost, self._against = capped, 0
        return Change.LOST if capped else Change.REGAINED
