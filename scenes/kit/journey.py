"""To and fro along a line, so gently that nobody's stomach notices, and always with the bow ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Journey:
    """Out to `length`, and from then on back to `back` and out again for ever: `ease` seconds to gather speed, an even `speed`,
    `ease` seconds to come to rest, `turn` seconds to turn round on the spot.

    length, back : metres from the start; speed : metres a second; the acceleration is speed / ease
    """

    length: float
    speed: float = 0.28
    ease: float = 20.0
    turn: float = 70.0
    back: float = 0.0

    def at(self, time: float) -> float:
        """Metres from the start."""
        number, t, long = self._leg(time)
        gone = self._gone(t, long)
        if number % 2:
            return self.length - gone
        return gone if number == 0 else self.back + gone

    def pace(self, time: float) -> float:
        """0 at rest to 1 at the full speed."""
        _, t, long = self._leg(time)
        return max(0.0, min(1.0, t / self.ease, (self._takes(long) - t) / self.ease))

    def turned(self, time: float) -> float:
        """Radians by which the bow has turned since the start; pi and twice that are back and out again."""
        number, t, long = self._leg(time)
        share = max(0.0, t - self._takes(long)) / self.turn
        return math.pi * (number + share * share * (3 - 2 * share))

    def _takes(self, long: float) -> float:
        """Seconds of a leg of `long` metres."""
        return long / self.speed + self.ease

    def _leg(self, time: float) -> tuple[int, float, float]:
        """Which leg it is, the seconds since it began, its metres."""
        t = max(time, 0.0)
        first, other = self._takes(self.length) + self.turn, self._takes(self.length - self.back) + self.turn
        if t < first:
            return 0, t, self.length
        number, t = divmod(t - first, other)
        return 1 + int(number), t, self.length - self.back

    def _gone(self, t: float, long: float) -> float:
        if t < self.ease:
            return self.speed * t * t / (2 * self.ease)
        left = max(self._takes(long) - t, 0.0)
        if left < self.ease:
            return long - self.speed * left * left / (2 * self.ease)
        return self.speed * (t - self.ease / 2)
