"""How long the OpenXR calls of a frame take, one by one, as Respite makes them: to the runtime and back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from app.engine.displays import openxr_calls

#: the call that waits for the display's beat, and is no work
_WAIT = "WaitFrame"
_INPUT = ("SyncActions", "GetActionStatePose", "GetActionStateFloat", "GetActionStateBoolean", "LocateSpace")


class _Stopwatch:
    """Times every call made through `openxr_calls.function`, a frame at a time."""

    def __init__(self) -> None:
        self.on = False
        self.frames: list[Counter[str]] = []
        self.processor: list[int] = []
        self._frame: Counter[str] = Counter()
        self._used = 0
        self._function = openxr_calls.function

    def function(self, name: str) -> Callable[..., int]:
        call = self._function(name)

        def timed(*arguments: Any) -> int:
            used, began = time.thread_time_ns(), time.perf_counter_ns()
            try:
                return call(*arguments)
            finally:
                self._frame[name] += time.perf_counter_ns() - began
                if name != _WAIT:
                    self._used += time.thread_time_ns() - used
                if name == "EndFrame":
                    if self.on:
                        self.frames.append(self._frame)
                        self.processor.append(self._used)
                    self._frame, self._used = Counter(), 0

        return timed


def run(frames: int, drop: bool) -> dict[str, Any]:
    """Medians over `frames` frames. without the wait for the display.

    each_us : by call, microseconds from the call to its answer, the runtime's own work and its process included
    total_ms, input_ms : all of them, and those for input, milliseconds
    processor_ms : what all of them take of this program's processor time, milliseconds
    """
    watch = _Stopwatch()
    openxr_calls.function = watch.function
    # imported with the stopwatch in place, since the display takes the function by name
    from app.bench import ours
    from app.bench.nodes import boxes, two_pass

    wearing = ours.worn(drop)
    boxes(200, two_pass()).reparent_to(wearing.root)
    for _ in range(ours.SETTLE):
        wearing.frame()
    watch.on = True
    for _ in range(frames):
        wearing.frame()
    watch.on = False
    wearing.close()
    names = sorted({name for frame in watch.frames for name in frame} - {_WAIT})
    each = {name: float(np.median([frame[name] for frame in watch.frames])) / 1e3 for name in names}
    totals = [sum(ns for name, ns in frame.items() if name != _WAIT) for frame in watch.frames]
    inputs = [sum(frame[name] for name in _INPUT) for frame in watch.frames]
    return {
        "each_us": {name: round(us, 1) for name, us in each.items() if us},
        "processor_ms": round(float(np.median(watch.processor)) / 1e6, 4),
        "total_ms": round(float(np.median(totals)) / 1e6, 4),
        "input_ms": round(float(np.median(inputs)) / 1e6, 4),
        "frames": len(watch.frames),
    }
