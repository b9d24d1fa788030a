"""A gain on its way, block by block: what keeps every beginning, change and end from being a click."""

from __future__ import annotations

import numpy as np

from audio.levels import RATE, Samples

#: frames in one callback
BLOCK = 512


class Ramp:
    """A gain that moves in a straight line. Belongs to the audio callback."""

    _COUNT: Samples = np.arange(1, BLOCK + 1, dtype=np.float32)

    def __init__(self, value: float = 0.0) -> None:
        self.value = value
        self.target = value
        self._step = 0.0

    def to(self, target: float, seconds: float) -> None:
        """Be at `target` after `seconds`, and never sooner than after a block."""
        self.target = target
        self._step = (target - self.value) / max(seconds * RATE, float(BLOCK))

    @property
    def still(self) -> bool:
        return self.value == self.target

    @property
    def closed(self) -> bool:
        """Nothing passes, and nothing will."""
        return self.value == self.target == 0.0

    def fill(self, out: Samples) -> None:
        """The gain of each frame of the next block (BLOCK,)."""
        if self.still:
            out.fill(self.value)
            return
        np.multiply(self._COUNT, self._step, out=out)
        np.add(out, self.value, out=out)
        if self._step > 0.0:
            np.minimum(out, self.target, out=out)
        else:
            np.maximum(out, self.target, out=out)
        self.value = float(out[-1])
        if abs(self.value - self.target) < 1e-6:
            self.value = self.target
