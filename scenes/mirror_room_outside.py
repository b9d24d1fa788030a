"""What comes and goes by itself outside the Mirror Room: the sun, the breeze, the boat and the birds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from panda3d.core import LVecBase4f, PTA_LVecBase4f

from scenes import mirror_room_land as land
from scenes.base import Cue, Request
from scenes.mirror_room_things import CHIME, NEVER, SEAT_OF_BIRD, Kind, Things

#: the sun goes on by so much, radians a second: as it does in truth
_SUN_GOES = 2 * math.pi / 86400


class Outside:
    """`move` it each frame; `begin` one of the world's events. live : what the shaders read"""

    def __init__(
        self, things: Things, live: PTA_LVecBase4f, random: np.random.Generator, ask: Callable[[Request], None]
    ) -> None:
        self._things, self._live, self._random, self._ask = things, live, random, ask
        #: when each of these came last
        self.begun = {"gull": NEVER, "petals": NEVER, "breeze": NEVER, "sail": NEVER, "chime": NEVER}
        self._gust, self._next_gust, self._next_bird = 0.0, 18.0, 25.0

    def move(self, now: float, dt: float, busy: float, *, quiet: bool) -> None:
        """To `now`, `dt` seconds on. busy : 0 to 1; quiet : a rating is asked"""
        goal = 1.0 if now - self.begun["breeze"] < 9.0 else 0.25 + 0.2 * math.sin(now * 0.11)
        self._gust += (goal - self._gust) * (1 - math.exp(-dt / 2.5))
        if now >= self._next_gust:
            self._next_gust = now + float(self._random.uniform(40, 80)) * (1.2 - 0.5 * busy)
            self.begun["breeze"] = now
        if now >= self._next_bird and not quiet:
            self._next_bird = now + float(self._random.uniform(25, 60)) * (1.3 - 0.6 * busy)
            a = float(self._random.uniform(-1.0, 1.0))
            self._ask(Cue("robin", (14 * math.sin(a), 14 * math.cos(a), land.FLOOR + 2.0), -14.0))
        azimuth = land.LOOK.sun_azimuth + _SUN_GOES * now
        height = land.LOOK.sun_elevation + 0.6 * _SUN_GOES * now
        flat = math.cos(height)
        self._live[12] = LVecBase4f(flat * math.sin(azimuth), flat * math.cos(azimuth), math.sin(height), self._gust)
        self._live[14] = LVecBase4f(self.begun["gull"], self.begun["petals"], 0, self.begun["chime"])
        places = self._things.gathering.places
        places[self._things.index(Kind.BOAT)] = self._things.sail(now, self.begun["sail"])
        x, y, z = SEAT_OF_BIRD
        places[self._things.index(Kind.BIRD)] = x, y, z + land.FLOOR + 0.1
        self._things.show(self.begun["petals"], self.begun["gull"], now)

    def begin(self, event: str, now: float) -> None:
        """Have one of the events come."""
        self.begun[event] = now
        sound, place = {
            "petals": ("rustle", (-1.5, 4.8, 2.0)),
            "gull": ("wings", (-14.0, 24.0, 3.0)),
            "sail": ("bells", (6.0, 40.0, 0.0)),
        }.get(event, ("windchime", CHIME))
        if event == "breeze":
            self.begun["chime"] = now
        self._ask(Cue(sound, (place[0], place[1], place[2] + land.FLOOR), -8.0))
