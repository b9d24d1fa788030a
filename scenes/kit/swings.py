"""How fast somebody walks who walks with the arms alone."""

from __future__ import annotations

from scenes.base import Posture

#: metres a second of walk for each of a hand's mean speed to and fro: an arm that swings 0.3 m each way once a second walks at 0.85
_GAIN = 0.72
#: seconds over which the swing is taken
_OVER_S = 1.1
#: m/s of a hand under which it is at rest
_STILL = 0.12


class Swings:
    """Feed it each frame's posture; one hand is enough."""

    def __init__(self) -> None:
        self._last: list[float | None] = [None, None]
        self._mean = [0.0, 0.0]

    def speed(self, posture: Posture | None, dt: float) -> float:
        """The walk's speed, m/s, that the hands ask for."""
        if dt <= 0.0 or posture is None:
            return 0.0
        for k, grip in enumerate((posture.left, posture.right)):
            now = None if grip is None else float(grip.place[1])
            before, self._last[k] = self._last[k], now
            going = abs(now - before) / dt if now is not None and before is not None else 0.0
            self._mean[k] += (min(going, 4.0) - self._mean[k]) * min(1.0, dt / _OVER_S)
        most = max(self._mean)
        return 0.0 if most < _STILL else most * _GAIN
