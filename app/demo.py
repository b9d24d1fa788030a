"""``python3 -m app demo``: a whole session with a simulated patient, on real processes and real displays.

What this machine lacks (a screen, a headset, a sound card) is stood in for by virtual hardware where it is installed: an X server
without a screen, the Monado runtime with a remote-controlled headset, a sound server whose room has steady noise. The rest is
the same code that runs a session with a person.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.config import Devices, add_data, data_folder
from app.desk import LocalDesk
from app.errors import BadInput, RespiteError
from app.probes import ask
from app.processes.inquiry import NoAnswer
from app.rig import VirtualHeadset, VirtualRoom, VirtualScreen
from app.session.checklist import SECONDS
from app.session.doings import Doings
from app.session.plan import Mode, SessionPlan
from app.session.protocol import Phase
from app.store import Store
from app.store.records import SessionRecord, frame_time_ms
from scenes.registry import DEFAULT, WORLDS

log = logging.getLogger(__name__)

ALIAS = "DEMO"
RATINGS = {"before": 6, "after": 4}
#: seconds granted to everything around the exposure
AROUND_S = 180.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mode", choices=(*Mode, "switch"), default="switch", help="switch changes mode twice")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="N", help="length of the exposure (default: 20)")
    parser.add_argument("--world", choices=tuple(WORLDS), default=DEFAULT)
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Run the session; exit code 0 when it is complete."""
    if not SECONDS[0] <= args.seconds <= SECONDS[1]:
        raise BadInput(f"--seconds must be {SECONDS[0]:g} to {SECONDS[1]:g}, got {args.seconds:g}: choose 20 or more")
    mode = Mode.D3 if args.mode == "switch" else Mode(args.mode)
    plan = SessionPlan(
        alias=ALIAS,
        world=args.world,
        seconds=args.seconds,
        mode=mode,
        language=args.language,
        simulated=RATINGS,
    )
    with contextlib.ExitStack() as stack:
        folder = (
            data_folder(args)
            if hasattr(args, "data")
            else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="respite-demo-")))
        )
        env = stack.enter_context(hardware(headset=mode.worn))
        store = stack.enter_context(Store.open(folder))
        record = asyncio.run(_session(store, Devices(env=tuple(env.items())), plan, switch=args.mode == "switch"))
    result = summary(record)
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(_readable(result))
    return 0 if record.row.state == Phase.COMPLETE else 1


async def _session(store: Store, devices: Devices, plan: SessionPlan, switch: bool) -> SessionRecord:
    desk = LocalDesk(store, devices, logging.getLogger().getEffectiveLevel())
    try:
        session_id = await desk.start(replace(plan, checklist=store.site().required))
        async with asyncio.timeout(AROUND_S + plan.seconds):
            await _clinician(desk, plan, switch)
        return store.session(session_id)
    except TimeoutError as error:
        view = desk.live
        where = f"it stands at {view.phase}" if view else "it is over"
        raise RespiteError(
            f"the demonstration did not come to its end in time ({where}): see the lines above"
        ) from error
    finally:
        await desk.close()


async def _clinician(desk: LocalDesk, plan: SessionPlan, switch: bool) -> None:
    """What a clinician would do: look on, switch twice, close the debrief."""
    switches = [(plan.seconds / 3, Mode.D2), (2 * plan.seconds / 3, Mode.D3)] if switch else []
    phase, told = "", 0
    while (view := desk.live) is not None:
        if view.phase != phase:
            phase = view.phase
            print(f"demo: {phase.replace('_', ' ')}", file=sys.stderr, flush=True)
        for notice in view.notices[told:]:
            print(f"demo: {notice.level}: {notice.text}", file=sys.stderr, flush=True)
        told = len(view.notices)
        if phase == Phase.EXPOSURE and switches and view.elapsed_s >= switches[0][0]:
            mode = switches.pop(0)[1]
            print(f"demo: switch to {mode.spoken}", file=sys.stderr, flush=True)
            try:
                await desk.switch(mode)
            except RespiteError as error:
                print(f"demo: {error}", file=sys.stderr, flush=True)
        elif phase == Phase.DEBRIEF:
            await desk.complete("")
        await asyncio.sleep(0.05)


def summary(record: SessionRecord) -> dict[str, Any]:
    """The session as `demo --json` prints it."""
    stated = [level.snr_db for level in record.levels if level.snr_db is not None]
    slow = frame_time_ms(record.frames, 99)
    last = record.levels[-1] if record.levels else None
    doings = Doings.of((event.kind, event.data) for event in record.events)
    return {
        "session": {"id": record.row.id, "state": record.row.state},
        "world": {
            "name": record.row.world,
            "hits": doings.hits,
            "called": doings.called,
            "answered": doings.answered,
            "events": doings.events,
        },
        "segments": [
            {
                "mode": s.mode,
                "display": s.display,
                "runtime": s.runtime,
                "seconds": round(s.seconds or 0.0, 3),
            }
            for s in record.segments
        ],
        "ratings": [
            {"phase": r.phase, "instrument": r.instrument, "value": r.value, "source": r.source} for r in record.ratings
        ],
        "snr": {
            "target_db": last.target_db if last else None,
            "definition": last.definition if last else None,
            "mean_db": round(float(np.mean(stated)), 2) if stated else None,
            "samples": len(stated),
            "calibrated": bool(last and last.calibrated),
        },
        "frames": {
            "count": sum(f.count for f in record.frames),
            "missed": sum(f.missed for f in record.frames),
            "late": sum(f.late or 0 for f in record.frames),
            "p99_ms": None if slow is None else round(slow, 2),
        },
    }


def _readable(result: Mapping[str, Any]) -> str:
    lines = [f"Session {result['session']['id']}: {result['session']['state']}"]
    for s in result["segments"]:
        where = s["display"] + (f", {s['runtime']}" if s["runtime"] else "")
        lines.append(f"  {Mode(s['mode']).spoken} for {s['seconds']:.1f} s ({where})")
    for r in result["ratings"]:
        lines.append(f"  pain {r['phase']}: {r['value']} ({r['source']})")
    world, snr, frames = result["world"], result["snr"], result["frames"]
    lines.append(f"  {world['name']}: hits {world['hits']}, calls answered {world['answered']} of {world['called']}")
    if snr["mean_db"] is None:
        lines.append("  SNR: not stated")
    else:
        lines.append(f"  SNR: {snr['mean_db']:.1f} dB of {snr['target_db']:.1f} dB, {snr['samples']} seconds")
    lines.append(
        f"  frames: {frames['count']}, missed {frames['missed']}, late {frames['late']}, 99 % within {frames['p99_ms']} ms"
    )
    return "\n".join(lines)


# ---- what stands in for what this machine lacks -------------------------------------------------------------------------


@contextlib.contextmanager
def hardware(headset: bool) -> Iterator[dict[str, str]]:
    """Virtual hardware for what is missing here; hands over the environment for the processes."""
    with contextlib.ExitStack() as stack:
        env: dict[str, str] = {}
        if sys.platform.startswith("linux"):
            if not os.environ.get("DISPLAY") and shutil.which("Xvfb"):
                env |= stack.enter_context(VirtualScreen()).env
                _say("a virtual screen (there is none here)")
            with ThreadPoolExecutor() as pool:
                parts = [_room, _headset] if headset else [_room]
                begun = [pool.submit(part, stack.enter_context(contextlib.ExitStack()), dict(env)) for part in parts]
            for part in begun:
                env |= part.result()
        yield env


def _room(stack: contextlib.ExitStack, env: dict[str, str]) -> dict[str, str]:
    if _has("sound", env) or not shutil.which("pulseaudio"):
        return {}
    room = stack.enter_context(VirtualRoom())
    _say("a virtual room with steady noise (there is no sound device here)")
    return room.env


def _headset(stack: contextlib.ExitStack, env: dict[str, str]) -> dict[str, str]:
    if _has("headset", env) or not shutil.which("monado-service"):
        return {}
    headset = stack.enter_context(VirtualHeadset())
    _say("a virtual headset on the Monado runtime (there is none here)")
    return headset.env


def _say(what: str) -> None:
    print(f"demo: using {what}", file=sys.stderr, flush=True)


def _has(what: str, env: Mapping[str, str]) -> bool:
    """Whether this machine has a "headset", or "sound"."""
    try:
        found = ask(what, env=env)
    except NoAnswer:
        return False
    return bool(found["system" if what == "headset" else "output"])
