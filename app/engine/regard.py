"""Where the patient looks, whatever they point with, and what their gaze rests on.

The eyes count where they are followed, else the head; on a screen, whose picture never turns, what the patient points with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.engine.pointer import EYES_GRACE_S, GRACE_S, Aim
from scenes.base import Happening, PointerKind, Ray, Target

#: seconds on one thing from which on it is looked at
RESTED_S = 0.5
#: seconds between two looks at what lies under a gaze that is not the pointer
_EVERY_S = 0.1
_LOOKING = (PointerKind.EYES, PointerKind.GAZE)


class Regard:
    """pick : what a ray meets of the world; told : called with each `Happening` "looked_at", when the gaze has left

    ray : where the patient looks
    """

    def __init__(self, pick: Callable[[Ray], Target | None], told: Callable[[Happening], None]) -> None:
        self._pick, self._told = pick, told
        self.ray: Ray | None = None
        self._seen: Target | None = None
        self._looked = 0.0
        self._key: str | None = None
        self._since = self._last = 0.0

    def enter(self, pick: Callable[[Ray], Target | None]) -> None:
        """Another world is looked at: what the gaze rested on is no more."""
        self._pick, self._seen, self._key = pick, None, None

    def update(self, aims: Sequence[Aim], used: Aim | None, on: Target | None, ahead: Ray, time: float) -> None:
        """A frame in which the world can be acted on.

        aims, used : what points, and which of it is in use; `on` is what of the world lies under that one
        ahead : from between the eyes, straight ahead
        time : seconds, steady
        """
        gaze = next((aim for kind in _LOOKING for aim in aims if aim.kind is kind), used)
        self.ray = gaze.ray if gaze is not None else ahead
        if gaze is None or gaze is used:
            self._seen = on
        elif time - self._looked >= _EVERY_S:
            self._seen, self._looked = self._pick(gaze.ray), time
        eyes = gaze is not None and gaze.kind is PointerKind.EYES
        self._rest(self._seen.key if self._seen is not None else None, time, EYES_GRACE_S if eyes else GRACE_S)

    def away(self, ahead: Ray) -> None:
        """The world can't be acted on now: whatever was looked at no longer is."""
        self.ray, self._seen = ahead, None
        self._leave(None, self._last)

    def _rest(self, key: str | None, time: float, grace_s: float) -> None:
        if key == self._key:
            self._last = time
        elif self._key is None or time - self._last > grace_s:
            self._leave(key, time)

    def _leave(self, key: str | None, time: float) -> None:
        before, seconds = self._key, self._last - self._since
        self._key, self._since, self._last = key, time, time
        if before is not None and seconds >= RESTED_S:
            self._told(Happening("looked_at", {"target": before, "seconds": round(seconds, 2)}))
