"""Which of the devices the patient uses: the one that was pressed or moved last, and where none is, the eyes or the head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from panda3d.core import LVector3f

from app.engine.messages import PointerChanged
from app.engine.pointer import HANDS, Aim, Side
from scenes.base import PointerKind

#: a device is in use for this long, in seconds, after it last moved or was pressed. The mouse's is short, so that one
#: left lying on a number falls out of use before a panel that opens under it has counted a whole dwell.
IN_USE_S = {PointerKind.KEYS: 6.0, PointerKind.MOUSE: 1.5, PointerKind.SIMULATED: math.inf}
#: Hands, in seconds. Who pressed has hands, and may hold them still to look around. Otherwise what lies there untouched
#: gives way to the head: soon when the head turns to something, and a little later when it does not.
PRESSED_S, STILL_S, STILL_TURNING_S = 6.0, 2.5, 0.8
#: so far a head turns, in radians, to look at something else
TURNED = math.radians(6.0)
#: Slower than this a device rests, in radians a second; a turning boat is below it. Hands are watched over a while, in
#: seconds, since tracking trembles from frame to frame, and that of bare hands more than that of controllers.
MOVING = math.radians(8.0)
WATCHED_S, WATCHED = 0.25, {PointerKind.CONTROLLER: math.radians(2.0), PointerKind.HAND: math.radians(6.0)}
#: closed eyes point where they looked for this long, in seconds: a blink
BLINK_S = 0.35
#: seconds until a device in use is told of, where it has selected nothing yet
SETTLED_S = 1.0

_Name = tuple[PointerKind, Side | None]


@dataclass(slots=True)
class _Device:
    #: where it pointed, and how long ago
    direction: LVector3f
    ago_s: float = 0.0
    #: seconds since it was pressed; since it was pressed or moved
    unpressed_s: float = math.inf
    idle_s: float = math.inf
    #: where the head pointed then
    head: LVector3f | None = None


class Choice:
    """Follows all devices from frame to frame."""

    def __init__(self) -> None:
        self._devices: dict[_Name, _Device] = {}
        self._last: _Name | None = None
        self._eyes: Aim | None = None
        self._closed_s = 0.0

    def choose(self, aims: Sequence[Aim], dt: float) -> Aim | None:
        """The device in use, or None where there is none to be used.

        dt : seconds since the last call
        """
        present = {(aim.kind, aim.side): aim for aim in aims}
        head = present.get((PointerKind.GAZE, None))
        for name in self._devices.keys() - present.keys():
            del self._devices[name]
        stirred = [name for name, aim in present.items() if self._stirs(aim, head, dt)]
        pressed = [name for name in stirred if present[name].select]
        for name in pressed or stirred:
            # two hands are seldom both at rest: the one in use stays in use until the other presses
            if pressed or not (name[0] in HANDS and self._last and self._last[0] in HANDS and self._in_use(head)):
                self._last = name
        look = self._look(present.get((PointerKind.EYES, None)), head, dt)
        if (simulated := present.get((PointerKind.SIMULATED, None))) is not None:
            return simulated
        return present[self._last] if self._last and self._in_use(head) else look

    def _look(self, eyes: Aim | None, head: Aim | None, dt: float) -> Aim | None:
        self._closed_s += dt
        if eyes is not None:
            self._eyes, self._closed_s = eyes, 0.0
        return self._eyes if self._eyes is not None and self._closed_s <= BLINK_S else head

    def _stirs(self, aim: Aim, head: Aim | None, dt: float) -> bool:
        if aim.kind in (PointerKind.GAZE, PointerKind.EYES):
            return False
        name = (aim.kind, aim.side)
        if name not in self._devices:
            # what lies there when it is first seen is in use only once it moves
            self._devices[name] = _Device(LVector3f(aim.ray.direction))
        device = self._devices[name]
        moved = self._moved(device, aim, dt)
        device.unpressed_s = 0.0 if aim.select else device.unpressed_s + dt
        device.idle_s = 0.0 if moved or aim.select else device.idle_s + dt
        if moved or aim.select:
            device.head = LVector3f(head.ray.direction) if head is not None else None
        return moved or aim.select

    @staticmethod
    def _moved(device: _Device, aim: Aim, dt: float) -> bool:
        device.ago_s += dt
        turned: float = device.direction.angle_rad(aim.ray.direction)
        moved = turned > WATCHED.get(aim.kind, MOVING * max(dt, 1e-4))
        if moved or aim.kind not in WATCHED or device.ago_s > WATCHED_S:
            device.direction, device.ago_s = LVector3f(aim.ray.direction), 0.0
        return moved

    def _in_use(self, head: Aim | None) -> bool:
        device = self._devices.get(self._last) if self._last else None
        if self._last is None or device is None:
            return False
        if self._last[0] not in HANDS:
            return device.idle_s <= IN_USE_S[self._last[0]]
        if device.unpressed_s <= PRESSED_S:
            return True
        turned = 0.0
        if head is not None and device.head is not None:
            turned = device.head.angle_rad(head.ray.direction)
        return device.idle_s <= (STILL_TURNING_S if turned > TURNED else STILL_S)


class Account:
    """Tells what the patient points with, once it is settled: in use for a second, or used to select."""

    def __init__(self) -> None:
        self._told: tuple[PointerKind, str | None] | None = None
        self._now: tuple[PointerKind, str | None] | None = None
        self._since_s = 0.0

    def update(self, aim: Aim | None, selected: bool, dt: float) -> PointerChanged | None:
        """The change to tell of, if there is one. `selected` : something was chosen with `aim` in this frame"""
        now = (aim.kind, aim.profile) if aim is not None else None
        self._since_s = self._since_s + dt if now == self._now else 0.0
        self._now = now
        if now is None or now == self._told or not (selected or self._since_s >= SETTLED_S):
            return None
        self._told = now
        kind, profile = now
        return PointerChanged(source=kind.value, profile=profile)
