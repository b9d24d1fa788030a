"""Star Memory: a lake high in the mountains at night. Stars shine one after the other and are repeated; birds come and come again.

A star (or the lamp, for the birds) that calls offers a round; a look at it begins one. Between rounds every star sings when it is
looked at. Nothing is ever lost: a constellation that was not repeated shows itself once more, and the next one is shorter.
What was repeated becomes a figure of light that stays in the sky.

Reaction times are differences of the world's own time as it is told at each update, so they are as fine as a frame lasts (11 ms
at 90 Hz); where a look selects by staying, the seconds that it has to stay are part of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, Shader

from scenes import star_memory_land as land
from scenes import star_memory_record as record
from scenes.base import Amount, Choice, Cue, Happening, Line, Ray, Target, Value
from scenes.kit import asterisms, gpu, nback, songbirds, span, terrain, water
from scenes.kit.gathering import FORGIVE, LEAST
from scenes.kit.landscape import Landscape, aim, array
from scenes.kit.span import Direction
from scenes.star_memory_night import Night
from scenes.star_memory_rounds import Birds, Phase, Stars
from scenes.star_memory_things import FAR, NINE, STARS, Things

F = npt.NDArray[np.float32]
#: the seat over the water, metres
SEAT_HEIGHT = 0.5
LAMP = "lamp"
#: radians: how high the pole stands, behind
_POLE = math.radians(44.0)
#: seconds in which a star, and the lamp, come to shine and cease to
_RISES, _FALLS = 0.14, 0.38
#: how brightly the stars shine that wait, that are not being shown, that were picked, that are looked at between rounds
_IDLE, _DIM, _PICKED, _SUNG = 0.20, 0.06, 0.62, 0.85
#: seconds until a round begins: with a line to be read before, and without one; how long the line stays
_READS, _READY, _LINE = 7.0, 1.6, 8.5
#: seconds after a round in which nothing calls, calm and lively
_RESTS = (5.0, 1.5)
#: what is said before a task is done for the first time
_WORDS = {
    "stars-forward": "Some stars will shine one after another. Then look at them in the same order.",
    "stars-backward": "Some stars will shine one after another. Then look at them from the last to the first.",
    "birds-1": "Birds come to the branch. Look at the lamp whenever the same bird comes twice in a row.",
    "birds-2": "Now look at the lamp whenever a bird is the same as the one before the last.",
    "birds-3": "Now look at the lamp whenever a bird is the same as the third one before it.",
}


class StarMemory(Landscape):
    """See `Scene`. The seat never moves."""

    name = "star-memory"
    title = "Star Memory"
    about = "A mountain lake at night; stars and birds to keep in mind."
    sounds = (
        "tarn",
        *(f"star-{k + 1}" for k in range(len(NINE))),
        *(f"bird-{name}" for name in songbirds.NAMES),
        "constellation",
        "nightingale",
        "owl",
        "wings",
        "chime",
        "drop",
        "bloom",
    )
    events = ("shooting-star", "fish", "owl", "airglow", "nightingale", "moonrise")
    choices = (
        Choice(
            "task",
            "Task",
            (("both", "Constellations and birds in turn"), ("stars", "Constellations"), ("birds", "Birds")),
            live=True,
        ),
        Choice(
            "direction",
            "Repeated in which order",
            ((Direction.FORWARD.value, "The same order"), (Direction.BACKWARD.value, "From the last to the first")),
            live=True,
        ),
        Amount("length", "Stars at the beginning", "", 2, 6, 1, 2),
        Amount("back", "n of the n-back at the beginning", "", 1, 3, 1, 1),
    )
    happenings = (("trial", "rounds answered"), ("left", "rounds left"))
    measures = record.MEASURES
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    bake = staticmethod(land.bake)

    # ---- building ---------------------------------------------------------------------------------------------------

    def build(self) -> None:
        self._said: set[str] = set()
        #: the stage's own time, which does not slow down while a rating is asked
        self._time = 0.0
        self._round: Stars | Birds | None = None
        self._length = span.Staircase(int(self.chosen["length"]))
        self._record = span.Record()
        self._n = int(self.chosen["back"])
        self._last: tuple[int, ...] = ()
        self._done = {"stars": 0, "birds": 0, "left": 0}
        self._turn = 0
        self._pauses_until = 0.0
        self._glow = np.full(len(NINE) + 1, _IDLE, np.float32)
        self._sung: dict[int, float] = {}
        self._open = self._held = 0.0
        self._bird: tuple[int, float, float] | None = None
        self._songs: list[tuple[float, int]] = []
        self._night = Night(self.live, self.random, self._request, self.events)
        self.seat.set_z(SEAT_HEIGHT)
        self._places = np.concatenate([self.eye + FAR * STARS, [land.LAMP]]).astype(np.float32)
        self._radii = np.array([FAR * math.tan(LEAST)] * len(NINE) + [0.20], np.float32)
        self._keys = [*(f"star-{k + 1}" for k in range(len(NINE))), LAMP]
        self.heaven(0)
        self._build_land()
        self.things = Things(self.root, self.baked, self.random, self.shader, self.detail)

    def shader(self, vertex: str, fragment: str, *flags: str) -> Shader:
        core = land.direction(*land.CORE)
        right = np.array([math.cos(math.radians(land.CORE[0])), -math.sin(math.radians(land.CORE[0])), 0.0])
        along = math.cos(land.LEAN) * right + math.sin(land.LEAN) * np.cross(right, core)
        own: dict[str, Iterable[float]] = {
            "LAMP": land.LAMP,
            "PERCH": land.PERCH,
            "SKY_POLE": (0.0, -math.cos(_POLE), math.sin(_POLE)),
            "BAND_CORE": core,
            "BAND_SIDE": along,
            "BAND_POLE": np.cross(core, along),
            "MOON_AT": land.direction(-21.5, 7.2),
        }
        words = [f"{name}=vec3({', '.join(f'{v:.5f}' for v in of)})" for name, of in own.items()]
        wide = f"BAND_WIDE={land.BESIDE:.4f}"
        dawn = "DAWN=vec2(0.42, 0.90753)"
        return super().shader(vertex, "night" if fragment == "sky" else fragment, *flags, *words, wide, dawn)

    def _build_land(self) -> None:
        reach = np.geomspace(2.5, 62, 70 if self.plain else 100).astype(np.float32)
        ground = terrain.fan(self.ground, reach, 180 if self.plain else 260, 4, self.root)
        ground.set_shader(self.shader("ground", "shore"))
        water.disc(self.root).set_shader(self.shader("ground", "night", "LAKE"))
        galaxy = gpu.texture("galaxy", self.baked["galaxy"])
        self.root.set_shader_input("galaxy", galaxy)

    # ---- the visit --------------------------------------------------------------------------------------------------

    def update(self, time: float, dt: float) -> None:
        self._time = time
        super().update(time, dt)

    def move(self, dt: float) -> None:
        now = self._time
        if self._quiet:
            self._break_off()
        if isinstance(self._round, Stars):
            self._follow_stars(self._round, now)
        elif isinstance(self._round, Birds):
            self._follow_birds(self._round, now)
        self.course.resting = self._round is not None or now < self._pauses_until
        self._shine(now, dt)
        self._night.move(self.clock)
        for at, kind in [song for song in self._songs if song[0] <= now]:
            self._songs.remove((at, kind))
            self._request(Cue(f"bird-{songbirds.NAMES[kind]}", land.PERCH, -2.0))
        bird = self._bird
        if bird is not None:
            kind, came, goes = bird
            self.live[5] = LVecBase4f(kind, came, goes, 0)
            if self.clock > goes + 1.0:
                self._bird = bird = None
        self.things.show(self._night.begun, None if bird is None else bird[0], self.clock)

    def _shine(self, now: float, dt: float) -> None:
        """Each star goes towards how brightly it is to shine; so does the lamp."""
        goal = np.full(len(NINE) + 1, _IDLE, np.float32)
        picked, opened = 0, 0.0
        if isinstance(self._round, Stars):
            phase, shining = self._round.phase, self._round.shining(now)
            goal[:-1] = _DIM if phase in (Phase.BEGINS, Phase.SHOWN, Phase.AGAIN, Phase.DRAWN) else _IDLE
            if shining is not None:
                goal[shining] = 0.80 if phase is Phase.AGAIN else 1.0
            if phase in (Phase.REPEATED, Phase.DRAWN):
                opened = float(phase is Phase.REPEATED)
                goal[list(self._round.answer)] = _PICKED
                picked = sum(1 << star for star in self._round.answer)
        elif isinstance(self._round, Birds):
            goal[:-1] = _DIM
            goal[-1] = 0.35
        for who, until in list(self._sung.items()):
            if now < until:
                goal[who] = max(goal[who], _SUNG)
            else:
                del self._sung[who]
        change = goal - self._glow
        self._glow += np.where(change > 0, np.minimum(change, dt / _RISES), np.maximum(change, -dt / _FALLS))
        self._open += min(dt / 0.4, max(-dt / 0.4, opened - self._open))
        # While a round goes on the Milky Way steps back, so that each star tells from it.
        held = float(isinstance(self._round, Stars))
        self._held += min(dt / 1.5, max(-dt / 2.5, held - self._held))
        self.live[6] = LVecBase4f(self._held * self._held * (3 - 2 * self._held), 0, 0, 0)
        g = [float(v) for v in self._glow]
        self.live[2], self.live[3] = LVecBase4f(*g[0:4]), LVecBase4f(*g[4:8])
        self.live[4] = LVecBase4f(g[8], self._open, float(picked), g[9])

    def celebrate(self, event: str) -> None:
        self._night.begin(event, self.clock)

    # ---- rounds -----------------------------------------------------------------------------------------------------

    @property
    def _next_task(self) -> str:
        """What is offered now."""
        task = str(self.chosen["task"])
        return ("stars", "birds")[self._turn % 2] if task == "both" else task

    def _begin(self, task: str) -> None:
        now = self._time
        self._turn = 1 if task == "stars" else 0
        if task == "stars":
            way = Direction(str(self.chosen["direction"]))
            self._last = span.sequence(self.random, self._length.length, self._last)
            self._round = Stars(self._last, way, now, self._explain(f"stars-{way.value}"))
        else:
            run = nback.Run(nback.sequence(self.random, self._n), self._n)
            self._round = Birds(run, now, self._explain(f"birds-{self._n}"))

    def _explain(self, what: str) -> float:
        """Say what is to be done, once. Hands back the seconds until it begins."""
        if what in self._said:
            return _READY
        self._said.add(what)
        self._request(Line(_WORDS[what], _LINE, what))
        return _READS

    def _break_off(self) -> None:
        """A rating is asked: the round is let go of, and nothing of it counts."""
        if self._round is not None:
            self._done["left"] += 1
            self._request(Happening("left", {"task": "stars" if isinstance(self._round, Stars) else "birds"}))
            self._turn = 0 if isinstance(self._round, Stars) else 1
            self._songs.clear()
            self._over()

    def _over(self) -> None:
        calm, lively = _RESTS
        self._round = None
        self._pauses_until = self._time + calm + (lively - calm) * self.busy

    def _follow_stars(self, of: Stars, now: float) -> None:
        for star in of.update(now):
            self._sing(star, -3.0 if of.phase is Phase.SHOWN else -9.0)
        if of.phase is Phase.OVER:
            if of.left:
                self._done["left"] += 1
                self._request(Happening("left", {"task": "stars"}))
            self._over()

    def _pick(self, of: Stars, star: int) -> None:
        """A star is answered with. It sings whether it is right or not; only the whole is judged."""
        if not of.pick(star, self._time):
            return
        self._sing(star, -4.0)
        self._sung[star] = self._time + 0.5
        trial = of.trial
        if not trial.complete:
            return
        self._done["stars"] += 1
        self._record.add(trial)
        self._length.tell(trial.correct)
        self._request(Happening("trial", record.of_stars(trial)))
        way = trial.direction
        self._measured("span" if way is Direction.FORWARD else "span-backward", self._record.span(way))
        self._measured("stars-right", round(self._record.accuracy, 1))
        self._measured("stars-reaction", trial.reaction_s)
        if trial.correct:
            figure = asterisms.known(len(trial.answer), self.things.figures)
            self.things.complete(figure, STARS[list(trial.answer)], self.clock + 0.4)
            self._request(Cue("constellation", self._place(4), -5.0))
            self.course.hit(figure.name, "constellation")

    def _follow_birds(self, of: Birds, now: float) -> None:
        kind = of.update(now)
        if kind is not None:
            self._bird = (kind, self.clock, self.clock + 2.3)
            self._songs.append((now + 0.55, kind))
        if of.phase is not Phase.OVER:
            return
        run = of.run
        self._done["birds"] += 1
        self._request(Happening("trial", record.of_birds(run)))
        self._n = nback.following(run)
        well = run.accuracy >= 100 * (1 - nback.HARD)
        if well:
            self._measured("n", run.n)
        self._measured("birds-right", round(run.accuracy, 1))
        self._measured("d-prime", round(run.d_prime, 3))
        self._measured("birds-reaction", run.reaction_s)
        if well:
            self._fly_up()
            self.course.hit("birds", "birds")
        self._over()

    def _fly_up(self) -> None:
        """Who has listened well sees a bird of light rise from the branch and take its place among the figures."""
        figure = asterisms.EAGLE
        perch = np.array(land.PERCH, np.float32) + np.array([0, 0, 0.25], np.float32) - self.eye
        start = asterisms.placed(figure, np.asarray(perch / np.linalg.norm(perch), np.float32), math.radians(3.5))
        self.things.complete(figure, start, self.clock + 0.6)
        self._request(Cue("constellation", land.PERCH, -5.0))

    def _measured(self, name: str, value: float | None) -> None:
        if value is not None:
            self._request(Happening("measured", {"measure": name, "value": value}))

    def _sing(self, star: int, gain_db: float) -> None:
        self._request(Cue(f"star-{star + 1}", self._place(star), gain_db))

    def _place(self, who: int) -> tuple[float, float, float]:
        x, y, z = map(float, self._places[who])
        return x, y, z

    # ---- who is there -----------------------------------------------------------------------------------------------

    def _among(self) -> list[int]:
        """What can be looked at now, the most inviting first; the lamp is number 9. While stars are shown they are only seen."""
        lamp = len(NINE)
        if isinstance(self._round, Birds):
            return [lamp]
        if isinstance(self._round, Stars):
            if self._round.phase is not Phase.REPEATED:
                return [lamp]
            answer = self._round.answer
            return [*(star for star in range(lamp) if star not in answer), lamp]
        order = [*range(lamp), lamp] if self._next_task == "stars" else [lamp, *range(lamp)]
        calls = self.course.calls
        return sorted(order, key=lambda who: self._keys[who] not in calls)

    def pick(self, ray: Ray) -> Target | None:
        who = np.array(self._among(), np.intp)
        to = self._places[who] - array(ray.origin)
        away = np.linalg.norm(to, axis=1)
        cosine = np.clip((to @ array(ray.direction)) / np.maximum(away, 1e-6), -1, 1)
        wide = np.maximum(np.arctan2(self._radii[who], away), LEAST)
        off = np.arccos(cosine)
        if (off - wide).min() > FORGIVE:
            return None
        return self._target(int(who[np.argmin(off / wide)]))

    def targets(self) -> Sequence[Target]:
        return [self._target(who) for who in self._among()]

    def at_ease(self) -> list[Target]:
        """One round is offered at a time: the next one."""
        calls = self.course.calls
        lamp = self._next_task == "birds"
        return [t for t in super().at_ease() if t.key in calls or (not calls and (t.key == LAMP) is lamp)]

    def find(self, key: str) -> Target | None:
        return self._target(self._keys.index(key)) if key in self._keys else None

    def _target(self, who: int) -> Target:
        away = float(np.linalg.norm(self._places[who] - self.eye))
        return aim(self._keys[who], self._places[who], max(float(self._radii[who]), away * math.tan(LEAST)))

    def act(self, ray: Ray, target: Target | None) -> None:
        who = self._keys.index(target.key) if target is not None and target.key in self._keys else None
        if isinstance(self._round, Birds):
            # Whoever presses need not aim.
            if self._round.answer(self._time):
                self._sung[len(NINE)] = self._time + 0.6
            return
        if who is None:
            return
        if isinstance(self._round, Stars) and who < len(NINE):
            self._pick(self._round, who)
            return
        self._sung[who] = self._time + 0.9
        offered = self.course.answer(self._keys[who], self.clock)
        if who < len(NINE):
            self._sing(who, -4.0)
        if self._round is None:
            self.course.hit(self._keys[who], "offer" if offered else "lamp" if who == len(NINE) else "star")
        if offered:
            self._begin("stars" if who < len(NINE) else "birds")

    def change(self, name: str, value: Value) -> None:
        super().change(name, value)
        if name == "task" and value != "both":
            self._turn = 0

    def state(self) -> dict[str, Any]:
        phase = "" if self._round is None else f"{type(self._round).__name__}-{self._round.phase.value}".lower()
        return {
            **self.course.state(),
            **self._done,
            "round": phase,
            "length": self._length.length,
            "n": self._n,
            "figures": self.things.figures,
            "seconds": round(self.clock, 3),
        }
