"""Watches the path from the mixer to the ear while the sound plays.

Someone turns a knob, the patient's head moves: the path's gain is no longer what was calibrated, and the levels of what is
played and of the room would both be wrong, without a sign. But the layer is known exactly; how strongly its first moments are
heard again (`audio.likeness`) tells the gain, whatever the room adds, since the room knows nothing of them.

Those first moments are not all of the path: by how much they are weaker (`part`, a constant of the place) is unknown at first.
It is estimated together with the gain, in a Kalman filter of three states: the gain starts as calibrated, drifts at a pace that
itself wanders, and may leap; the part stays.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from audio.ambient import Look
from audio.levels import HOP, RATE, Floats

#: seconds from one look to the next
LOOK_S = 6 * HOP / RATE
#: natural logarithm of power: what each look is off by at least; by how much the gain wanders, and its pace, from one look to the
#: next (standard deviations; the pace per look)
_LEAST_SIGMA, _WANDER, _PACE = 0.02, 0.0015, 0.0004
#: the part's standard deviation beforehand, and how far the pace is forgotten from one look to the next
_PART, _CALM = 3.0, 0.97
#: looks that teach what is to be expected of the next ones; how many looks their scatter is taken over
_LEARNING, _SCATTER = 4, 24
#: a look that is off by so many standard deviations is not believed by itself; when so many in a row are, all to one side, the
#: gain has leapt, and may have leapt by this much
_ODD_SIGMAS, _ODD_LOOKS, _LEAP = 3.5, 3, 1.0


class PathWatch:
    """Estimates the path's gain, relative to how it was calibrated.

    path : (21,) the calibrated power gain in each third octave

    `gain` is the power gain relative to it, `sigma_db` its standard uncertainty in dB, `leapt` whether it changed at once with
    the latest look, `doubtful` whether the latest looks may be the beginning of that.
    """

    def __init__(self, path: Floats) -> None:
        self.path = path
        self.leapt = False
        self._odd: list[float] = []
        self._offs: deque[float] = deque(maxlen=_SCATTER)
        self._chances: deque[float] = deque(maxlen=_SCATTER)
        self._looks = 0
        # of the gain, of its pace, and of the part, natural logarithms
        self._state: Floats = np.zeros(3)
        self._covariance: Floats = np.diag([0.0, 0.0, _PART**2])

    @property
    def gain(self) -> float:
        return math.exp(float(self._state[0]))

    @property
    def sigma_db(self) -> float:
        return 10.0 / math.log(10.0) * math.sqrt(max(float(self._covariance[0, 0]), 0.0))

    @property
    def doubtful(self) -> bool:
        return bool(self._odd)

    def skip(self) -> None:
        """The sound was interrupted: looks from before and after it do not belong together."""
        self._odd.clear()

    def add(self, look: Look) -> bool:
        """Take one look; True when there is a new estimate."""
        self.leapt = False
        if look.slipped or look.found is None or look.found.strength is None:
            return False
        self._chances.append(look.found.sigma)
        sigma = math.hypot(look.found.sigma, self._more())
        self._predict()
        off = look.found.strength - float(self._state[0] + self._state[2])
        expected = math.sqrt(
            float(self._covariance[0, 0] + 2 * self._covariance[0, 2] + self._covariance[2, 2]) + sigma**2
        )
        self._looks += 1
        if self._looks > _LEARNING and abs(off) > _ODD_SIGMAS * expected:
            self._odd.append(off)
            if len(self._odd) < _ODD_LOOKS or min(self._odd) < 0.0 < max(self._odd):
                self._odd = self._odd[-_ODD_LOOKS:]
                return False
            self._covariance[0, 0] += _LEAP**2
            self._state[1] = 0.0
            self.leapt = True
        else:
            self._offs.append(off)
        self._odd.clear()
        self._correct(off, sigma)
        return True

    def _more(self) -> float:
        """What one look is off by beyond what chance explains: a music's own course, a reflection that comes and goes."""
        if len(self._offs) < _LEARNING:
            return 5.0 * _LEAST_SIGMA
        scatter = float(np.median(np.abs(np.diff(np.array(self._offs))))) / 0.6745 / math.sqrt(2.0)
        return math.sqrt(max(scatter**2 - float(np.median(self._chances)) ** 2, _LEAST_SIGMA**2))

    def _predict(self) -> None:
        move = np.array([[1.0, 1.0, 0.0], [0.0, _CALM, 0.0], [0.0, 0.0, 1.0]])
        self._state = move @ self._state
        self._covariance = move @ self._covariance @ move.T + np.diag([_WANDER**2, _PACE**2, 0.0])

    def _correct(self, off: float, sigma: float) -> None:
        ahead = self._covariance[:, 0] + self._covariance[:, 2]
        weight = ahead / (float(ahead[0] + ahead[2]) + sigma**2)
        self._state = self._state + weight * off
        self._covariance = self._covariance - np.outer(weight, ahead)
