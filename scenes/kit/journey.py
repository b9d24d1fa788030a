"""To and fro along a line, so gently that nobody's stomach notices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Journey:
    """There and back again for ever: `ease` seconds to gather speed, an even `speed`, `ease` seconds to come to rest.

    length : metres; speed : metres a second; the acceleration is speed / ease
    """

    length: float
    speed: float = 0.28
    ease: float = 20.0

    @property
    def leg_s(self) -> float:
        """Seconds from one end to the other."""
        return self.length / self.speed + self.ease

    def at(self, time: float) -> float:
        """Metres from the start."""
        leg, t = divmod(max(time, 0.0), self.leg_s)
        gone = self._leg(t)
        return gone if leg % 2 == 0 else self.length - gone

    def pace(self, time: float) -> float:
        """0 at rest to 1 at the full speed."""
        t = max(time, 0.0) % self.leg_s
        return min(1.0, t / self.ease, (self.leg_s - t) / self.ease)

    def _leg(self, t: float) -> float:
        if t < self.ease:
            return self.speed * t * t / (2 * self.ease)
        left = self.leg_s - t
        if left < self.ease:
            return self.length - self.speed * left * left / (2 * self.ease)
        return self.speed * (t - self.ease / 2)
