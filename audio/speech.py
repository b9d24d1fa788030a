"""Spoken lines: a file of any rate and width, as one even voice."""

from __future__ import annotations

import logging
from math import gcd
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from audio.levels import FRAME, HOP, RATE, A, BandAnalyser, Samples, db

_log = logging.getLogger(__name__)

#: dB(A) re full scale of a line, its pauses left out
SPEECH_LEVEL_DB = -20.0
#: how far a line stands over the layer by itself, dB(A)
SPEECH_OVER_DB = 6.0

_LONGEST_S = 300
_PEAK = 10.0 ** (-1.0 / 20.0)
#: a pause is what lies this far under the loudest part; what lies under the second, in dB(A) re full scale, is no speech
_PAUSE_DB, _SILENCE_DB = 20.0, -80.0
_EDGE_S = 0.01


class NoSpeech(ValueError):
    """The file can't be spoken; the message says why."""


def load(path: str) -> Samples:
    """The line in the file `path` (WAV, FLAC, MP3, Ogg), float32 (frames,) at 48 kHz and `SPEECH_LEVEL_DB`.

    Raises
    ------
    NoSpeech
        The file can't be read, is longer than 5 minutes, or holds no sound.
    """
    name = Path(path).name
    try:
        with soundfile.SoundFile(path) as file:
            rate, seconds = file.samplerate, file.frames / file.samplerate
            if seconds > _LONGEST_S:
                raise NoSpeech(f"{name} lasts {seconds:.0f} s; a spoken line may last {_LONGEST_S} s")
            read: npt.NDArray[np.float64] = file.read(dtype="float64", always_2d=True).mean(axis=1)
    except (soundfile.SoundFileError, OSError, TypeError) as error:
        _log.info("%s: %s", path, error)
        raise NoSpeech(f"{name} can't be read") from error
    if len(read) and rate != RATE:
        # (only now: SciPy takes longer to come than a process that takes another's place may)
        from scipy.signal import resample_poly

        shared = gcd(rate, RATE)
        read = resample_poly(read, RATE // shared, rate // shared)
    level = spoken_level(read)
    if not np.all(np.isfinite(read)) or level < _SILENCE_DB:
        raise NoSpeech(f"{name} holds no sound")
    read *= min(10.0 ** ((SPEECH_LEVEL_DB - level) / 20.0), _PEAK / float(np.max(np.abs(read))))
    edge = np.sin(np.linspace(0.0, np.pi / 2, round(_EDGE_S * RATE))) ** 2
    count = min(len(edge), len(read) // 2)
    read[:count] *= edge[:count]
    read[len(read) - count :] *= edge[:count][::-1]
    line: Samples = read.astype(np.float32)
    return line


def spoken_level(sound: npt.NDArray[np.floating]) -> float:
    """dB(A) re full scale of what is spoken in `sound` (frames,): of all its moments but the pauses."""
    analyser = BandAnalyser()
    padded = np.concatenate([np.zeros(HOP), sound, np.zeros(FRAME)])
    starts = range(0, len(padded) - FRAME + 1, HOP)
    powers = np.array([float(np.sum(analyser.powers(padded[start : start + FRAME])[A])) for start in starts])
    return db(float(np.mean(powers[powers >= np.max(powers) * 10.0 ** (-_PAUSE_DB / 10.0)])))
