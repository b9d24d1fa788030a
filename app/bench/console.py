"""``bench console``: presses and seconds to a running session, how quick commands are, and what pictures and lists cost."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from app.bench.table import Table
from app.errors import BadInput, RespiteError
from app.processes.inquiry import NoAnswer, inquire

#: the goals: presses, seconds to the first page, milliseconds from a press to its frame (95th percentile), percent of a core, and
#: milliseconds of a list
PRESSES, FIRST_PAGE_S, COMMAND_MS, MIRROR_PERCENT, LIST_MS = 4, 1.0, 100.0, 5.0, 200.0
SESSIONS, SECONDS = (1_000, 1_000_000), (2.0, 120.0)
ALIAS = "P-014"
#: what is measured is the way of a command, not how fast this machine draws: pixels, and a world that a driver without a graphics
#: card draws in about the time that a headset's frame has
SIZE, WORLD = (320, 180), "star-memory"
_PATIENCE_S = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=100_000, metavar="N", help="in the list (default: 100000)")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="N", help="of pictures (default: 10)")
    parser.add_argument("--commands", type=int, default=40, metavar="N", help="from the live page (default: 40)")
    parser.add_argument("--only", choices=("session", "lists"), help="the rest is left out")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure; the figures by name. Without a browser what needs one is left out, and said so."""
    for name, value, (least, most) in (
        ("--sessions", args.sessions, SESSIONS),
        ("--seconds", args.seconds, SECONDS),
        ("--commands", args.commands, (2, 1000)),
    ):
        if not least <= value <= most:
            raise BadInput(f"{name} must be {least:,.0f} to {most:,.0f}, got {value:g}")
    found: dict[str, Any] = {"sessions": args.sessions}
    with tempfile.TemporaryDirectory(prefix="respite-bench-") as scratch:
        if args.only != "lists":
            found |= asyncio.run(_session(Path(scratch) / "data", args.seconds, args.commands))
        if args.only != "session":
            print(f"respite: a record of {args.sessions:,} sessions is made", file=sys.stderr, flush=True)
            found["lists_ms"] = _child("listing", folder=str(Path(scratch) / "many"), sessions=args.sessions)
    return found


async def _session(data: Path, seconds: float, commands: int) -> dict[str, Any]:
    """The console of this very process, with a browser in front of it."""
    if find_spec("playwright") is None:
        return {"browser_left_out": "Playwright is not installed: install what tests need (app/requirements/test.txt)"}
    notes = data.parent / "notes"
    notes.touch()
    async with _served(data, notes) as url:
        try:
            seen = await asyncio.to_thread(_child, "browsing", url=url, alias=ALIAS, commands=commands)
        except RespiteError as error:
            return {"browser_left_out": str(error)}
        took, obeyed = (_until(name, notes, seen["pressed_at"]) for name in ("frame", "obeyed"))
        return {
            "browser": seen["browser"],
            "presses": seen["presses"],
            "first_page_s": round(float(np.median(seen["first_page_s"])), 3),
            "first_page_cold_s": round(seen["cold_s"], 3),
            "commands": len(took),
            "command_median_ms": _percentile_ms(took, 50),
            "command_p95_ms": _percentile_ms(took, 95),
            "obeyed_p95_ms": _percentile_ms(obeyed, 95),
            **await _mirror(url, notes, seconds),
        }


@contextlib.asynccontextmanager
async def _served(data: Path, notes: Path) -> AsyncIterator[str]:
    from app.bench.obeying import NOTES
    from app.config import Devices
    from app.console import Console
    from app.desk import LocalDesk
    from app.processes.station import Spare
    from app.session.plan import Mode, SessionPlan
    from app.store import Store

    class Watched(LocalDesk):
        """The desk, whose render process writes down what it does."""

        def __init__(self, store: Store, devices: Devices) -> None:
            super().__init__(store, devices)
            picture, sound = self._spares
            env = (*picture.kind.env, (NOTES, str(notes)))
            self._spares = (Spare(replace(picture.kind, target="app.bench.obeying:main", env=env)), sound)

    with Store.open(data) as store:
        begun = datetime.now(UTC) - timedelta(days=3)
        session = store.begin_session(SessionPlan(ALIAS, WORLD, 600.0, Mode.D2), 7, begun, 0)
        store.phase(session, 1, "aborted", "made to be measured")
        desk = Watched(store, Devices(offscreen=True, size=SIZE))
        desk.warm()
        console = Console(desk, port=0)
        serving = asyncio.create_task(console.serve())
        try:
            await _answers(console.port, serving)
            yield console.url
        finally:
            if desk.live is not None:
                await desk.stop("measured")
            console.stop()
            await serving
            await desk.close()


async def _answers(port: int, serving: asyncio.Task[None]) -> None:
    for _ in range(600):
        if serving.done():
            break
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /favicon.ico HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % port)
            if await reader.read(1):
                writer.close()
                return
        await asyncio.sleep(0.1)
    raise RespiteError("bench: the console must answer within a minute, and did not")


def _until(name: str, notes: Path, pressed: list[float]) -> list[float]:
    """Seconds from each press to the first `name` that was written down after it."""
    found = sorted(value for noted, value in _noted(notes) if noted == name)
    places = np.searchsorted(found, pressed)
    return [found[place] - at for place, at in zip(places, pressed, strict=True) if place < len(found)]


def _percentile_ms(took: list[float], percent: float) -> float | None:
    return round(float(np.percentile(took, percent)) * 1e3, 1) if took else None


async def _mirror(url: str, notes: Path, seconds: float) -> dict[str, Any]:
    """What pictures cost this process, and the encoder's thread in the render process."""
    process = psutil.Process(os.getpid())

    def spent() -> float:
        used = process.cpu_times()
        return float(used.user + used.system)

    async def measured(look: bool) -> tuple[float, float, float]:
        before, encoded, begun = spent(), _encoding(notes), time.monotonic()
        pictures = 0.0
        if look:
            told = await asyncio.to_thread(_child, "watching", url=url, seconds=seconds)
            pictures = told["pictures"]
        else:
            await asyncio.sleep(seconds)
        took = time.monotonic() - begun
        return (spent() - before) / took * 100, (_encoding(notes) - encoded) / 10 / took, pictures

    idle, still, _ = await measured(False)
    looked, encoding, pictures = await measured(True)
    return {
        "pictures": pictures,
        "picture_seconds": seconds,
        "mirror_console_percent": round(max(0.0, looked - idle), 2),
        "mirror_encoder_percent": round(max(0.0, encoding - still), 2),
    }


def _encoding(notes: Path) -> float:
    return max((float(value) for name, value in _noted(notes) if name == "encoding"), default=0.0)


def _noted(notes: Path) -> list[tuple[str, float]]:
    with contextlib.suppress(ValueError):
        return [tuple(json.loads(line)) for line in notes.read_text("utf-8").splitlines()]
    return []


def _child(module: str, **arguments: Any) -> dict[str, Any]:
    try:
        return inquire("app.bench.child", module, json.dumps(arguments), timeout_s=_PATIENCE_S)
    except NoAnswer as none:
        raise RespiteError(f"bench: {module} must give figures, and did not: {none}") from none


def readable(found: dict[str, Any]) -> str:
    """The figures as tables."""
    lines: list[str] = []
    if "presses" in found:
        table = Table(f"a session begun in Chromium {found['browser']}", "figure", "goal")
        table.row("presses to a running session", str(found["presses"]), f"{PRESSES}")
        table.row("first page, s", f"{found['first_page_s']:.2f}", f"{FIRST_PAGE_S:g}")
        table.row("first page to a browser that was never here, s", f"{found['first_page_cold_s']:.2f}", "")
        for name, goal, key in (
            (
                f"a press to its frame ({WORLD}, {SIZE[0]} x {SIZE[1]}), 95th percentile, ms",
                f"{COMMAND_MS:g}",
                "command_p95_ms",
            ),
            ("the same, median", "", "command_median_ms"),
            ("a press until the render process obeys, 95th percentile, ms", "", "obeyed_p95_ms"),
        ):
            table.row(name, "-" if found[key] is None else f"{found[key]:.0f}", goal)
        rate = found["pictures"] / found["picture_seconds"]
        table.row("pictures a second", f"{rate:.1f}", "15")
        whole = found["mirror_console_percent"] + found["mirror_encoder_percent"]
        table.row("pictures, of a core", f"{whole:.1f} %", f"{MIRROR_PERCENT:g} %")
        lines += table.lines()
    if "browser_left_out" in found:
        lines += [f"No browser here: {found['browser_left_out']}"]
    if "lists_ms" in found:
        table = Table(f"of {found['sessions']:,} sessions", "slowest, ms", "goal")
        for name, ms in found["lists_ms"].items():
            table.row(name, f"{ms:.1f}", f"{LIST_MS:g}")
        lines += ["", *table.lines()]
    return "\n".join(lines)
