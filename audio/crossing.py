"""A layer that can give way to another while it plays. Belongs to the audio callback."""

from __future__ import annotations

import math

import numpy as np

from audio.layers import Layer
from audio.levels import Samples
from audio.ramp import BLOCK, Ramp


class Crossing:
    """Plays one layer, and for a while two: their powers add up to one, so that the level stays.

    (They have nothing in common: their powers add, not their amplitudes.)
    """

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._next: Layer | None = None
        self._wanted: tuple[Layer, float] | None = None
        self._way = Ramp()
        self._gain, self._sine, self._other = (np.zeros(BLOCK, dtype=np.float32) for _ in range(3))

    @property
    def crossing(self) -> bool:
        return self._next is not None or self._wanted is not None

    def to(self, layer: Layer, seconds: float) -> None:
        """Give way to `layer`; while one change is on its way, the latest wish waits for its end."""
        self._wanted = layer, seconds
        self._begin()

    def fill(self, out: Samples) -> None:
        """The next block (BLOCK,)."""
        self._layer.fill(out)
        if self._next is None:
            return
        gain, other = self._gain, self._other
        self._way.fill(gain)
        np.multiply(gain, math.pi / 2, out=gain)
        self._next.fill(other)
        np.sin(gain, out=self._sine)
        np.multiply(other, self._sine, out=other)
        np.cos(gain, out=gain)
        np.multiply(out, gain, out=out)
        np.add(out, other, out=out)
        if self._way.still:
            self._layer, self._next = self._next, None
            self._begin()

    def _begin(self) -> None:
        if self._wanted is None or self._next is not None:
            return
        (layer, seconds), self._wanted = self._wanted, None
        if layer is not self._layer:
            self._next = layer
            self._way.value = 0.0
            self._way.to(1.0, seconds)
