"""Snow Canyon: a boat drifts down a river at dusk, through woods, a gorge, a lake and walls of ice. Snowballs, and those who
like to be hit by them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f

from scenes import snow_canyon_course as route
from scenes import snow_canyon_folk as folk
from scenes import snow_canyon_land as land
from scenes.base import Cue, Happening, Ray, Target
from scenes.kit import cliffs, dwellings, gpu, mesh, particles, sky, terrain, water
from scenes.kit.cast import Cast, Kind, Manner
from scenes.kit.foliage import PINE_HEIGHT, Forest
from scenes.kit.journey import Journey
from scenes.kit.landscape import Landscape, aim, array
from scenes.kit.particles import Burst
from scenes.kit.throwing import Flight, Throwing
from scenes.kit.weather import Weather

F = npt.NDArray[np.float32]
#: the seat over the water, metres
SEAT_HEIGHT = 0.50
_SHAKEN = range(2, 8)
_AHEAD = math.radians(35)
#: rows of `live` that are this world's: the boat; the air; events
_BOAT, _AIR, _EVENTS = 1, 12, 13
_FORGIVE = math.radians(4)
_MANNERS = {
    Kind.SNOWMAN: Manner(recover_s=6.5, forgive=_FORGIVE, reach=42.0),
    Kind.PENGUIN: Manner(recover_s=11.8, forgive=_FORGIVE, reach=34.0),
    Kind.OTTER: Manner(recover_s=12.8, forgive=_FORGIVE, reach=30.0),
    Kind.FOX: Manner(recover_s=6.5, forgive=_FORGIVE, reach=34.0),
    Kind.REINDEER: Manner(recover_s=6.0, forgive=_FORGIVE, reach=42.0),
    Kind.LANTERN: Manner(recover_s=18.0, forgive=_FORGIVE, reach=42.0),
    Kind.PINE: Manner(recover_s=22.0, forgive=math.radians(0.3), reach=32.0),
}
#: where a kind is hit: metres up, and how large it is, at size 1
_MIDDLE = {
    Kind.SNOWMAN: (1.25, 0.75),
    Kind.PENGUIN: (0.42, 0.38),
    Kind.OTTER: (0.20, 0.45),
    Kind.FOX: (0.45, 0.42),
    Kind.REINDEER: (1.25, 0.80),
}
#: metres beyond which no tree is drawn
_WOODS = 330.0
#: how a kind is heard when it calls; the others chime
_VOICES = {Kind.PENGUIN: "penguin", Kind.OTTER: "otter", Kind.FOX: "fox", Kind.REINDEER: "bells"}
#: seconds that an aurora swells, and that stars fall
_SWELL_S, _FALL_S = 20.0, 20.0


class SnowCanyon(Landscape):
    """See `Scene`. The boat goes at most 0.45 m/s and gathers speed at 0.014 m/s2; where the river ends it turns round on the spot,
    under 4 degrees a second. It never rolls or pitches."""

    name = "snow-canyon"
    title = "Snow Canyon"
    about = "A boat drifts through snowy gorges; a look throws a snowball."
    sounds = ("river", "throw", "hit-snow", "chime", "splash", "penguin", "otter", "fox", "bells", "rising")
    events = ("lanterns", "aurora", "parade", "stars", "otters")
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    flags = ("ICE", "AURORA", "WEATHER", "WAKE", "GLITTER")
    bake = staticmethod(land.bake)

    def build(self) -> None:
        self._journey = Journey(route.TRAVEL, 0.45, 32.0, back=route.BACK)
        self._weather = Weather(self.random.spawn(1)[0])
        self._later: list[tuple[float, Callable[[float], None]]] = []
        self._swell, self._falling = -1000.0, -1000.0
        self._shaken = 0
        self._stirs = 3.0
        self._heard: set[str] = set()
        self._counts = {"thrown": 0, "landed": 0}
        holder = self.heaven(1000)
        sky.aurora(holder, 4).set_shader(self.shader("aurora", "aurora"))
        self._stars = sky.falling_stars(holder)
        self._stars.set_shader(self.shader("falling", "falling"))
        self._build_land()
        self._build_cast()
        self._build_air()
        boat = mesh.node(dwellings.boat(), "boat")
        boat.set_shader(self.shader("figure", "figure", "BOAT", "DETAIL"))
        boat.reparent_to(self.seat)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build_land(self) -> None:
        baked = self.baked
        ys = route.ROWS
        ground = terrain.strips(self.ground, route.centre, route.columns(ys), ys, (), 72, self.root)
        ground.set_shader(self.shader("ground", "ground"))
        for chunk in cliffs.unpacked("walls", baked):
            wall = mesh.node(chunk, "wall")
            wall.set_shader(self.shader("cliff", "cliff"))
            wall.set_bin(terrain.nearest_first(), 0)
            wall.reparent_to(self.root)
        river = water.sheet(self.root, route.centre, 44.0, float(ys[0]), float(ys[-1]), 1)
        river.set_shader(self.shader("ground", "water"))
        trees = baked["trees"]
        offset = trees[:, 0] - route.centre(trees[:, 1])
        self.forest = Forest(
            self.root, trees, offset, self.shader("pine", "pine", f"REACH={_WOODS:.1f}"), self.detail, _WOODS + 130
        )

    def _build_cast(self) -> None:
        self.folk = folk.Folk(self.root, self.baked, self.ground, self.shader, self.random, self.plain)
        near = np.abs(self.forest.offset) < 26
        self._pines = np.flatnonzero(near)
        trees = self.forest.trees[near]
        groups: dict[Kind, tuple[npt.NDArray[Any], npt.NDArray[Any]]] = {
            kind: (_above(self.baked[kind], up), size * self.baked[kind][:, 3]) for kind, (up, size) in _MIDDLE.items()
        }
        lamps = self.folk.lamps
        groups[Kind.LANTERN] = (lamps[:, :3], 0.55 * lamps[:, 3])
        groups[Kind.PINE] = (_above(trees, PINE_HEIGHT * 0.45), 0.95 * trees[:, 3])
        self.cast = Cast(groups, _MANNERS)

    def _build_air(self) -> None:
        flakes = int(3200 * self.detail * self.detail)
        particles.snowfall(self.root, flakes, self.shader("snowfall", "speck"))
        self._bursts = particles.Bursts(self.root, self.shader("burst", "speck"), 12)
        throws = particles.Throws(self.root, self.shader("thrown", "figure"))
        self._throwing = Throwing(throws, self.ground)

    # ---- the visit --------------------------------------------------------------------------------------------------

    def move(self, dt: float) -> None:
        now = self.clock
        self._sit()
        air = self._weather.at(now)
        snow = air.snow * (0.55 + 0.75 * self.busy)
        self.live[_AIR] = LVecBase4f(air.mist, air.cloud, snow, air.clear)
        h = now - self._swell
        swell = min(max(h / 6.0, 0.0), 1.0, max((_SWELL_S - h) / 8.0, 0.0))
        self.live[_EVENTS] = LVecBase4f(swell * swell * (3 - 2 * swell), self._falling, 0, 0)
        # In the first moments everything is drawn once, so that nothing has to be made ready later.
        first = now < 0.5
        gpu.shown(self._stars, first or now - self._falling < _FALL_S)
        for who in (self.folk.parade, self.folk.family):
            who.show(now, first)
        while self._later and self._later[0][0] <= now:
            when, what = self._later.pop(0)
            what(when)
        for flight in self._throwing.landed(now):
            self._arrive(flight)
        if now >= self._stirs:
            self._stir(now)
        new = [key for key in self.course.calls if key not in self._heard]
        self._heard = set(self.course.calls)
        for key in new:
            self._voice(key)

    def _sit(self) -> None:
        y = route.START_Y + self._journey.at(self.clock)
        x, behind, before = (float(v) for v in route.centre([y, y - 6, y + 6]))
        heading = math.atan2(before - behind, 12) + self._journey.turned(self.clock)
        self.seat.set_pos(x, y, SEAT_HEIGHT)
        self.seat.set_h(-math.degrees(heading))
        self.live[_BOAT] = LVecBase4f(x, y, heading, self._journey.pace(self.clock))

    def _stir(self, now: float) -> None:
        """Somebody or something ahead moves of its own accord: the more goes on, the more often."""
        random = self.random
        self._stirs = now + float(random.uniform(0.6, 1.4)) * (20.0 + (3.5 - 20.0) * self.busy) * (
            1.0 + 2.0 * self.hush
        )
        ahead = [
            i for i in self.cast.ahead(self.eye, self.forward, now, _AHEAD) if self.cast.key(i) not in self.course.calls
        ]
        if not ahead or random.random() < 0.2:
            at = np.append((self.eye + self.forward * random.uniform(8, 20))[:2], 0.0) + random.normal(0, 1.5, 3) * (
                1,
                1,
                0,
            )
            if float(self.ground.at(at[0], at[1])) < -0.5:
                self._bursts.add(Burst.SPLASH, at, now, coarse=0.8)
                self._request(Cue("splash", _place(at), -12.0))
            return
        who = ahead[int(random.integers(min(len(ahead), 14)))]
        kind, number = self.cast.kinds[who], self.cast.numbers[who]
        if kind is Kind.PINE:
            self._shake(self.forest.trees[self._pines[number]], now)
            self._request(Cue("hit-snow", _place(self.cast.centres[who]), -12.0))
        elif kind is Kind.LANTERN:
            self.folk.pulse(number, now)
        elif kind is not Kind.SNOWMAN:
            self.cast.rest(who, now)
            self._answer(kind, number, now)

    def _voice(self, key: str) -> None:
        """Who begins to call is heard, softly, from where it is."""
        who = self.cast.index(key)
        if who is not None:
            self._request(Cue(_VOICES.get(self.cast.kinds[who], "chime"), _place(self.cast.centres[who]), -7.0))

    def celebrate(self, event: str) -> None:
        now, eye, y = self.clock, self.eye, float(self.seat.get_y())
        way = 1 if self.forward[1] > 0 else -1
        side = 1 if self.random.random() < 0.5 else -1
        ahead = _place(eye + 14 * self.forward)
        if event == "lanterns":
            self.folk.release(eye, self.forward, self.ground, now + 0.5)
        elif event == "aurora":
            self._swell = now
        elif event == "parade":
            self.folk.parade.send(folk.bank_path(self.ground, y, way, side), now + 0.3, 1.15, 0.85)
        elif event == "stars":
            self._falling = now
        elif event == "otters":
            self.folk.family.send(folk.water_path(y, way, side), now + 0.3, 1.0, 1.1)
        self._request(Cue("rising", ahead, -3.0))

    def pick(self, ray: Ray) -> Target | None:
        who = self.cast.pick(array(ray.origin), array(ray.direction), self.clock, self.ground)
        return None if who is None else self._target(who)

    def targets(self) -> Sequence[Target]:
        ahead = self.cast.ahead(self.eye, self.forward, self.clock, _AHEAD)
        calls = self.course.calls
        return [self._target(i) for i in sorted(ahead, key=lambda i: self.cast.key(i) not in calls)]

    def find(self, key: str) -> Target | None:
        who = self.cast.index(key)
        return None if who is None else self._target(who)

    def _target(self, who: int) -> Target:
        return aim(self.cast.key(who), self.cast.centres[who], self.cast.radii[who])

    def act(self, ray: Ray, target: Target | None) -> None:
        direction = array(ray.direction)
        right = np.cross(direction, [0.0, 0.0, 1.0])
        right /= max(float(np.linalg.norm(right)), 1e-3)
        # From the right hand, out of sight's way and never nearer than the eye likes.
        start = np.asarray(array(ray.origin) + 0.55 * direction + 0.24 * right - [0, 0, 0.30], np.float32)
        who = self.cast.index(target.key) if target is not None else None
        if who is None:
            self._throwing.along(start, direction, self.clock)
        else:
            self.course.answer(self.cast.key(who), self.clock)
            centre = self.cast.centres[who]
            back = (start - centre) / np.linalg.norm(start - centre)
            self._throwing.at(
                who, start, np.asarray(centre + back * self.cast.radii[who] * 0.7, np.float32), self.clock
            )
        self._counts["thrown"] += 1
        self._request(Cue("throw"))
        self._request(Happening("thrown", {"target": None if who is None else self.cast.key(who)}))

    # ---- answers ----------------------------------------------------------------------------------------------------

    def _arrive(self, flight: Flight) -> None:
        """A snowball is there: the puff, the sound, and whoever was hit answers."""
        place = (float(flight.at[0]), float(flight.at[1]), float(flight.at[2]))
        who = flight.who
        if who is None:
            wet = place[2] <= 0.02
            self._bursts.add(Burst.SPLASH if wet else Burst.PUFF, flight.at, flight.lands)
            self._request(Cue("splash" if wet else "hit-snow", place, -6.0 if flight.back else 0.0))
            if not flight.back:
                self._counts["landed"] += 1
                self._request(Happening("landed", {"on": "water" if wet else "snow"}))
            return
        kind, number = self.cast.kinds[who], self.cast.numbers[who]
        self.cast.rest(who, flight.lands)
        self._bursts.add(Burst.PUFF, flight.at, flight.lands)
        self._request(Cue("chime" if kind is Kind.LANTERN else "hit-snow", place))
        if kind is Kind.PINE:
            self._shake(self.forest.trees[self._pines[number]], flight.lands)
        else:
            self._answer(kind, number, flight.lands)
        self.course.hit(self.cast.key(who), str(kind))

    def _shake(self, tree: F, when: float) -> None:
        """Snow slides from a pine's boughs."""
        self.live[_SHAKEN[self._shaken]] = LVecBase4f(float(tree[0]), float(tree[1]), when, 0)
        self._shaken = (self._shaken + 1) % len(_SHAKEN)
        middle = tree[:3] + np.array([0, 0, PINE_HEIGHT * 0.45 * tree[3]])
        self._bursts.add(Burst.BOUGH, middle, when, reach=1.2 * float(tree[3]), coarse=1.3)

    def _answer(self, kind: Kind, number: int, when: float) -> None:
        how = self.folk.hit(kind, number, when)
        row = self.folk.rows[kind][number]
        here = np.array(row[:3])
        if kind is Kind.SNOWMAN and how == folk.THROWS_BACK:
            self._after(when + 1.02, lambda t: self._throw_back(number, t))
        elif kind is Kind.SNOWMAN and how == 1:
            self._bursts.add(Burst.BOUGH, here + np.array([0, 0, 1.5 * row[3]]), when + 0.3, reach=0.7, coarse=0.9)
        elif kind is Kind.PENGUIN:
            pond = self.folk.pond(number)
            self._request(Cue("penguin", _place(here)))
            self._after(when + 2.85, lambda t: self._splash(pond, t, 0.0))
            self._after(when + 6.15, lambda t: self._splash(pond, t, -5.0))
        elif kind is Kind.OTTER:
            self._request(Cue("otter", _place(here), -2.0))
            self._after(when + 2.7, lambda t: self._splash(here, t, -3.0))
            self._after(when + 5.2, lambda t: self._splash(here, t, -8.0))
        elif kind is Kind.REINDEER:
            self._request(Cue("bells", _place(here), -2.0))
        elif kind is Kind.FOX:
            self._request(Cue("fox", _place(here), -2.0))
            turn = float(row[4])
            hole = here + 0.55 * np.array([math.sin(turn), -math.cos(turn), 0.0])
            self._after(when + 1.2, lambda t: self._bursts.add(Burst.PUFF, hole, t, coarse=1.5))
            self._after(when + 4.1, lambda t: self._bursts.add(Burst.PUFF, hole, t, coarse=1.2))

    def _after(self, when: float, what: Callable[[float], None]) -> None:
        """`what` is done at the time `when`."""
        self._later.append((when, what))
        self._later.sort(key=lambda entry: entry[0])

    def _splash(self, at: npt.NDArray[Any], when: float, gain_db: float) -> None:
        self._bursts.add(Burst.SPLASH, at, when, coarse=1.4)
        self._request(Cue("splash", _place(at), gain_db - 4.0))

    def _throw_back(self, number: int, when: float) -> None:
        """Into the water, well to the side of the boat."""
        hand, boat = self.folk.hand(number), array(self.seat.get_pos(self.root))
        forward = self.forward
        right = np.array([forward[1], -forward[0], 0.0])
        side = 1.0 if float((hand - boat) @ right) > 0 else -1.0
        goal = boat + 6.5 * forward + side * 4.2 * right
        goal[2] = 0.0
        self._throwing.back(hand, goal.astype(np.float32), when)
        self._request(Cue("throw", _place(hand), -6.0))

    def state(self) -> dict[str, Any]:
        return {
            **self._counts,
            **self.course.state(),
            "seconds": round(self.clock, 3),
            "metres": round(self._journey.at(self.clock), 3),
        }


def _place(at: npt.NDArray[Any]) -> tuple[float, float, float]:
    return float(at[0]), float(at[1]), float(at[2])


def _above(who: F, metres: float) -> F:
    """The places `metres`, at size 1, above where they stand (x, y, z, size, ...)."""
    return np.asarray(who[:, :3] + who[:, 3:4] * np.array([0, 0, metres]), np.float32)
