"""Weather that changes as a visit goes on: spells of clear sky, snowfall, mist and starlight, each easing into the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Air:
    """What the air is like, each 0 to 1: low mist, cloud, falling snow, how clearly stars and aurora are seen."""

    mist: float
    cloud: float
    snow: float
    clear: float

    def mixed(self, other: Air, share: float) -> Air:
        """A `share` of `other` in it."""

        def mix(a: float, b: float) -> float:
            return a + (b - a) * share

        return Air(
            mix(self.mist, other.mist),
            mix(self.cloud, other.cloud),
            mix(self.snow, other.snow),
            mix(self.clear, other.clear),
        )


CLEAR = Air(0.25, 0.45, 0.14, 0.80)
SNOWFALL = Air(0.45, 0.85, 1.00, 0.38)
MIST = Air(1.00, 0.55, 0.10, 0.50)
STARLIGHT = Air(0.12, 0.12, 0.05, 1.00)
#: seconds that a spell lasts, and in which it eases into the next
_LASTS, _EASES_S = (75.0, 150.0), 28.0


class Weather:
    """`at` a time: what the air is like. It begins clear; what follows depends on `random` alone."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._spells: list[tuple[float, Air]] = [(0.0, CLEAR)]
        self._ends = float(random.uniform(90.0, 130.0))

    def at(self, time: float) -> Air:
        """The air at `time`, seconds of the visit."""
        while self._ends < time + _EASES_S:
            others = [air for air in (CLEAR, SNOWFALL, MIST, STARLIGHT) if air is not self._spells[-1][1]]
            self._spells.append((self._ends, others[int(self._random.integers(len(others)))]))
            self._ends += float(self._random.uniform(*_LASTS))
        number = max(k for k, (since, _) in enumerate(self._spells) if since <= max(time, 0.0))
        since, air = self._spells[number]
        if number == 0:
            return air
        share = min(1.0, (time - since) / _EASES_S)
        return self._spells[number - 1][1].mixed(air, share * share * (3 - 2 * share))
