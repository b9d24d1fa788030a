"""The talker: a voice that comes piece by piece while it is spoken, and is heard a moment later.

The pieces come over a network's way and on a timer of their own, the callback asks for blocks on the sound device's: what lies
between them waits here for `LEAD_S`, which is what the voice comes later by (beside the ways before and behind it).
"""

from __future__ import annotations

import numpy as np

from audio.levels import RATE, Samples
from audio.ramp import BLOCK, Ramp
from audio.speech import SPEECH_LEVEL_DB

#: seconds that wait before the voice is heard, and the most: what waits for longer is left out
LEAD_S, MOST_S = 0.06, 0.25
_LEAD, _MOST, _ROOM = round(LEAD_S * RATE), round(MOST_S * RATE), 1 << 16
#: how far a microphone's voice is brought up or down to `SPEECH_LEVEL_DB`; what is softer than the last is no voice
_UP_DB, _DOWN_DB, _SILENCE_DB = 18.0, -12.0, -55.0
#: share of the way to a piece's level that one piece of 20 ms goes: up, and down again
_RISE, _FALL = 0.3, 0.02
_IN: Samples = np.linspace(0.0, 1.0, BLOCK, dtype=np.float32)
_OUT: Samples = np.ascontiguousarray(_IN[::-1])


class Talker:
    """`write` belongs to one other thread, everything else to the audio callback."""

    def __init__(self) -> None:
        self.gain = Ramp(1.0)
        self._room: Samples = np.zeros(_ROOM, dtype=np.float32)
        self._written = self._read = 0
        self._level = 10.0 ** (SPEECH_LEVEL_DB / 10.0)
        self._sounding = False
        self._gains: Samples = np.zeros(BLOCK, dtype=np.float32)
        self._part: Samples = np.zeros(BLOCK, dtype=np.float32)

    # ---- for the thread that hears -----------------------------------------------------------------------------------

    def write(self, piece: Samples) -> None:
        """Append a piece, float32 (frames,) mono at 48 kHz, brought to a spoken line's level; ValueError for more than 0.1 s."""
        if len(piece) > RATE // 10:
            raise ValueError(
                f"a piece of a voice must be 0.1 s or shorter, got {len(piece) / RATE:.2f} s: send smaller ones"
            )
        power = float(np.mean(np.square(piece, dtype=np.float64))) if len(piece) else 0.0
        if power > 10.0 ** (_SILENCE_DB / 10.0):
            self._level += (_RISE if power > self._level else _FALL) * (power - self._level)
        gain_db = SPEECH_LEVEL_DB - 10.0 * float(np.log10(self._level))
        even = piece * np.float32(10.0 ** (min(max(gain_db, _DOWN_DB), _UP_DB) / 20.0))
        start = self._written % _ROOM
        first = min(len(even), _ROOM - start)
        self._room[start : start + first] = even[:first]
        self._room[: len(even) - first] = even[first:]
        self._written += len(even)

    # ---- the callback --------------------------------------------------------------------------------------------------

    @property
    def sounding(self) -> bool:
        """Whether the voice is heard just now."""
        return self._sounding

    def clear(self) -> None:
        """Forget what waits."""
        self._read, self._sounding = self._written, False

    def add(self, left: Samples, right: Samples) -> None:
        """Add the next block to both ears, float32 (BLOCK,)."""
        self.gain.fill(self._gains)
        waits = self._written - self._read
        if not self._sounding and waits < _LEAD:
            return
        # While it sounds a block waits at least; with less than two it ends, or is late, and has a fresh lead the next time. What
        # has come to wait for too long (the other side's clock is faster, or it was held up) is left out behind the same fade.
        ends = waits < 2 * BLOCK or waits > _MOST
        part, start = self._part, self._read % _ROOM
        first = min(BLOCK, _ROOM - start)
        part[:first] = self._room[start : start + first]
        part[first:] = self._room[: BLOCK - first]
        self._read += BLOCK
        np.multiply(part, self._gains, out=part)
        if not self._sounding:
            np.multiply(part, _IN, out=part)
        if ends:
            np.multiply(part, _OUT, out=part)
            self._read = max(self._written - _LEAD, self._read) if waits > _MOST else self._written
        self._sounding = not ends
        np.add(left, part, out=left)
        np.add(right, part, out=right)
