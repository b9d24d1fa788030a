"""The worlds' sounds, and the noise that others are made of."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import soundfile

import assets
from audio.levels import CENTRES, RATE, Samples

#: dB(A) re full scale: what a world's loop measures, and the loudest quarter of a second of each of its cues
ASSET_LEVEL_DB = -20.0


class UnknownSound(ValueError):
    """No sound of this name is shipped, or its file can't be used."""


@cache
def load(name: str) -> Samples:
    """The sound `name` of `assets/sounds/NAME.flac` as float32 (frames,).

    Raises
    ------
    UnknownSound
        There is no such file, or it is not 48 kHz, mono.
    """
    try:
        sound, rate = soundfile.read(assets.path("sounds", f"{name}.flac"), dtype="float32")
    except (OSError, soundfile.SoundFileError) as error:
        raise UnknownSound(f"sound {name!r} can't be read: {error}") from error
    if rate != RATE or sound.ndim != 1:
        raise UnknownSound(f"sound {name!r} must have {RATE} Hz and 1 channel, got {rate} Hz and shape {sound.shape}")
    samples: Samples = sound
    return samples


def pink(frames: int, seed: int, low: float = float(CENTRES[0]), high: float = float(CENTRES[-1])) -> Samples:
    """Pink noise from `low` to `high` (Hz, half a third octave beyond each) that repeats without a seam; mean square 1."""
    generator = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(frames, 1.0 / RATE)
    spectrum = generator.standard_normal(len(frequency)) + 1j * generator.standard_normal(len(frequency))
    return _pink(spectrum, frames, low, high)


def even_pink(frames: int, seed: int) -> Samples:
    """Pink noise whose frequencies are all exactly as strong as they should be, only their phases are chance; mean square 1.

    A room passes some frequencies and swallows others a few hertz away. Noise that by chance has more of these than of those
    makes the room's gain uncertain; this one does not, heard for a few of its periods (`frames`).
    """
    phases = np.random.default_rng(seed).uniform(0.0, 2.0 * np.pi, frames // 2 + 1)
    return _pink(np.exp(1j * phases), frames, float(CENTRES[0]), float(CENTRES[-1]))


def _pink(spectrum: npt.NDArray[np.complex128], frames: int, low: float, high: float) -> Samples:
    frequency = np.fft.rfftfreq(frames, 1.0 / RATE)
    inside = (frequency > low * 10.0**-0.05) & (frequency < high * 10.0**0.05)
    spectrum = spectrum * np.where(inside, 1.0 / np.sqrt(np.maximum(frequency, 1.0)), 0.0)
    sound = np.fft.irfft(spectrum, frames)
    normal: Samples = (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)
    return normal
