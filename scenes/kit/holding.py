"""How a patient's arm is held: where its shoulder and wrist are, how the wrist is turned, how far the hand is closed.

Everything is in the seat's frame (x right, y forward, z up, metres). A hand whose turn is the identity points forward with its palm
down, on either side: y runs along its fingers, z out of its back, x to the right (away from a right hand's thumb, towards a left
one's). All of this is plain arithmetic on floats, so that one arm's mirror image is that to the last bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from panda3d.core import LPoint3f, LQuaternionf

from scenes.base import Grip, Posture
from scenes.kit.vectors import NO_TURN, Q, V, about, conjugate, plus, times, turned

#: metres of a middle-sized arm: shoulder to elbow, elbow to wrist, wrist to the middle finger's tip
UPPER, FORE, HAND = 0.290, 0.255, 0.185
#: from a hand's wrist to where a grip's place lies, in the hand's axes: before the middle of the palm
PALM_OF_GRIP: V = (0.0, 0.076, -0.022)
#: radians by which what a fist holds leans forward from square to the forearm
_OBLIQUE = math.radians(24.0)
#: from the eyes to where the neck turns, in the head's axes; from there to each shoulder, in the chest's
_NECK, _SHOULDER = (0.0, -0.085, -0.100), (0.170, 0.0, -0.155)
#: how much of the head's turn to the side the chest goes along with
_ALONG = 0.3


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> float:
        """Which way from the body's middle, along x."""
        return -1.0 if self is Side.LEFT else 1.0

    @property
    def other(self) -> Side:
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


@dataclass(frozen=True, slots=True)
class Held:
    """One arm in a frame.

    shoulder, wrist : metres; an arm that is too short for both is drawn from nearer to the wrist, which is kept
    turn : the hand's, a unit quaternion
    curl : 0 (open, flat) to 1 (a fist)
    pinch, point : 0 to 1, how far thumb and index finger meet, and how far the index finger stays straight
    elbow : the way the elbow goes from the line between shoulder and wrist, of any length; None for what is natural
    """

    shoulder: V
    wrist: V
    turn: Q = NO_TURN
    curl: float = 0.15
    pinch: float = 0.0
    point: float = 0.0
    elbow: V | None = None


def mirrored(held: Held) -> Held:
    """The true mirror image of an arm about the body's middle (x = 0): the other arm's, exact to the float."""
    r, i, j, k = held.turn
    return replace(
        held,
        shoulder=_across(held.shoulder),
        wrist=_across(held.wrist),
        turn=(r, i, -j, -k),
        elbow=None if held.elbow is None else _across(held.elbow),
    )


def held_of(grip: Grip, side: Side, shoulder: V, size: float = 1.0, curl: float | None = None) -> Held:
    """The arm whose hand holds a controller, or is tracked, at `grip`.

    A grip's y runs along what the fist holds, from the little finger's side to the thumb's, and its z to the wrist. What a fist
    holds leans forward, so the hand is turned back by as much.

    size : the limb's, since a larger hand's wrist is farther from what it holds
    curl : None for as closed as the trigger is squeezed, about something held
    """
    q = grip.turn
    turn = times((q[0], q[1], q[2], q[3]), _FROM_GRIP[side])
    back = turned(turn, (PALM_OF_GRIP[0] * size, PALM_OF_GRIP[1] * size, PALM_OF_GRIP[2] * size))
    at = grip.place
    wrist = (at[0] - back[0], at[1] - back[1], at[2] - back[2])
    closed = 0.30 + 0.62 * min(max(grip.squeeze, 0.0), 1.0) if curl is None else curl
    return Held(shoulder, wrist, turn, closed)


def grip_of(held: Held, side: Side, size: float = 1.0, squeeze: float = 0.0) -> Grip:
    """The grip that `held_of` makes `held`'s wrist and turn of: the other way round."""
    turn = times(held.turn, conjugate(_FROM_GRIP[side]))
    ahead = turned(held.turn, (PALM_OF_GRIP[0] * size, PALM_OF_GRIP[1] * size, PALM_OF_GRIP[2] * size))
    return Grip(LPoint3f(*plus(held.wrist, ahead)), LQuaternionf(*turn), squeeze)


def shoulders(posture: Posture) -> tuple[V, V]:
    """About where the left and the right shoulder are, from the head alone.

    The body hangs below the head, sitting as well as lying, since who lies has the world turned with them. The chest goes along
    with a part of the head's turn to the side; a head that nods or leans moves about the neck.
    """
    q = posture.turn
    turn: Q = (q[0], q[1], q[2], q[3])
    head = (posture.head[0], posture.head[1], posture.head[2])
    # A head that looks down comes forward over the neck.
    neck = plus(head, turned(turn, _NECK))
    right = turned(turn, (1.0, 0.0, 0.0))
    yaw = _ALONG * math.atan2(right[1], right[0]) if math.hypot(right[0], right[1]) > 0.2 else 0.0
    c, s = math.cos(yaw), math.sin(yaw)
    x, y, z = _SHOULDER
    left = plus(neck, (-x * c - y * s, -x * s + y * c, z))
    return left, plus(neck, (x * c - y * s, x * s + y * c, z))


def palm(held: Held, size: float = 1.0) -> V:
    """Where the middle of the palm is: what it holds or touches is there."""
    return plus(held.wrist, turned(held.turn, (0.0, 0.070 * size, -0.018 * size)))


def between(one: Held, other: Held, share: float) -> Held:
    """`share` (0 to 1) of the way from `one` to `other`, the turn by the shorter way."""

    def mix(a: float, b: float) -> float:
        return a + (b - a) * share

    def at(a: V, b: V) -> V:
        return mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])

    p, q = one.turn, other.turn
    dot = p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3]
    sign = -1.0 if dot < 0.0 else 1.0
    angle = math.acos(min(abs(dot), 1.0))
    sine = math.sin(angle)
    a, b = (
        (math.sin((1 - share) * angle) / sine, sign * math.sin(share * angle) / sine)
        if sine > 1e-4
        else (
            1 - share,
            sign * share,
        )
    )
    mixed = tuple(a * u + b * v for u, v in zip(p, q, strict=True))
    long = math.sqrt(sum(v * v for v in mixed))
    turn: Q = (mixed[0] / long, mixed[1] / long, mixed[2] / long, mixed[3] / long)
    elbow = other.elbow if one.elbow is None else one.elbow
    if one.elbow is not None and other.elbow is not None:
        elbow = at(one.elbow, other.elbow)
    return Held(
        at(one.shoulder, other.shoulder),
        at(one.wrist, other.wrist),
        turn,
        mix(one.curl, other.curl),
        mix(one.pinch, other.pinch),
        mix(one.point, other.point),
        elbow,
    )


def _across(v: V) -> V:
    return -v[0], v[1], v[2]


def _from_grip(side: Side) -> Q:
    """A hand's turn as a grip sees it: its fingers along the grip's -z and its thumb along y, then leant back."""
    sign = side.sign
    return times((0.5, -0.5, 0.5 * sign, -0.5 * sign), about((0.0, 0.0, 1.0), sign * _OBLIQUE))


_FROM_GRIP = {side: _from_grip(side) for side in Side}
