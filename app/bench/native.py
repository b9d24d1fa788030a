"""Khronos' own example as the yardstick: what a native program that draws a few cubes spends on a frame."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.errors import RespiteError

PROGRAM = "hello_xr"
#: seconds until it must be in focus
START_S = 20.0


def installed() -> bool:
    return shutil.which(PROGRAM) is not None and Path("/proc/self/schedstat").exists()


def run(env: Mapping[str, str], seconds: float, hz: float) -> dict[str, Any]:
    """Processor time a frame over `seconds`; the frames are counted as the display's rate `hz` times the seconds.

    drawing : its main thread, milliseconds; process : all its threads, a software driver's among them
    """
    # its words come line by line only on a terminal; it ends as soon as its standard input does
    ours, terminal = os.openpty()
    program = subprocess.Popen(
        [PROGRAM, "-g", "Vulkan2"],
        env={**os.environ, **env},
        stdin=subprocess.PIPE,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    focused = threading.Event()

    def listen() -> None:
        with (
            os.fdopen(ours, encoding="utf-8", errors="replace") as said,
            contextlib.suppress(OSError),
        ):  # EIO at its end
            for line in said:
                if "XR_SESSION_STATE_FOCUSED" in line.rpartition("->")[2]:
                    focused.set()

    listener = threading.Thread(target=listen, name=PROGRAM, daemon=True)
    listener.start()
    try:
        if not focused.wait(START_S):
            raise RespiteError(
                f"{PROGRAM} must show a picture within {START_S:g} s, and did not; run it by hand to see why"
            )
        time.sleep(0.5)
        before = _used_ms(program.pid)
        time.sleep(seconds)
        after = _used_ms(program.pid)
    finally:
        program.kill()
        program.wait()
        listener.join(2.0)
        if program.stdin is not None:
            program.stdin.close()
    frames = seconds * hz
    main, whole = ((b - a) / frames for a, b in zip(before, after, strict=True))
    return {"drawing": round(main, 4), "process": round(whole, 4), "frames": round(frames)}


def _used_ms(pid: int) -> tuple[float, float]:
    """Processor time of the main thread and of all threads, milliseconds."""
    threads = {int(task.name): _run_ms(task) for task in Path(f"/proc/{pid}/task").iterdir()}
    return threads.get(pid, 0.0), sum(threads.values())


def _run_ms(task: Path) -> float:
    try:
        return int((task / "schedstat").read_text().split()[0]) / 1e6
    except OSError:  # it ended meanwhile
        return 0.0
