"""Breathing: how far a world has breathed in, as a smooth function of time, at a pace that may change at any moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

#: seconds in which another pace takes hold
_EASE_S = 6.0


class Turn(Enum):
    """Where the breath turns."""

    IN = "breath_in"
    OUT = "breath_out"


@dataclass(frozen=True, slots=True)
class Shape:
    """A breath's parts, as shares of the whole: breathing in, holding, breathing out; what is left is rest.

    Each is more than 0 but the hold and the rest; together at most 1.
    """

    inward: float
    hold: float
    outward: float


def shaped(inward: float, outward: float, hold: float = 0.0, rest: float = 0.06) -> Shape:
    """The shape of a breath whose times in, held and out stand to each other as the numbers do.

    rest : the share of the whole for which nothing moves before the next breath
    """
    whole = (inward + outward + hold) / (1.0 - rest)
    return Shape(inward / whole, hold / whole, outward / whole)


class Breath:
    """Breaths go on at `rate` a minute. `value` is 0 when out and 1 when in; it never jumps, whatever is changed."""

    def __init__(self, rate: float, shape: Shape) -> None:
        self._rate, self._goal = rate, rate
        self._shape, self._wanted = shape, shape
        #: breaths since the beginning
        self.phase = 0.0

    @property
    def rate(self) -> float:
        """Breaths a minute at this moment."""
        return self._rate

    @property
    def value(self) -> float:
        """0 (out) to 1 (in), with a continuous slope."""
        t, s = self.phase % 1.0, self._shape
        if t < s.inward:
            return 0.5 - 0.5 * math.cos(math.pi * t / s.inward)
        t -= s.inward + s.hold
        if t <= 0.0:
            return 1.0
        return 0.5 + 0.5 * math.cos(math.pi * t / s.outward) if t < s.outward else 0.0

    @property
    def seconds(self) -> tuple[float, float]:
        """How long breathing in and breathing out take now."""
        whole = 60.0 / self._rate
        return whole * self._shape.inward, whole * self._shape.outward

    def aim(self, rate: float, shape: Shape) -> None:
        """Another pace or shape, eased in over some seconds."""
        self._goal, self._wanted = rate, shape

    def move(self, dt: float) -> list[Turn]:
        """Let `dt` seconds go by; which turns were passed, in order, each at most once."""
        before = self.phase
        # The rate nears its goal exponentially; the phase is its integral, so no step size shows in it.
        keep = math.exp(-dt / _EASE_S)
        passed = self._goal * dt + (self._rate - self._goal) * _EASE_S * (1.0 - keep)
        self._rate = self._goal + (self._rate - self._goal) * keep
        old, new = self._shape, self._wanted
        self._shape = Shape(*(b + (a - b) * keep for a, b in zip(_parts(old), _parts(new), strict=True)))
        self.phase += passed / 60.0
        turns = [(float(math.floor(self.phase)), Turn.IN)]
        turn_out = self._shape.inward + self._shape.hold
        turns.append((math.floor(self.phase - turn_out) + turn_out, Turn.OUT))
        return [turn for at, turn in sorted(turns, key=lambda t: t[0]) if before < at <= self.phase]


def _parts(shape: Shape) -> tuple[float, float, float]:
    return shape.inward, shape.hold, shape.outward
