"""The calibrator: a tone of known level on the microphone, believed only when it is one.

A sound calibrator (IEC 60942) gives 94 dB SPL at 1 kHz. At 1 kHz every weighting is 0 dB, so its level states what full scale is.
"""

from __future__ import annotations

import numpy as np

from audio.levels import FRAME, HOP, RATE, BandAnalyser, Floats, Samples, Z, db
from audio.messages import CalibratorMeasured
from audio.ring import Ring

#: Hz, and the third octave (of the 21) it lies in
TONE_HZ, TONE_BAND = 1000.0, 10
#: Hz the tone may be off; dB it must stand over all other third octaves together; dB it may stray from its mean; dB SPL
NEAR_HZ, OVER_DB, STEADY_DB, LEVELS = 20.0, 15.0, 0.2, (60.0, 130.0)
#: dB two channels of one microphone may differ; and the part of the samples that may touch the end of the scale
_ALIKE_DB, _CLIPPED_SHARE, _CLIPPED = 0.5, 1e-4, 0.999
#: dB re full scale: less than this is no tone of 94 dB
_FAINT_DB = -75.0

NO_TONE = "no 1 kHz tone is heard: put the calibrator on the microphone, switch it on, and measure again"
UNSTEADY = "the calibrator's tone is not steady: see that it sits tight and its battery is full, and measure again"
OVERDRIVEN = "the microphone is overdriven: turn its volume down, and measure again"
ONE_CHANNEL = "only one of the microphone's two channels hears the calibrator: use a microphone with one channel"


def full_scale(samples: Samples, level_db: float) -> CalibratorMeasured:
    """What 0 dB re full scale is in dB SPL, from a calibrator of `level_db` dB SPL heard in `samples` (n, channels).

    n must be at least two analysis frames.
    """
    if not LEVELS[0] <= level_db <= LEVELS[1]:
        return _refused(f"a calibrator's level must be {LEVELS[0]:g} to {LEVELS[1]:g} dB, got {level_db:g}")
    if np.mean(np.abs(samples) >= _CLIPPED) > _CLIPPED_SHARE:
        return _refused(OVERDRIVEN)
    analyser = BandAnalyser()
    starts = range(0, len(samples) - FRAME + 1, HOP)
    channels: Floats = np.array(
        [[analyser.powers(samples[at : at + FRAME, one])[Z] for at in starts] for one in range(samples.shape[1])]
    )
    tones = [db(float(np.mean(channel[:, TONE_BAND]))) for channel in channels]
    bands = np.mean(channels, axis=0)
    tone, everything = bands[:, TONE_BAND], np.sum(bands, axis=1)
    rest = float(np.mean(everything - tone))
    heard_db = db(float(np.mean(tone)))
    frequency = _frequency(samples)
    if heard_db < _FAINT_DB or heard_db - db(rest) < OVER_DB:
        return _refused(NO_TONE)
    if abs(frequency - TONE_HZ) > NEAR_HZ:
        return _refused(f"the tone must be 1000 Hz, {frequency:.0f} Hz is heard: use a calibrator of 1 kHz")
    if max(tones) - min(tones) > _ALIKE_DB:
        return _refused(ONE_CHANNEL)
    if max(abs(db(float(power)) - heard_db) for power in tone) > STEADY_DB:
        return _refused(UNSTEADY)
    return CalibratorMeasured(full_scale_db=level_db - heard_db, reason="")


def _frequency(samples: Samples) -> float:
    """The strongest frequency in Hz, between the lines of the spectrum by a parabola through the logarithms."""
    strongest = int(np.argmax(np.mean(samples**2, axis=0)))
    strength = np.abs(np.fft.rfft(samples[:, strongest] * np.hanning(len(samples))))
    peak = int(np.clip(np.argmax(strength), 1, len(strength) - 2))
    left, middle, right = np.log(np.maximum(strength[peak - 1 : peak + 2], 1e-30))
    bend = left - 2.0 * middle + right
    offset = 0.0 if bend == 0.0 else 0.5 * (left - right) / bend
    return float((peak + offset) * RATE / len(samples))


def _refused(reason: str) -> CalibratorMeasured:
    return CalibratorMeasured(full_scale_db=None, reason=reason)


class Tone:
    """Takes the tone from what the microphone hears; `measured` stands once `seconds` of it are there."""

    step = "calibrator"

    def __init__(self, level_db: float, seconds: float) -> None:
        self.measured: CalibratorMeasured | None = None
        self.done = 0.0
        self._level_db = level_db
        self._frames = max(round(min(seconds, 8.0) * RATE), 2 * FRAME)
        self._from: int | None = None

    def take(self, heard: Ring) -> None:
        """Look at what has been heard since the first call."""
        if self._from is None:
            self._from = heard.written
        self.done = min((heard.written - self._from) / self._frames, 1.0)
        if self.done >= 1.0 and self.measured is None:
            samples = heard.read(self._from, self._frames)
            self.measured = _refused(NO_TONE) if samples is None else full_scale(samples, self._level_db)
