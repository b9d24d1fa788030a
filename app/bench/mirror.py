"""What the clinician's picture costs the patient's frame."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from app.bench.clocks import threads_ms
from app.bench.nodes import boxes, two_pass
from app.bench.ours import SETTLE, worn
from app.engine.displays.screen import Drawn
from app.engine.gl import GL
from app.engine.mirror import Mirror

#: as the console asks for them: pictures a second, and their width in pixels
FPS, WIDTH = 15, 640


def run(frames: int, drop: bool) -> dict[str, Any]:
    """frame_ms : the drawing thread's time a frame, median; slowest_ms : 95th percentile; idle_ms : with nobody looking;
    encoding_ms : the encoder's thread, a picture"""
    wearing = worn(drop)
    boxes(200, two_pass()).reparent_to(wearing.root)
    pictures: list[bytes] = []
    mirror = Mirror(pictures.append)
    spent: list[float] = []

    def drawn(gl: GL, picture: Drawn) -> None:
        began = time.thread_time()
        mirror.drawn(gl, picture)
        spent.append((time.thread_time() - began) * 1e3)

    wearing.screen.drawn.append(drawn)

    def spend(count: int) -> list[float]:
        for _ in range(SETTLE):
            wearing.frame()
        spent.clear()
        pictures.clear()
        for _ in range(count):
            wearing.frame()
        return list(spent)

    idle = spend(frames // 2)
    mirror.set(FPS, WIDTH)
    before = threads_ms().get("mirror", 0.0)
    looking = spend(frames)
    encoding = threads_ms().get("mirror", 0.0) - before
    mirror.close()
    wearing.close()
    return {
        "frame_ms": round(float(np.median(looking)), 4),
        "slowest_ms": round(float(np.percentile(looking, 95)), 4),
        "idle_ms": round(float(np.median(idle)), 4),
        "encoding_ms": round(encoding / max(1, len(pictures)), 3),
        "pictures": len(pictures),
    }
