"""Snowballs: where one will land is known when it leaves the hand; what happens there waits until then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenes.kit.particles import Throws, aimed, path
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]
_SPEED = 16.0


@dataclass(frozen=True, slots=True)
class Flight:
    """lands : the time; at : (3,) where; who : index of the one it was meant for, or None; back : somebody threw it back."""

    lands: float
    at: F
    who: int | None
    back: bool = False


class Throwing:
    """All snowballs under way."""

    def __init__(self, throws: Throws, ground: Ground) -> None:
        self._throws = throws
        self._ground = ground
        self._flights: list[Flight] = []

    def at(self, who: int, start: F, goal: F, now: float) -> Flight:
        """A throw that reaches `goal`."""
        seconds = float(np.clip(np.linalg.norm(goal - start) / _SPEED, 0.3, 2.6))
        return self._start(start, aimed(start, goal, seconds), now, Flight(now + seconds, goal, who))

    def back(self, start: F, goal: F, now: float) -> Flight:
        """Somebody throws one, softly and high, to `goal`."""
        seconds = float(np.clip(np.linalg.norm(goal - start) / (0.5 * _SPEED), 0.9, 2.6))
        return self._start(start, aimed(start, goal, seconds), now, Flight(now + seconds, goal, None, True))

    def along(self, start: F, direction: F, now: float) -> Flight:
        """A throw into the blue: it lands where the ground or the water is."""
        velocity = np.asarray(direction * _SPEED + np.array([0, 0, 1.6]), np.float32)
        times = np.linspace(0.05, 5.0, 160, dtype=np.float32)
        p = path(start, velocity, times)
        below = p[:, 2] < np.maximum(self._ground.at(p[:, 0], p[:, 1]), 0)
        first = int(np.argmax(below)) if below.any() else len(times) - 1
        at = p[first].copy()
        at[2] = max(float(self._ground.at(at[0], at[1])), 0.0)
        return self._start(start, velocity, now, Flight(now + float(times[first]), at, None))

    def _start(self, start: F, velocity: F, now: float, flight: Flight) -> Flight:
        self._throws.add(start, velocity, now, flight.lands - now)
        self._flights.append(flight)
        return flight

    def landed(self, now: float) -> list[Flight]:
        """Those that have arrived since the last call, in order."""
        if not self._flights:
            return []
        there = sorted((f for f in self._flights if f.lands <= now), key=lambda f: f.lands)
        self._flights = [f for f in self._flights if f.lands > now]
        return there
