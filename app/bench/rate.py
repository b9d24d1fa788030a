"""Whether this machine shows a world at the headset's own rate: the real stage, frame by frame."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from app.engine import messages as m
from app.engine.stage import opened
from app.errors import RespiteError
from scenes.registry import WORLDS

#: seconds until the world is in the headset, and seconds before the count begins
START_S, SETTLE_S = 40.0, 2.0
#: share of the display's pictures that may be missed
HELD = 0.01


def run(world: str, seconds: float) -> dict[str, Any]:
    """The frame times of `seconds` in 3D, and whether the rate was held (at most one picture in a hundred missed)."""
    told: list[m.Message] = []
    opening = m.Open(world=world, seed=5, mode="3d", size=(640, 360))
    with tempfile.TemporaryDirectory(prefix="respite-bench-") as cache:
        stage = opened(WORLDS[world], opening, str(Path(cache)), told.append, lambda _jpeg: None)
        deadline = time.monotonic() + START_S
        while not (changes := [change for change in told if isinstance(change, m.ModeChanged)]):
            stage.frame()
            if time.monotonic() > deadline:
                raise RespiteError(f"the headset must show {world} within {START_S:g} s, and did not; is it worn?")
        if changes[0].mode != "3d":
            raise RespiteError(f"the headset must show {world}, and did not: {changes[0].reason}")
        stage.obey(m.Play(on=True))
        _frames(stage, SETTLE_S)
        told.clear()
        _frames(stage, seconds)
        stage.close()
    stats = [report for report in told if isinstance(report, m.FrameStats) and report.mode == "3d"]
    if not stats:
        raise RespiteError(f"the headset must go on showing {world}, and did not; keep it on the head")
    count, missed = sum(s.count for s in stats), sum(s.missed for s in stats)
    return {
        "period_ms": round(stats[-1].period_ms, 3),
        "p50_ms": round(max(s.p50_ms for s in stats), 3),
        "p99_ms": round(max(s.p99_ms for s in stats), 3),
        "pictures": count,
        "missed": missed,
        "late": sum(s.late for s in stats),
        "scale": round(min(s.scale for s in stats), 3),
        "held": missed <= HELD * (count + missed),
    }


def _frames(stage: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        stage.frame()
