"""Processor time, thread by thread, frame by frame."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np
import psutil


def threads_ms() -> dict[str, float]:
    """Processor time of each Python thread since its start, by its name, milliseconds."""
    if hasattr(time, "pthread_getcpuclockid"):
        return {
            thread.name: time.clock_gettime(time.pthread_getcpuclockid(thread.ident)) * 1e3
            for thread in threading.enumerate()
            if thread.ident is not None and thread.is_alive()
        }
    used = {thread.id: (thread.user_time + thread.system_time) * 1e3 for thread in psutil.Process().threads()}
    return {t.name: used[t.native_id] for t in threading.enumerate() if t.native_id in used}


@dataclass(slots=True)
class Meter:
    """Call `frame` after each frame; what is told is the time from one call to the next."""

    frames: list[dict[str, float]] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    _last: tuple[dict[str, float], float, float] | None = None

    def frame(self) -> None:
        now = threads_ms(), time.process_time() * 1e3, time.perf_counter() * 1e3
        if self._last is not None:
            threads, process, wall = self._last
            self.frames.append({name: ms - threads.get(name, 0.0) for name, ms in now[0].items()})
            self.process.append(now[1] - process)
            self.wall.append(now[2] - wall)
        self._last = now

    def result(self) -> dict[str, float]:
        """Medians of a frame, milliseconds: the drawing thread, all others together, their sum, the whole process, wall."""
        main = threading.main_thread().name
        drawing = [frame.get(main, 0.0) for frame in self.frames]
        others = [sum(frame.values()) - frame.get(main, 0.0) for frame in self.frames]
        both = [sum(frame.values()) for frame in self.frames]
        named = zip(
            ("drawing", "runtime", "sum", "process", "wall"),
            (drawing, others, both, self.process, self.wall),
            strict=True,
        )
        return {name: round(float(np.median(values)), 4) for name, values in named} | {"frames": len(self.frames)}
