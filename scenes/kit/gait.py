"""A walk as people walk: when each foot is on the ground and where, how it rolls, and how the legs follow.

Cadence and step length follow from the speed by a constant walk ratio of 0.0065 m/(steps/min) (Sekiya & Nagasaki, Gait & Posture
7, 1998, 225-227). Stance takes 62 % of a stride at an ordinary pace and more of a slow one; the foot's roll from heel to toe and
its way through the air are after Perry & Burnfield, Gait Analysis, 2nd ed. 2010, ch. 3 and 4. Hips and knees come of where the
feet are: a planted foot stays where it is until it leaves the ground, whatever the pace does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

WALK_RATIO = 0.0065
#: steps a second below which nobody walks; a last short step is taken at this pace
SLOWEST = 0.75
#: metres from the middle to each foot's track; from the ankle to the sole
TRACK, ANKLE = 0.085, 0.085
V = tuple[float, float, float]
#: where along the path a place is: metres and metres to the right -> x, y, z of the ground
Place = Callable[[float, float], V]


def cadence(speed: float) -> float:
    """Steps a second at `speed` (m/s)."""
    return max(math.sqrt(60.0 * max(speed, 0.0) / WALK_RATIO) / 60.0, SLOWEST)


def stance(speed: float) -> float:
    """The share of a stride for which a foot is on the ground."""
    return 0.60 + 0.10 * math.exp(-1.6 * speed)


def roll(part: float) -> float:
    """How far a foot's toes are down (radians; negative: up) at `part` of its stride, 0 at heel strike."""
    return _curve(_ROLL, part)


def lift(part: float) -> float:
    """Metres of the ankle over where it stands flat, at `part` of the stride."""
    return _curve(_LIFT, part)


#: knots (share of the stride, value): the foot's pitch, radians, and the ankle's rise, metres
_ROLL = (
    (0.0, -0.30),
    (0.08, 0.0),
    (0.38, 0.02),
    (0.50, 0.35),
    (0.62, 0.98),
    (0.70, 0.95),
    (0.85, 0.10),
    (0.95, -0.26),
    (1.0, -0.30),
)
_LIFT = (
    (0.0, 0.012),
    (0.08, 0.0),
    (0.38, 0.002),
    (0.50, 0.038),
    (0.62, 0.115),
    (0.70, 0.150),
    (0.82, 0.085),
    (0.92, 0.030),
    (1.0, 0.012),
)


def _curve(knots: tuple[tuple[float, float], ...], part: float) -> float:
    for (a, low), (b, high) in pairwise(knots):
        if part <= b:
            t = min(max((part - a) / (b - a), 0.0), 1.0)
            return low + (high - low) * t * t * (3 - 2 * t)
    return knots[-1][1]


@dataclass(slots=True)
class Foot:
    """side : -1 left, 1 right; at, goal : metres along the path where it stands, and where it is going (the same while planted);
    part : of its stride."""

    side: int
    at: float
    goal: float
    part: float
    planted: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A foot has come down: where along the path, and which."""

    metres: float
    side: int


class Gait:
    """Two feet that take turns under a body `metres` along a path."""

    def __init__(self, metres: float) -> None:
        self.phase = 0.0
        #: 0 standing to 1 walking: how much the arms swing and the hips sway
        self.going = 0.0
        self.feet = (Foot(-1, metres, metres, 0.2), Foot(1, metres, metres, 0.2))

    def stand(self, metres: float) -> None:
        """Both feet under the body at once."""
        self.going = 0.0
        for foot in self.feet:
            foot.at = foot.goal = metres
            foot.part, foot.planted = 0.2, True

    def walk(self, metres: float, speed: float, dt: float) -> list[Step]:
        """The body has come to `metres` at `speed`; hands back who has stepped. dt : seconds, at most about 0.1."""
        apart = max(abs(foot.at - metres) for foot in self.feet)
        moving = speed > 0.03
        if not moving and all(f.planted for f in self.feet) and apart < 0.06:
            self.going += (0.0 - self.going) * min(1.0, dt * 3.0)
            for foot in self.feet:
                foot.part += (0.2 - foot.part) * min(1.0, dt * 4.0)
            return []
        goal = min(1.0, speed / 0.9)
        self.going += (goal - self.going) * min(1.0, dt * 2.0)
        rate = cadence(speed) / 2.0
        share = stance(speed)
        self.phase = (self.phase + dt * rate) % 1.0
        steps = []
        for foot in self.feet:
            part = (self.phase + (0.0 if foot.side < 0 else 0.5)) % 1.0
            # The curves are drawn for 62 % of stance; another share is stretched onto them.
            swinging = part >= share
            even = 0.62 * part / share if not swinging else 0.62 + 0.38 * (part - share) / (1 - share)
            if foot.planted and swinging and (moving or abs(foot.at - metres) > 0.05):
                foot.planted = False
                foot.goal = foot.at
            if not foot.planted:
                if not swinging:
                    foot.at, foot.planted = foot.goal, True
                    steps.append(Step(foot.at, foot.side))
                else:
                    left = (1.0 - part) / rate
                    # It comes down as far before the body as it will be behind it when it leaves.
                    aim = metres + speed * left + 0.5 * speed * share / rate * 0.94
                    foot.goal += (aim - foot.goal) * min(1.0, dt * 14.0) if part < 0.96 else 0.0
            foot.part = even if (not foot.planted or moving) else foot.part + (0.2 - foot.part) * min(1.0, dt * 4.0)
        return steps

    def ankle(self, foot: Foot, place: Place, speed: float) -> tuple[V, float]:
        """x, y, z of a foot's ankle, and its pitch."""
        aside = foot.side * TRACK
        pitch = roll(foot.part) * (self.going if foot.planted else max(self.going, 0.35))
        rise = lift(foot.part) * (self.going if foot.planted else max(self.going, 0.35))
        if foot.planted:
            x, y, z = place(foot.at, aside)
            # On its toes the ankle goes forward over them.
            ahead = 0.13 * (1 - math.cos(max(pitch, 0.0)))
            if ahead > 1e-4:
                fx, fy, _ = place(foot.at + ahead, aside)
                x, y = fx, fy
            return (x, y, z + ANKLE + rise), pitch
        t = min(max((foot.part - 0.62) / 0.38, 0.0), 1.0)
        start = foot.at + 0.13 * (1 - math.cos(roll(0.62)))
        # Slow off the ground and slow down onto it.
        along = start + (foot.goal - start) * t * t * (3 - 2 * t)
        x, y, z = place(along, aside)
        return (x, y, z + ANKLE + rise), pitch
