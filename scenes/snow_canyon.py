"""Snow Canyon: a boat drifts down a river between snowy banks at dusk. Snowballs, and those who like to be hit by them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f

from scenes import snow_canyon_land as land
from scenes.base import Cue, Happening, Ray, Target
from scenes.kit import figures, gpu, mesh, particles, sky, terrain, water
from scenes.kit.cast import Cast, Kind, Manner
from scenes.kit.foliage import PINE_HEIGHT, Forest, stretch
from scenes.kit.journey import Journey
from scenes.kit.landscape import Landscape, aim, array
from scenes.kit.particles import Burst
from scenes.kit.throwing import Flight, Throwing

F = npt.NDArray[np.float32]
#: the seat over the water, metres
SEAT_HEIGHT = 0.50
_SHAKEN = range(2, 8)
_AHEAD = math.radians(35)
_MANNERS = {
    Kind.SNOWMAN: Manner(recover_s=6.5, forgive=math.radians(4), reach=42.0),
    Kind.PENGUIN: Manner(recover_s=6.5, forgive=math.radians(4), reach=34.0),
    Kind.LANTERN: Manner(recover_s=18.0, forgive=math.radians(4), reach=42.0),
    Kind.PINE: Manner(recover_s=22.0, forgive=math.radians(0.3), reach=32.0),
}


class SnowCanyon(Landscape):
    """See `Scene`. The boat goes at most 0.28 m/s and gathers speed at 0.014 m/s2; it never rolls or pitches."""

    name = "snow-canyon"
    title = "Snow Canyon"
    sounds = ("river", "throw", "hit-snow", "chime", "splash")
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    flags = ("ICE", "AURORA")
    bake = staticmethod(land.bake)

    def build(self) -> None:
        self._journey = Journey(land.TRAVEL)
        self._shaken = 0
        self._counts = {"thrown": 0, "landed": 0}
        holder = self.heaven()
        sky.aurora(holder).set_shader(self.shader("aurora", "aurora"))
        self._build_land()
        self._build_cast()
        self._build_air()
        boat = mesh.node(figures.boat(), "boat")
        boat.set_shader(self.shader("figure", "figure"))
        boat.reparent_to(self.seat)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build_land(self) -> None:
        baked = self.baked
        across = np.linspace(-1, 1, 65, dtype=np.float32)
        offsets = (128 * across * (0.22 + 0.78 * across * across)).astype(np.float32)
        ys = np.arange(land.LOW_Y + 8, land.HIGH_Y - 8, 2.4, dtype=np.float32)
        ground = terrain.strips(self.ground, land.centre, offsets, ys, (32,), 92, self.root)
        ground.set_shader(self.shader("ground", "ground"))
        river = water.sheet(self.root, land.centre, 19.0, float(ys[0]), float(ys[-1]), 3)
        river.set_shader(self.shader("ground", "water"))
        trees = baked["trees"]
        offset = trees[:, 0] - land.centre(trees[:, 1])
        self.forest = Forest(self.root, trees, offset, self.shader("pine", "pine"), self.detail)

    def _build_cast(self) -> None:
        baked, random = self.baked, self.random
        self._tables: dict[Kind, gpu.Table] = {}
        for kind, shape in ((Kind.SNOWMAN, figures.snowman), (Kind.PENGUIN, figures.penguin)):
            who = baked[kind]
            rows = np.zeros((len(who), 8), np.float32)
            rows[:, :4], rows[:, 4], rows[:, 5] = who[:, :4], who[:, 4], -1000.0
            # One number carries two: whole 64ths of lamp light, and a seed behind the point.
            rows[:, 6] = np.floor(np.clip(who[:, 6], 0, 1.5) * 64) + random.uniform(0.01, 0.99, len(who))
            rows[:, 7] = who[:, 5]
            self._figures(kind, [shape(0.6 if self.plain else 0.75), shape(0.45)], rows)
        lamps = baked["lantern"]
        rows = np.zeros((len(lamps), 8), np.float32)
        rows[:, :4], rows[:, 4], rows[:, 5] = lamps, -1000.0, random.uniform(0, 6.28, len(lamps))
        table = self._tables[Kind.LANTERN] = gpu.Table(Kind.LANTERN, rows)
        body = gpu.instanced(self.root, figures.lantern(), "lanterns", len(rows), None, table)
        body.set_shader(self.shader("lantern", "lantern", "BODY"))
        for name, sort, flags in (("glow", 30, ()), ("streak", 4, ("STREAK",))):
            light = gpu.instanced(self.root, mesh.square(), name, len(lamps), None, table)
            light.set_shader(self.shader("lantern", "glow", *flags))
            light.set_attrib(sky.screen_blend())
            light.set_depth_write(False)
            light.set_two_sided(True)
            light.set_bin("fixed", sort)
        men, birds, trees = baked["snowman"], baked["penguin"], self.forest.trees
        near = np.abs(self.forest.offset) < 26
        self._pines = np.flatnonzero(near)
        trees = trees[near]
        self.cast = Cast(
            {
                Kind.SNOWMAN: (_above(men, 1.25), 0.75 * men[:, 3]),
                Kind.PENGUIN: (_above(birds, 0.42), 0.36 * birds[:, 3]),
                Kind.LANTERN: (lamps[:, :3], 0.55 * lamps[:, 3]),
                Kind.PINE: (_above(trees, PINE_HEIGHT * 0.45), 0.95 * trees[:, 3]),
            },
            _MANNERS,
        )

    def _figures(self, kind: Kind, shapes: Sequence[mesh.Mesh], rows: F) -> None:
        """Figures by stretches of the river, the far ones plainer, those too far away to be seen not at all."""
        table = self._tables[kind] = gpu.Table(kind, rows)
        shader = self.shader("figure", "figure", "INSTANCED", kind.name)
        holder = self.root.attach_new_node(kind)
        holder.set_shader(shader)
        holder.set_shader_input("inst", table.texture)
        zone = np.floor(rows[:, 1] / 72).astype(int)
        for number in np.unique(zone):
            members = np.flatnonzero(zone == number)
            box = np.stack([rows[members, :3].min(0) - 2, rows[members, :3].max(0) + 4])
            hold = stretch(holder, f"{kind}-{number}", shapes, (42.0, 190.0), len(members), box)
            hold.set_shader_input("first", float(members[0]))

    def _build_air(self) -> None:
        flakes = int(2400 * self.detail * self.detail)
        particles.snowfall(self.root, flakes, self.shader("snowfall", "speck"))
        self._bursts = particles.Bursts(self.root, self.shader("burst", "speck"))
        throws = particles.Throws(self.root, self.shader("thrown", "figure"))
        self._throwing = Throwing(throws, self.ground)

    # ---- the visit --------------------------------------------------------------------------------------------------

    def move(self, dt: float) -> None:
        self._sit()
        for flight in self._throwing.landed(self.clock):
            self._arrive(flight)

    def celebrate(self, event: str) -> None:
        pass

    def _sit(self) -> None:
        y = land.START_Y + self._journey.at(self.clock)
        x, behind, before = (float(v) for v in land.centre([y, y - 6, y + 6]))
        self.seat.set_pos(x, y, SEAT_HEIGHT)
        self.seat.set_h(-math.degrees(math.atan2(before - behind, 12)))

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

    def _arrive(self, flight: Flight) -> None:
        """A snowball is there: the puff, the sound, and whoever was hit answers."""
        place = (float(flight.at[0]), float(flight.at[1]), float(flight.at[2]))
        who = flight.who
        if who is None:
            self._counts["landed"] += 1
            wet = place[2] <= 0.02
            self._bursts.add(Burst.SPLASH if wet else Burst.PUFF, flight.at, flight.lands)
            self._request(Cue("splash" if wet else "hit-snow", place))
            self._request(Happening("landed", {"on": "water" if wet else "snow"}))
            return
        kind, number = self.cast.kinds[who], self.cast.numbers[who]
        self.cast.rest(who, flight.lands)
        self._bursts.add(Burst.PUFF, flight.at, flight.lands)
        if kind is Kind.PINE:
            tree = self.forest.trees[self._pines[number]]
            self.live[_SHAKEN[self._shaken]] = LVecBase4f(float(tree[0]), float(tree[1]), flight.lands, 0)
            self._shaken = (self._shaken + 1) % len(_SHAKEN)
            middle = tree[:3] + np.array([0, 0, PINE_HEIGHT * 0.45 * tree[3]])
            self._bursts.add(Burst.BOUGH, middle, flight.lands, reach=1.2 * float(tree[3]), coarse=1.3)
        else:
            column = 4 if kind is Kind.LANTERN else 5
            table = self._tables[kind]
            table.values.reshape(-1, 8)[number, column] = flight.lands
            table.send()
        self._request(Cue("chime" if kind is Kind.LANTERN else "hit-snow", place))
        if kind is Kind.PENGUIN:
            self._request(Cue("chime", place, -6.0))
        self.course.hit(self.cast.key(who), str(kind))

    def state(self) -> dict[str, Any]:
        return {
            **self._counts,
            **self.course.state(),
            "seconds": round(self.clock, 3),
            "metres": round(self._journey.at(self.clock), 3),
        }


def _above(who: F, metres: float) -> F:
    """The places `metres`, at size 1, above where they stand (x, y, z, size, ...)."""
    return np.asarray(who[:, :3] + who[:, 3:4] * np.array([0, 0, metres]), np.float32)
