"""The world's cues: up to eight sounds at a time, each heard from its place.

Belongs to the audio callback. Each voice's latest two blocks are transformed, filtered for its direction and added up before
they are transformed back (overlap-save), so that eight voices cost little more than one. When a head or a filter moves, the
block is made with the filters of before and with those of now, and faded from the one to the other.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from audio.levels import RATE, Samples
from audio.ramp import BLOCK
from audio.space import BINS, SIZE, Evenness, Space, Spectra, relative

VOICES = 8
#: seconds in which the hearing follows the head (a head is told of 20 times a second), radians that are not worth following
_FOLLOW_S, _NEAR = 0.04, math.radians(0.1)


@dataclass(frozen=True, slots=True)
class Cue:
    """A sound to be played once, float32 (frames,), from a direction of the world (radians).

    spectrum : how its power spreads over the frequencies (`audio.space.spectrum`)
    """

    sound: Samples
    spectrum: Samples
    azimuth: float
    elevation: float
    gain: float


class _Voice:
    """One place for a cue."""

    def __init__(self) -> None:
        self.cue: Cue | None = None
        self.at = 0
        self.order = 0
        #: another waits for its place
        self.ending = False
        #: all of it has been read; what the filter holds of it still sounds
        self.last = False


class Voices:
    """Plays cues. The ninth at a time takes the place of the oldest, which fades out within a block."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._even = Evenness()
        self._voices = [_Voice() for _ in range(VOICES)]
        self._waiting: deque[Cue] = deque(maxlen=VOICES)
        self._started = 0
        self._facing = self._head = (0.0, 0.0)
        self._ahead = 0.0
        self._input: Samples = np.zeros((VOICES, SIZE), dtype=np.float32)
        self._spectra: Spectra = np.zeros((VOICES, BINS), dtype=np.complex64)
        self._now, self._next = (np.zeros((VOICES, 2, BINS), dtype=np.complex64) for _ in range(2))
        self._ears: Spectra = np.zeros((2, BINS), dtype=np.complex64)
        self._before, self._after = (np.zeros((2, SIZE), dtype=np.float32) for _ in range(2))
        self._rise: Samples = (np.arange(1, BLOCK + 1) / BLOCK).astype(np.float32)
        self._fall: Samples = np.float32(1.0) - self._rise
        self._moved = False

    def start(self, cue: Cue) -> None:
        self._waiting.append(cue)

    def face(self, azimuth: float, elevation: float, ahead: float = 0.0) -> None:
        """The head looks there now, and `ahead` lies before the patient's place, radians in the world."""
        self._head, self._ahead = (azimuth, elevation), ahead

    def hear_through(self, space: Space) -> None:
        """Filter by another `space` from now on."""
        self._space = space
        self._moved = True

    def clear(self) -> None:
        """Forget everything that sounds or waits."""
        self._waiting.clear()
        for voice in self._voices:
            voice.cue = None
        self._input.fill(0.0)

    def add(self, left: Samples, right: Samples) -> None:
        """Add the next block to `left` and `right`, float32 (BLOCK,)."""
        self._take_waiting()
        self._follow()
        sounding = False
        for index, voice in enumerate(self._voices):
            if voice.cue is not None:
                sounding = True
                self._read(voice, voice.cue, self._input[index])
        if not sounding:
            self._moved = False
            return
        # (Scaled so that both ways stay in single precision; any other scaling is worked out in double and copied.)
        np.fft.rfft(self._input, norm="ortho", out=self._spectra)
        before = self._filtered(self._now, self._before)
        if self._moved:
            self._move()
            after = self._filtered(self._next, self._after)
            for ear in range(2):
                np.multiply(before[ear], self._fall, out=before[ear])
                np.multiply(after[ear], self._rise, out=after[ear])
                np.add(before[ear], after[ear], out=before[ear])
            self._now, self._next = self._next, self._now
            self._moved = False
        np.add(left, before[0], out=left)
        np.add(right, before[1], out=right)

    def _take_waiting(self) -> None:
        leaving = 0
        for index, voice in enumerate(self._voices):
            if voice.cue is not None and voice.last:
                voice.cue = None
                self._input[index].fill(0.0)
            if voice.cue is None and self._waiting:
                self._begin(index, voice, self._waiting.popleft())
            leaving += voice.ending and voice.cue is not None
        for _ in range(len(self._waiting) - leaving):
            oldest = min((voice for voice in self._voices if not voice.ending), key=_order, default=None)
            if oldest is not None:
                oldest.ending = True

    def _begin(self, index: int, voice: _Voice, cue: Cue) -> None:
        voice.cue, voice.at, voice.ending, voice.last = cue, 0, False, False
        self._started += 1
        voice.order = self._started
        self._aim(cue, self._now[index])

    def _aim(self, cue: Cue, filters: Spectra) -> None:
        azimuth, elevation = relative(cue.azimuth, cue.elevation, self._facing)
        self._space.filters(azimuth, elevation, filters)
        self._even.correct(filters, cue.spectrum, cue.gain)

    def _follow(self) -> None:
        """Turn the hearing after the head, or after the place where loudspeakers stand about it, a little with each block."""
        wanted = self._head if self._space.worn else (self._ahead, 0.0)
        if self._facing == wanted:
            return
        aside = math.remainder(wanted[0] - self._facing[0], 2.0 * math.pi)
        up = wanted[1] - self._facing[1]
        if max(abs(aside), abs(up)) < _NEAR:
            self._facing = wanted
        else:
            part = 1.0 - math.exp(-BLOCK / RATE / _FOLLOW_S)
            self._facing = (self._facing[0] + part * aside, self._facing[1] + part * up)
        self._moved = True

    def _move(self) -> None:
        for index, voice in enumerate(self._voices):
            if voice.cue is not None:
                self._aim(voice.cue, self._next[index])

    def _read(self, voice: _Voice, cue: Cue, row: Samples) -> None:
        row[:BLOCK] = row[BLOCK:]
        fresh = row[BLOCK:]
        part = cue.sound[voice.at : voice.at + BLOCK]
        fresh[: len(part)] = part
        fresh[len(part) :] = 0.0
        if len(part) == 0:
            voice.last = True
        elif voice.ending:
            np.multiply(fresh, self._fall, out=fresh)
            voice.at = len(cue.sound)
        else:
            voice.at += BLOCK

    def _filtered(self, filters: Spectra, out: Samples) -> Samples:
        """The block (2, BLOCK) at both ears, through `filters`."""
        # Voices that are silent have silence in their rows.
        np.einsum("vf,vef->ef", self._spectra, filters, out=self._ears)
        np.fft.irfft(self._ears, SIZE, norm="ortho", out=out)
        return out[:, BLOCK:]


def _order(voice: _Voice) -> int:
    return voice.order
