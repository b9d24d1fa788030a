"""Whole sessions whose headset is lost again and again: ``python -m tests.soak.sessions --sessions 5 --losses 6 --seed 1``.

A simulated patient goes through each of them at the real desk. After every kill or hang the picture must be in 2D within two
seconds; every session must be completed, and leave no process behind. One JSON object tells what came of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

from app.config import Devices
from app.desk import LocalDesk
from app.errors import RespiteError
from app.rig import VirtualHeadset, VirtualScreen
from app.session.checklist import CHECKLIST
from app.session.plan import Mode, SessionPlan
from app.session.protocol import Phase
from app.store import Store
from tests.soak.losses import IN_2D_S

#: seconds of exposure for each loss, and for everything around the exposure
A_LOSS_S, AROUND_S = 8.0, 90.0


class Clinician:
    """One session at the desk, with its losses."""

    def __init__(self, desk: LocalDesk, headset: VirtualHeadset, draw: random.Random, losses: int) -> None:
        self._desk, self._headset, self._draw, self._left = desk, headset, draw, losses
        self.seconds: list[float] = []
        self.failures: list[str] = []
        self.processes: set[int] = set()

    async def run(self) -> None:
        deadline = time.monotonic() + AROUND_S + self._left * A_LOSS_S
        while (view := self._desk.live) is not None:
            self.processes |= set(self._desk.pids.values())
            if time.monotonic() > deadline:
                raise RespiteError(f"the session must come to its end, and stands at {view.phase}")
            if view.phase == Phase.EXPOSURE and self._left and view.elapsed_s > 1.0:
                self._left -= 1
                await self._lose()
            elif view.phase == Phase.DEBRIEF:
                await self._desk.complete("")
            await asyncio.sleep(0.05)

    async def _lose(self) -> None:
        what = self._draw.choice(("kill", "kill", "hang"))
        await asyncio.to_thread(self._headset.ready)
        await self._desk.switch(Mode.D3)
        await asyncio.sleep(self._draw.uniform(0.0, 1.0))
        struck = time.monotonic()
        if what == "kill":
            await asyncio.to_thread(self._headset.kill)
        else:
            self._headset.suspend()
        while (view := self._desk.live) is not None and view.mode is not Mode.D2:
            if time.monotonic() - struck > 2 * IN_2D_S:
                break
            await asyncio.sleep(0.01)
        took = time.monotonic() - struck
        self.seconds.append(took)
        if took > IN_2D_S:
            self.failures.append(f"{what}: {took:.2f} s to 2D")


async def _session(desk: LocalDesk, headset: VirtualHeadset, draw: random.Random, losses: int) -> tuple[int, Clinician]:
    clinician = Clinician(desk, headset, draw, losses)
    plan = SessionPlan(
        alias="SOAK",
        world="snow-canyon",
        seconds=max(10.0, losses * A_LOSS_S),
        mode=Mode.D3,
        checklist=tuple(CHECKLIST),
        simulated={"before": 6, "after": 4},
    )
    session = await desk.start(plan)
    await clinician.run()
    return session, clinician


def run(sessions: int, losses: int, seed: int, say: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """All sessions, one after the other at one desk."""
    draw = random.Random(seed)
    seconds: list[float] = []
    failures: list[str] = []
    states: list[str] = []
    processes: set[int] = set()
    began = time.monotonic()

    async def day(store: Store, desk: LocalDesk, headset: VirtualHeadset) -> None:
        try:
            for number in range(sessions):
                headset.ready()
                session, clinician = await _session(desk, headset, draw, losses)
                state = store.session(session).row.state
                states.append(state)
                seconds.extend(clinician.seconds)
                failures.extend(clinician.failures)
                processes.update(clinician.processes)
                if state != Phase.COMPLETE:
                    failures.append(f"session {number + 1} ended {state}")
                say(f"session {number + 1}: {state}, 2D after {', '.join(f'{s:.2f}' for s in clinician.seconds)} s")
        except RespiteError as error:
            failures.append(str(error))
        finally:
            await desk.close()

    with VirtualScreen() as screen, VirtualHeadset() as headset, tempfile.TemporaryDirectory() as folder:
        env = screen.env | headset.env | {"PULSE_SERVER": "none"}
        with Store.open(Path(folder)) as store:
            desk = LocalDesk(store, Devices(env=tuple(env.items()), size=(320, 180)))
            asyncio.run(day(store, desk, headset))
    failures += [f"process {pid} is left behind" for pid in processes if psutil.pid_exists(pid)]
    times = sorted(seconds) or [0.0]
    return {
        "seed": seed,
        "sessions": {state: states.count(state) for state in sorted(set(states))},
        "losses": len(seconds),
        "in_2d_s": {"p50": round(times[len(times) // 2], 3), "worst": round(times[-1], 3), "limit": IN_2D_S},
        "failures": failures,
        "took_s": round(time.monotonic() - began, 1),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.sessions", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sessions", type=int, default=5)
    parser.add_argument("--losses", type=int, default=6, help="in each session")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    found = run(args.sessions, args.losses, args.seed, lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps(found))
    return 1 if found["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
