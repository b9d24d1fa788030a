"""A sound level meter in the time domain: IEC 61672-1:2013 A, C and Z weighting, time weightings F and S, Leq and LE.

The filters, and the third-octave filters of IEC 61260-1:2014, are PyOctaveBand's. Its weighting filters meet class 1 at
48 kHz only where the sound is brought to twice the rate first, and its own way of doing that cannot go on from one block to
the next: here an interpolator does, which keeps its state.

The control of the layer doesn't use any of this: `audio.levels.BandAnalyser` is exact in weighting, and cheap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyoctaveband import OctaveFilterBank, TimeWeighting, WeightingFilter
from scipy import signal

from audio.levels import CENTRES, RATE, Floats, db

_OVER = 2
#: of the interpolator: flat to 20 kHz, images (from 28 kHz) 80 dB down
_TAPS, _BETA = 81, 8.0
#: half a third octave below the lowest and above the highest mid-band frequency
_LIMITS = [float(CENTRES[0]) * 0.95, float(CENTRES[-1]) * 1.05]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a meter shows after a block: dB re full scale (or dB SPL, where the meter knows it).

    laf_db, las_db, lcf_db, lzf_db : time-weighted levels at the end of the block
    laf_max_db, las_max_db : the highest since the meter was reset
    laeq_db, lae_db : equivalent level and sound exposure level (re 1 s) since the meter was reset
    """

    laf_db: float
    las_db: float
    lcf_db: float
    lzf_db: float
    laf_max_db: float
    las_max_db: float
    laeq_db: float
    lae_db: float


class SoundLevelMeter:
    """Measures a sound at 48 kHz block by block, as if it came in one piece.

    full_scale_db : dB SPL of a mean square of 1; 0 shows dB re full scale
    """

    def __init__(self, full_scale_db: float = 0.0) -> None:
        self._full_scale_db = full_scale_db
        self._interpolator = _OVER * signal.firwin(_TAPS, 1.0 / _OVER, window=("kaiser", _BETA))
        self._state = np.zeros(_TAPS - 1)
        rate = _OVER * RATE
        self._weighting = {curve: WeightingFilter(rate, curve, stateful=True) for curve in "ACZ"}
        self._fast = {curve: TimeWeighting(rate, "fast") for curve in "ACZ"}
        self._slow = TimeWeighting(rate, "slow")
        self.reset()

    def reset(self) -> None:
        """Begin the maxima and the equivalent level anew; filters and time weightings go on."""
        self._exposure = 0.0
        self._frames = 0
        self._max_fast = self._max_slow = 0.0

    def add(self, block: npt.NDArray[np.floating]) -> Reading:
        """Measure the next frames, shape (n,), n at least 1."""
        if block.ndim != 1 or not len(block):
            raise ValueError(f"block must have the shape (n,), n at least 1, got {block.shape}")
        stuffed = np.zeros(_OVER * len(block))
        stuffed[::_OVER] = block
        sound, self._state = signal.lfilter(self._interpolator, [1.0], stuffed, zi=self._state)
        weighted = {curve: weighting.filter(sound) for curve, weighting in self._weighting.items()}
        fast = {curve: self._fast[curve].process(part) for curve, part in weighted.items()}
        slow = self._slow.process(weighted["A"])
        self._exposure += float(np.sum(weighted["A"] ** 2)) / (_OVER * RATE)
        self._frames += len(block)
        self._max_fast = max(self._max_fast, float(np.max(fast["A"])))
        self._max_slow = max(self._max_slow, float(np.max(slow)))
        return Reading(
            laf_db=self._level(fast["A"][-1]),
            las_db=self._level(slow[-1]),
            lcf_db=self._level(fast["C"][-1]),
            lzf_db=self._level(fast["Z"][-1]),
            laf_max_db=self._level(self._max_fast),
            las_max_db=self._level(self._max_slow),
            laeq_db=self._level(self._exposure * RATE / self._frames),
            lae_db=self._level(self._exposure),
        )

    def _level(self, mean_square: float) -> float:
        return db(mean_square) + self._full_scale_db


class ThirdOctaveFilters:
    """The class 1 third-octave filters of IEC 61260-1:2014, 100 Hz to 10 kHz, block by block."""

    def __init__(self) -> None:
        self._bank = OctaveFilterBank(RATE, fraction=3, order=6, limits=_LIMITS, stateful=True, resample=False)

    def filter(self, block: npt.NDArray[np.floating]) -> Floats:
        """The next frames, shape (n,), in each third octave: (21, n)."""
        _, _, bands = self._bank.filter(
            np.asarray(block, dtype=np.float64), sigbands=True, calculate_level=False, detrend=False
        )
        return np.asarray(bands)
