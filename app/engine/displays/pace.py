"""How many of a display's beats brought a new picture, and what resolution the next ones are drawn at."""

from __future__ import annotations

from dataclasses import dataclass, field

#: the least and the most of the recommended resolution, each way
LEAST, MOST = 0.6, 1.0
#: one step down and one step up: more careful up than down
DOWN, UP = 0.88, 1.06
#: share of a second's beats that may be missed: above the first the resolution falls, only below the second it rises
BAD, GOOD = 0.08, 0.01
#: seconds without a miss until a rise is tried; doubled, up to the most, each time that a rise was followed by misses
CALM_S, CALM_MOST_S = 6.0, 96.0
#: seconds after a change in which nothing is concluded, and after a rise in which misses count as its doing
SETTLING_S, BLAMED_S = 1.0, 4.0


@dataclass(slots=True)
class Pace:
    """What became of a display's beats since it was last asked.

    periods : the beats that passed
    missed : those of them that brought no new picture
    late : pictures that were shown, and after their own beat
    times_ms : from each new picture to the next, by the times at which the runtime showed them
    """

    periods: int = 0
    missed: int = 0
    late: int = 0
    times_ms: list[float] = field(default_factory=list)

    @property
    def shown(self) -> int:
        return self.periods - self.missed


class Resolution:
    """Falls when pictures are missed, rises with care when none are. `scale` : share of the recommended, each way."""

    def __init__(self) -> None:
        self.scale = MOST
        self._still_s = self._blamed_s = self._calm_s = 0.0
        self._wait_s = CALM_S

    def consider(self, pace: Pace, seconds: float) -> bool:
        """`pace` is what happened in the last `seconds`. True when `scale` has changed."""
        self._blamed_s = max(0.0, self._blamed_s - seconds)
        if self._still_s > 0:
            self._still_s -= seconds
            return False
        share = pace.missed / pace.periods if pace.periods else 0.0
        if share > BAD:
            self._calm_s = 0.0
            if self._blamed_s > 0:
                self._wait_s = min(2 * self._wait_s, CALM_MOST_S)
            return self._to(max(LEAST, self.scale * DOWN))
        if share > GOOD or not pace.periods:
            self._calm_s = 0.0
            return False
        self._calm_s += seconds
        if self._calm_s < self._wait_s:
            return False
        self._calm_s = 0.0
        self._blamed_s = BLAMED_S
        return self._to(min(MOST, self.scale * UP))

    def _to(self, scale: float) -> bool:
        changed = abs(scale - self.scale) > 1e-6
        self.scale = scale
        if changed:
            self._still_s = SETTLING_S
        return changed
