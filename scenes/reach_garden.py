"""Reach Garden: cherries in late light over a slow brook. Blossoms and lanterns hang within reach; a touch opens and lights them.

How far each arm comes is measured by a ring of light that drifts outward; targets then hang inside that range, and from there
outward by a rule (`kit/reaching.py`). Without hands a look does it, and a virtual arm reaches out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, Shader

from scenes import reach_garden_land as land
from scenes.base import Amount, Choice, Cue, Happening, Line, Measure, Posture, Ray, Summary, Target, Value
from scenes.kit import beacon, limbs, mesh, wardrobe
from scenes.kit.gathering import Gathering, Group
from scenes.kit.holding import Side
from scenes.kit.landscape import CALLERS, CALLING, Landscape, aim, array
from scenes.kit.movement import Place
from scenes.kit.reaching import Grading
from scenes.reach_garden_boughs import RECOVERS_S, TOUCH, Bough, Boughs, Kind, boughs, on_arc
from scenes.reach_garden_hands import THERE_S, Answer, HandNow, Hands, Shown
from scenes.reach_garden_things import HUNG, NEVER, PERCH, Things

RISE = land.SEAT_HEIGHT
#: seconds in which evening comes, and how many were reached when the garden has opened by two thirds of what is closed at first
_EVENING_S, _OPENS = 1150.0, 26.0
#: what the sleeves are of
_LINEN = (0.36, 0.34, 0.27)
#: metres between targets of one arm
_APART = 0.085
#: how far it is open at first
_BEGUN = 0.42


class ReachGarden(Landscape):
    """See `Scene`. The seat never moves."""

    name = "reach-garden"
    title = "Reach Garden"
    about = "Blossoms and lanterns to reach for, a little further as it goes."
    hands = True
    sounds = ("forest", "bloom", "glow", "chime", "robin", "flutter", "rising", "rustle", "shimmer")
    events = ("petals", "butterflies", "bird", "lanterns")
    happenings = (("reach", "reaches"), ("rest", "rests"), ("range", "further than before"))
    choices = (
        Choice("arms", "Arms that reach", (("both", "Both arms"), ("left", "Left arm"), ("right", "Right arm"))),
        Amount("gain", "Movement gain", "×", 0.8, 2.0, 0.1, 1.0, live=True),
        wardrobe.CHOICES[0],
        Choice("sleeve", "Sleeve", (("long", "Long"), ("short", "Short"), ("bare", "None"))),
    )
    measures = (
        Measure("left-reaches", "Reaches of the left arm", summary=Summary.SUM),
        Measure("right-reaches", "Reaches of the right arm", summary=Summary.SUM),
        Measure("look-reaches", "Reaches by looking", summary=Summary.SUM),
        Measure("left-range", "Range of the left arm", "cm", 0, Summary.HIGHEST),
        Measure("right-range", "Range of the right arm", "cm", 0, Summary.HIGHEST),
        Measure("peak-speed", "Peak speed of a reach", "m/s", 2, Summary.MEDIAN),
        Measure("smoothness", "Smoothness of a reach (SPARC)", "", 2, Summary.MEDIAN),
        Measure("rests", "Rests", summary=Summary.SUM),
    )
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    flags = (
        "CLOSE",
        "EVENING=vec3(0.56, 0.54, 0.68)",
        "GLOWS=mix(1.0, 1.5, live[1].x)",
        f"EYES=vec3(0.0, 0.0, {RISE + 1.2:.3f})",
        "SUN_COLOUR=(vec3({:.3f}, {:.3f}, {:.3f}) * mix(vec3(1.0), vec3(0.56, 0.49, 0.48), live[1].x))".format(
            *land.LOOK.sun
        ),
    )
    bake = staticmethod(land.bake)

    # ---- building ---------------------------------------------------------------------------------------------------

    def build(self) -> None:
        which = str(self.chosen["arms"])
        self._sides = (Side.LEFT, Side.RIGHT) if which == "both" else (Side(which),)
        self.seat.set_z(RISE)
        self.heaven(0)
        self._used = boughs(self._sides)
        self.things = Things(self.root, self.baked, self.ground, self.random, self.shader, self.detail)
        self._boughs = Boughs(self.root, RISE, self._used, self.random, self.shader, self.plain)
        kinds = [(kind, sum(b.kind is kind for b in self._used)) for kind in Kind]
        self._gathering = Gathering([Group(kind, count, RECOVERS_S, TOUCH) for kind, count in kinds if count])
        look = limbs.Look(skin=str(self.chosen["skin"]), sleeve=limbs.Sleeve(str(self.chosen["sleeve"])), cloth=_LINEN)
        arms = limbs.Arms(self.seat, self.shader, (look, look), self.plain)
        self._hang_invitation(self.shader("invite", "invite"))
        gain = float(self.chosen["gain"])
        self._hands = Hands(self._sides, gain, self._request, self._touched, self._hang_all)
        self._shown = Shown(arms, self._hands)
        self._looks = {side: Grading() for side in Side}
        #: reaches by looking that are on their way: when they arrive, at which twig
        self._due: list[tuple[float, int]] = []
        self._time = 0.0
        self._last = np.full(len(self._used), NEVER)
        self._counts = {"blossoms": 0, "lanterns": 0, "looked": 0}
        self._open, self._lit = _BEGUN, 0
        self._begun = dict.fromkeys(self.events, NEVER)
        self._songs: list[float] = []
        self._next_song, self._greeted = 7.0, False
        self.live[14], self.live[15] = (
            LVecBase4f(0, 1.3, RISE + 1.3, NEVER),
            LVecBase4f(PERCH[0], PERCH[1], PERCH[2] + RISE, NEVER),
        )
        #: which are out of the way
        self._up = np.zeros(len(self._used), bool)
        self._hang_all()
        self._boughs.move(100.0)
        self._gathering.places = self._boughs.places[: len(self._used)] + np.array([0, 0, RISE], np.float32)

    def _hang_invitation(self, shader: Shader) -> None:
        made = mesh.node(mesh.square(), "invitation")
        made.reparent_to(self.root)
        beacon.shine(made, shader, 41)

    # ---- the visit --------------------------------------------------------------------------------------------------

    def feel(self, posture: Posture) -> None:
        self._hands.feel(posture)

    def recentred(self) -> None:
        self._hands.recentred()

    def update(self, time: float, dt: float) -> None:
        before, missed = dict(self.course.calls), self.course.missed
        self._time = time
        super().update(time, dt)
        if self.course.missed > missed:
            for key, call in before.items():
                if key not in self.course.calls and call.until <= self.clock:
                    self._miss(key, call.until - call.since)
        self._show_calls()

    def move(self, dt: float) -> None:
        now = self.clock
        if not self._greeted and now > 1.5 and not self._quiet:
            self._greeted = True
            self._request(Line("Touch what glows, with your hand or with a look. Nothing is lost if you rest.", 9.0))
        self._hands.move(self._time, frozenset(self.course.calls), self._quiet)
        for number, side in enumerate(Side):
            self.live[2 + number] = self._hands.light(side, RISE)
        (x, y, z), strength = self._hands.invitation
        self.live[13] = LVecBase4f(x, y, z + RISE, strength)
        self.course.resting = self._hands.asking
        for at, who in [d for d in self._due if d[0] <= now]:
            self._due.remove((at, who))
            self._open_up(who)
        self._boughs.move(now)
        self._gathering.places[:] = self._boughs.places[: len(self._used)]
        self._gathering.places[:, 2] += RISE
        self._shown.move(now)
        self._weather(now, dt)

    def _weather(self, now: float, dt: float) -> None:
        """Evening comes, the garden opens, petals fall, birds sing."""
        evening = min(now / _EVENING_S, 1.0)
        evening = evening * evening * (3 - 2 * evening)
        done = self._counts["blossoms"] + self._counts["lanterns"]
        goal = _BEGUN + (1 - _BEGUN) * (1 - math.exp(-done / _OPENS))
        self._open += (goal - self._open) * min(1.0, dt / 5.0)
        self.live[1] = LVecBase4f(evening, self._open, 0, 0)
        h = now - self._begun["petals"]
        falls = min(max(h / 3.0, 0.0), 1.0) * min(max((19.0 - h) / 6.0, 0.0), 1.0)
        self.live[12] = LVecBase4f(0.5 * (1 - evening), max(falls, 0.0), 0, 0)
        self.things.show(self._begun, now)
        for at in [s for s in self._songs if s <= now]:
            self._songs.remove(at)
            self._request(Cue("robin", (PERCH[0], PERCH[1], PERCH[2] + RISE), -6.0))
        if now >= self._next_song and not self._quiet:
            self._next_song = now + float(self.random.uniform(13, 30)) * (1.2 - 0.5 * self.busy + evening)
            a, away = self.random.uniform(-1.2, 1.2), self.random.uniform(8, 20)
            self._request(Cue("robin", (float(away * math.sin(a)), float(away * math.cos(a)), 4.5), -13.0))

    def celebrate(self, event: str) -> None:
        if event not in self._begun:
            return
        self._begun[event] = self.clock
        if event == "petals":
            self._request(Cue("rustle", (0.0, 2.0, RISE + 2.5), -4.0))
        elif event == "butterflies":
            self.live[14] = LVecBase4f(0.0, 1.75, RISE + 1.22, self.clock)
            self._request(Cue("flutter", (0.0, 1.6, RISE + 1.2), -6.0))
        elif event == "bird":
            self.live[15] = LVecBase4f(PERCH[0], PERCH[1], PERCH[2] + RISE, self.clock)
            self._songs = [self.clock + s for s in (4.3, 8.6, 12.4)]
        else:
            self.things.rise(self.clock)
            self._request(Cue("rising", (-4.0, 20.0, 2.0), -4.0))

    # ---- hands ------------------------------------------------------------------------------------------------------

    def hands_now(self) -> dict[Side, HandNow]:
        """The hands that are tracked, as they were in the last frame."""
        return dict(self._hands.now)

    def _touched(self, seen: Place) -> Answer | None:
        """What a hand that is seen there touches; it opens, or lights up."""
        ready = self._ready()
        away = np.linalg.norm(self._boughs.places[ready] - np.array(seen, np.float32), axis=1)
        if not len(ready) or away.min() > TOUCH:
            return None
        who = int(ready[away.argmin()])
        key = self._gathering.key(who)
        called = self.course.answer(key, self.clock)
        self._open_up(who)
        return Answer(key, self._used[who].side, called)

    def _miss(self, key: str, waited: float) -> None:
        """A call has gone by."""
        who = self._gathering.index(key)
        if who is None:
            return
        side = self._used[who].side
        if self._hands.by_hand(side):
            self._hands.miss(key, side, waited)
        else:
            self._looks[side].missed()
            self._hang_all(side)

    # ---- where targets hang -----------------------------------------------------------------------------------------

    def _place(self, bough: Bough) -> Place:
        """Where it should hang."""
        if self._hands.by_hand(bough.side):
            return self._hands.spot(bough.side, bough.spot)
        return on_arc(bough.side, bough.spot, min(0.82 + 0.24 * self._looks[bough.side].share, 1.10))

    def _hang_all(self, side: Side | None = None) -> None:
        """What does not call just now hangs where it should; where a small range leaves no room, some stay up."""
        for arm in self._sides if side is None else (side,):
            taken: list[Place] = []
            for bough in sorted((b for b in self._used if b.side is arm), key=self._turn):
                place = self._boughs.goal(bough.number) if self._calls(bough) else self._place(bough)
                up = self._hands.by_hand(arm) and any(math.dist(place, other) < _APART for other in taken)
                if not up:
                    taken.append(place)
                if not self._calls(bough):
                    self._up[bough.number] = up
                    self._boughs.hang(bough.number, self._boughs.away(bough.number) if up else place, self.clock)

    def _turn(self, bough: Bough) -> tuple[bool, bool, float, int]:
        """Whose turn it is to hang: who calls, then who has waited longest."""
        k = bough.number
        return not self._calls(bough), self._boughs.busy(k, self.clock), float(self._last[k]), bough.spot

    def _calls(self, bough: Bough) -> bool:
        return self._gathering.key(bough.number) in self.course.calls

    # ---- who is there -----------------------------------------------------------------------------------------------

    def pick(self, ray: Ray) -> Target | None:
        who = self._gathering.pick(array(ray.origin), array(ray.direction), self.clock)
        return None if who is None or self._up[who] else self._target(who)

    def targets(self) -> Sequence[Target]:
        calls, gathering = self.course.calls, self._gathering

        def order(who: int) -> tuple[bool, bool, float, int, int]:
            bough = self._used[who]
            return (
                gathering.key(who) not in calls,
                not self._hands.by_hand(bough.side),
                self._last[who],
                bough.spot,
                who,
            )

        return [self._target(who) for who in sorted(map(int, self._ready()), key=order)]

    def _ready(self) -> npt.NDArray[np.intp]:
        """Who can be reached for."""
        ready = self._gathering.ready(self.clock)
        return ready[~self._up[ready]]

    def find(self, key: str) -> Target | None:
        who = self._gathering.index(key)
        return None if who is None else self._target(who)

    def at_ease(self) -> list[Target]:
        """Whose hands move by themselves reach for what hangs there for them, wherever they look."""
        own = [side.value for side in self._sides if self._hands.by_hand(side)]
        if not own:
            return super().at_ease()
        return [target for target in self.targets() if target.key.partition("-")[0] in own]

    def _target(self, who: int) -> Target:
        return aim(self._gathering.key(who), self._gathering.places[who], TOUCH)

    def act(self, ray: Ray, target: Target | None) -> None:
        """A look asks: the virtual arm reaches out."""
        who = self._gathering.index(target.key) if target is not None else None
        if who is None or target is None:
            return
        side = self._used[who].side
        waited = self.clock - self.course.calls[target.key].since if target.key in self.course.calls else None
        called = self.course.answer(target.key, self.clock)
        if called and not self._hands.by_hand(side):
            self._looks[side].reached()
        self._gathering.rest(who, self.clock + THERE_S)
        self._last[who] = self.clock
        hand = self._hands.now.get(side)
        if hand is None or not hand.by_itself:
            # An arm that moves by itself is seen where it is, whatever a look asks for.
            self._shown.reach(side, self._boughs.goal(who), self.clock)
        self._due.append((self.clock + THERE_S, who))
        self._counts["looked"] += 1
        data = {"arm": side.value, "target": target.key, "by": "look", "reached": True, "called": called}
        self._request(Happening("reach", {**data, "seconds": None if waited is None else round(waited, 3)}))
        self._request(Happening("measured", {"measure": "look-reaches", "value": 1}))

    def _open_up(self, who: int) -> None:
        """A blossom opens or a lantern lights up, and stays so; more of the garden follows."""
        bough, key = self._used[who], self._gathering.key(who)
        self._gathering.rest(who, self.clock)
        self._last[who] = self.clock
        self._boughs.touch(who, self.clock)
        x, y, z = map(float, self._gathering.places[who])
        self._request(Cue("glow" if bough.lantern else "bloom", (x, y, z), -4.0))
        self._counts["lanterns" if bough.lantern else "blossoms"] += 1
        self.course.hit(key, "lantern" if bough.lantern else "blossom")
        done = self._counts["blossoms"] + self._counts["lanterns"]
        if self._lit < HUNG and (bough.lantern or done % 3 == 0):
            self.things.light(self._lit, self.clock + 1.5)
            self._lit += 1
        self._hang_all(bough.side)

    def _show_calls(self) -> None:
        """What calls glows."""
        calls = self.live[CALLING + CALLERS]
        strengths: dict[int, float] = {}
        for k, caller in enumerate(self._callers):
            who = None if caller is None else self._gathering.index(caller.key)
            if who is not None:
                strengths[who] = calls[k]
        self._boughs.calls(strengths)
        # The darker it is, the less light it takes to be seen.
        self.live[CALLING + CALLERS] = LVecBase4f(*(v * (1.0 - 0.45 * self.live[1][0]) for v in calls))

    def change(self, name: str, value: Value) -> None:
        super().change(name, value)
        if name == "gain":
            self._hands.regain(float(value))

    def state(self) -> dict[str, Any]:
        return {
            **self._counts,
            **self.course.state(),
            "seconds": round(self.clock, 3),
            "lit": self._lit,
            "open": round(self._open, 3),
        }
