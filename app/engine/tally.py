"""Frame times and head motion, gathered frame by frame and reported each second.

A display with a beat of its own (a headset) says itself what became of it; on a screen the time from one picture to the next does.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

import numpy as np

from app.engine.displays.base import Display
from app.engine.displays.openxr_view import Pose
from app.engine.messages import FrameStats, HeadMotion, Message, ScaleChanged

#: on a screen a frame is missed when it took longer than this many periods
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

    def due(self, display: Display, *, at_once: bool = False) -> Iterator[Message]:
        """The reports of the last second, once it is over (or `at_once`, before the mode changes)."""
        now = time.monotonic()
        seconds = now - self._began
        if not at_once and seconds < 1.0:
            return
        self._began = now
        yield from self._frame_times(display, seconds)
        if self._heads:
            yield HeadMotion(t_ns=self._heads_t_ns, samples=bytes(self._heads))
            self._heads.clear()

    def _frame_times(self, display: Display, seconds: float) -> Iterator[Message]:
        times, self._frames = self._frames, []
        period_ms, scale = display.period_s * 1e3, display.scale
        pace = display.pace()
        if pace is None:
            missed = sum(time > LATE * period_ms for time in times) if period_ms else 0
            count, late = len(times), 0
        else:
            times, missed, count, late = pace.times_ms, pace.missed, pace.shown, pace.late
        if times:
            samples = np.array(times, np.float32)
            p50, p99 = np.percentile(samples, (50, 99))
            yield FrameStats(
                mode=display.mode.value,
                count=count,
                missed=missed,
                late=late,
                p50_ms=float(p50),
                p99_ms=float(p99),
                max_ms=float(samples.max()),
                period_ms=period_ms,
                scale=scale,
                samples=samples.tobytes(),
            )
        if pace is not None and display.rescale(pace, seconds):
            yield ScaleChanged(scale=display.scale, missed=pace.missed, periods=pace.periods)
