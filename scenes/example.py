"""Lily Pond: a small world to read before you make one. A pond by day; its lilies open when they are looked at.

A world is one class. `scenes/base.py` says what every world owes the stage; `Landscape` (`scenes/kit/landscape.py`) does most of
it for worlds on a piece of land: ground, sky, light, the clock, the calls and how a call is shown. What is left is what you read
below: how it looks, what is worked out ahead, what stands there, what moves, and what comes of the patient's doing. Three things
make a world besides its module: its entry in `scenes/registry.py`, its texts (`assets/locale/worlds/NAME.toml`), its sounds
(`assets/sounds`, where those that are there don't do). All tests for worlds then run on it by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.base import Amount, Arrays, Ask, Cue, Happening, Measure, Ray, Summary, Target
from scenes.kit import growth, land, sky, terrain, tropics, water
from scenes.kit.gathering import Gathering, Group
from scenes.kit.landscape import Landscape, array
from scenes.kit.lilies import Lilies
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]

# ---- how it looks ---------------------------------------------------------------------------------------------------
# A look is colours of linear light, and where the sun stands: what is baked and what the shaders draw share it.
LOOK = Look(
    sun_azimuth=math.radians(-62),
    sun_elevation=math.radians(34),
    sun=(1.05, 0.92, 0.70),
    shade=(0.22, 0.32, 0.44),
    bounce=(0.12, 0.15, 0.10),
    towards=(0.10, 0.09, 0.06),
    away=(0.05, 0.08, 0.11),
    horizon=((0.42, 0.56, 0.66), (0.78, 0.74, 0.62)),
    middle=((0.20, 0.38, 0.58), (0.34, 0.46, 0.58)),
    high=(0.085, 0.220, 0.430),
    zenith=(0.045, 0.130, 0.300),
    halo=(0.70, 0.62, 0.45),
    glare=(0.30, 0.27, 0.20),
    cloud=((0.55, 0.62, 0.70), (0.95, 0.90, 0.80)),
    cloudy=0.45,
    haze=(0.0030, 0.022),
    mist=(30.0, 0.004, 0.30, 0.35),
    exposure=1.30,
    shallow=(0.070, 0.170, 0.130),
    deep=(0.020, 0.085, 0.085),
    flow=(0.006, -0.008),
    chop=0.35,
)
#: the ground's first sample, x and y, and metres to the next; samples each way, multiples of 16
CORNER, SHAPE = (-64.0, -48.0, 0.5), (256, 256)
#: x, y, radius of the pond
POND = (0.0, 17.0, 14.5)
#: the lilies that can be opened: degrees to the right of ahead, and metres away
LILIES = (
    (-24, 7.0),
    (-13, 10.5),
    (-6, 6.6),
    (3, 13.0),
    (9, 8.2),
    (16, 11.5),
    (25, 7.6),
    (-18, 15.5),
    (12, 16.5),
    (-2, 18.5),
)


def heights(x: F, y: F) -> F:
    """The ground over the water, metres: a bowl, a bank, and meadows that rise."""
    inside = POND[2] - np.hypot(x - POND[0], y - POND[1]) + 3.0 * (fbm(x * 0.08, y * 0.08, 3, 4) - 0.5)
    bank = 0.45 * smoothstep(0.0, 3.0, -inside) + 5.0 * smoothstep(4.0, 60.0, -inside)
    rough = 1.2 * (fbm(x * 0.06, y * 0.06, 4, 2) - 0.45) * smoothstep(5.0, 20.0, -inside)
    return np.asarray(np.where(inside > 0, -1.4 * smoothstep(0.0, 5.0, inside), bank + rough), np.float32)


def _grown(ground: Ground, seed: int, tries: int, low: float, high: float, room: float) -> F:
    """(n, 4) x, y, z, scale of what grows between two heights over the water, none closer than twice `room` metres."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(-45, 45, tries).astype(np.float32), random.uniform(-30, 60, tries).astype(np.float32)
    z, scale = ground.at(x, y), random.uniform(0.7, 1.2, tries).astype(np.float32)
    fit = (z > low) & (z < high) & (np.hypot(x, y) > 6.0)
    return growth.spaced(x[fit], y[fit], z[fit] - 0.1, scale[fit], room, 2.5 * room, tries)


class Kind(StrEnum):
    LILY = "lily"


class LilyPond(Landscape):
    """See `Scene`. The seat never moves."""

    # What the registry, the console and the tests know of a world without opening it. Texts are message ids: English.
    name = "lily-pond"
    title = "Lily Pond"
    about = "A pond by day; its lilies open when they are looked at."  # for who chooses it
    sounds = ("lagoon", "bloom", "shimmer", "drop")  # the first is the steady one
    choices = (Amount("lilies", "Lilies", "", 4.0, 10.0, 1.0, 8.0),)
    events = ("all-open",)  # a goal's reward, in turn
    happenings = (("dropped", "drops on the water"),)  # kinds of its own, and what the record calls them
    measures = (
        Measure("opened", "Lilies opened", summary=Summary.HIGHEST),
        Measure("pause", "From one lily to the next", "s", 1, Summary.MEDIAN),
    )
    asks = ("presence",)
    look, version, corner = LOOK, 1, CORNER  # raise `version` whenever anything that is baked changes

    # ---- what is worked out once, and kept ------------------------------------------------------------------------------

    @staticmethod
    def bake() -> Arrays:
        """Seconds at most: nobody waits for it at a session, but somebody does at the first."""
        ground = terrain.laid(heights, SHAPE, CORNER)
        plants = {
            "bushes": (_grown(ground, 5, 900, 0.7, 6.0, 1.6), 2.0),
            "reeds": (_grown(ground, 6, 2500, -0.25, 0.25, 0.35), 1.2),
            "rocks": (_grown(ground, 7, 700, -0.2, 0.45, 0.9), 0.4),
        }
        shading = ground.heights.copy()
        growth.shade(ground, shading, plants["bushes"][0], 2.6, 1.7, 2.0)
        lit = land.lighting(LOOK, ground, shading)
        table = sky.gradient(LOOK)
        random = np.random.default_rng(3)

        def standing(who: F, rise: float) -> F:  # (n, 8) x, y, z, scale, turn, seed, sun, lamps: what the shader reads
            return growth.lit(LOOK, ground, shading, lit.warm, who, rise, random)

        cover = smoothstep(0.05, 0.5, ground.heights)
        colours = ((0.20, 0.17, 0.12), (0.09, 0.13, 0.05), (0.05, 0.09, 0.04))
        return {
            **land.maps(LOOK, ground, shading, lit, np.asarray(cover, np.float32), *colours, 2.6),
            "sky": table,
            "ring": sky.mountains(LOOK, table, (0.05, 0.08, 0.06), (0.07, 0.10, 0.08)),
            "noise": detail_texture(),
            **{name: standing(where, rise) for name, (where, rise) in plants.items()},
        }

    # ---- what stands there ----------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Everything is built here and nothing loaded later. `plain` : a software renderer, which is spared some of it."""
        self.seat.set_z(float(self.ground.at(0.0, 0.0)))
        self.heaven(stars=0)
        reach = np.concatenate([[0.0], np.geomspace(0.7, 150, 56 if self.plain else 84)]).astype(np.float32)
        terrain.fan(self.ground, reach, 144 if self.plain else 216, 4, self.root).set_shader(
            self.shader("ground", "shore")
        )
        water.disc(self.root).set_shader(self.shader("ground", "water"))
        leafy, stone = self.shader("leafy", "leafy"), self.shader("leafy", "leafy", "STONE")
        few = 0.5 if self.plain else 1.0
        bushes = (tropics.bush(int(340 * few), 0.22, 3), tropics.bush(int(76 * few), 0.42, 4, 5, 1.2))
        tropics.planted(self.root, "bushes", self.baked["bushes"], bushes, (20.0, 90.0), leafy, 3.5)
        tropics.planted(
            self.root, "reeds", self.baked["reeds"], (tropics.reeds(int(20 * few), 3),), (60.0,), leafy, 2.0
        )
        tropics.planted(self.root, "rocks", self.baked["rocks"], (tropics.stone(3, 16, 10),), (60.0,), stone, 1.5)
        self._build_lilies()
        self._opened, self._last, self._asked = 0, 0.0, False

    def _build_lilies(self) -> None:
        n = int(float(self.chosen["lilies"]))
        flowers = np.zeros(
            (n, 8), np.float32
        )  # x, y, turn, size, seed, when it was called, its glow, how much it breathes
        for k, (degrees, away) in enumerate(LILIES[:n]):
            a = math.radians(degrees)
            flowers[k, :2] = away * math.sin(a), away * math.cos(a)
        flowers[:, 2], flowers[:, 3] = self.random.uniform(0, 6.28, n), self.random.uniform(0.36, 0.46, n)
        flowers[:, 4], flowers[:, 6], flowers[:, 7] = self.random.random(n), 0.3, 0.6
        pads = np.repeat(flowers, 4, 0)
        around = self.random.uniform(0, 6.28, len(pads))
        pads[:, 0] += 0.75 * np.sin(around)
        pads[:, 1] += 0.75 * np.cos(around)
        pads[:, 3] *= self.random.uniform(0.7, 1.3, len(pads))
        shaders = (
            self.shader("lily", "lily", "PAD"),
            self.shader("lily", "lily"),
            self.shader("lily", "lily", "POOL"),
        )
        self._lilies = Lilies(self.root, pads, flowers, shaders)
        self._who = Gathering((Group(Kind.LILY, n, 22.0, 0.34),))
        self._who.places[:, :2], self._who.places[:, 2] = flowers[:, :2], 0.35 * flowers[:, 3]

    # ---- the visit ------------------------------------------------------------------------------------------------------

    def move(self, dt: float) -> None:
        """Nothing travels here. A world that does moves `seat`, gently, and keeps it level."""

    def celebrate(self, event: str) -> None:
        """All lilies open, one after the other; the first time, the patient is asked how it is to be here."""
        for number in range(len(self._who.places)):
            self._lilies.call(number, self.clock + 0.25 * number)
        self._request(Cue("shimmer", (0.0, 10.0, 0.5), -6.0))
        if not self._asked:
            self._asked = True
            self._request(Ask(self.asks))

    def act(self, ray: Ray, target: Target | None) -> None:
        """The patient acts, by a long look, a button, the mouse or a key: it is all one."""
        who = self._who.index(target.key) if target is not None else None
        if who is None:
            self._drop(array(ray.origin), array(ray.direction))
            return
        self._who.rest(who, self.clock)
        self._lilies.call(who, self.clock)
        key = self._who.key(who)
        self.course.answer(key, self.clock)
        self.course.hit(key, Kind.LILY)
        x, y, z = map(float, self._who.places[who])
        self._request(Cue("bloom", (x, y, z)))
        self._opened += 1
        self._request(Happening("measured", {"measure": "opened", "value": self._opened}))
        if self._opened > 1:
            self._request(Happening("measured", {"measure": "pause", "value": round(self.clock - self._last, 2)}))
        self._last = self.clock

    def _drop(self, origin: F, direction: F) -> None:
        """A look at nothing but water: a drop is heard there."""
        if direction[2] < -0.02:
            x, y = (float(v) for v in (origin - origin[2] / direction[2] * direction)[:2])
            self._request(Cue("drop", (x, y, 0.0), -4.0))
            self._request(Happening("dropped", {"x": round(x, 1), "y": round(y, 1)}))

    # ---- who is there -----------------------------------------------------------------------------------------------

    def pick(self, ray: Ray) -> Target | None:
        return self._who.meant(ray, self.eye, self.clock)

    def targets(self) -> Sequence[Target]:
        """Who calls first, then the nearest."""
        ready = [self._who.target(int(who), self.eye) for who in self._who.ready(self.clock)]
        eye, calls = self.eye, self.course.calls
        return sorted(ready, key=lambda t: (t.key not in calls, float(np.linalg.norm(array(t.position) - eye))))

    def find(self, key: str) -> Target | None:
        return self._who.named(key, self.eye)

    def state(self) -> dict[str, Any]:
        return {**self.course.state(), "opened": self._opened, "seconds": round(self.clock, 3)}
