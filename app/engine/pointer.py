"""Pointing: a ray from a device, and when looking at something long enough selects it.

Every device gives an `Aim`, a ray with or without a press. Hands and keys select by their press. Gaze, a mouse and the
simulated patient also select by dwelling: the ray stays on one target while the ring fills.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from scenes.base import PointerKind, Ray, Target

#: who selects by dwelling; the others press
DWELLING = frozenset({PointerKind.GAZE, PointerKind.EYES, PointerKind.MOUSE, PointerKind.SIMULATED})
#: two of each, and a press of either selects
HANDS = frozenset({PointerKind.CONTROLLER, PointerKind.HAND})
#: the ray may slip off its target for this long, in seconds, before the dwell starts anew (tremor, tracking noise);
#: eyes leave what they look at several times a second, and come back
GRACE_S, EYES_GRACE_S = 0.15, 0.3


class Side(IntEnum):
    LEFT = 0
    RIGHT = 1


@dataclass(frozen=True, slots=True)
class Aim:
    """Where one device points in this frame. `select` : pressed in this frame (not held).

    side, profile : which hand, and the path of the OpenXR interaction profile, where there is one
    """

    kind: PointerKind
    ray: Ray
    select: bool = False
    side: Side | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen in this frame; `target` is None when the press met nothing."""

    aim: Aim
    target: Target | None


class Pointer:
    """The patient's one pointer.

    progress : float, 0 to 1, how full the dwell's ring is
    """

    def __init__(self) -> None:
        self.progress = 0.0
        self._kind: PointerKind | None = None
        self._key: str | None = None
        self._held_s = 0.0
        self._away_s = 0.0
        self._spent = False

    def update(self, aim: Aim, target: Target | None, dwell_s: float, dt: float) -> Selection | None:
        """Count the dwell on `target`, the thing under the aim; the `Selection` when it is full or on a press.

        After a selection the same target is selected by dwelling again only after the patient has looked away.

        dwell_s : seconds until a dwell selects
        dt : seconds since the last call
        """
        self._follow(aim.kind, target.key if target else None, dt)
        if aim.select:
            self._spend()
            return Selection(aim, target)
        if aim.kind not in DWELLING or self._spent or self._key is None:
            self.progress = 0.0
            return None
        if target is not None and target.key == self._key:
            self._held_s += dt
            if self._held_s >= dwell_s:
                self._spend()
                return Selection(aim, target)
        self.progress = min(self._held_s / dwell_s, 1.0) if dwell_s > 0 else 0.0
        return None

    def reset(self) -> None:
        """Forget a dwell begun: the picture changed under the pointer."""
        self._key, self._held_s, self._away_s, self._spent, self.progress = None, 0.0, 0.0, False, 0.0

    def _spend(self) -> None:
        self._held_s, self.progress, self._spent = 0.0, 0.0, True

    def _follow(self, kind: PointerKind, key: str | None, dt: float) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.reset()
        if key == self._key:
            self._away_s = 0.0
            return
        self._away_s += dt
        if self._key is None or self._away_s > (EYES_GRACE_S if kind is PointerKind.EYES else GRACE_S):
            self._key, self._held_s, self._away_s, self._spent = key, 0.0, 0.0, False
