"""What the arms do in the Mirror Room: movements that can be watched, and how each task knows that it was done.

Everything is told of a right arm, in the seat's frame, metres; who leads with the left is mirrored before and after. A task asks
only where the palm is, how it is turned and how far the hand is closed, so that one's own hand and a watched movement do the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from scenes.kit.holding import Held, palm
from scenes.kit.vectors import V, about, plus, times, turned

#: where an arm rests on the table: the palm's place
REST: V = (0.205, 0.400, 0.800)
#: where the things are, on the right, where both eyes see them in the same part of the view: flower, bell, disc, stones, where they
#: are piled, the jug's handle, over the bowl
FLOWER: V = (0.275, 0.70, 0.985)
BELL: V = (0.255, 0.640, 1.060)
DISC: V = (0.316, 0.78, 1.035)
STONES: tuple[V, ...] = ((0.270, 0.650, 0.948), (0.345, 0.705, 0.946), (0.258, 0.748, 0.944), (0.325, 0.795, 0.942))
PILE: V = (0.150, 0.690, 0.940)
JUG: V = (0.325, 0.655, 0.995)
POUR: V = (0.160, 0.665, 1.115)
#: half a stone's height, metres, in the order of piling
THICK = (0.0200, 0.0165, 0.0135, 0.0110)
#: metres within which a hand means a thing, and beyond which it has left it; seconds after which one that stays need not close
NEAR, LEFT, STAY_S = 0.105, 0.20, 0.6
#: how far a hand is closed that holds, and opened that lets go
CLOSED, OPENED = 0.60, 0.42
#: radians to which a palm is turned, and back
TURNED, BACK = math.radians(60), math.radians(28)
#: seconds for which a jug pours
POURS_S = 2.2


class Task(StrEnum):
    OPEN = "open"
    REACH = "reach"
    TURN = "turn"
    STONES = "stones"
    POUR = "pour"


@dataclass(frozen=True, slots=True)
class Pose:
    """palm : its middle; roll : radians, 0 with the palm down and half a turn with it up; pitch : fingers up; curl : as `Held`."""

    palm: V
    roll: float = 0.0
    pitch: float = 0.0
    curl: float = 0.18

    def held(self, shoulder: V, size: float = 1.0) -> Held:
        """The arm so posed."""
        turn = times(about((1.0, 0.0, 0.0), self.pitch), about((0.0, 1.0, 0.0), self.roll))
        bare = Held(shoulder, (0.0, 0.0, 0.0), turn, self.curl)
        x, y, z = palm(bare, size)
        return replace(bare, wrist=(self.palm[0] - x, self.palm[1] - y, self.palm[2] - z))


RESTING = Pose(REST, 0.10, -0.06)
#: (seconds, pose): where a movement is when; it begins and ends at rest
Motion = Sequence[tuple[float, Pose]]


def pose_at(motion: Motion, t: float) -> Pose:
    """Between two of its poses a movement has the least jerk (Flash and Hogan, Journal of Neuroscience 5, 1985, 1688-1703)."""
    for (start, one), (end, other) in pairwise(motion):
        if t < end:
            u = min(max((t - start) / (end - start), 0.0), 1.0)
            return blend(one, other, u * u * u * (10 - 15 * u + 6 * u * u))
    return motion[-1][1]


def blend(one: Pose, other: Pose, share: float) -> Pose:
    def mix(a: float, b: float) -> float:
        return a + (b - a) * share

    p, q = one.palm, other.palm
    at = (mix(p[0], q[0]), mix(p[1], q[1]), mix(p[2], q[2]))
    return Pose(at, mix(one.roll, other.roll), mix(one.pitch, other.pitch), mix(one.curl, other.curl))


def _over(at: V, dx: float = 0.0, dy: float = 0.0, dz: float = 0.0) -> V:
    return at[0] + dx, at[1] + dy, at[2] + dz


def watched(task: Task, stone: int = 0) -> Motion:
    """A calm movement that does the task once; `stone` : which one is next."""
    rest = (0.0, RESTING)
    if task is Task.OPEN:
        lifted = Pose((0.20, 0.440, 0.865), 0.9, 0.25, 0.2)
        return (
            rest,
            (1.2, lifted),
            (2.5, replace(lifted, curl=0.95, roll=1.2)),
            (3.0, replace(lifted, curl=0.95, roll=1.2)),
            (4.8, replace(lifted, curl=0.0, roll=1.9)),
            (5.5, replace(lifted, curl=0.0, roll=1.9)),
            (7.0, RESTING),
        )
    if task is Task.REACH:
        there = Pose(_over(BELL, 0.0, -0.075, -0.005), 0.35, 0.25, 0.12)
        return rest, (2.0, there), (2.5, there), (4.5, RESTING)
    if task is Task.TURN:
        low, up = Pose((0.20, 0.455, 0.890), 0.0, 0.1), Pose((0.205, 0.455, 0.895), math.radians(165), 0.1, 0.1)
        return rest, (1.3, low), (3.2, up), (3.9, up), (5.6, low), (6.8, RESTING)
    if task is Task.STONES:
        lies, lands = STONES[stone], pile_top(stone)
        over, onto = _over(lies, -0.01, -0.035, 0.075), _over(lands, 0.0, -0.035, 0.085)
        take, put = _over(lies, -0.01, -0.03, 0.032), _over(lands, 0.0, -0.03, 0.036)
        return (
            rest,
            (1.6, Pose(over, 0.15, -0.25, 0.25)),
            (2.2, Pose(take, 0.15, -0.3, 0.30)),
            (2.7, Pose(take, 0.15, -0.3, 0.68)),
            (3.5, Pose(over, 0.10, -0.25, 0.68)),
            (4.7, Pose(onto, 0.05, -0.25, 0.68)),
            (5.3, Pose(put, 0.05, -0.3, 0.66)),
            (5.8, Pose(put, 0.05, -0.3, 0.25)),
            (6.4, Pose(onto, 0.05, -0.2, 0.2)),
            (7.8, RESTING),
        )
    upright = 1.25
    lift = Pose(_over(JUG, 0.0, 0.0, 0.10), upright, 0.1, 0.72)
    over_ = Pose(POUR, upright, 0.1, 0.72)
    pours = Pose(_over(POUR, 0.0, 0.0, 0.005), upright - 0.95, 0.1, 0.72)
    return (
        rest,
        (1.6, Pose(_over(JUG, 0.05, -0.03, 0.01), upright, 0.1, 0.25)),
        (2.1, Pose(JUG, upright, 0.1, 0.30)),
        (2.6, Pose(JUG, upright, 0.1, 0.72)),
        (3.5, lift),
        (4.4, over_),
        (5.4, pours),
        (7.6, pours),
        (8.4, over_),
        (9.3, lift),
        (10.2, Pose(JUG, upright, 0.1, 0.72)),
        (10.6, Pose(JUG, upright, 0.1, 0.25)),
        (12.0, RESTING),
    )


def pile_top(count: int) -> V:
    """Where the middle of stone number `count` comes to lie."""
    return PILE[0], PILE[1], PILE[2] + 2 * sum(THICK[:count]) + THICK[count]


@dataclass(frozen=True, slots=True)
class Hand:
    """What a task knows of the hand that leads, as a right one: the palm's middle, radians of roll, 0 open to 1 closed."""

    palm: V
    roll: float
    curl: float


def hand_of(held: Held, size: float = 1.0) -> Hand:
    """Of a right arm."""
    back = turned(held.turn, (0.0, 0.0, 1.0))
    return Hand(palm(held, size), math.atan2(back[0], back[2]), held.curl)


def _away(a: V, b: V) -> float:
    return math.dist(a, b)


@dataclass(slots=True)
class _Hold:
    """Whether a hand takes what it is near: it closes there, or stays there."""

    since: float | None = None

    def taken(self, near: bool, closed: bool, now: float) -> bool:
        if not near:
            self.since = None
            return False
        if self.since is None:
            self.since = now
        return closed or now - self.since > STAY_S


@dataclass(slots=True)
class Bench:
    """All the things' state: what hands have made of them. Values are for drawing; `move` says when a task was done.

    openness : of the flowers; rung : when the bells rang; turn : the discs', radians; piled : stones on each pile
    carried : where the stone that is carried is; jug : where the jug's handle is; tilt : 0 to 1; level : of the water, 0 to 1
    """

    openness: float = 0.22
    rung: float = -1000.0
    turn: float = 0.0
    piled: int = 0
    carried: V | None = None
    jug: V = JUG
    tilt: float = 0.0
    level: float = 0.16
    pouring: float = 0.0
    full_since: float = field(default=-1000.0)
    _closed: bool = False
    _armed: bool = True
    _hold: _Hold = field(default_factory=_Hold)
    _let: _Hold = field(default_factory=_Hold)
    _holding: bool = False
    _put_down: bool = False
    _poured_s: float = 0.0

    def let_go(self) -> None:
        """Nobody's hand is at work any more: what is carried goes back to where it was."""
        self.carried, self._holding, self._closed, self.pouring = None, False, False, 0.0
        self._put_down = False
        self._hold, self._let = _Hold(), _Hold()
        self._poured_s = 0.0

    def move(self, task: Task | None, hand: Hand | None, dt: float, now: float) -> bool:
        """Go on by `dt` seconds with the hand as it is now; whether the task has just been done."""
        self._settle(task, dt, now)
        if task is None or hand is None:
            return False
        return {
            Task.OPEN: self._open,
            Task.REACH: self._reach,
            Task.TURN: self._turned,
            Task.STONES: self._stones,
            Task.POUR: self._pour,
        }[task](hand, dt, now)

    def _settle(self, task: Task | None, dt: float, now: float) -> None:
        """What goes back by itself."""
        if not self._holding:
            share = 1 - math.exp(-dt / 0.35)
            self.jug = (
                self.jug[0] + (JUG[0] - self.jug[0]) * share,
                self.jug[1] + (JUG[1] - self.jug[1]) * share,
                self.jug[2] + (JUG[2] - self.jug[2]) * share,
            )
            self.tilt *= math.exp(-dt / 0.25)
            self.pouring *= math.exp(-dt / 0.15)
        if self.piled == len(STONES) and now - self.full_since > 11.0:
            self.piled = 0
        if self.level > 0.94 and now - self.full_since > 9.0:
            self.level -= 0.06 * dt
            self.full_since = -1000.0
        elif self.full_since < 0 and self.level > 0.17 and self.pouring < 0.01 and task is not Task.POUR:
            self.level -= 0.03 * dt
        if task is not Task.TURN:
            self.turn *= math.exp(-dt / 1.2)

    def _open(self, hand: Hand, dt: float, now: float) -> bool:
        if hand.curl > CLOSED:
            self._closed = True
        if self._closed:
            # The flower follows the hand, as soon as this has closed once.
            goal = min(max((0.85 - hand.curl) / 0.6, 0.0), 1.0)
            self.openness += (goal - self.openness) * (1 - math.exp(-dt / 0.18))
        else:
            self.openness += (0.30 - self.openness) * (1 - math.exp(-dt / 4.0))
        if self._closed and hand.curl < OPENED:
            self._closed = False
            self.full_since = now
            return True
        if not self._closed and now - self.full_since < 5.0:
            self.openness += (1.0 - self.openness) * (1 - math.exp(-dt / 0.5))
        return False

    def _reach(self, hand: Hand, dt: float, now: float) -> bool:
        away = _away(hand.palm, BELL)
        if away > LEFT:
            self._armed = True
        if self._armed and away < NEAR:
            self._armed, self.rung = False, now
            return True
        return False

    def _turned(self, hand: Hand, dt: float, now: float) -> bool:
        goal = min(max(hand.roll, 0.0), math.pi) if hand.roll > -2.0 else math.pi
        # A palm that lies at rest leaves the disc alone.
        goal = max(goal - 0.25, 0.0) * math.pi / (math.pi - 0.25)
        self.turn += (goal - self.turn) * (1 - math.exp(-dt / 0.10))
        if abs(hand.roll) > TURNED:
            self._closed = True
        if self._closed and abs(hand.roll) < BACK:
            self._closed = False
            return True
        return False

    def _stones(self, hand: Hand, dt: float, now: float) -> bool:
        if self.piled >= len(STONES):
            return False
        at = _under(hand.palm)
        if self.carried is None:
            near = _away(at, STONES[self.piled]) < NEAR
            if self._hold.taken(near, hand.curl > CLOSED - 0.05, now):
                self.carried, self._let = at, _Hold()
            return False
        share = 1 - math.exp(-dt / 0.06)
        c = self.carried
        self.carried = (c[0] + (at[0] - c[0]) * share, c[1] + (at[1] - c[1]) * share, c[2] + (at[2] - c[2]) * share)
        near = _away(at, pile_top(self.piled)) < NEAR * 0.75
        if self._let.taken(near, near and hand.curl < OPENED, now):
            self.carried, self._hold = None, _Hold()
            self.piled += 1
            self.full_since = now
            return True
        return False

    def _pour(self, hand: Hand, dt: float, now: float) -> bool:
        if not self._holding:
            self._poured_s = 0.0
            if self._put_down:
                # A hand that still lies about what it has just put down does not take it up again.
                self._put_down = _away(hand.palm, JUG) < LEFT
            elif self._hold.taken(_away(hand.palm, JUG) < NEAR, hand.curl > CLOSED - 0.05, now):
                self._holding, self._let = True, _Hold()
                self._hold = _Hold()
            return False
        share = 1 - math.exp(-dt / 0.06)
        j, at = self.jug, hand.palm
        self.jug = (j[0] + (at[0] - j[0]) * share, j[1] + (at[1] - j[1]) * share, j[2] + (at[2] - j[2]) * share)
        near = _away(hand.palm, POUR) < 0.13
        done = self._poured_s >= POURS_S
        tips = self._let.taken(near and not done, abs(hand.roll) < 0.75, now)
        self.tilt += ((1.0 if tips and not done else 0.0) - self.tilt) * (1 - math.exp(-dt / 0.30))
        flows = tips and not done and self.tilt > 0.55
        self.pouring += ((1.0 if flows else 0.0) - self.pouring) * (1 - math.exp(-dt / 0.12))
        if flows:
            self._poured_s += dt
            self.level = min(1.0, self.level + 0.20 * dt / POURS_S)
            if self._poured_s >= POURS_S:
                self.full_since = now if self.level > 0.9 else self.full_since
                return True
        opened = hand.curl < OPENED
        if done and (self._hold.taken(_away(hand.palm, JUG) < NEAR, opened, now) or (opened and not near)):
            self._holding, self._put_down, self._hold = False, True, _Hold()
        elif not done and hand.curl < 0.22 and not near:
            self._holding = False
        return False


def _under(at: V) -> V:
    """Where a stone is that a palm holds."""
    return plus(at, (0.0, 0.02, -0.030))


# ---- following a light ----------------------------------------------------------------------------------------------

#: seconds of one round of the light
ROUND_S = 15.0


def light_at(t: float, figure: int) -> V:
    """Where the light is that both arms follow, `t` seconds into it: from the lap up and back in slow shapes, on the right."""
    a = 2 * math.pi * t / ROUND_S
    up = 0.5 - 0.5 * math.cos(a)
    x, y, z = 0.215, 0.43 + 0.13 * up, 0.875 + 0.165 * up
    if figure % 3 == 1:
        x += 0.075 * math.sin(a)
    elif figure % 3 == 2:
        x += 0.060 * math.sin(2 * a)
        z -= 0.030 * math.sin(a)
    return x, y, z


def following(light: V, since: float) -> Pose:
    """The hand that comes to a light from below, and up from where it rests in the first three seconds."""
    x, y, z = light
    rise = min(max(since / 3.0, 0.0), 1.0)
    return blend(RESTING, Pose((x, y - 0.015, z - 0.055), 0.2, 0.15, 0.12), rise * rise * (3 - 2 * rise))
