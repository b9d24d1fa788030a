"""Dusk Lagoon: a jetty over still water after sunset. The whole world breathes; fireflies, lilies and lights answer a look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, LVector3f, Shader

import assets
from scenes import dusk_lagoon_land as land
from scenes.base import Amount, Choice, Cue, Happening, Posture, Ray, Target, Value
from scenes.dusk_lagoon_things import GREAT, NEVER, SWARMS, Kind, Things
from scenes.kit import jetty, mist, script, terrain, tropics, water
from scenes.kit.breath import Breath, Shape, Turn, shaped
from scenes.kit.landscape import CALLERS, CALLING, Landscape, array

F = npt.NDArray[np.float32]
#: the seat over the water, metres
SEAT_HEIGHT = 0.5
#: where the ring of the breath is narrow and wide, metres
_RING = (0.95, 2.45)
#: rows of `live` for rings on the water
_RIPPLES = range(2, 8)
#: how strongly a call shows
_SOFTLY = 0.55
#: deeper than this nobody calls
_RESTS = 0.5
#: without words the visit goes no deeper than this share of the script's depth: it stays light
_LIGHT = 0.45
#: seconds after which what was called is there, and its sound
_ANSWERS: dict[Kind, tuple[float, str]] = {
    Kind.LILY: (1.6, "bloom"),
    Kind.FIREFLIES: (1.8, "shimmer"),
    Kind.FISH: (1.0, "drop"),
    Kind.LANTERN: (1.2, "bloom"),
    Kind.CHIME: (0.4, "windchime"),
    Kind.OWL: (0.8, "owl"),
    Kind.HERON: (0.8, "wings"),
}
_RATIOS: dict[str, Shape] = {
    "1:1.5": shaped(1, 1.5),
    "1:1": shaped(1, 1),
    "1:2": shaped(1, 2),
    "hold": shaped(1, 2, hold=0.35),
}


class DuskLagoon(Landscape):
    """See `Scene`. The seat never moves."""

    name = "dusk-lagoon"
    title = "Dusk Lagoon"
    about = "Still water after sunset; everything breathes, and leads the breath."
    sounds = (
        "lagoon",
        "breath-in",
        "breath-out",
        "bloom",
        "shimmer",
        "drop",
        "windchime",
        "owl",
        "wings",
        "frogs",
        "chime",
    )
    events = ("lanterns", "heron", "shoal", "shooting-star", "moonbow")
    choices = (
        Amount("breaths", "Breaths a minute", "a minute", 4.0, 10.0, 0.5, 6.0, live=True),
        Choice(
            "ratio",
            "Breathing in to breathing out",
            (("1:1.5", "1 to 1.5"), ("1:1", "1 to 1"), ("1:2", "1 to 2"), ("hold", "1 to 2 with a short hold")),
            live=True,
        ),
        Choice("script", "Words", (("full", "The whole script"), ("short", "Fewer words"), ("none", "No words"))),
        Choice("minutes", "Length of the script", (("15", "15 minutes"), ("10", "10 minutes"), ("20", "20 minutes"))),
    )
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    flags = ("BREATHING", "RINGS", "MOON")
    bake = staticmethod(land.bake)

    # ---- building ---------------------------------------------------------------------------------------------------

    def build(self) -> None:
        phases = script.read(assets.path("scripts", "dusk-lagoon.toml"))
        words = str(self.chosen["script"])
        self._reading = script.Reading(phases, 60.0 * float(self.chosen["minutes"]), words)
        self._light = _LIGHT if words == "none" else 1.0
        self._breath = Breath(float(self.chosen["breaths"]), _RATIOS[str(self.chosen["ratio"])])
        self._due: list[tuple[float, int]] = []
        self._ripple = 0
        self._calls = {"acted": 0, "rings": 0}
        self._begun = {"heron": NEVER, "shooting-star": NEVER, "shoal": NEVER, "chime": NEVER, "moonbow": NEVER}
        self._next_voice, self._next_ring = 14.0, 6.0
        self._gaze = np.array([0.10, 0.98, 0.0], np.float32)
        self._company = np.array([0.9, 5.6, 1.55], np.float32)
        self._looked = np.array([0.0, 9.0, 0.0], np.float32)
        self.seat.set_z(SEAT_HEIGHT)
        self.heaven(int(2200 * self.detail))
        self._build_land()
        self.things = Things(self.root, self.baked, self.random, self.shader, self.detail)
        veil = self.shader("mist", "mist")
        layers = ((96.0, 9.0, 0.55), (54.0, 5.0, 0.50), (31.0, 2.6, 0.40), (17.5, 1.2, 0.26))
        mist.veils(self.root, veil, layers[:: 2 if self.plain else 1])

    def shader(self, vertex: str, fragment: str, *flags: str) -> Shader:
        lamp = f"LAMP=vec3({', '.join(f'{v:.3f}' for v in jetty.LAMP)})"
        return super().shader(vertex, fragment, *flags, lamp, f"SWARMS={SWARMS}")

    def _build_land(self) -> None:
        baked, plain = self.baked, self.plain
        reach = np.geomspace(2.5, 168, 80 if plain else 116).astype(np.float32)
        ground = terrain.fan(self.ground, reach, 200 if plain else 288, 4, self.root)
        ground.set_shader(self.shader("ground", "shore"))
        water.disc(self.root).set_shader(self.shader("ground", "water"))
        leafy, stone = self.shader("leafy", "leafy"), self.shader("leafy", "leafy", "STONE")
        few = 0.5 if plain else 1.0
        palms = (tropics.palm(18, 16, 3), tropics.palm(13, 7, 4, 5), tropics.palm(10, 0, 5, 3))
        mangroves = (
            tropics.mangrove(int(460 * few), 0.22, 3),
            tropics.mangrove(int(96 * few), 0.40, 4, 6, 5),
            tropics.mangrove(26, 0.70, 5, 3, 5),
        )
        bushes = (
            tropics.bush(int(340 * few), 0.22, 3),
            tropics.bush(int(76 * few), 0.42, 4, 5, 1.2),
            tropics.bush(24, 0.55, 5, 5, 1.75),
        )
        reeds, stones = (tropics.reeds(24, 3), tropics.reeds(10, 4)), (tropics.stone(3, 18, 11), tropics.stone(5, 9, 6))
        for name, shapes, reaches, high, slices, how in (
            ("palms", palms, (30.0, 70.0, 400.0), 6.5, 4, leafy),
            ("mangroves", mangroves, (25.0, 60.0, 400.0), 4.0, 4, leafy),
            ("bushes", bushes, (24.0, 60.0, 400.0), 3.5, 4, leafy),
            ("reeds", reeds, (26.0, 80.0), 2.0, 1, leafy),
            ("rocks", stones, (30.0, 400.0), 1.5, 1, stone),
        ):
            tropics.planted(self.root, name, baked[name], shapes, reaches, how, high, slices)

    # ---- the visit --------------------------------------------------------------------------------------------------

    def move(self, dt: float) -> None:
        now = self.clock
        depth = self._light * self._reading.depth(now)
        self._depth = depth
        self.course.resting = depth > _RESTS
        # Nobody is spoken to while a rating is asked.
        for request in () if self._quiet else self._reading.due(now):
            self._request(request)
        turns = self._breath.move(dt)
        if not self._quiet:
            for turn in turns:
                self._turn(turn, depth)
        pace = self._reading.pace(now)
        self.things.follow(pace)
        value = self._breath.value
        self.live[1] = LVecBase4f(value, depth, pace, 0)
        narrow, wide = _RING
        self.live[13] = LVecBase4f(
            *GREAT, narrow + (wide - narrow) * value, (0.72 + 0.28 * value) * (1.0 - 0.6 * self.hush)
        )
        self._follow_gaze(dt)
        for at, who in [d for d in self._due if d[0] <= now]:
            self._due.remove((at, who))
            self._arrive(who)
        self._now_and_then(now, depth)
        self.things.show(self._begun, now)
        bow = now - self._begun["moonbow"]
        ring = min(max(bow / 4.0, 0.0), 1.0) * min(max((18.0 - bow) / 5.0, 0.0), 1.0)
        ring = ring * ring * (3 - 2 * ring)
        self.live[14] = LVecBase4f(
            self._begun["heron"], self._begun["shooting-star"], self._begun["shoal"], self._begun["chime"]
        )
        self.live[15] = LVecBase4f(float(self._looked[0]), float(self._looked[1]), float(self._looked[2]), ring)

    def update(self, time: float, dt: float) -> None:
        super().update(time, dt)
        # In this world a call is a softer thing than in broad light.
        self.live[CALLING + CALLERS] = LVecBase4f(*(v * _SOFTLY for v in self.live[CALLING + CALLERS]))

    def _turn(self, turn: Turn, depth: float) -> None:
        """The breath turns: heard as a slow wash of water, and on the record."""
        inward, outward = self._breath.seconds
        took = inward if turn is Turn.IN else outward
        self._request(Happening(turn.value, {"seconds": round(took, 2), "a_minute": round(self._breath.rate, 2)}))
        name = "breath-in" if turn is Turn.IN else "breath-out"
        self._request(Cue(name, (GREAT[0], GREAT[1] + 4.0, 0.2), -3.0 - 3.0 * depth))

    def _now_and_then(self, now: float, depth: float) -> None:
        """Night voices, and rings on the water where a fish rises: more often in a lively visit, seldom in a deep one."""
        seldom = (1.0 - 0.55 * self.busy) * (1.0 + 1.2 * depth)
        if now >= self._next_voice:
            self._next_voice = now + float(self.random.uniform(14, 34)) * seldom
            name = ("frogs", "owl", "frogs", "wings")[int(self.random.integers(4))]
            a, away = self.random.uniform(-1.3, 1.3), self.random.uniform(22, 45)
            place = (float(away * math.sin(a)), float(away * math.cos(a)), 1.5)
            if not self._quiet:
                self._request(Cue(name, place, -8.0 - 6.0 * depth))
        if now >= self._next_ring:
            self._next_ring = now + float(self.random.uniform(7, 18)) * seldom
            a, away = self.random.uniform(-0.55, 0.55), self.random.uniform(6, 22)
            self._ring((float(away * math.sin(a)), float(away * math.cos(a))), 0.35)

    def _follow_gaze(self, dt: float) -> None:
        """The patient's own fireflies come along with the gaze, and the water glimmers a little where it rests."""
        eye, gaze = self.eye, self._gaze
        goal = eye + 5.6 * gaze
        goal[2] = min(max(float(goal[2]), 0.7), 4.5)
        self._company += (goal - self._company) * (1 - math.exp(-dt / 2.2))
        self.live[12] = LVecBase4f(*map(float, self._company), 0.9)
        on = 0.0
        if gaze[2] < -0.04:
            away = float(eye[2] / -gaze[2])
            place = eye + away * gaze
            on = 1.0 if away < 35.0 and self.ground.at(place[0], place[1]) < -0.1 and away > 2.6 else 0.0
            if on:
                self._looked[:2] += (place[:2] - self._looked[:2]) * (1 - math.exp(-dt / 0.5))
        self._looked[2] += (on - self._looked[2]) * (1 - math.exp(-dt / 1.2))

    def celebrate(self, event: str) -> None:
        if event == "lanterns":
            self.things.drift(self.clock)
            self._request(Cue("bloom", (-6.0, 18.0, 0.4), -4.0))
        elif event in self._begun:
            self._begun[event] = self.clock
            sound, place = {"heron": ("wings", (-20.0, 26.0, 7.0)), "shoal": ("shimmer", (-4.0, 10.0, 0.0))}.get(
                event, ("chime", (0.0, 30.0, 15.0))
            )
            self._request(Cue(sound, place, -6.0))

    # ---- who is there -----------------------------------------------------------------------------------------------

    def pick(self, ray: Ray) -> Target | None:
        return self.things.gathering.meant(ray, self.eye, self.clock)

    def targets(self) -> Sequence[Target]:
        gathering, eye, calls = self.things.gathering, self.eye, self.course.calls
        who = gathering.ready(self.clock)
        away = np.linalg.norm(gathering.places[who] - eye, axis=1)
        # A middle distance first, and each kind in its turn, so that not all callers are lilies.
        worth = np.abs(away - 9.0) + 4.0 * np.array([gathering.numbers[i] for i in who])
        order = sorted(range(len(who)), key=lambda k: (gathering.key(int(who[k])) not in calls, worth[k]))
        return [gathering.target(int(who[k]), eye) for k in order]

    def find(self, key: str) -> Target | None:
        return self.things.gathering.named(key, self.eye)

    def act(self, ray: Ray, target: Target | None) -> None:
        who = self.things.gathering.index(target.key) if target is not None else None
        if who is None:
            self._touch(array(ray.origin), array(ray.direction))
            return
        gathering = self.things.gathering
        kind = Kind(gathering.kinds[who])
        self._calls["acted"] += 1
        self.course.answer(gathering.key(who), self.clock)
        self.things.call(who, self.clock)
        if kind is Kind.CHIME:
            self._begun["chime"] = self.clock
        wait, _ = _ANSWERS[kind]
        self._due.append((self.clock + wait, who))
        x, y, z = map(float, gathering.places[who])
        if z < 0.6:
            self._ring((x, y), 0.9 if kind is Kind.FISH else 0.6)

    def _arrive(self, who: int) -> None:
        """Who was called is there."""
        gathering = self.things.gathering
        kind = Kind(gathering.kinds[who])
        x, y, z = map(float, gathering.places[who])
        self._request(Cue(_ANSWERS[kind][1], (x, y, z), -3.0 * self._depth))
        self.course.hit(gathering.key(who), str(kind))

    def _touch(self, origin: F, direction: F) -> None:
        """A look that meets nobody: on water, a ring of light spreads there."""
        if direction[2] > -0.02:
            return
        away = float(origin[2] / -direction[2])
        x, y = (float(v) for v in (origin + away * direction)[:2])
        if away < 60.0 and self.ground.at(x, y) < 0.0:
            self._calls["rings"] += 1
            self._ring((x, y), 1.0)
            self._request(Cue("drop", (x, y, 0.0), -4.0))

    def _ring(self, place: tuple[float, float], strength: float) -> None:
        self.live[_RIPPLES[self._ripple]] = LVecBase4f(*place, self.clock, strength)
        self._ripple = (self._ripple + 1) % len(_RIPPLES)

    def change(self, name: str, value: Value) -> None:
        super().change(name, value)
        self._breath.aim(float(self.chosen["breaths"]), _RATIOS[str(self.chosen["ratio"])])

    def feel(self, posture: Posture) -> None:
        forward = posture.turn.xform(LVector3f(0, 1, 0))
        self._gaze = array(self.root.get_relative_vector(self.seat, forward))

    def state(self) -> dict[str, Any]:
        return {
            **self._calls,
            **self.course.state(),
            "seconds": round(self.clock, 3),
            "breaths": round(self._breath.phase, 3),
            "depth": round(self._depth, 3),
        }
