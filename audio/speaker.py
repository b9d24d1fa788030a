"""The speaker: one spoken line at a time, and how far the world makes way for it. Belongs to the audio callback."""

from __future__ import annotations

import numpy as np

from audio.levels import Samples
from audio.ramp import BLOCK, Ramp

#: how far a line pulls the world down while it lasts
DUCKED_DB = -6.0
#: seconds in which the world makes way, and comes back
_DOWN_S, _UP_S = 0.25, 0.6
#: seconds in which a line gives way to the next
_CUT_S = 0.08


class Speaker:
    """Plays a line in the middle. `way` is the gain of the world beside it."""

    def __init__(self) -> None:
        self.gain = Ramp(1.0)
        self.way = Ramp(1.0)
        self._line: Samples | None = None
        self._next: Samples | None = None
        self._at = 0
        self._fade = Ramp()
        self._gains: Samples = np.zeros(BLOCK, dtype=np.float32)
        self._part: Samples = np.zeros(BLOCK, dtype=np.float32)

    @property
    def speaking(self) -> bool:
        return self._line is not None

    def say(self, line: Samples | None, seconds: float) -> None:
        """Speak `line`, float32 (frames,); None ends what is spoken within `seconds`. Another line is faded out first."""
        self._next = line
        if self._line is not None:
            self._fade.to(0.0, seconds if line is None else _CUT_S)
        elif line is not None:
            self._begin()
        self.way.to(1.0 if line is None else 10.0 ** (DUCKED_DB / 20.0), _UP_S if line is None else _DOWN_S)

    def clear(self) -> None:
        """Forget the line."""
        if self._line is not None:
            self._line = self._next = None
            self.way.to(1.0, _UP_S)

    def add(self, left: Samples, right: Samples) -> None:
        """Add the next block to both ears, float32 (BLOCK,)."""
        self.gain.fill(self._gains)
        if self._line is None:
            return
        part = self._line[self._at : self._at + BLOCK]
        count = len(part)
        out = self._part
        np.multiply(part, self._gains[:count], out=out[:count])
        out[count:] = 0.0
        self._fade.fill(self._gains)
        np.multiply(out, self._gains, out=out)
        np.add(left, out, out=left)
        np.add(right, out, out=right)
        self._at += BLOCK
        if self._at >= len(self._line) or self._fade.closed:
            self._line = None
            if self._next is not None:
                self._begin()
            else:
                self.way.to(1.0, _UP_S)

    def _begin(self) -> None:
        self._line, self._next, self._at = self._next, None, 0
        self._fade.value = 0.0
        self._fade.to(1.0, 0.0)
