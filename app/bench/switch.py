"""``bench switch``: how long a switch between 3D, 2D and flat takes, and whether switching leaves anything behind."""

from __future__ import annotations

import argparse
import contextlib
import logging
import multiprocessing
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import psutil

from app.bench.place import headset
from app.bench.table import Table
from app.bench.world import BOXES
from app.engine import messages as m
from app.engine.options import RenderOptions
from app.errors import BadInput, RespiteError
from scenes.registry import WORLDS

#: seconds: the goals for the 95th percentile
GOALS = {"2d to 3d": 0.5, "3d to 2d": 0.1}
#: seconds in each mode, and until an answer
STAY_S, PATIENCE_S = 0.25, 30.0
#: after so many round trips everything that is made once is there
WARM = 8
#: what one round trip may leave behind without its being called growth: bytes (noise of the allocator)
NOISE = {"memory": 64 * 1024, "threads": 0.05, "handles": 0.05}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--switches", type=int, default=50, metavar="N", help="switches each way (default: 50)")
    parser.add_argument("--world", choices=(BOXES.name, *WORLDS), default=BOXES.name)


def _render(conn: Connection[Any, Any], options: RenderOptions, env: dict[str, str]) -> None:
    os.environ.update(env)
    from app.engine.process import main

    main(conn, options)


class _Render:
    """A render process with a world open, as the app has it."""

    def __init__(self, env: Mapping[str, str], world: str, cache: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._conn, theirs = context.Pipe()
        level = logging.getLogger().getEffectiveLevel()
        self.process = context.Process(
            target=_render, args=(theirs, RenderOptions(cache, level, (BOXES,)), dict(env)), daemon=True
        )
        self.process.start()
        theirs.close()
        self._request = 0
        self.mode = "2d"
        self._conn.send(m.Open(world=world, seed=5, mode="2d", size=(640, 360)))
        self._answer(0)

    def switch(self, mode: str) -> float:
        """Seconds from the command to the first picture in `mode`."""
        self._request += 1
        self._conn.send(m.SetMode(mode=mode, request=self._request))
        change = self._answer(self._request)
        if change.mode != mode:
            raise RespiteError(f"bench: the picture must change to {mode}, and did not: {change.reason}")
        self.mode = mode
        self._listen(STAY_S)
        return change.took_s

    def _answer(self, request: int) -> m.ModeChanged:
        deadline = time.monotonic() + PATIENCE_S
        while (left := deadline - time.monotonic()) > 0 and self._conn.poll(left):
            try:
                message = self._conn.recv()
            except EOFError:
                break
            if isinstance(message, m.ModeChanged) and message.request == request:
                return message
        raise RespiteError(f"bench: the render process must answer within {PATIENCE_S:g} s, and did not")

    def _listen(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self._conn.poll(left):
            self._conn.recv()

    def holds(self) -> dict[str, float]:
        """memory : resident bytes; threads; handles : open files"""
        process = psutil.Process(self.process.pid)
        handles = process.num_handles() if psutil.WINDOWS else process.num_fds()
        return {"memory": process.memory_info().rss, "threads": process.num_threads(), "handles": handles}

    def close(self) -> int | None:
        with contextlib.suppress(OSError, EOFError):
            self._conn.send(m.Quit())
            self._listen(5.0)  # until the other end is closed
        self.process.join(5.0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        return self.process.exitcode


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Everything, as one object."""
    if args.switches < WARM + 4:
        raise BadInput(f"--switches must be at least {WARM + 4}, got {args.switches}: growth can't be told from fewer")
    took: dict[str, list[float]] = defaultdict(list)
    held: list[dict[str, float]] = []
    with headset() as place, tempfile.TemporaryDirectory(prefix="respite-bench-") as cache:
        render = _Render(place.env, args.world, cache)
        try:
            for _ in range(args.switches):
                for mode in ("3d", "2d"):
                    took[f"{render.mode} to {mode}"].append(render.switch(mode))
                held.append(render.holds())
            for _ in range(max(3, args.switches // 5)):
                for mode in ("flat", "3d", "flat", "2d"):
                    took[f"{render.mode} to {mode}"].append(render.switch(mode))
        finally:
            code = render.close()
    return {
        "bench": "switch",
        "virtual": place.virtual,
        "world": args.world,
        "took_s": {way: _spread(way, seconds) for way, seconds in took.items()},
        "holds": {what: growth(what, [sample[what] for sample in held]) for what in held[0]},
        "exit_code": code,
    }


def _spread(way: str, seconds: Sequence[float]) -> dict[str, Any]:
    p50, p95 = (round(float(value), 4) for value in np.percentile(seconds, (50, 95)))
    goal = GOALS.get(way)
    return {
        "count": len(seconds),
        "p50": p50,
        "p95": p95,
        "goal_p95": goal,
        "met": None if goal is None else p95 <= goal,
    }


def growth(what: str, samples: Sequence[float]) -> dict[str, Any]:
    """A line through what is held after each round trip of the later half: the allocator takes its time to settle."""
    kept = np.asarray(samples[max(WARM, len(samples) // 2) :], np.float64)
    trips = np.arange(len(kept))
    (slope, _), covariance = np.polyfit(trips, kept, 1, cov=True)
    error = float(np.sqrt(covariance[0, 0]))
    return {
        "before": samples[0],
        "after": samples[-1],
        "per_round_trip": round(float(slope), 3),
        "error": round(error, 3),
        "grows": bool(slope > NOISE[what] and slope > 3 * error),
    }


def readable(found: dict[str, Any]) -> str:
    """The figures as a table."""
    table = Table("Switches, seconds to the first picture", "count", "median", "95 %", "goal")
    for way, spread in found["took_s"].items():
        goal = "" if spread["goal_p95"] is None else f"{spread['goal_p95']:g}"
        table.row(way, str(spread["count"]), f"{spread['p50']:.3f}", f"{spread['p95']:.3f}", goal)
    held = Table("Held by the render process", "first", "last", "each round trip", "")
    for what, growth in found["holds"].items():
        unit = 2**20 if what == "memory" else 1
        name = "memory, MiB" if what == "memory" else what
        verdict = "grows" if growth["grows"] else "does not grow"
        numbers = (growth["before"] / unit, growth["after"] / unit, growth["per_round_trip"] / unit)
        held.row(name, *(f"{number:.3f}".rstrip("0").rstrip(".") for number in numbers), verdict)
    return "\n".join([*table.lines(), "", *held.lines()])
