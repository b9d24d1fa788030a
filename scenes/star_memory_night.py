"""What comes and goes by itself at Star Memory: the sky turns and grows light, the moon rises, an owl passes, fish rise."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from panda3d.core import LVecBase4f, PTA_LVecBase4f

from scenes.base import Cue, Request
from scenes.kit.noise import smoothstep
from scenes.star_memory_things import NEVER

#: radians a second by which the sky turns: four times as fast as it does
_TURNS = math.radians(1.0) / 60.0
#: seconds of a visit from which on the first light is seen, and until it is there; how much of it there is
_DAWN = (540.0, 1320.0, 0.85)
#: seconds of the moon's way up, of its stay, and of its way down; the same of the glow of the air
_MOON, _AIR = (40.0, 110.0, 40.0), (9.0, 14.0, 12.0)
#: where fish rise: x, y
_RISES_AT = ((-3.2, 8.5), (3.6, 10.5), (-6.5, 13.0), (0.8, 7.0), (6.5, 15.0))


class Night:
    """`move` it each frame; `begin` one of `events`. live : what the shaders read"""

    def __init__(
        self,
        live: PTA_LVecBase4f,
        random: np.random.Generator,
        ask: Callable[[Request], None],
        events: Iterable[str],
    ) -> None:
        self._live, self._random, self._ask = live, random, ask
        #: when each event came last
        self.begun = dict.fromkeys(events, NEVER)
        self._ring, self._fish = 0, 0
        self._next_ring = 9.0

    def move(self, clock: float) -> None:
        """The sky turns; what comes now and then comes and goes; fish rise. clock : seconds that the world has lived"""
        start, end, most = _DAWN
        moon = _comes_and_goes(clock - self.begun["moonrise"], *_MOON)
        air = _comes_and_goes(clock - self.begun["airglow"], *_AIR)
        dawn = most * float(smoothstep(start, end, clock))
        self._live[1] = LVecBase4f(clock * _TURNS, dawn, moon, 0.5 * air)
        self._live[14] = LVecBase4f(self.begun["owl"], self.begun["shooting-star"], 0, 0)
        if clock >= self._next_ring:
            self._next_ring = clock + float(self._random.uniform(14, 30))
            self._fish_rises(clock, 0.45)

    def _fish_rises(self, clock: float, strength: float) -> None:
        x, y = _RISES_AT[self._fish % len(_RISES_AT)]
        self._fish += 1
        self._ring = (self._ring + 1) % 2
        self._live[12 + self._ring] = LVecBase4f(x, y, clock, strength)

    def begin(self, event: str, clock: float) -> None:
        """Have one of the events come."""
        self.begun[event] = clock
        if event == "fish":
            x, y = _RISES_AT[self._fish % len(_RISES_AT)]
            self._fish_rises(clock, 1.0)
            self._ask(Cue("drop", (x, y, 0.0), -3.0))
        sound = {
            "owl": ("wings", (-20.0, 26.0, 7.0)),
            "nightingale": ("nightingale", (9.0, 6.0, 4.0)),
            "moonrise": ("bloom", (-14.0, 30.0, 6.0)),
        }.get(event)
        if sound is not None:
            self._ask(Cue(sound[0], sound[1], -5.0))
        elif event != "fish":
            self._ask(Cue("chime", (0.0, 30.0, 15.0), -7.0))


def _comes_and_goes(since: float, up: float, stays: float, down: float) -> float:
    """0 to 1, softly, `since` seconds after it began."""
    return float(smoothstep(0.0, up, since) * smoothstep(up + stays + down, up + stays, since))
