"""How the layer is heard again: when it arrives, and how strong its first moments are.

The layer is known exactly, wave for wave. What the microphone heard, correlated with it, gives the way from the mixer to the
microphone as a pulse and its early reflections; whatever else sounds, in the room or in the world, is like the layer nowhere and
spreads thinly over all delays. Each look takes two thirds of a second, in which two clocks drift apart by far less than a
wavelength, and no look is compared with another but by its strength: a drift does no harm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio.levels import CENTRES, RATE, Floats, a_weighting_db

#: frames of sound that are compared, and how far off the first guess of their delay may be
COMPARED, SLACK = 1 << 15, RATE // 2
#: frames of sound before and after the first arrival that count as heard early; later ones come from everywhere
_BEFORE, _EARLY = round(0.003 * RATE), round(0.03 * RATE)
#: frames of sound before the first arrival in which there is nothing but chance: from, to
_NOTHING = round(0.03 * RATE), round(0.25 * RATE)
#: frequencies over which the layer's spectrum is smoothed before it is made even
_SMOOTHED = 512
#: neighbouring frequencies to which a room does alike (4.7 Hz: 0.5 s of reverberation), and so many lines apart make a noise
_ALIKE, _NOISE_LINES = 8, 180.0
#: of what is heard early, less than this part of what chance would give is nothing
_LEAST = 0.3
#: a gain that is on its way may be made up for wrongly by this part
_ON_ITS_WAY = 0.5
#: an arrival stands out by this factor over the mean
_STANDS_OUT = 10.0

#: frames of one transform: all that was played, so that no delay that is looked at is mistaken for another
_SIZE = 5 << 14
_FREQUENCY: Floats = np.fft.rfftfreq(_SIZE, 1.0 / RATE)
_LOWEST, _HIGHEST = float(CENTRES[0]), float(CENTRES[-1])
_INSIDE = (_FREQUENCY > _LOWEST) & (_FREQUENCY < _HIGHEST)
_WEIGHT: Floats = np.where(_INSIDE, 10.0 ** (a_weighting_db(np.maximum(_FREQUENCY, 1.0)) / 10.0), 0.0)
_TAPER: Floats = np.clip(np.hanning(COMPARED) * 4.0, 0.0, 1.0)
_TAPER_SUM = float(np.sum(_TAPER))
#: the part of all frequencies that the weighting lets pass: neighbouring delays are not independent
_BAND = float(np.sum(_WEIGHT) ** 2 / np.sum(_WEIGHT**2)) / len(_WEIGHT)


@dataclass(frozen=True, slots=True)
class Likeness:
    """off : frames of sound by which the way is shorter than it was thought to be

    strength : natural logarithm of the early response's power gain, A-weighted; None where chance is as strong
    sigma : its standard deviation, as far as chance goes
    uneven : relative standard deviation of the power of the layer at the ear, since its tones are too few to meet all that a room
        does to single frequencies; 0 of noise
    """

    off: int
    strength: float | None
    sigma: float = 0.0
    uneven: float = 0.0


def likeness(played: npt.NDArray[np.floating], heard: npt.NDArray[np.floating]) -> Likeness | None:
    """Find the layer in what was heard; None where it is not there.

    played : (COMPARED + 2 * SLACK,) the layer, beginning SLACK frames before what is thought to be heard
    heard : (COMPARED,)
    """
    layer = np.fft.rfft(played, _SIZE)
    cross = layer * np.conj(np.fft.rfft(heard * _TAPER, _SIZE))
    # Where it is, is told by the phases alone: each frequency of the layer counts alike.
    phases = np.where(_INSIDE, cross / np.maximum(np.abs(cross), 1e-30), 0.0)
    alike = np.abs(np.fft.irfft(phases, _SIZE))[: 2 * SLACK]
    at, usual = int(np.argmax(alike)), float(np.mean(alike))
    if usual <= 0.0 or alike[at] < _STANDS_OUT * usual:
        return None
    spectrum = np.abs(layer) ** 2
    uneven = _uneven(spectrum)
    if at < _EARLY or at + _NOTHING[1] > 2 * SLACK:
        return Likeness(at - SLACK, None, uneven=uneven)
    response = np.fft.irfft(cross * _WEIGHT / _smooth(spectrum), _SIZE)
    # (What arrives later stands earlier: it is like what was played before.)
    early = response[at - _EARLY : at + _BEFORE]
    chance = float(np.mean(response[at + _NOTHING[0] : at + _NOTHING[1]] ** 2))
    strength = float(np.sum(early**2)) - chance * len(early)
    if strength < _LEAST * chance * len(early):
        return Likeness(at - SLACK, None, uneven=uneven)
    variance = (4.0 * chance / strength + 2.0 * len(early) * (chance / strength) ** 2) / _BAND
    louder = _louder(played, at)
    sigma = math.hypot(math.sqrt(variance), _ON_ITS_WAY * louder)
    return Likeness(at - SLACK, math.log(strength) - 2.0 * louder, sigma, uneven)


def _louder(played: npt.NDArray[np.floating], at: int) -> float:
    """How much louder the part that was heard was played than all of it, natural logarithm of power: the gain may be on its way.

    (By the differences of neighbours, which lie nearer to what is heard than the sound itself, whose power is in the bass.)
    """
    power = np.diff(played) ** 2
    return math.log(float(np.dot(power[at : at + COMPARED], _TAPER)) / _TAPER_SUM / float(np.mean(power)))


def _smooth(spectrum: Floats) -> Floats:
    """A power spectrum, smoothed, and nowhere so weak that what is divided by it would count for much."""
    total = np.cumsum(np.concatenate([np.zeros(_SMOOTHED // 2), spectrum, np.zeros(_SMOOTHED // 2 + 1)]))
    smooth = (total[_SMOOTHED:] - total[:-_SMOOTHED])[: len(spectrum)] / _SMOOTHED
    return np.asarray(np.maximum(smooth, 1e-6 * float(np.max(smooth))))


def _uneven(spectrum: Floats) -> float:
    """See `Likeness.uneven`.

    The power gain of a room at single frequencies is exponentially distributed, and alike over some 2.2 / T60 Hz (Schroeder and
    Kuttruff 1962, J. Acoust. Soc. Am. 34:76-80, doi 10.1121/1.1909022): the power of N lines apart scatters by 1 / sqrt(N). What
    noise has of it, the calibration's noise has too.
    """
    total = np.cumsum(spectrum * _WEIGHT)
    lines = total[_ALIKE:] - total[:-_ALIKE]
    count = float(np.sum(lines)) ** 2 / max(float(np.sum(lines**2)), 1e-30) / _ALIKE
    return math.sqrt(max(1.0 / max(count, 1.0) - 1.0 / _NOISE_LINES, 0.0))
