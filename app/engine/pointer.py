"""Pointing: which device the patient uses, and when looking at something long enough selects it.

Every device gives an `Aim`, a ray with or without a press. A controller and keys select by their press. Gaze, a mouse
and the simulated patient also select by dwelling: the ray stays on one target while the ring fills.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from panda3d.core import LVector3f

from scenes.base import PointerKind, Ray, Target

#: who selects by dwelling; the others press
DWELLING = frozenset({PointerKind.GAZE, PointerKind.MOUSE, PointerKind.SIMULATED})
#: the ray may slip off its target for this long, in seconds, before the dwell starts anew (tremor, tracking noise)
GRACE_S = 0.15
#: a device is in use for this long, in seconds, after it last moved or was pressed. The mouse's is short, so that one
#: left lying on a number falls out of use before a panel that opens under it has counted a whole dwell.
IN_USE_S = {PointerKind.CONTROLLER: 6.0, PointerKind.KEYS: 6.0, PointerKind.MOUSE: 1.5, PointerKind.SIMULATED: math.inf}
#: slower than this a hand rests, in radians a second: tracking noise and a turning boat are below it
MOVING = math.radians(8.0)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where one device points in this frame. `select` : pressed in this frame (not held)."""

    kind: PointerKind
    ray: Ray
    select: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen in this frame; `target` is None when the press met nothing."""

    aim: Aim
    target: Target | None


@dataclass(slots=True)
class _Device:
    direction: LVector3f
    idle_s: float


class Pointer:
    """The patient's one pointer.

    progress : float, 0 to 1, how full the dwell's ring is
    """

    def __init__(self) -> None:
        self.progress = 0.0
        self._devices: dict[PointerKind, _Device] = {}
        self._last: PointerKind | None = None
        self._kind: PointerKind | None = None
        self._key: str | None = None
        self._held_s = 0.0
        self._away_s = 0.0
        self._spent = False

    # ---- which device --------------------------------------------------------------------------------------

    def choose(self, aims: Sequence[Aim], dt: float) -> Aim | None:
        """The device in use: the one that moved or was pressed last, else gaze, else none.

        dt : seconds since the last call
        """
        present = {aim.kind: aim for aim in aims}
        for kind in self._devices.keys() - present.keys():
            del self._devices[kind]
        for kind, aim in present.items():
            if self._stirred(kind, aim, dt):
                self._last = kind
        # Two devices can stir in the same frame: a press outweighs a movement.
        for kind, aim in present.items():
            if aim.select:
                self._last = kind
        if PointerKind.SIMULATED in present:
            return present[PointerKind.SIMULATED]
        if self._last in present and self._in_use(self._last):
            return present[self._last]
        return present.get(PointerKind.GAZE)

    def _in_use(self, kind: PointerKind) -> bool:
        return kind not in IN_USE_S or self._devices[kind].idle_s <= IN_USE_S[kind]

    def _stirred(self, kind: PointerKind, aim: Aim, dt: float) -> bool:
        direction = LVector3f(aim.ray.direction)
        device = self._devices.get(kind)
        if device is None:
            # A controller just picked up is in use; a mouse that lies there is not, until it moves.
            fresh = kind in (PointerKind.CONTROLLER, PointerKind.SIMULATED)
            self._devices[kind] = _Device(direction, 0.0 if fresh or aim.select else math.inf)
            return fresh
        turned = device.direction.angle_rad(direction)
        moved = kind is not PointerKind.GAZE and turned > MOVING * max(dt, 1e-4)
        device.direction = direction
        device.idle_s = 0.0 if moved or aim.select else device.idle_s + dt
        return moved

    # ---- when it selects -----------------------------------------------------------------------------------

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
        if self._key is None or self._away_s > GRACE_S:
            self._key, self._held_s, self._away_s, self._spent = key, 0.0, 0.0, False
