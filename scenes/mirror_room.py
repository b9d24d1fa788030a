"""Mirror Room: a sunlit loggia over the sea, a table, and two arms. The side that moves well leads, and the other is its image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f

from scenes import mirror_room_body as body
from scenes import mirror_room_house as house
from scenes import mirror_room_land as land
from scenes import mirror_room_light as light
from scenes import mirror_room_tasks as tasks
from scenes.base import (
    Amount,
    Ask,
    Choice,
    Cue,
    Happening,
    Line,
    Measure,
    Posture,
    Ray,
    Summary,
    Target,
)
from scenes.kit import gpu, mesh, terrain, tropics, wardrobe, water
from scenes.kit.holding import Held, Side
from scenes.kit.landscape import Landscape
from scenes.kit.limbs import Ends
from scenes.kit.vectors import V
from scenes.mirror_room_outside import Outside
from scenes.mirror_room_pair import Pair
from scenes.mirror_room_tasks import Task
from scenes.mirror_room_things import NEVER, OF_TASK, Kind, Things

F = npt.NDArray[np.float32]
#: seconds of each task before the next, and the tasks' order
_BLOCK_S, _ORDER = 105.0, tuple(Task)
#: seconds from one stroke of the feathers to the next, and of one stroke: about 5 cm a second, which skin likes best (Löken,
#: Wessberg, Morrison, McGlone and Olausson, Nature Neuroscience 12, 2009, 547-548)
_STROKES_S, _STROKE_S = 17.0, 12.0
#: seconds from one watched movement to the next where movements are watched, at difficulty 0 and 1
_RHYTHM_S = (9.0, 5.0)
#: what the shaders are told of the house
_MEASURES = (
    f"FLOOR={land.FLOOR:.3f}",
    f"INNER={house.INNER:.3f}",
    f"OUTER={house.OUTER:.3f}",
    f"MOST={light.MOST:.3f}",
)
_SAYS = {
    "stroking": "Rest both arms on the table. A feather strokes them both.",
    "matching": "Follow the light with your good hand. Both arms go along.",
    Task.OPEN: "Close your hand and open it. The flower opens with it.",
    Task.REACH: "Reach for the bell.",
    Task.TURN: "Turn your palm up, and down again.",
    Task.STONES: "Pile the stones, one on the other.",
    Task.POUR: "Take the jug and pour.",
}
_WATCHED_SAYS = {
    "stroking": "Rest. A feather strokes both arms. Watch it come.",
    "matching": "Watch both arms follow the light.",
    Task.OPEN: "Watch the hands close and open. A look at the flower begins it.",
    Task.REACH: "Watch the hands reach. A look at the bell begins it.",
    Task.TURN: "Watch the palms turn. A look at the disc begins it.",
    Task.STONES: "Watch the hands pile the stones. A look at a stone begins it.",
    Task.POUR: "Watch the hands pour. A look at a jug begins it.",
}
#: the sound of each thing, and decibels
_SOUNDS: dict[Kind, tuple[str, float]] = {
    Kind.FEATHER: ("flutter", -14.0),
    Kind.LIGHT: ("shimmer", -6.0),
    Kind.FLOWER: ("bloom", -4.0),
    Kind.BELL: ("bells", -8.0),
    Kind.DISC: ("chime", -8.0),
    Kind.STONE: ("drop", -2.0),
    Kind.JUG: ("pour", -4.0),
    Kind.CHIME: ("windchime", 0.0),
    Kind.BLOSSOM: ("rustle", -4.0),
    Kind.BIRD: ("robin", -6.0),
    Kind.BOAT: ("bells", -16.0),
}


class MirrorRoom(Landscape):
    """See `Scene`. The seat never moves."""

    name = "mirror-room"
    title = "Mirror Room"
    about = "Two arms at a table over the sea; one leads, and the other is its mirror image."
    hands = True
    sounds = (
        "shore",
        "flutter",
        "shimmer",
        "bloom",
        "bells",
        "chime",
        "drop",
        "pour",
        "windchime",
        "rustle",
        "robin",
        "wings",
    )
    events = ("petals", "gull", "sail", "breeze")
    happenings = (("phase", "what the arms do"), ("stroked", "strokes"))
    measures = (
        Measure("repetitions", "Repetitions by hand", summary=Summary.SUM),
        Measure("range", "Range of the wrist in a repetition", "m", 2, Summary.MEDIAN),
        Measure("watched", "Watched movement", "min", 1, Summary.SUM),
    )
    asks = ("illusion-ownership", "illusion-agency")
    choices = (
        Choice("side", "Side that leads", (("right", "Right"), ("left", "Left"))),
        Choice("drive", "Movement", (("own", "One's own where hands are tracked"), ("watched", "Watched"))),
        Amount("settling", "Minutes of stroking and following first", "min", 1.0, 6.0, 0.5, 2.5),
        replace(wardrobe.CHOICES[0], live=True),
        Choice("sleeve", "Sleeve", (("short", "Short"), ("long", "Long"), ("bare", "None")), live=True),
        Amount("size", "Size of the arms", "%", 80.0, 125.0, 5.0, 100.0, live=True),
        Choice("legs", "Legs", (("both", "Both"), ("none", "None"))),
        Amount("transparency", "Transparency of the arms", "%", 0.0, 75.0, 5.0, 0.0, live=True),
        Choice(
            "ends",
            "The other arm ends",
            (
                ("whole", "Nowhere: it is whole"),
                ("wrist", "At the wrist"),
                ("forearm", "In the forearm"),
                ("elbow", "At the elbow"),
                ("upper-arm", "In the upper arm"),
            ),
            live=True,
        ),
        Amount("telescoped", "The other hand has moved up", "%", 0.0, 100.0, 10.0, 0.0, live=True),
    )
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    flags = (*_MEASURES, "TABLED")
    bake = staticmethod(land.bake)

    # ---- building ---------------------------------------------------------------------------------------------------

    def build(self) -> None:
        self.side = Side(str(self.chosen["side"]))
        self._watches = self.chosen["drive"] == "watched"
        self._settles = 60.0 * float(self.chosen["settling"])
        self.bench = tasks.Bench()
        self.phase = ""
        self._block, self._block_since = -1, NEVER
        #: the movement that is watched now: (since, task, what began it)
        self._motion: tuple[float, Task, str | None] | None = None
        self._still_since = 0.0
        self._stroke, self._next_stroke, self._stroked = NEVER, 6.0, 0
        self._figure, self._light_since, self._followed = 0, 0.0, 0.0
        self._light_at: V | None = None
        self._counts = {"acted": 0, "repetitions": 0, "watched": 0}
        self._lit = NEVER
        self._reach: tuple[F, F] | None = None
        self._due: list[tuple[float, str, str]] = []
        self._asked = False
        self.seat.set_z(land.FLOOR)
        self.heaven(0)
        self._build_land()
        self.root.set_shader_input("gobo", gpu.texture("gobo", self.baked["gobo"]))
        self.things = Things(self.root, self.shader, self.plain, land.FLOOR)
        self._outside = Outside(self.things, self.live, self.random, self._request)
        self.pair = Pair(self.seat, self.shader, self.plain, self.side, self._watches, self.chosen)

    def _build_land(self) -> None:
        baked, plain = self.baked, self.plain
        reach = np.geomspace(26, 168, 44 if plain else 64).astype(np.float32)
        ground = terrain.fan(self.ground, reach, 120 if plain else 180, 3, self.root)
        ground.set_shader(self.shader("ground", "shore"))
        water.disc(self.root).set_shader(self.shader("ground", "water"))
        few = 0.5 if plain else 1.0
        bushes = (
            tropics.bush(int(170 * few), 0.34, 3),
            tropics.bush(int(60 * few), 0.46, 4, 5, 1.2),
            tropics.bush(20, 0.6, 5, 5, 1.75),
        )
        leafy = self.shader("leafy", "leafy")
        tropics.planted(self.root, "bushes", baked["bushes"], bushes, (45.0, 90.0, 400.0), leafy, 3.5, 3)
        for name, shape, flags in (
            ("rooms", land.kept(baked, "rooms"), ()),
            ("table", land.kept(baked, "table"), ("SHADED",)),
            ("greenery", house.greenery(0.45 if plain else 1.0), ("GREEN",)),
        ):
            made = mesh.node(shape, name)
            made.reparent_to(self.root)
            # These shaders place what they draw over the sea by themselves.
            gpu.unculled(made)
            made.set_shader(self.shader("room", "room", *flags))
            made.set_two_sided(name == "greenery")
        self._body = body.hang(self.root, land.kept(baked, "body"), self.shader("room", "room", "BODY"))
        gpu.shown(self._body, self.chosen["legs"] == "both")

    def limbs_now(self) -> tuple[Held, Held]:
        """The left arm and the right one as they are drawn in this frame, in the seat's frame."""
        return self.pair.now

    # ---- the visit --------------------------------------------------------------------------------------------------

    def move(self, dt: float) -> None:
        now, dt = self.clock, min(dt, 0.1)
        self._follow_phases(now)
        self._stroking(now)
        self._lights(now, dt)
        self._rhythm(now)
        self._move_arms(dt, now)
        body.follow(self._body, self.pair.posture)
        self._work(dt, now)
        self.things.move(self.bench, self._task, self.phase == "stroking", dt, now)
        for at, key, kind in [d for d in self._due if d[0] <= now]:
            self._due.remove((at, key, kind))
            self.course.hit(key, kind)
        self._outside.move(now, dt, self.busy, quiet=self._quiet)
        self._share_shade()

    def _move_arms(self, dt: float, now: float) -> None:
        shown = None if self._motion is None else tasks.pose_at(self._moves, now - self._motion[0])
        light = None if self._light_at is None else tasks.following(self._light_at, now - self._light_since)
        self.pair.chosen = self.chosen
        self.pair.move(dt, now, shown, light)
        if self.pair.follows:
            self._followed += dt

    @property
    def _task(self) -> Task | None:
        return Task(self.phase) if self.phase in set(Task) else None

    def _follow_phases(self, now: float) -> None:
        """Stroking, following, then the tasks one after the other; none ends within a movement, nor while a rating is asked."""
        if self._quiet and self.phase:
            return
        if now < 0.5 * self._settles:
            phase = "stroking"
        elif now < self._settles:
            phase = "matching"
        else:
            block = int((now - self._settles) / _BLOCK_S)
            phase = str(_ORDER[block % len(_ORDER)])
        if phase == self.phase or self._motion is not None:
            return
        before, self.phase = self.phase, phase
        self._request(Happening("phase", {"phase": phase, "side": str(self.side)}))
        if before == "matching" or (before == "stroking" and phase != "matching"):
            self._embodied()
        self._block_since = now
        if phase == "matching":
            self._light_since = now
        self.bench.let_go()
        self._activate()
        words = _WATCHED_SAYS if self._watches else _SAYS
        self._request(Line(words[phase if phase in ("stroking", "matching") else Task(phase)], 9.0))

    def _embodied(self) -> None:
        """Stroking and following are over: how strongly the arms felt like one's own is asked, once in a visit."""
        if self._followed > 1.0:
            self._measure("watched", round(self._followed / 60.0, 3))
        if not self._asked:
            self._asked = True
            self._request(Ask(self.asks))

    def _measure(self, name: str, value: float) -> None:
        self._request(Happening("measured", {"measure": name, "value": value}))

    def _activate(self) -> None:
        """Only what belongs to the phase can be called; what is farther off always can."""
        task = self._task
        there = {
            Kind.FEATHER: self.phase == "stroking",
            Kind.LIGHT: self.phase == "matching",
            **{kind: each is task for each, kind in OF_TASK.items()},
        }
        gathering = self.things.gathering
        for kind, on in there.items():
            for number in (0, 1):
                # From when on it can be called: at once, or never.
                gathering.rest(self.things.index(kind, number), -math.inf if on else math.inf)

    def _stroking(self, now: float) -> None:
        since = now - self._stroke
        if self.phase == "stroking" and since > _STROKE_S and now >= self._next_stroke and not self._quiet:
            self._stroke_on(now)
        self.things.stroke = (since / _STROKE_S, *self.limbs_now()) if 0.0 <= since < _STROKE_S else None

    def _stroke_on(self, now: float) -> None:
        self._stroke, self._next_stroke = now, now + _STROKES_S
        self._stroked += 1
        for number in (0, 1):
            who = self.things.index(Kind.FEATHER, number)
            self.things.gathering.rest(who, now + _STROKE_S - 3.0)
        self._request(Happening("stroked", {"seconds": _STROKE_S}))
        self._sound(Kind.FEATHER, (0.0, 0.4, land.FLOOR + 0.8))

    def _lights(self, now: float, dt: float) -> None:
        """The two lights that the arms follow."""
        since = now - self._light_since
        on = self.phase == "matching"
        if on and since >= tasks.ROUND_S:
            self._light_since, self._figure = now, self._figure + 1
            since = 0.0
        self._light_at = tasks.light_at(since, self._figure) if on else None
        shown = min(max((now - self._block_since) / 1.5, 0.0), 1.0) if on else 0.0
        lit = max(0.0, 1.0 - (now - self._lit) / 2.5)
        self.things.pearls(self._light_at, shown, lit if on else 0.0)

    def _rhythm(self, now: float) -> None:
        """Where movements are watched they begin by themselves, calmly."""
        slow, fast = _RHYTHM_S
        waits = slow + (fast - slow) * self.busy
        if self._motion is not None:
            since, task, by = self._motion
            if now - since >= self._moves[-1][0]:
                self._motion, self._still_since = None, now
                self._measure("watched", round(self._moves[-1][0] / 60.0, 3))
                self._counts["watched"] += 1
                self.bench.let_go()
                if by is not None:
                    self._rest_twins(OF_TASK[task], now)
        elif (
            self._watches
            and self._task is not None
            and not self._quiet
            and min(now - self._still_since - waits, now - self._block_since - 4.0) > 0
        ):
            self._begin(self._task, None)

    def _begin(self, task: Task, key: str | None) -> None:
        self.bench.let_go()
        if task is Task.STONES and self.bench.piled >= len(tasks.STONES):
            self.bench.piled = 0
        self._moves = tasks.watched(task, self.bench.piled)
        self._motion = (self.clock, task, key)
        if key is not None:
            for number in (0, 1):
                self.things.gathering.rest(self.things.index(OF_TASK[task], number), self.clock + self._moves[-1][0])

    def _rest_twins(self, kind: Kind, now: float) -> None:
        for number in (0, 1):
            self.things.gathering.rest(self.things.index(kind, number), now)

    def _work(self, dt: float, now: float) -> None:
        """The hand that leads, one's own or watched, at the task's things."""
        own = self.pair.own if self._motion is None else None
        hand = self.pair.hand if self._motion is not None or own is not None else None
        task = self._motion[1] if self._motion is not None else self._task
        pours = self.bench.pouring
        done = self.bench.move(task, hand, dt, now)
        if self.bench.pouring > 0.3 >= pours:
            self._sound(Kind.JUG, (0.0, 0.7, land.FLOOR + 0.97))
        if own is not None:
            at = np.array(own.wrist, np.float32)
            low, high = self._reach or (at, at)
            self._reach = np.minimum(low, at), np.maximum(high, at)
        if not done or task is None:
            return
        kind = OF_TASK[task]
        if kind is not Kind.JUG:
            at_ = self.things.gathering.places[self.things.index(kind, 1 if self.side is Side.RIGHT else 0)]
            self._sound(kind, (float(at_[0]), float(at_[1]), float(at_[2])))
        if self._motion is not None:
            if self._motion[2] is not None:
                self.course.hit(self._motion[2], str(kind))
            return
        self._repeated(kind, now)

    def _repeated(self, kind: Kind, now: float) -> None:
        """A task was done by the patient's own hand."""
        self._counts["repetitions"] += 1
        self._measure("repetitions", 1)
        if self._reach is not None:
            self._measure("range", round(float(np.linalg.norm(self._reach[1] - self._reach[0])), 3))
            self._reach = None
        keys = [f"{kind}-{number}" for number in ((1, 0) if self.side is Side.RIGHT else (0, 1))]
        key = next((k for k in keys if k in self.course.calls), keys[0])
        self.course.answer(key, now)
        self.course.hit(key, str(kind))

    def _share_shade(self) -> None:
        """What keeps light from the table: the hands, the forearms, and what stands there."""
        rows = []
        looks = self.pair.looks.values()
        for arm, look, (x, y, z) in zip(self.limbs_now(), looks, self.pair.palms(), strict=True):
            fore = np.array(arm.wrist) * 0.6 + (np.array(arm.shoulder) - [0, 0, 0.2]) * 0.4
            # What is not there throws no shade, and what is hardly there little.
            there = look.opacity if look.ends is Ends.WHOLE else 0.0
            rows += [(x, y, z, 0.052 * there), (*map(float, fore), 0.048 * there)]
        self.live[13], self.live[2], self.live[15], self.live[3] = (LVecBase4f(*row) for row in rows)
        for row, shade in zip((4, 5, 6, 7), self.things.shades(self._task, self.bench), strict=True):
            self.live[row] = LVecBase4f(*shade)

    def celebrate(self, event: str) -> None:
        self._outside.begin(event, self.clock)

    def _sound(self, kind: Kind, place: tuple[float, float, float]) -> None:
        name, decibels = _SOUNDS[kind]
        self._request(Cue(name, place, decibels))

    # ---- who is there -----------------------------------------------------------------------------------------------

    def pick(self, ray: Ray) -> Target | None:
        return self.things.gathering.meant(ray, self.eye, self.clock)

    def targets(self) -> Sequence[Target]:
        gathering, calls = self.things.gathering, self.course.calls
        near = {*OF_TASK.values(), Kind.FEATHER, Kind.LIGHT}
        ready = [int(i) for i in gathering.ready(self.clock)]
        order = sorted(
            ready, key=lambda i: (gathering.key(i) not in calls, gathering.kinds[i] not in near, gathering.numbers[i])
        )
        return [gathering.target(i, self.eye) for i in order]

    def find(self, key: str) -> Target | None:
        return self.things.gathering.named(key, self.eye)

    def act(self, ray: Ray, target: Target | None) -> None:
        who = self.things.gathering.index(target.key) if target is not None else None
        if who is None:
            return
        gathering = self.things.gathering
        kind, key, now = Kind(gathering.kinds[who]), gathering.key(who), self.clock
        place = gathering.places[who]
        self._counts["acted"] += 1
        self.course.answer(key, now)
        task = next((t for t, k in OF_TASK.items() if k is kind), None)
        if task is not None:
            if self._motion is None:
                self._begin(task, key)
            else:
                self._due.append((now + 0.5, key, str(kind)))
            return
        gathering.rest(who, now)
        if kind is Kind.FEATHER:
            self._stroke_on(now)
        elif kind is Kind.LIGHT:
            self._rest_twins(kind, now)
            self._lit = now
            self._sound(kind, (float(place[0]), float(place[1]), float(place[2])))
        else:
            self._sound(kind, (float(place[0]), float(place[1]), float(place[2])))
            name = {Kind.CHIME: "chime", Kind.BLOSSOM: "petals", Kind.BIRD: "gull", Kind.BOAT: "sail"}[kind]
            self._outside.begun[name] = now
        self._due.append((now + 0.8, key, str(kind)))

    def feel(self, posture: Posture) -> None:
        self.pair.posture = posture

    def state(self) -> dict[str, Any]:
        return {
            "acted": self._counts["acted"],
            "repetitions": self._counts["repetitions"],
            "watched": self._counts["watched"],
            "strokes": self._stroked,
            "phase": self.phase,
            **self.course.state(),
            "seconds": round(self.clock, 3),
        }
