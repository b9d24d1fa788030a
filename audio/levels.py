"""Sound levels: A, C and Z weighting, third octaves, equivalent levels.

Levels are dB re digital full scale, where 0 dB is a mean square of 1 (a sine of amplitude 1 has -3.01 dB). Weighting is
done in the frequency domain, where the formula of IEC 61672-1:2013 (annex E) holds exactly. Everything here is restricted
to the third octaves with mid-band frequencies from 100 Hz to 10 kHz (IEC 61260-1, base ten): below, a room's rumble and a
microphone's own noise rule; above, neither the microphones nor the loudspeakers of a clinic can be relied on.

The third octaves here are sums of bins of a spectrum, which is cheap and leaves nothing out between two bands. To steady
tones they respond within the class 1 limits of IEC 61260-1:2014, but they are no bank of filters: they know no instant, only
frames of a sixth of a second. `audio.meter` has class 1 filters in the time domain, and the time weightings.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]

#: frames a second, of every stream and every sound
RATE = 48_000
#: frames in one analysis frame and from one to the next (Hann, half overlapped)
FRAME, HOP = 8192, 4096
#: mid-band frequencies of the third octaves, Hz, shape (21,)
CENTRES: Floats = 10.0 ** (np.arange(20, 41) / 10.0)
#: rows of what `BandAnalyser.powers` gives
A, Z = 0, 1

_SILENCE = 1e-20


def db(power: float) -> float:
    """A mean square in dB re full scale; digital silence is -200 dB."""
    return 10.0 * math.log10(max(float(power), _SILENCE))


def power(level_db: float) -> float:
    """The mean square of a level in dB re full scale."""
    return float(10.0 ** (level_db / 10.0))


def a_weighting_db(frequency: npt.ArrayLike) -> Floats:
    """The A weighting in dB at `frequency` (Hz, above 0), 0 dB at 1 kHz. IEC 61672-1:2013, formulas E.1 and E.6."""
    f = np.asarray(frequency, dtype=np.float64) ** 2
    response = (12194.217**2 * f**2) / (
        (f + 20.598997**2) * np.sqrt((f + 107.65265**2) * (f + 737.86223**2)) * (f + 12194.217**2)
    )
    result: Floats = 20.0 * np.log10(np.maximum(response, 1e-12)) + 2.0
    return result


def c_weighting_db(frequency: npt.ArrayLike) -> Floats:
    """The C weighting in dB at `frequency` (Hz, above 0), 0 dB at 1 kHz. IEC 61672-1:2013, formulas E.1 and E.4."""
    f = np.asarray(frequency, dtype=np.float64) ** 2
    response = 12194.217**2 * f / ((f + 20.598997**2) * (f + 12194.217**2))
    result: Floats = 20.0 * np.log10(np.maximum(response, 1e-12)) + 0.0619
    return result


class BandAnalyser:
    """Third-octave powers of frames of sound. Keeps its buffers, so one analyser belongs to one thread."""

    def __init__(self, frame: int = FRAME, rate: int = RATE) -> None:
        self.frame = frame
        self._window: Floats = np.hanning(frame + 1)[:-1]
        width = rate / frame
        edges = CENTRES[0] * 10.0 ** ((np.arange(len(CENTRES) + 1) - 0.5) / 10.0)
        self._bins = math.ceil(edges[-1] / width) + 2
        frequencies = np.arange(self._bins) * width
        # A bin on the edge of a band counts in both, by the part of its width that lies in each.
        low, high = frequencies - width / 2, frequencies + width / 2
        overlap = np.minimum(high[:, None], edges[None, 1:]) - np.maximum(low[:, None], edges[None, :-1])
        share = np.clip(overlap, 0.0, None) / width
        weights = 10.0 ** (a_weighting_db(np.maximum(frequencies, 1.0)) / 10.0)
        scale = 2.0 / (frame * float(np.sum(self._window**2)))
        self._matrix: Floats = np.concatenate([share * weights[:, None], share], axis=1) * scale

    def powers(self, samples: npt.NDArray[np.floating]) -> Floats:
        """Mean squares in each third octave.

        Parameters
        ----------
        samples : (frame,) or (frame, channels)
            Channels are averaged as powers, the way sounds from several loudspeakers add in a room.

        Returns
        -------
        powers : (2, 21)
            Row `A` is A-weighted, row `Z` is not.
        """
        block = samples.reshape(self.frame, -1).T * self._window
        spectrum = np.fft.rfft(block, axis=1)[:, : self._bins]
        density = np.mean(spectrum.real**2 + spectrum.imag**2, axis=0)
        result: Floats = (density @ self._matrix).reshape(2, len(CENTRES))
        return result


def band_powers(samples: npt.NDArray[np.floating], frame: int = FRAME, *, loop: bool = False) -> Floats:
    """Mean third-octave powers (2, 21) of a whole sound of shape (n,) or (n, channels).

    loop : the sound repeats without a gap: count its seam as well
    """
    if len(samples) < frame:
        padding = [(0, frame - len(samples))] + [(0, 0)] * (samples.ndim - 1)
        # The frame is longer than the sound: its power is spread over more time than the sound lasts.
        return band_powers(np.pad(samples, padding), frame) * (frame / len(samples))
    if loop:
        samples = np.concatenate([samples, samples[:frame]])
    analyser = BandAnalyser(frame)
    starts = range(0, len(samples) - frame + 1, frame // 2)
    return np.asarray(np.mean([analyser.powers(samples[start : start + frame]) for start in starts], axis=0))


def leq(samples: npt.NDArray[np.floating], weighting: int = A) -> float:
    """The equivalent level of a sound, dB re full scale, third octaves 100 Hz to 10 kHz, weighting `A` or `Z`."""
    return db(float(np.sum(band_powers(samples)[weighting])))
