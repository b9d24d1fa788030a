"""A hand's movements, told from its stillness, and what is measured of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.kit.smoothness import sparc, speed_profile

Place = tuple[float, float, float]
#: values in a second at which a movement's speed is worked out, whatever the frames' rate was
RATE_HZ = 60.0
#: metres a second at which a hand begins to move, and under which it comes to rest
START, STOP = 0.06, 0.04
#: seconds over which that speed is taken, for which it must stay low, and that a movement may last
_OVER_S, _SETTLES_S, _LONGEST_S = 0.05, 0.25, 12.0
#: seconds to each side over which a speed is the lowest where a movement turns
_TURNS_S = 0.08
#: a hand that was not seen for so long is another: what it did meanwhile is not known
_LOST_S = 0.3
#: metres and seconds of less than which nothing is made
_LEAST_M, _LEAST_S = 0.03, 0.12


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement from rest to rest: times (seconds) and places (metres) as they were seen, at uneven times."""

    times: tuple[float, ...]
    places: tuple[Place, ...]

    @property
    def seconds(self) -> float:
        return self.times[-1] - self.times[0]

    def farthest(self, start: Place) -> float:
        """Metres between `start` and the place that is farthest from it."""
        return max(math.dist(start, place) for place in self.places)

    def until_it_turns(self, after: float) -> Movement:
        """Its part up to where, after that time, it first slows down to less than half of its peak and goes on again; else all.

        So a hand that touches something and comes back without a stop has made one reach, and its way back is none of it.
        """
        try:
            speed = speed_profile(self.times, self.places, RATE_HZ)
        except ValueError:
            return self
        about = round(_TURNS_S * RATE_HZ)
        for k in range(max(round((after - self.times[0]) * RATE_HZ), about), len(speed) - about):
            if speed[k] < 0.5 * speed.max() and speed[k] <= speed[k - about : k + about + 1].min():
                many = sum(time <= self.times[0] + k / RATE_HZ + 1e-6 for time in self.times)
                return Movement(self.times[:many], self.places[:many]) if many > 2 else self
        return self

    def peak_speed(self) -> float:
        """Metres a second."""
        return float(speed_profile(self.times, self.places, RATE_HZ).max())

    def smoothness(self) -> float | None:
        """The spectral arc length of its speed, about -1.5 for one smooth reach; None where it is too short to tell."""
        try:
            return sparc(speed_profile(self.times, self.places, RATE_HZ), RATE_HZ)
        except ValueError:
            return None


class Track:
    """Hand it where a hand is, frame by frame."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._places: list[Place] = []
        self._calm_since: float | None = None
        #: whether the hand moves now
        self.moving = False

    def feed(self, now: float, place: Place) -> Movement | None:
        """The hand is at `place` at `now`; hands back the movement that has come to rest by that."""
        if self._times and now <= self._times[-1]:
            return None
        if self._times and now - self._times[-1] > _LOST_S:
            self.lose()
        self._times.append(now)
        self._places.append(place)
        speed = self._speed()
        if not self.moving:
            if speed >= START:
                self.moving, self._calm_since = True, None
            # What comes before a movement belongs to it: it has begun a little before it shows.
            while len(self._times) > 2 and not self.moving and now - self._times[1] > 2 * _OVER_S:
                del self._times[0], self._places[0]
            return None
        if speed >= STOP:
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = now
        if self._calm_since is not None and now - self._calm_since >= _SETTLES_S:
            return self._end(self._calm_since)
        return self.cut() if now - self._times[0] > _LONGEST_S else None

    def cut(self) -> Movement | None:
        """End the movement here and begin the next one; hands back the one that ended."""
        if not self.moving:
            return None
        made = self._made(len(self._times))
        self._times, self._places = self._times[-1:], self._places[-1:]
        self._calm_since = None
        return made

    def lose(self) -> None:
        """The hand is gone: what it was about to do is forgotten."""
        self._times.clear()
        self._places.clear()
        self.moving, self._calm_since = False, None

    def _end(self, at: float) -> Movement | None:
        made = self._made(1 + next(k for k, time in enumerate(self._times) if time >= at))
        self._times, self._places = self._times[-1:], self._places[-1:]
        self.moving, self._calm_since = False, None
        return made

    def _made(self, many: int) -> Movement | None:
        movement = Movement(tuple(self._times[:many]), tuple(self._places[:many]))
        whole = many > 2 and movement.seconds >= _LEAST_S and movement.farthest(movement.places[0]) >= _LEAST_M
        return movement if whole else None

    def _speed(self) -> float:
        """Metres a second over the last moments."""
        now = self._times[-1]
        for time, place in zip(reversed(self._times), reversed(self._places), strict=True):
            if now - time >= _OVER_S:
                return math.dist(place, self._places[-1]) / (now - time)
        return 0.0


class Rests:
    """Stretches of stillness between movements, of whoever has begun to move."""

    #: seconds of stillness that are a rest
    LEAST_S = 5.0

    def __init__(self) -> None:
        self._since: float | None = None

    def feed(self, now: float, moving: bool) -> float | None:
        """Seconds of the rest that has ended now, if one has."""
        if not moving:
            return None
        since, self._since = self._since, now
        if since is None or now - since < self.LEAST_S:
            return None
        return now - since

    def forget(self) -> None:
        """What comes next does not follow on what came last."""
        self._since = None


def median(values: list[float]) -> float:
    """Of one or more."""
    return float(np.median(values))
