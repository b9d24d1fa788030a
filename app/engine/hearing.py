"""What the sound is told of the picture: where things sound from, and which way the head looks.

Both are directions of the world (its forward is 0, radians, positive right and up), so that what is heard is the same in every
mode and stands still in the world while the head turns.
"""

from __future__ import annotations

import math

from panda3d.core import NodePath

from app.engine import messages as m
from app.engine.encounter import look_angles
from scenes.base import Cue

#: seconds between two reports of the head at least, radians that are worth one
_EVERY_S, _WORTH = 0.05, math.radians(1.0)
#: metres from which a sound without a place is heard
_UNPLACED_M = 1.0


class Hearing:
    """Knows directions as seen from the camera in force.

    root, seat : the world's axes, and those of the patient's place in it
    """

    def __init__(self, root: NodePath, seat: NodePath) -> None:
        self._root, self._seat = root, seat
        self._told: tuple[float, float, float] | None = None
        self._next = 0.0

    def cue(self, cue: Cue, camera: NodePath) -> m.SceneCue:
        """`cue` as it is heard; one without a place is heard from where the head looks."""
        (azimuth, elevation), distance = self._facing(camera), _UNPLACED_M
        if cue.position is not None:
            # in the world's metres, which are the same for a giant and for a camera
            x, y, z = (place - eye for place, eye in zip(cue.position, camera.get_pos(self._root), strict=True))
            azimuth, elevation = math.atan2(x, y), math.atan2(z, math.hypot(x, y))
            distance = math.hypot(x, y, z)
        return m.SceneCue(sound=cue.sound, azimuth=azimuth, elevation=elevation, distance=distance, gain_db=cue.gain_db)

    def due(self, camera: NodePath, now: float, *, worn: bool = True) -> m.Facing | None:
        """A report of the head, when it has turned and the last one is long enough ago.

        now : seconds
        worn : the camera is a head's, and no screen's
        """
        if now < self._next:
            return None
        azimuth, elevation = self._facing(camera)
        facing = azimuth, elevation, self._facing(self._seat)[0] if worn else azimuth
        if self._told is not None:
            turned = [math.remainder(new - old, 2 * math.pi) for new, old in zip(facing, self._told, strict=True)]
            if max(map(abs, turned)) < _WORTH:
                return None
        self._told, self._next = facing, now + _EVERY_S
        return m.Facing(azimuth=azimuth, elevation=elevation, ahead=facing[2])

    def _facing(self, camera: NodePath) -> tuple[float, float]:
        heading, pitch = look_angles(self._root, camera)
        return -math.radians(heading), math.radians(pitch)
