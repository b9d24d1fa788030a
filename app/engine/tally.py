"""Frame times and head motion, gathered frame by frame and reported each second."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

import numpy as np

from app.engine.displays.base import Mode
from app.engine.displays.openxr_view import Pose
from app.engine.messages import FrameStats, HeadMotion, Message

#: a frame is missed when it took longer than this many periods of the display
LATE = 1.5


class Tally:
    """Add each frame shown; `due` hands out the reports of a second that is over."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last: float | None = None
        self._frames: list[float] = []
        self._heads = bytearray()
        self._heads_t_ns = 0

    def interrupt(self) -> None:
        """The time since the last frame says nothing about the display (a switch, a fresh start)."""
        self._last = None

    def frame(self, now: float) -> None:
        """A frame was shown at `now`, seconds."""
        if self._last is not None:
            self._frames.append((now - self._last) * 1e3)
        self._last = now

    def head(self, pose: Pose) -> None:
        """Where the head was for the frame, in the runtime's space and axes."""
        now = time.monotonic_ns()
        if not self._heads:
            self._heads_t_ns = now
        self._heads += struct.pack("<8f", (now - self._heads_t_ns) / 1e9, *pose.position, *pose.orientation)

    def due(self, mode: Mode, period_s: float, *, at_once: bool = False) -> Iterator[Message]:
        """The reports of the last second, once it is over (or `at_once`, before the mode changes)."""
        now = time.monotonic()
        if not at_once and now - self._began < 1.0:
            return
        self._began = now
        if self._frames:
            times = np.array(self._frames, np.float32)
            self._frames.clear()
            p50, p99 = np.percentile(times, (50, 99))
            yield FrameStats(
                mode=mode.value,
                count=len(times),
                missed=int((times > LATE * period_s * 1e3).sum()) if period_s else 0,
                p50_ms=float(p50),
                p99_ms=float(p99),
                max_ms=float(times.max()),
                period_ms=period_s * 1e3,
                samples=times.tobytes(),
            )
        if self._heads:
            yield HeadMotion(t_ns=self._heads_t_ns, samples=bytes(self._heads))
            self._heads.clear()
