"""A ring of sound between an audio callback, which writes, and a worker thread, which reads."""

from __future__ import annotations

import numpy as np

from audio.levels import Samples


class Ring:
    """The latest `capacity` frames of a sound.

    One thread writes, another reads; nothing is locked: `written` moves on after the frames stand, and a reader who stays
    well behind the oldest frame can't be overtaken.
    """

    def __init__(self, capacity: int, channels: int) -> None:
        self.capacity = capacity
        self.written = 0
        self._data: Samples = np.zeros((capacity, channels), dtype=np.float32)

    def write(self, block: Samples) -> None:
        """Append `block` of shape (frames, channels). Allocates nothing."""
        count = len(block)
        start = self.written % self.capacity
        first = min(count, self.capacity - start)
        self._data[start : start + first] = block[:first]
        if first < count:
            self._data[: count - first] = block[first:]
        self.written += count

    def read(self, start: int, count: int) -> Samples | None:
        """A copy (count, channels) of the frames from `start` on, counted since the ring was made.

        Frames from before the beginning are silence. None when they are not all written yet, or are gone already.
        """
        if start + count > self.written or start < self.written - self.capacity + count:
            return None
        if start < 0:
            missing = min(-start, count)
            block = np.zeros((count, self._data.shape[1]), dtype=np.float32)
            block[missing:] = self._data[: count - missing]
            return block
        where = start % self.capacity
        first = min(count, self.capacity - where)
        return np.concatenate([self._data[where : where + first], self._data[: count - first]])
