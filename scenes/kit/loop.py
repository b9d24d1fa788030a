"""A path that comes back to where it began: a closed curve about the middle of the land, and its measures by metres along it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]
#: metres between two samples of the curve
STEP = 0.25


class Loop:
    """The curve r(a) = radius * (1 + sum of share * cos(order * a + shift)), walked with the angle growing (a from +x to +y).

    It is star-shaped: each direction from the middle meets it once, which is what makes `offset` cheap.

    waves : (order, share, shift) of each wave; start : the angle where it begins, radians
    """

    def __init__(self, radius: float, waves: Sequence[tuple[int, float, float]], start: float) -> None:
        self._radius, self._waves, self._start = radius, tuple(waves), start
        angle = np.linspace(start, start + 2 * math.pi, 32769)
        r = self.radius(angle)
        x, y = r * np.cos(angle), r * np.sin(angle)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        #: metres once around
        self.length = float(along[-1])
        self._count = round(self.length / STEP)
        self._step = self.length / self._count
        self.angle = np.interp(np.arange(self._count) * self._step, along, angle)
        r = self.radius(self.angle)
        #: (n, 2) the samples' places
        self.places = np.stack([r * np.cos(self.angle), r * np.sin(self.angle)], 1)
        ahead = np.roll(self.places, -1, 0) - np.roll(self.places, 1, 0)
        #: (n, 2) unit vectors along the path
        self.along = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
        self._places = [tuple(p) for p in self.places.tolist()]

    def radius(self, angle: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Metres from the middle to the path in the direction `angle`."""
        a = np.asarray(angle, np.float64)
        total = np.ones_like(a)
        for order, share, shift in self._waves:
            total = total + share * np.cos(order * a + shift)
        return np.asarray(self._radius * total)

    def offset(self, x: npt.ArrayLike, y: npt.ArrayLike) -> F:
        """Metres from the path, about; positive outside of the loop, which is to the right of who walks it."""
        fx, fy = np.asarray(x, np.float64), np.asarray(y, np.float64)
        angle = np.arctan2(fy, fx)
        r = self.radius(angle)
        slope = (self.radius(angle + 1e-3) - self.radius(angle - 1e-3)) / (2e-3 * r)
        return np.asarray((np.hypot(fx, fy) - r) / np.sqrt(1 + slope * slope), np.float32)

    def metres(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """How far along the path lies the place that is seen from the middle in the direction of (x, y)."""
        angle = np.arctan2(np.asarray(y, np.float64), np.asarray(x, np.float64))
        turn = (angle - self._start) % (2 * math.pi) + self._start
        ends = np.append(self.angle, self._start + 2 * math.pi)
        return np.asarray(np.interp(turn, ends, np.arange(self._count + 1) * self._step), np.float64)

    def beside(self, metres: npt.ArrayLike, aside: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(n, 2) the places `metres` along, `aside` metres to the right of the path."""
        at = np.asarray(metres, np.float64) / self._step
        k = np.floor(at).astype(int)
        part = (at - k)[..., None]
        k = k % self._count
        n = (k + 1) % self._count
        place = self.places[k] * (1 - part) + self.places[n] * part
        along = self.along[k] * (1 - part) + self.along[n] * part
        right = np.stack([along[..., 1], -along[..., 0]], -1)
        return np.asarray(place + right * np.asarray(aside, np.float64)[..., None])

    def heading(self, metres: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Radians from +y towards -x (as Panda3D turns), the way the path goes."""
        at = (np.asarray(metres, np.float64) / self._step).astype(int) % self._count
        return np.asarray(np.arctan2(-self.along[at, 0], self.along[at, 1]))

    def sampled(self, values: Sequence[float] | npt.NDArray[np.float64], metres: float) -> float:
        """One of `values` (one for each sample of the path), between samples blended."""
        at = metres / self._step
        k = math.floor(at)
        part = at - k
        k %= self._count
        return float(values[k] * (1 - part) + values[(k + 1) % self._count] * part)

    def place(self, metres: float) -> tuple[float, float]:
        """`beside` for one place on the path, quickly."""
        at = metres / self._step
        k = math.floor(at)
        part = at - k
        k %= self._count
        (ax, ay), (bx, by) = self._places[k], self._places[(k + 1) % self._count]
        return ax + (bx - ax) * part, ay + (by - ay) * part

    @property
    def samples(self) -> npt.NDArray[np.float64]:
        """(n,) metres along the path of each sample."""
        return np.asarray(np.arange(self._count) * self._step, np.float64)
