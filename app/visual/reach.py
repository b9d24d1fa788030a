"""Whether a gaze alone, of a head that is not strained, can do everything: targets lie ahead, and a look at them means them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from panda3d.core import LVector3f

from app.studio import Visitor
from app.visual.figure import Figure
from scenes.base import Target

#: degrees that a head turns and nods with ease, to either side, up and down. Well within the 70 degrees of easy head rotation and
#: the 30 to 45 of nodding that display guidelines allow, since who lies in bed has less of both.
ASIDE, UP, DOWN = 35.0, 35.0, 20.0


@dataclass(slots=True)
class Reach:
    """Collects what was out of reach in a visit."""

    moments: int = 0
    calls: int = 0
    without: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    deaf: list[str] = field(default_factory=list)

    def look(self, visitor: Visitor) -> None:
        """Whether anything can be looked at now."""
        self.moments += 1
        if not any(comfortable(visitor, t) and met(visitor, t) for t in visitor.scene.targets()):
            self.without.append(f"at {visitor.time:.0f} s")

    def called(self, visitor: Visitor, key: str) -> None:
        """`key` calls from now on."""
        self.calls += 1
        target = next((t for t in visitor.scene.targets() if t.key == key), None)
        if target is None:
            self.deaf.append(f"{key} at {visitor.time:.0f} s, which is no target")
            return
        if not comfortable(visitor, target):
            right, up = angles(visitor, target)
            self.outside.append(f"{key} at {visitor.time:.0f} s, {right:.0f} degrees right, {up:.0f} up")
        if not met(visitor, target):
            self.deaf.append(f"{key} at {visitor.time:.0f} s")

    def figures(self) -> list[Figure]:
        """Of the whole visit."""
        return [
            Figure(
                "moments without a target in easy sight",
                len(self.without),
                f"of {self.moments}",
                0,
                _first(self.without),
            ),
            Figure("calls", self.calls, "", 1, least=True),
            Figure("calls out of easy sight", len(self.outside), f"of {self.calls}", 0, _first(self.outside)),
            Figure("calls that a look does not meet", len(self.deaf), f"of {self.calls}", 0, _first(self.deaf)),
        ]


def _first(found: list[str]) -> str:
    return "; ".join(found[:3])


def angles(visitor: Visitor, target: Target) -> tuple[float, float]:
    """Degrees to the right and up at which `target` lies from the seat's forward."""
    to = visitor.scene.seat.get_relative_vector(visitor.scene.root, LVector3f(target.position - visitor.eyes()))
    to.normalize()
    return math.degrees(math.atan2(to[0], to[1])), math.degrees(math.asin(max(-1.0, min(1.0, to[2]))))


def comfortable(visitor: Visitor, target: Target) -> bool:
    """Whether `target` can be looked at with ease."""
    right, up = angles(visitor, target)
    return abs(right) <= ASIDE and -DOWN <= up <= UP


def met(visitor: Visitor, target: Target) -> bool:
    """Whether a look at `target` means it."""
    found = visitor.scene.pick(visitor.ray(target))
    return found is not None and found.key == target.key
