"""The ceiling: no moment of what is played is louder than allowed, whatever the gains were set to.

The controller decides once a second, from what the microphone heard; this one looks at each block before it is heard. It
keeps the A-weighted level, averaged as a sound level meter's "fast" does (125 ms), under a level, at the ear where the way
there is known in third octaves (a cue may lie just where a loudspeaker is strong), else as it is played.
"""

from __future__ import annotations

import math

import numpy as np

from audio.levels import CENTRES, RATE, Floats, Samples, a_weighting_db, db, power
from audio.ramp import BLOCK, Ramp
from audio.space import BINS, SIZE, Spectra

#: the part of the "fast" average (IEC 61672-1, 125 ms) that one block is
_BLOCK_PART = 1.0 - math.exp(-BLOCK / RATE / 0.125)
#: of what the average still leaves free, how much one block may take: a beginning is softened, not cut off
_FREE_PART = 0.25
#: the part that the lines of a spectrum have of it together (root of the sum of squares; 1 is a single line): a noise's own, and
#: how much more than that counts as louder than it is
_NOISE, _TONES = 0.25, 3.0
#: dB: it is held so far under the level, for what a room adds by chance to a moment of it
_UNDER_DB = 1.25
#: dB a second by which the gain comes back
_BACK_DB_S = 6.0
#: frames from in to out, always: the gain is known before the sound that asked for it is heard
DELAY = BLOCK


class Ceiling:
    """Holds a bus of `rows` signals under a level; the first two are heard and counted. For the audio callback."""

    def __init__(self, rows: int) -> None:
        #: by how many dB everything is held back now, 0 or less
        self.held_db = 0.0
        self._most: float | None = None
        self._mean = 0.0
        self._gain = Ramp(1.0)
        self._line: Samples = np.zeros((rows, BLOCK), dtype=np.float32)
        self._frame, self._windowed = (np.zeros((2, SIZE), dtype=np.float32) for _ in range(2))
        self._spectra: Spectra = np.zeros((2, BINS), dtype=np.complex64)
        self._square: Samples = np.zeros(BINS, dtype=np.float32)
        self._gains: Samples = np.zeros(BLOCK, dtype=np.float32)
        # It rises slowly and falls fast: what is new counts in full.
        rise, fall = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, BLOCK)), np.hanning(256)[128:]
        window = np.concatenate([rise, np.ones(BLOCK - len(fall)), fall])
        self._window: Samples = window.astype(np.float32)
        # one side of the spectrum, the mean of both ears
        self._scale = np.float32(1.0 / np.sum(window**2))
        self._weights = weights(None)

    def set(self, most_dba: float | None, weighting: Samples) -> None:
        """Hold everything under `most_dba`, dB(A) re full scale by this `weighting`; None lets everything pass."""
        self._most = None if most_dba is None else power(most_dba - _UNDER_DB)
        self._weights = weighting

    def process(self, bus: Samples) -> None:
        """Hold `bus`, (rows, BLOCK) float32, in place; it comes out DELAY frames late."""
        target, heard = 1.0, 0.0
        if self._most is not None:
            heard = max(self._power(bus), 1e-20)
            # What is let through now keeps the average of all that was let through under the ceiling.
            free = self._most + _FREE_PART / _BLOCK_PART * (self._most - self._mean)
            target = min(1.0, math.sqrt(max(free, 0.0) / heard))
        back = max(self._gain.value, 1e-4) * 10.0 ** (_BACK_DB_S * BLOCK / RATE / 20.0)
        self._gain.to(min(target, back), 0.0)
        self._mean += _BLOCK_PART * (self._gain.target**2 * heard - self._mean)
        open_wide = self._gain.still and self._gain.value == 1.0
        self._gain.fill(self._gains)
        for row in range(len(bus)):
            # (the line and the bus change places by way of the buffer that is not needed yet)
            held = self._windowed[0, :BLOCK]
            held[:] = self._line[row]
            self._line[row] = bus[row]
            if open_wide:
                bus[row] = held
            else:
                np.multiply(held, self._gains, out=bus[row])
        self.held_db = 0.0 if open_wide else db(self._gain.value**2)

    def _power(self, bus: Samples) -> float:
        """The A-weighted mean square of the latest block, the mean of both ears."""
        total = 0.0
        for ear in range(2):
            frame, windowed = self._frame[ear], self._windowed[ear]
            frame[:BLOCK] = frame[BLOCK:]
            frame[BLOCK:] = bus[ear]
            np.multiply(frame, self._window, out=windowed)
        np.fft.rfft(self._windowed, norm="ortho", out=self._spectra)
        for ear in range(2):
            np.abs(self._spectra[ear], out=self._square)
            np.multiply(self._square, self._square, out=self._square)
            np.multiply(self._square, self._weights, out=self._square)
            power = float(np.sum(self._square))
            # What a room does to single frequencies, the path in third octaves does not tell.
            lines = math.sqrt(float(np.dot(self._square, self._square))) / max(power, 1e-30)
            total += power * (1.0 + _TONES * max(lines - _NOISE, 0.0))
        return total * float(self._scale)


def weights(path: Floats | None) -> Samples:
    """How much the power at each of BINS frequencies counts: A-weighted, and by what the path makes of it.

    path : (21,) power gains from what is played to the ear in each third octave; None counts what is played
    """
    frequency = np.maximum(np.fft.rfftfreq(SIZE, 1.0 / RATE), 1.0)
    decibels = a_weighting_db(frequency)
    if path is not None:
        decibels = decibels + np.interp(
            np.log(frequency), np.log(CENTRES), 10.0 * np.log10(np.maximum(np.asarray(path, dtype=np.float64), 1e-12))
        )
    result: Samples = (10.0 ** (decibels / 10.0)).astype(np.float32)
    return result
