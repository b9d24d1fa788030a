"""A clinic's own sound as a layer: WAV, FLAC, MP3 or Ogg, of any rate and with any number of channels, played in a loop.

Read from the disk as it is heard, so that two hours take no more memory than ten seconds.
"""

from __future__ import annotations

import logging
import math
from pathlib import Path

import numpy as np
import soundfile
from scipy import signal

from audio.levels import HOP, RATE, A, Floats, band_powers, db
from audio.sources import UnknownSound

_log = logging.getLogger(__name__)

#: seconds
SHORTEST_S, LONGEST_S = 10.0, 2.0 * 3600.0
#: dB(A) re full scale: less is silence
SILENT_DB = -70.0
#: seconds over which the end runs into the beginning
_SEAM_S = 2.0
#: seconds of sound that are brought from the disk at a time
_BLOCK_S = 0.5
#: places at which level and spectrum are measured, and the first seconds in which they lie: in some formats, what lies far
#: ahead takes long to be found
_PLACES, _MEASURED_S = 60, 600.0
#: frames of the resampling filter on either side, at the lower of the two rates
_FILTER_HALF = 16


class _Tape(soundfile.SoundFile):  # type: ignore[misc]  # soundfile has no types
    """A file that is read straight on.

    One that can be sought in is sought in after each read, to where it already stands, and in MP3 that is a click.
    """

    def seekable(self) -> bool:
        return False


class File:
    """An endless texture of one file, in one channel, at 48 kHz.

    bands : (2, 21) mean third-octave powers, A- and Z-weighted, as it is stored

    Raises
    ------
    UnknownSound
        The file can't be read, is shorter than 10 s or longer than 2 h, or holds no sound.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = soundfile.SoundFile(path)
            rate, frames = self._file.samplerate, self._file.frames
        except (OSError, soundfile.SoundFileError) as error:
            raise UnknownSound(f"{path.name} can't be read: {_why(error)}; use a WAV, FLAC, MP3 or Ogg file") from error
        seconds = frames / rate
        if seconds < SHORTEST_S:
            raise UnknownSound(f"{path.name} lasts {seconds:.1f} s: a layer must last {SHORTEST_S:.0f} s at least")
        if seconds > LONGEST_S:
            raise UnknownSound(f"{path.name} lasts {seconds / 3600:.1f} h: a layer may last 2 h at most")
        common = math.gcd(rate, RATE)
        self._up, self._down = RATE // common, rate // common
        half = _FILTER_HALF * max(self._up, self._down)
        # (Where the rate is right already, no filter is needed, and none can be made.)
        cut = 1.0 / max(self._up, self._down, 2)
        self._filter = signal.firwin(2 * half + 1, cut, window=("kaiser", 8.0))
        # Blocks of a whole number of cycles of the two rates, so that each begins where the last one ended.
        self._step = self._down * max(round(_BLOCK_S * rate / self._down), 1)
        self._margin = self._down * math.ceil(2 * half / self._up / self._down)
        self._blocks = frames // self._step
        self._seam = round(_SEAM_S * RATE)
        self.bands = self._measure()
        # Opened anew, to be read on and on: seeking is exact in some formats only, except to the beginning.
        self._file.close()
        self._file = _Tape(path)
        self._rewind()
        self._ready: Floats = np.zeros(0)
        self._begin()
        self._head = self._ready[: self._seam].copy()

    def hop(self) -> Floats:
        """The next HOP frames."""
        while len(self._ready) < HOP + self._seam and self._block < self._blocks:
            self._read()
        if len(self._ready) < HOP + self._seam:
            self._go_round()
        sound, self._ready = self._ready[:HOP], self._ready[HOP:]
        return sound

    def close(self) -> None:
        self._file.close()

    def _go_round(self) -> None:
        """Let the last frames of the file run into its first ones, and go on after those."""
        turn = np.linspace(0.0, np.pi / 2.0, self._seam)
        seam = self._ready[-self._seam :] * np.cos(turn) + self._head * np.sin(turn)
        before, self._ready = self._ready[: -self._seam], np.zeros(0)
        self._rewind()
        self._begin()
        self._ready = np.concatenate([before, seam, self._ready[self._seam :]])

    def _begin(self) -> None:
        """Bring what the end runs into."""
        while len(self._ready) < self._seam and self._block < self._blocks:
            self._read()
        self._ready = np.pad(self._ready, (0, max(self._seam - len(self._ready), 0)))

    def _rewind(self) -> None:
        try:
            self._file.seek(0)
        except soundfile.SoundFileError:
            # A decoder that met a flaw does not always find back.
            self._file.close()
            self._file = _Tape(self._path)
        self._block = 0
        self._stored: Floats = np.zeros(self._margin)

    def _read(self) -> None:
        """Bring the next block from the disk."""
        missing = self._step + 2 * self._margin - len(self._stored)
        try:
            self._stored = np.concatenate([self._stored, self._mono(missing)])
        except (OSError, soundfile.SoundFileError) as error:
            # A flaw between the places that were measured: what comes before it is the loop from now on.
            _log.warning("%s can't be read beyond %.0f s: %s", self._path, self._block * _BLOCK_S, _why(error))
            self._blocks = self._block
            return
        self._ready = np.concatenate([self._ready, self._resampled(self._stored)])
        self._stored = self._stored[self._step :]
        self._block += 1

    def _mono(self, frames: int) -> Floats:
        """The next frames as they are stored, in one channel; silence beyond the end."""
        sound = self._file.read(frames, dtype="float64", always_2d=True)
        return np.asarray(np.pad(np.nan_to_num(np.mean(sound, axis=1)), (0, frames - len(sound))))

    def _resampled(self, stored: Floats) -> Floats:
        """At 48 kHz, without the margins, which the filter needs so that blocks meet without a seam."""
        if self._up != self._down:
            stored = signal.resample_poly(stored, self._up, self._down, window=self._filter)
        margin = self._margin * self._up // self._down
        return np.asarray(stored[margin : margin + self._step * self._up // self._down])

    def _measure(self) -> Floats:
        """Mean third-octave powers, from places spread evenly over the file or its first minutes."""
        last = min(self._blocks, round(_MEASURED_S / _BLOCK_S)) - 1
        places = np.unique(np.linspace(0, last, min(last + 1, _PLACES)).astype(int))
        powers = []
        try:
            for place in places:
                # A decoder needs some time to get going after a jump: what comes first is left out.
                before = self._step if place else 0
                self._file.seek(int(place) * self._step - before)
                sound = self._mono(before + self._step + 2 * self._margin)
                powers.append(band_powers(self._resampled(sound[before:])))
        except (OSError, soundfile.SoundFileError) as error:
            raise UnknownSound(
                f"{self._path.name} can't be read: {_why(error)}; save it anew, as WAV or FLAC"
            ) from error
        bands = np.mean(powers, axis=0)
        if db(float(np.sum(bands[A]))) < SILENT_DB:
            raise UnknownSound(f"{self._path.name} holds no sound (under {SILENT_DB:.0f} dB): choose another file")
        return np.asarray(bands)


def _why(error: Exception) -> str:
    return str(error).rsplit(": ", 1)[-1].strip().rstrip(".") or type(error).__name__
