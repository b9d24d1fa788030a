"""Watches the path from the mixer to the ear while the sound plays.

Someone turns a knob, the patient's head moves: the path's gain is no longer what was calibrated, and the levels of what is
played and of the room would both be wrong, without a sign. But the played sound is known exactly, with all its chance ups
and downs from one moment to the next; by how much the microphone hears these again tells the gain, whatever the room adds,
since the room knows nothing of them. Only powers are compared, as in `audio.ambient`.

A room smears the ups and downs, so that they are heard again somewhat smaller (by `smear`, a constant). Both are
estimated together, in a Kalman filter of two states: the gain starts as calibrated, and then wanders; the smear is unknown at
first, and stays.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audio.ambient import Frame
from audio.levels import CENTRES, Floats, Z

#: analysis frames in one measurement (2 s), and how far apart frames have no sound in common
_BLOCK, _APART = 24, 2
#: standard deviation of the gain's wandering from one measurement to the next (natural logarithm of power): at rest, once it
#: was seen to move, and how quickly that is forgotten
_WANDER, _RESTLESS, _CALM = 0.001, 0.012, 0.97
#: standard deviation with which the smear is known beforehand
_SMEAR = 0.3
#: the gain has moved when the mean of so many measurements is off by so many standard deviations; it may then have moved by
#: this much (natural logarithm): at once, and by and by
_MOVES = ((2, 4.2, 0.25), (7, 3.2, 0.1))
#: one that is off by so many is not believed by itself
_ODD_SIGMAS = 3.0
#: standard deviation of a change that is supposed because less is heard than was played
_SUPPOSED = 0.2
#: natural logarithm of the likelihood ratio from which on a change of the path is believed rather than one of the room
_RATHER = 1.5
#: of the chance ups and downs, more than this part must be explained, or the measurement says nothing
_LEAST_LIKENESS = 0.05

#: a frame lies out when it is so many times further from nothing than half of them are
_FAR_OUT = 4.5

Bools = npt.NDArray[np.bool_]


class PathWatch:
    """Estimates the path's gain, relative to how it was calibrated.

    path : (21,) the calibrated power gain in each third octave

    `gain` is the power gain relative to it, `sigma_db` its standard uncertainty in dB, `jumped` whether it changed at once
    within the last measurements.
    """

    def __init__(self, path: Floats) -> None:
        self.path = path
        self.jumped = False
        self._mic: deque[Floats] = deque(maxlen=_BLOCK + 2 * _APART)
        self._mix: deque[Floats] = deque(maxlen=_BLOCK + 2 * _APART)
        self._fresh = 0
        self._supposed = 0
        # of the gain and of the smear, natural logarithms
        self._state: Floats = np.zeros(2)
        self._covariance: Floats = np.diag([0.0, _SMEAR**2])
        self._wander = _WANDER
        self._off: deque[float] = deque(maxlen=max(count for count, _, _ in _MOVES))

    @property
    def gain(self) -> float:
        return math.exp(float(self._state[0]))

    @property
    def sigma_db(self) -> float:
        return 10.0 / math.log(10.0) * math.sqrt(max(float(self._covariance[0, 0]), 0.0))

    def skip(self) -> None:
        """The sound was interrupted: frames from before and after it do not belong together."""
        self._mic.clear()
        self._mix.clear()
        self._fresh = 0

    def likelier(self, change: float) -> bool:
        """Whether the gain has rather changed by this factor lately than not at all, as far as the latest frames tell."""
        heard = (
            self._heard_again(list(self._mix)[-_BLOCK:], list(self._mic)[-_BLOCK:])
            if len(self._mix) >= _BLOCK
            else None
        )
        if heard is None:
            return False
        measured, sigma = heard
        off = measured - float(np.sum(self._state))
        return off**2 - (off - math.log(change)) ** 2 > 2.0 * _RATHER * (sigma**2 + float(np.sum(self._covariance)))

    def suppose(self, change: float) -> bool:
        """The gain has changed by a factor of about `change`, by what little can be told of it. False so soon after another."""
        if self._supposed > 0:
            return False
        self._supposed = _BLOCK
        self._state[0] += math.log(change)
        self._covariance[0, 0] += _SUPPOSED**2
        self._wander, self.jumped = _RESTLESS, True
        self._off.clear()
        self.skip()
        return True

    def add(self, frame: Frame) -> bool:
        """Take one analysis frame; True when there is a new estimate."""
        if frame.slipped:
            self.skip()
        self._mic.append(frame.mic[Z])
        self._mix.append(frame.mix[Z] * self.path)
        self._fresh += 1
        self._supposed -= 1
        if self._fresh < _BLOCK or len(self._mic) < _BLOCK + 2 * _APART:
            return False
        self._fresh = 0
        heard = self._heard_again(list(self._mix), list(self._mic))
        if heard is not None:
            self._update(*heard)
        return heard is not None

    @staticmethod
    def _heard_again(played_powers: Sequence[Floats], heard_powers: Sequence[Floats]) -> tuple[float, float] | None:
        """By how much the ups and downs are heard again, (natural logarithm, its standard deviation); None: hardly at all."""
        mix, mic = np.array(played_powers), np.array(heard_powers)
        mean = np.mean(mix, axis=0)
        if not np.all(mean > 0.0):
            return None
        played, heard = _ups_and_downs(mix) / mean, _ups_and_downs(mic) / mean
        # the narrower a band, the larger its ups and downs: each band is to count by the sound that it holds
        weight = CENTRES / float(np.sum(CENTRES))
        # a step of the room or of the gain, a cough: all bands at once, and no chance
        usual = _usual((heard - played) @ weight) & _usual(played @ weight)
        played, heard = played[usual], heard[usual]
        strength = float(np.sum(weight * played**2))
        if strength <= 0.0:
            return None  # nothing goes up or down
        slope = float(np.sum(weight * played * heard)) / strength
        rest = heard - slope * played
        # neighbouring frames have half of their sound in common, and each is compared with two others
        sigma = math.sqrt(2.0 * float(np.sum((weight * played * rest) ** 2))) / strength
        if slope < _LEAST_LIKENESS or slope < 2.0 * sigma:
            return None
        return math.log(slope), sigma / slope

    def _update(self, measured: float, sigma: float) -> None:
        self._wander = max(_WANDER, _CALM * self._wander)
        self._covariance[0, 0] += self._wander**2
        off = measured - float(np.sum(self._state))
        expected = math.sqrt(float(np.sum(self._covariance)) + sigma**2)
        self._off.append(off / expected)
        self.jumped = False
        for count, sigmas, far in _MOVES:
            latest = list(self._off)[-count:]
            if len(latest) == count and abs(sum(latest)) > sigmas * math.sqrt(count):
                self._covariance[0, 0] += far**2
                self._wander = _RESTLESS
                self._off.clear()
                self.jumped = True
                break
        if abs(off) > _ODD_SIGMAS * expected and not self.jumped:
            return  # the next one will tell whether this is chance
        ahead = np.sum(self._covariance, axis=1)
        weight = ahead / (float(np.sum(ahead)) + sigma**2)
        self._state = self._state + weight * off
        self._covariance = self._covariance - np.outer(weight, ahead)


def _usual(together: Floats) -> Bools:
    """Which frames lie no further out than chance takes them, by the median of how far they lie out."""
    far = np.abs(together)
    return np.asarray(far <= _FAR_OUT * float(np.median(far)))


def _ups_and_downs(powers: Floats) -> Floats:
    """How far each frame lies over the mean of those before and behind it that share no sound with it."""
    up: Floats = powers[_APART:-_APART] - 0.5 * (powers[: -2 * _APART] + powers[2 * _APART :])
    return up
