"""The patient's hands in the Reach Garden: their range is asked for, their reaches are measured, and both arms are shown."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from panda3d.core import LPoint3f, LQuaternionf, LVecBase4f

from scenes.base import Grip, Happening, Line, Posture, Request
from scenes.kit import holding, limbs
from scenes.kit.holding import Held, Side
from scenes.kit.landscape import EYE_HEIGHT
from scenes.kit.movement import Movement, Place, Rests
from scenes.kit.reaching import Arm, Gain
from scenes.kit.vectors import about, times
from scenes.reach_garden_boughs import fan, kept_away, swung_away

#: which directions the ring of light shows, seconds for each, metres that it drifts out
_INVITED, _INVITES_S, _DRIFTS = (0, 2, 3, 6), 5.0, (0.05, 0.56)
#: seconds after which a touch by a movement too small to measure is written down all the same
_SLIGHT_S = 2.5
#: a reach by looking: seconds until the hand is there, until it turns back, until it rests again
THERE_S, _BACK_S, _HOME_S = 1.0, 1.5, 2.9
#: a hand that is not tracked rests here: the wrist, in the seat's frame, for the right one; metres from a wrist to the fingertips
_LAP, _TIPS = (0.17, 0.27, 0.74), 0.155
_NOWHERE: Place = (0.0, 0.0, -50.0)


@dataclass(frozen=True, slots=True)
class HandNow:
    """A hand in this frame, metres in the seat's frame: where it rests, where it is, where it is seen, and the gain in force."""

    rest: Place
    real: Place
    virtual: Place
    gain: float
    by_itself: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a hand has touched: the target, for which arm it hangs, and whether it called."""

    target: str
    side: Side
    called: bool


@dataclass(frozen=True, slots=True)
class _Touch:
    """A touched target, until the movement that did it is over."""

    answer: Answer
    at: float
    gain: float
    share: float


class Hands:
    """Both hands.

    sides : the arms that reach
    touch : asked where a hand is seen: what it touches there, answered and opened by that
    rehang : that arm's targets are to be placed anew, or everybody's
    """

    def __init__(
        self,
        sides: tuple[Side, ...],
        gain: float,
        request: Callable[[Request], None],
        touch: Callable[[Place], Answer | None],
        rehang: Callable[[Side | None], None],
    ) -> None:
        self.sides, self.gain = sides, Gain(gain)
        self.now: dict[Side, HandNow] = {}
        #: where the ring of light is and how strongly it shows
        self.invitation: tuple[Place, float] = (_NOWHERE, 0.0)
        self._request, self._touch, self._rehang = request, touch, rehang
        self._posture: Posture | None = None
        self._arms = {side: Arm(side.value) for side in Side}
        self._rests = Rests()
        self._pending: dict[Side, _Touch] = {}
        #: how far the arm has come since each of its targets began to call
        self._tries: dict[str, float] = {}
        self._told = dict.fromkeys(Side, 0.0)
        self._invites: deque[tuple[Side, int]] = deque()
        self._invited = self._time = 0.0
        self._regained = False

    @property
    def asking(self) -> bool:
        """Whether an arm's range is being asked for."""
        return bool(self._invites)

    @property
    def posture(self) -> Posture:
        return self._posture or Posture(LPoint3f(0, 0, EYE_HEIGHT), LQuaternionf.ident_quat())

    def grip(self, side: Side) -> Grip | None:
        """That hand, where it is tracked."""
        return self.posture.left if side is Side.LEFT else self.posture.right

    def feel(self, posture: Posture) -> None:
        self._posture = posture

    def by_hand(self, side: Side) -> bool:
        """Whether that arm's targets are to hang where its own movement comes."""
        return side in self.sides and self._arms[side].by_itself and self._arms[side].measured

    def spot(self, side: Side, which: int) -> Place:
        """Where target number `which` of an arm that moves `by_hand` is to hang now."""
        arm = self._arms[side]
        assert arm.rest is not None
        return swung_away(arm.spot(which, arm.reach_m(which), self.gain.now), arm.rest)

    def recentred(self) -> None:
        """The seat was put elsewhere: both hands rest where they are still next. An arm whose range was being asked for is asked
        again once it moves."""
        for side, arm in self._arms.items():
            arm.rest_anew()
            self._pending.pop(side, None)
        self._invites.clear()
        self._tries = dict.fromkeys(self._tries, 0.0)
        self._rests.forget()
        self._rehang(None)

    def regain(self, gain: float) -> None:
        """Movements are to look so many times larger."""
        self.gain.aim(gain, self._time)
        self._regained = True

    # ---- each frame -------------------------------------------------------------------------------------------------

    def move(self, time: float, calls: frozenset[str], quiet: bool) -> None:
        """Everything in this frame. calls : the targets that call; quiet : a rating is asked, and nothing counts"""
        since, self._time = time - self._time, time
        if quiet:
            self._invited += since
            self._rests.forget()
        self.gain.move(time)
        if self._regained and self.gain.settled:
            self._regained = False
            self._rehang(None)
        self._tries = {key: self._tries.get(key, 0.0) for key in calls}
        self.now.clear()
        for side in Side:
            self._feel(side, quiet)
        moving = any(self._arms[side].track.moving for side in self.sides)
        rested = self._rests.feed(time, moving)
        if rested is not None:
            self._request(Happening("rest", {"seconds": round(rested, 2)}))
            self._measured("rests", 1)
        self._invite(quiet)

    def _feel(self, side: Side, quiet: bool) -> None:
        arm, grip = self._arms[side], self.grip(side)
        was = arm.by_itself
        place = None if grip is None else (float(grip.place[0]), float(grip.place[1]), float(grip.place[2]))
        if arm.feel(self._time, place) and side in self.sides:
            self._meet(side, arm)
        if was and not arm.by_itself:
            self._invites = deque(i for i in self._invites if i[0] is not side)
            self._rehang(None)
        seen = arm.seen_at(self.gain.now)
        if place is None or seen is None or arm.rest is None:
            arm.track.lose()
            self._pending.pop(side, None)
            return
        self.now[side] = HandNow(arm.rest, place, seen, self.gain.now, arm.by_itself)
        if quiet:
            arm.track.lose()
        elif side in self.sides and arm.by_itself:
            self._follow(side, arm, place, seen)

    def _meet(self, side: Side, arm: Arm) -> None:
        """An arm has begun to move by itself: unless its range is known, it is asked how far it comes."""
        if arm.measured:
            self._rehang(None)
            return
        arm.face(fan(side))
        if not self._invites:
            self._invited = self._time
            self._request(Line("Follow the ring of light with your hand, as far as is comfortable.", 8.0))
        self._invites.extend((side, which) for which in _INVITED)

    def _follow(self, side: Side, arm: Arm, place: Place, seen: Place) -> None:
        """One frame of a hand that moves by itself."""
        arm.measure()
        assert arm.rest is not None
        for key in self._tries:
            if key.startswith(side.value):
                self._tries[key] = max(self._tries[key], math.dist(arm.rest, place))
        movement = arm.track.feed(self._time, place)
        touch = self._pending.get(side)
        if touch is not None and movement is not None:
            self._reached(side, self._pending.pop(side), movement)
        elif touch is not None and not arm.track.moving and self._time - touch.at > _SLIGHT_S:
            self._reached(side, self._pending.pop(side), None)
        share = arm.grading.share
        answer = self._touch(seen)
        if answer is None:
            return
        # One movement is one reach: of what it touched, to what called.
        before = self._pending.get(side)
        if before is not None and before.answer.called and answer.called:
            self._reached(side, self._pending.pop(side), arm.track.cut())
        if before is None or answer.called or not before.answer.called:
            self._pending[side] = _Touch(answer, self._time, self.gain.now, share)
        if answer.called and answer.side is side:
            arm.grading.reached()
            self._rehang(side)

    # ---- for the record ---------------------------------------------------------------------------------------------

    def _reached(self, side: Side, touch: _Touch, movement: Movement | None) -> None:
        """The movement that touched a target is over."""
        arm = self._arms[side]
        if arm.rest is None or arm.place is None:
            return
        movement = None if movement is None else movement.until_it_turns(touch.at)
        metres = math.dist(arm.rest, arm.place) if movement is None else movement.farthest(arm.rest)
        speed = None if movement is None else round(movement.peak_speed(), 4)
        smooth = None if movement is None else movement.smoothness()
        seconds = None if movement is None else round(movement.seconds, 3)
        smooth = None if smooth is None else round(smooth, 4)
        answer = touch.answer
        self._told_reach(
            side, answer.target, True, answer.called, metres, touch.gain, seconds, speed, smooth, touch.share
        )
        self._measured(f"{side}-reaches", 1)
        if speed is not None:
            self._measured("peak-speed", speed)
        if smooth is not None:
            self._measured("smoothness", smooth)
        self._tell_range(side)

    def miss(self, target: str, side: Side, waited: float) -> None:
        """A call for that arm has gone by: nothing is lost, and the next ones are nearer."""
        arm = self._arms[side]
        metres = self._tries.pop(target, 0.0)
        self._told_reach(
            side, target, False, True, metres, self.gain.now, round(waited, 3), None, None, arm.grading.share
        )
        arm.grading.missed()
        self._rehang(side)

    def _told_reach(
        self,
        side: Side,
        target: str,
        reached: bool,
        called: bool,
        metres: float,
        gain: float,
        seconds: float | None,
        speed: float | None,
        smooth: float | None,
        share: float,
    ) -> None:
        data: dict[str, str | bool | float | None] = {"arm": side.value, "target": target, "by": "hand"}
        data |= {"reached": reached, "called": called}
        data |= {"metres": round(metres, 4), "virtual_metres": round(gain * metres, 4), "gain": round(gain, 4)}
        data |= {"seconds": seconds, "peak_speed": speed, "sparc": smooth, "share": round(share, 3)}
        self._request(Happening("reach", data))

    def _tell_range(self, side: Side) -> None:
        """How far an arm comes, whenever that is more than before."""
        arm = self._arms[side]
        if arm.measured and arm.farthest > self._told[side] + 0.005:
            self._told[side] = arm.farthest
            self._request(Happening("range", {"arm": side.value, "metres": round(arm.farthest, 4)}))
            self._measured(f"{side}-range", round(100 * arm.farthest, 2))

    def _measured(self, name: str, value: float) -> None:
        self._request(Happening("measured", {"measure": name, "value": value}))

    def _invite(self, quiet: bool) -> None:
        """A ring of light drifts outward, one direction after the other, and is followed as far as is comfortable."""
        self.invitation = (_NOWHERE, 0.0)
        if not self._invites or quiet:
            return
        side, which = self._invites[0]
        arm, h = self._arms[side], self._time - self._invited
        near, far = _DRIFTS
        t = min(max((h - 0.4) / 3.6, 0.0), 1.0)
        strength = min(max(h / 0.6, 0.0), 1.0) * min(max((_INVITES_S - h) / 0.8, 0.0), 1.0)
        metres = near + (far - near) * t * t * (3 - 2 * t)
        # It is as far away as the hand would be seen that has come so far.
        self.invitation = (kept_away(arm.spot(which, metres, self.gain.now)), strength)
        if h < _INVITES_S:
            return
        self._invites.popleft()
        self._invited = self._time
        if all(other is not side for other, _ in self._invites):
            arm.measured = True
            self._tell_range(side)
            self._rehang(None)

    def light(self, side: Side, rise: float) -> LVecBase4f:
        """Where the hand is seen in the world, and whether it is, for the shaders."""
        hand = self.now.get(side)
        if hand is None or side not in self.sides:
            return LVecBase4f(0, 0, -50, 0)
        x, y, z = hand.virtual
        return LVecBase4f(x, y, z + rise, 1)


class Shown:
    """Both arms as they are seen: where the hands are, or in the lap; and reaching out to what was looked at."""

    def __init__(self, arms: limbs.Arms, hands: Hands) -> None:
        self.arms, self._hands = arms, hands
        self._reaching: dict[Side, tuple[Place, float]] = {}
        self._held: list[Held] = []

    def reach(self, side: Side, place: Place, now: float) -> None:
        """That hand goes out to `place`, is there after `THERE_S`, and comes back."""
        self._reaching[side] = (place, now)

    def move(self, now: float) -> None:
        held = []
        for side, shoulder in zip(Side, holding.shoulders(self._hands.posture), strict=True):
            grip, hand = self._hands.grip(side), self._hands.now.get(side)
            if grip is not None and hand is not None:
                at = holding.held_of(Grip(LPoint3f(*hand.virtual), grip.turn, grip.squeeze), side, shoulder)
            else:
                x, y, z = _LAP
                turn = about((0.0, 0.0, 1.0), 0.25 * side.sign)
                at = Held(shoulder, (x * side.sign, y, z), turn, 0.25)
            held.append(self._out(side, at, now))
        if held != self._held:
            self._held = held
            self.arms.move(held[0], held[1])

    def _out(self, side: Side, at: Held, now: float) -> Held:
        if side not in self._reaching:
            return at
        goal, since = self._reaching[side]
        h = now - since
        if h >= _HOME_S:
            del self._reaching[side]
            return at
        t = h / THERE_S if h < _BACK_S else (_HOME_S - h) / (_HOME_S - _BACK_S)
        t = min(max(t, 0.0), 1.0)
        to = tuple(g - s for g, s in zip(goal, at.shoulder, strict=True))
        long = max(math.sqrt(sum(v * v for v in to)), 1e-3)
        x, y, z = (v / long for v in to)
        aside, up = math.atan2(-x, y), math.asin(z)
        turn = times(about((0.0, 0.0, 1.0), aside), about((1.0, 0.0, 0.0), up))
        wrist = (goal[0] - _TIPS * x, goal[1] - _TIPS * y, goal[2] - _TIPS * z)
        return holding.between(at, Held(at.shoulder, wrist, turn, 0.10), t * t * t * (t * (6 * t - 15) + 10))
