"""The room's steady noise: what the layer is held over, told apart from what only passes.

A fan that is switched on is to be followed within seconds; someone who talks, a door, a trolley or a cough is not to be
followed at all. What tells them apart is not how loud they are but how still they stand: a noise that has just begun is
believed once its level has stood still for about two seconds, and longer if it came gradually, as what passes by does. Between
such steps a small drift of the level is followed with its slope, so that a slow ramp is not lagged behind.

It knows no clock: it is handed one short measurement after the other.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from audio.levels import HOP, RATE, Floats, db

#: analysis frames in one measurement, and seconds from one to the next
STEP = 3
STEP_S = STEP * HOP / RATE

#: how much of a deviation is believed at once: a little, and more when the deviations have gone one way (dB)
_WEIGHT, _WEIGHT_DB, _MOST_WEIGHT, _ONE_WAY_DB = 0.06, 0.6, 0.3, 0.17
#: how much of a deviation upwards is believed while something passes
_DISTURBED_WEIGHT = 0.02
#: dB: a measurement further away, and beyond what chance explains, does not belong to the steady noise; while everything
#: stands still, a drift may have gone further
_FAMILY_DB, _FAMILY_SIGMAS, _DRIFT_DB = 1.0, 3.0, 2.5
#: measurements that must stand still before a new level is believed: one that came at once, one that came by and by
_SURE, _SURE_GRADUAL = 8, 16
#: a new level came at once when it took at most so many measurements
_ABRUPT = 3
#: dB: what is farther from what was heard a second before it came did not drift there
_JUMP_DB = 1.4
#: measurements within which what strays has just begun to
_BEGIN = 3
#: dB: halves of a still stretch differ by less, and its measurements scatter by less, beyond what chance explains
_STILL_DB, _SCATTER_DB = 0.7, 0.6
#: moments scatter by less than this part of their mean, beyond what chance explains
_MOMENTS = 0.12
#: a murmur that never stands still: the level that is exceeded in 92 % of so many measurements is followed, dB a measurement
_MURMUR, _MURMUR_PART, _MURMUR_DB = 60, 0.08, 0.05
#: a slope is no steeper than this
_STEEPEST_DB_S = 0.6


@dataclass(frozen=True, slots=True)
class Short:
    """One short measurement of what the room gives at the ear: its A-weighted power, and the standard deviation of chance.

    moments : the powers of the moments that it is the mean of, if they are known
    """

    power: float
    sigma: float
    moments: tuple[float, ...] = ()


class Background:
    """Follows the steady noise's A-weighted power.

    power : as calibrated

    `power` is the steady noise now, `sigma` its standard deviation.
    """

    def __init__(self, power: float) -> None:
        self.power = power
        self.sigma = 0.02 * power
        self._slope_db = self._one_way_db = 0.0
        self._latest: deque[Short] = deque(maxlen=_MURMUR)
        self._odd: deque[int] = deque(maxlen=12)
        self._strays = 0

    def ahead(self, seconds: float) -> float:
        """The power that the steady noise is on its way to, so many seconds from now."""
        return float(self.power * 10.0 ** (self._slope_db * seconds / 10.0))

    @property
    def lags(self) -> bool:
        """What was measured lately lies on one side of the steady noise: it is about to be somewhere else."""
        return abs(self._one_way_db) > 2.4 * _ONE_WAY_DB

    @property
    def passing(self) -> bool:
        """Something that is not the steady noise was heard within the last second."""
        return any(odd > 0 for odd in list(self._odd)[-4:])

    @property
    def strays(self) -> bool:
        """The latest measurement was not of the steady noise."""
        return self._strays > 0

    @property
    def softer(self) -> bool:
        """The latest measurement was softer than the steady noise."""
        return bool(self._odd) and self._odd[-1] < 0

    @property
    def began_to_stray(self) -> bool:
        """The latest measurements were not of the steady noise, and the one of a second ago still was."""
        return 0 < self._strays <= _BEGIN

    def latest_powers(self, count: int) -> Floats:
        """The latest `count` measurements, (count,) or fewer."""
        return np.array([short.power for short in self._latest][-count:])

    def forget(self) -> None:
        """What was measured lately was not the room."""
        self._latest.clear()
        self._odd.clear()
        self._strays, self._one_way_db = 0, 0.0

    def interrupt(self) -> None:
        """There was a gap: a room that is another one after it came at once, whatever the gap itself sounded like."""
        self._strays = 0

    def add(self, short: Short) -> None:
        """Take the next measurement."""
        self._latest.append(short)
        self.power *= 10.0 ** (self._slope_db * STEP_S / 10.0)
        off = short.power - self.power
        odd = self._odd_one(short)
        self._odd.append(odd)
        self._strays = self._strays + 1 if odd else 0
        if not odd:
            self._follow(off, short)
        else:
            self._slope_db *= 0.5
        if self._strays and self._believes():
            return
        self._follow_murmur()

    def _odd_one(self, short: Short) -> int:
        """1 : louder than the steady noise, -1 : softer, 0 : part of it."""
        off = short.power - self.power
        chance = _FAMILY_SIGMAS * short.sigma
        stretch = list(self._latest)[-_SURE:]
        # (what came at once is no drift, however still it then stands)
        drifts = len(stretch) == _SURE and not self._jumped() and _still(stretch)
        family_db = _DRIFT_DB if drifts else _FAMILY_DB
        if off > max(chance, self.power * (10.0 ** (family_db / 10.0) - 1.0)):
            return 1
        if off < -max(chance, self.power * (1.0 - 10.0 ** (-family_db / 10.0))):
            return -1
        return 0

    def _follow(self, off: float, short: Short) -> None:
        relative = max(off / self.power, -0.5)
        disturbed = sum(odd > 0 for odd in self._odd) >= 3
        # less is learnt from a measurement that chance moves more than usual
        trust = 1.0 / (1.0 + (short.sigma / (0.15 * self.power)) ** 2)
        self._one_way_db += 0.25 * (4.34 * relative - self._one_way_db)
        weight = min(_WEIGHT + _WEIGHT_DB * max(abs(self._one_way_db) - _ONE_WAY_DB, 0.0), _MOST_WEIGHT)
        if disturbed and off > 0.0:
            weight = _DISTURBED_WEIGHT
        if self._one_way_db * self._slope_db < 0.0 and abs(self._one_way_db) > _ONE_WAY_DB:
            self._slope_db *= 0.6  # the ramp is over
        weight *= trust
        self.power *= 1.0 + weight * relative
        # critically damped
        slope = self._slope_db + weight**2 / (2.0 - weight) * 4.34 * relative / STEP_S
        self._slope_db = min(max(0.9 * slope if disturbed else slope, -_STEEPEST_DB_S), _STEEPEST_DB_S)
        self.sigma = math.sqrt(weight / (2.0 - weight)) * 1.5 * short.sigma

    def _believes(self) -> bool:
        """Whether the latest measurements, all of them strays, have stood still for long enough to be the room's new noise."""
        needed = _SURE if self._odd[-1] < 0 or self._abrupt() else _SURE_GRADUAL
        if self._strays < needed:
            return False
        stretch = list(self._latest)[-needed:]
        if not _still(stretch):
            return False
        powers = np.array([short.power for short in stretch])
        level = float(np.mean(powers))
        if level <= 0.0:
            return False
        self.power = level
        self._slope_db = self._one_way_db = 0.0
        self.sigma = float(np.mean([short.sigma for short in stretch])) / math.sqrt(needed)
        self._odd.clear()
        self._strays = 0
        return True

    def _abrupt(self) -> bool:
        """Whether the strays came to where they stand within a moment, and not by and by."""
        strays = [max(short.power, 1e-20) for short in list(self._latest)[-self._strays :]]
        stands = float(np.median(strays[-_SURE:]))
        near = [abs(db(stray) - db(stands)) < 2.0 for stray in strays]
        return bool(np.all(near[_ABRUPT:]))

    def _jumped(self) -> bool:
        """Whether the latest strays stand elsewhere than what was heard just before they came: a drift would still be near."""
        if self._strays <= _ABRUPT:
            return False
        powers = [max(short.power, 1e-20) for short in list(self._latest)[-self._strays - 2 * _ABRUPT :]]
        # the one in between may have been half of each
        before, since = powers[: _ABRUPT + 1], powers[2 * _ABRUPT :]
        return abs(db(float(np.median(since[-_SURE:]))) - db(float(np.median(before)))) > _JUMP_DB

    def _follow_murmur(self) -> None:
        if len(self._latest) < _MURMUR:
            return
        low = float(np.quantile([short.power for short in self._latest], _MURMUR_PART))
        if low > self.power * 10.0 ** (_FAMILY_DB / 10.0):
            self.power *= 10.0 ** (_MURMUR_DB / 10.0)


def _still(stretch: list[Short]) -> bool:
    powers = np.array([short.power for short in stretch])
    mean = float(np.mean(powers))
    if mean <= 0.0:
        return False
    sigma = float(np.mean([short.sigma for short in stretch])) / mean
    count = len(stretch)
    time = np.arange(count) - (count - 1) / 2
    slope = float(np.dot(time, powers) / np.dot(time, time)) / mean
    scatter = float(np.std(powers / mean - slope * time))
    drift = abs(slope) * count / 2
    still = bool(scatter < sigma + (10.0 ** (_SCATTER_DB / 10.0) - 1.0)) and _even(stretch, sigma * mean)
    return still and bool(drift < (10.0 ** (_STILL_DB / 10.0) - 1.0) + 2.0 * sigma / math.sqrt(count))


def _even(stretch: list[Short], sigma: float) -> bool:
    """Whether the moments too stand still: what somebody says may be as loud for seconds, yet never from syllable to syllable."""
    moments = np.array([moment for short in stretch for moment in short.moments])
    if len(moments) < 2:
        return True
    # a moment is a measurement's third: chance moves it by so much more
    chance = sigma * math.sqrt(len(moments) / len(stretch))
    return float(np.std(moments)) < chance + _MOMENTS * float(np.mean(moments))
