"""The two arms of the Mirror Room: the side that leads is one's own hand or a watched movement, and the other is its image."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from panda3d.core import LPoint3f, LQuaternionf, NodePath, Shader

from scenes.base import Posture, Value
from scenes.kit.holding import Held, Side, between, held_of, mirrored, palm, shoulders
from scenes.kit.landscape import EYE_HEIGHT
from scenes.kit.limbs import Arms, Ends, Look, Sleeve
from scenes.kit.vectors import V
from scenes.mirror_room_tasks import RESTING, Hand, Pose, hand_of

F = npt.NDArray[np.float32]
#: seconds in which an arm goes over from one's own hand to a watched movement, and in which a look of the arms changes
_OVER_S, _DRESS_S = 0.7, 1.6
#: how much of the arms can still be seen while they change into others
_FAINT = 0.25


class Pair:
    """Both arms, hung under `seat`, in its frame; the image lies across x = 0, the middle of the seat and of the table.

    chosen : the world's choices, to be handed on as they change
    watches : whether one's own hand leads nothing
    """

    def __init__(
        self,
        seat: NodePath,
        shader: Callable[..., Shader],
        plain: bool,
        side: Side,
        watches: bool,
        chosen: Mapping[str, Value],
    ) -> None:
        self.side, self.posture = side, Posture(LPoint3f(0, 0, EYE_HEIGHT), LQuaternionf.ident_quat())
        self.chosen, self._watches, self._over = chosen, watches, 1.0
        #: the arm as one's own hand holds it, while this leads; whether what is seen is a movement to follow a light
        self.own: Held | None = None
        self.follows = False
        self._looks, self._worn = self._wanted(), self._choice()
        self._arms = Arms(seat, shader, self._dressed(), plain)
        self._lead = self._held(RESTING)

    @property
    def now(self) -> tuple[Held, Held]:
        """The left arm and the right one as they are drawn in this frame."""
        other = mirrored(self._lead)
        return (self._lead, other) if self.side is Side.LEFT else (other, self._lead)

    @property
    def looks(self) -> dict[Side, Look]:
        """Each arm's, as it is drawn in this frame."""
        return dict(self._arms.looks)

    @property
    def size(self) -> float:
        return self._looks["size"]

    @property
    def hand(self) -> Hand:
        """The leading hand, as a task knows it."""
        return hand_of(self._as_right(self._lead), self.size)

    def palms(self) -> list[V]:
        """The middles of both palms."""
        return [palm(arm, self.size) for arm in self.now]

    def move(self, dt: float, time: float, shown: Pose | None, light: Pose | None) -> None:
        """Go on by `dt` seconds. shown : the movement that is watched now, over one's own hand; light : what arms that
        have no hand to lead them follow."""
        grip = self.posture.left if self.side is Side.LEFT else self.posture.right
        shoulder = self._shoulder()
        own = None if grip is None or self._watches else held_of(grip, self.side, shoulder, self.size)
        self.follows = shown is None and own is None and light is not None
        pose = light if self.follows else shown
        guided = self._held(pose if pose is not None else _breathing(time))
        goal = 0.0 if own is not None and shown is None else 1.0
        step = dt / _OVER_S
        self._over += max(-step, min(step, goal - self._over))
        share = self._over * self._over * (3 - 2 * self._over)
        if own is None:
            # A hand that is not tracked any more sinks to rest from where it was.
            calm = 1.0 - math.exp(-dt / 0.25) if self._over < 1.0 or pose is None else 1.0
            self._lead = replace(between(self._lead, guided, calm) if dt > 0 else guided, shoulder=shoulder)
        else:
            # As soon as one's own hand leads nothing stands between it and what is seen.
            self._lead = own if share <= 0.0 else between(own, guided, share)
        self.own = own if share < 0.5 else None
        self._dress(dt)
        self._arms.move(*self.now)

    def _shoulder(self) -> V:
        left, right = shoulders(self.posture)
        return left if self.side is Side.LEFT else right

    def _as_right(self, held: Held) -> Held:
        return mirrored(held) if self.side is Side.LEFT else held

    def _held(self, pose: Pose) -> Held:
        """The leading arm in a pose that is told of a right one."""
        x, y, z = self._shoulder()
        return self._as_right(pose.held((x * self.side.sign, y, z), self.size))

    # ---- looks ------------------------------------------------------------------------------------------------------

    def _wanted(self) -> dict[str, float]:
        """What of a look is eased, as it was chosen."""
        return {
            "size": float(self.chosen["size"]) / 100.0,
            "opacity": 1.0 - float(self.chosen["transparency"]) / 100.0,
            "telescoped": float(self.chosen["telescoped"]) / 100.0,
        }

    def _choice(self) -> tuple[str, str, str]:
        """What of a look can't be half way: skin, sleeve, where the other arm ends."""
        return str(self.chosen["skin"]), str(self.chosen["sleeve"]), str(self.chosen["ends"])

    def _dressed(self) -> tuple[Look, Look]:
        """The left arm's look and the right one's."""
        eased = self._looks
        skin, sleeve, ends = self._worn
        lead = Look(skin, Sleeve(sleeve), size=eased["size"], opacity=eased["opacity"])
        other = replace(lead, ends=Ends(ends), telescoped=eased["telescoped"])
        return (lead, other) if self.side is Side.LEFT else (other, lead)

    def _dress(self, dt: float) -> None:
        step = dt / _DRESS_S
        wanted = self._wanted()
        if self._choice() != self._worn:
            # The arms change while they are hardly there.
            if self._looks["opacity"] <= _FAINT:
                self._worn = self._choice()
            wanted["opacity"] = _FAINT
        for name, goal in wanted.items():
            now = self._looks[name]
            self._looks[name] = goal if abs(goal - now) <= step else now + math.copysign(step, goal - now)
        for side, look in zip(Side, self._dressed(), strict=True):
            if self._arms.looks[side] != look:
                self._arms.dress(side, look)


def _breathing(time: float) -> Pose:
    """At rest, moved a little by the breath."""
    x, y, z = RESTING.palm
    return replace(RESTING, palm=(x, y, z + 0.0015 * math.sin(time * 1.3)))
