"""Graded reaching: how far an arm comes, how far its next target is from that, and how large its movement looks.

What is measured are real metres from where the hand rests. A gain shows the movement larger or smaller than it is: the hand that is
seen is at ``rest + gain x (hand - rest)``, and a target that is a real distance away is seen at that distance times the gain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scenes.kit.movement import Place, Track

F = npt.NDArray[np.float64]
#: metres by which a hand must have left where it was first seen before it counts as one that moves by itself
STIRS = 0.045
#: seconds for which a hand that is not seen stays one that moves by itself
AWAY_S = 10.0
#: seconds of stillness, and metres within which a hand is still, after which it is taken to rest where it is, until it is measured
_RESTS_S, _WITHIN = 1.5, 0.02
#: seconds after which a hand that never was still is taken as it is
_RESTLESS_S = 8.0
#: metres: no arm is taken to come less far than this
LEAST_RANGE = 0.06


class Grading:
    """How far out targets are, as a share of the measured range: inside it at first, and from there outward.

    A weighted up-down staircase: a target that was reached lets the next ones be a little farther, one that was not reached in
    time lets them be nearer, by steps that keep `REACHED` of them reached, ``OUT * REACHED = IN * (1 - REACHED)`` (Kaernbach,
    Perception & Psychophysics 49, 1991, 227-229).
    """

    #: the share of targets that stays reached
    REACHED = 0.80
    OUT = 0.02
    IN = OUT * REACHED / (1 - REACHED)
    #: the share of the range to begin with, and its bounds
    FIRST, LEAST, MOST = 0.75, 0.35, 1.50

    def __init__(self) -> None:
        self.share = self.FIRST

    def reached(self) -> None:
        self.share = min(self.MOST, self.share + self.OUT)

    def missed(self) -> None:
        self.share = max(self.LEAST, self.share - self.IN)


class Gain:
    """How many times larger than it is a movement looks. Another value comes over `EASE_S` seconds, so that no hand jumps."""

    EASE_S = 1.0

    def __init__(self, value: float) -> None:
        self._from = self._to = value
        self._since = -math.inf
        self.now = value

    @property
    def settled(self) -> bool:
        return self.now == self._to

    def aim(self, value: float, now: float) -> None:
        if value != self._to:
            self._from, self._to, self._since = self.now, value, now

    def move(self, now: float) -> None:
        part = (now - self._since) / self.EASE_S
        self.now = self._to if part >= 1.0 else self._from + (self._to - self._from) * max(part, 0.0)


@dataclass(slots=True)
class Arm:
    """One arm, as its hand is seen.

    directions : (k, 3) unit vectors from the hand's rest, along which targets are placed
    """

    side: str
    track: Track = field(default_factory=Track)
    grading: Grading = field(default_factory=Grading)
    #: where the hand rests and where it is, metres in the seat's frame; None while it was never seen
    rest: Place | None = None
    place: Place | None = None
    #: whether the hand moves by itself: targets are placed for it
    by_itself: bool = False
    #: how far the hand came from its rest, metres: in all, and along each direction
    farthest: float = 0.0
    extents: F = field(default_factory=lambda: np.zeros(0))
    directions: F = field(default_factory=lambda: np.zeros((0, 3)))
    measured: bool = False
    _seen: float = -math.inf
    _first: Place | None = None
    _still: tuple[float, Place] | None = None
    _since: float = 0.0
    _rested: bool = False
    _anew: bool = False

    def feel(self, now: float, place: Place | None) -> bool:
        """The hand is at `place`, or is not seen; whether it has begun to move by itself just now."""
        if place is None:
            self.place = None
            if self._seen < now - AWAY_S:
                self.by_itself, self._first = False, None
            return False
        self._seen, self.place = now, place
        if self._first is None:
            self._first, self._since = place, now
        if self.rest is None:
            self.rest = place
        known = self.measured and not self._anew
        if not known and not self.by_itself:
            self._settle(now, place)
        calm = known or self._rested or now - self._since > _RESTLESS_S
        if not self.by_itself and calm and math.dist(self._first, place) > STIRS:
            self.by_itself, self._anew = True, False
            return True
        return False

    def rest_anew(self) -> None:
        """Where the hand was says nothing about where it is now: it rests where it is still next. How far it came stays known."""
        self.rest = self.place = self._first = self._still = None
        self.by_itself = self._rested = False
        self._anew = True
        self.track.lose()

    def _settle(self, now: float, place: Place) -> None:
        """Before it is measured a hand rests where it has been still for a while."""
        if self._still is None or math.dist(self._still[1], place) > _WITHIN:
            self._still = (now, place)
        elif now - self._still[0] >= _RESTS_S:
            self.rest = self._first = self._still[1]
            self._rested = True

    def face(self, directions: F) -> None:
        """Targets are to be placed along `directions` (k, 3), unit vectors from the hand's rest."""
        self.directions = directions
        self.extents = np.full(len(directions), LEAST_RANGE)

    def measure(self) -> None:
        """How far the hand is now counts."""
        if self.place is None or self.rest is None:
            return
        out = np.array(self.place) - np.array(self.rest)
        self.farthest = max(self.farthest, float(np.linalg.norm(out)))
        if not self.measured:
            self.extents = np.maximum(self.extents, self.directions @ out)

    def seen_at(self, gain: float) -> Place | None:
        """Where the hand is seen: ``rest + gain x (hand - rest)``."""
        if self.place is None or self.rest is None:
            return None
        r, p = self.rest, self.place
        return (r[0] + gain * (p[0] - r[0]), r[1] + gain * (p[1] - r[1]), r[2] + gain * (p[2] - r[2]))

    def reach_m(self, which: int) -> float:
        """How far out a target along direction `which` is to be now, real metres from the rest."""
        return float(self.extents[which]) * self.grading.share

    def spot(self, which: int, metres: float, gain: float) -> Place:
        """Where what is `metres` of real movement out along direction `which` is seen."""
        assert self.rest is not None
        x, y, z = (np.array(self.rest) + gain * metres * self.directions[which]).tolist()
        return (x, y, z)
