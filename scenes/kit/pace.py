"""How far a walker has come: a pace that is asked for and eased into, and rests at places worth one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: m/s2 with which a walk begins and ends; far from what a stomach notices
EASE = 0.30
#: seconds of one tick: the walk is the same whatever the frames do
TICK = 0.02
#: a jump of more seconds than this goes in coarse ticks
_JUMP, _COARSE = 2.0, 0.1


@dataclass(frozen=True, slots=True)
class Rest:
    """`at` : metres along the loop; `seconds` for which the walker stays."""

    at: float
    seconds: float


class Pace:
    """A walk around a loop of `length` metres that never ends.

    metres counts on and on: after a round it is `length` and more.
    """

    def __init__(self, length: float, rests: Sequence[Rest], start: float = 0.0) -> None:
        self._length, self._rests = length, tuple(sorted(rests, key=lambda r: r.at))
        self.metres = self._before = start
        self.speed = 0.0
        #: the speed that is asked for, m/s
        self.asked = 0.0
        #: whether the walker stops at rests
        self.rests = True
        #: the number of the rest where the walker stands, else None
        self.resting: int | None = None
        self._left, self._spare = 0.0, 0.0
        self._goal = self._next(start + 0.5)

    def _next(self, metres: float) -> tuple[float, int]:
        """Where the next rest is, and which."""
        around, within = divmod(metres, self._length)
        for k, rest in enumerate(self._rests):
            if rest.at > within:
                return around * self._length + rest.at, k
        return (around + 1) * self._length + self._rests[0].at, 0

    def go(self, dt: float) -> list[int]:
        """`dt` seconds go by; hands back the rests that were reached, in their order."""
        reached: list[int] = []
        self._spare += dt
        while self._spare >= TICK:
            tick = _COARSE if self._spare > _JUMP else TICK
            self._spare -= tick
            self._before = self.metres
            self._tick(tick, reached)
        return reached

    @property
    def now(self) -> float:
        """Metres along, between the ticks too."""
        return self._before + (self.metres - self._before) * min(self._spare / TICK, 1.0)

    def _tick(self, dt: float, reached: list[int]) -> None:
        if self.resting is not None:
            self._left -= dt
            if self._left > 0 and self.rests:
                self.speed = max(0.0, self.speed - EASE * dt)
                self.metres += self.speed * dt
                return
            self.resting = None
        wanted = self.asked
        left = self._goal[0] - self.metres
        if self.rests:
            # As fast as still allows to come to a stand there.
            wanted = min(wanted, (2 * 0.8 * EASE * max(left - 0.01, 0.0)) ** 0.5 + 0.02)
        change = wanted - self.speed
        self.speed += max(-EASE * dt * 1.3, min(EASE * dt, change))
        self.metres += self.speed * dt
        if self.metres >= self._goal[0] - 0.03:
            reached.append(self._goal[1])
            if self.rests:
                self.resting, self._left = self._goal[1], self._rests[self._goal[1]].seconds
            self._goal = self._next(self.metres + 0.5)
