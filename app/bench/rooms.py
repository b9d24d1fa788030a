"""Whether the stated SNR is the delivered one: ``sound`` by itself in a virtual room, judged by the two streams at the ear.

The command knows nothing of the room; what it delivered is taken from the streams that met at the ear, apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import numpy as np

from app.errors import RespiteError
from app.rig.acoustics import MICROPHONE, OUTPUT, AcousticRoom, Truth
from app.rig.air import Path
from app.rig.noises import Passing, Script, steps
from audio.levels import Floats

#: where Respite lies
ROOT = File(__file__).resolve().parents[2]
#: dB within which a second counts as held
_HELD = 1.0
#: seconds between the looks at what was delivered, each over one second
_LOOK_S = 0.25
#: dB(A) re full scale
_QUIET, _STEP_DB, _RAMP_DB_S = -52.0, 6.0, 0.3


@dataclass(frozen=True, slots=True)
class Run:
    """What one run wrote, and what was true.

    rows : as written, from the time on at which the script began
    begins_s, unix_s : monotonic time of the script's first sample, and what is to be added to get Unix time
    """

    rows: Sequence[dict[str, Any]]
    truth: Truth
    script: Script
    begins_s: float
    unix_s: float

    def delivered(self, first_s: float, last_s: float) -> tuple[Floats, Floats]:
        """Middles of seconds of the script, and the SNR that was delivered in each: over the steady noise, without what passes."""
        times = np.arange(first_s + 0.5, last_s - 0.5 + 1e-9, _LOOK_S)
        snr = []
        for middle in times:
            played = self.truth.heard(self.begins_s + float(middle) - 0.5).played_dba
            within = self.script.level_at(middle + np.linspace(-0.5, 0.5, 21))
            snr.append(played - float(10.0 * np.log10(np.mean(10.0 ** (within / 10.0)))))
        return times, np.asarray(snr)

    def stated_error(self, first_s: float, last_s: float) -> Floats:
        """By how much each stated SNR differs from what was delivered over the same second."""
        errors = []
        for row in self.rows:
            at = row["t_unix"] - self.unix_s - self.begins_s
            # What a row tells has been heard when it is written; the way through the microphone takes about a quarter of a second.
            if row["snr_db"] is not None and first_s + 1.5 <= at <= last_s:
                _, true = self.delivered(at - 1.25, at - 0.25)
                errors.append(row["snr_db"] - float(true[0]))
        return np.asarray(errors)

    def gains(self, first_s: float, last_s: float) -> Floats:
        """The layer's gain in each second."""
        begin = self.unix_s + self.begins_s
        return np.asarray([row["gain_db"] for row in self.rows if first_s <= row["t_unix"] - begin <= last_s])


def held(path: Path, script: Script, seconds: float, snr_db: float = 5.0) -> Run:
    """Hold the layer in a room of this kind, and play the script once it is held.

    Raises
    ------
    RespiteError
        ``sound`` ended by itself; the message is its last line.
    """
    calm = Script(((0.0, float(script.level_at(0.0))),), script.steady, seed=script.seed)
    with AcousticRoom(path, calm) as room:
        command = [
            sys.executable,
            "-m",
            "app",
            "sound",
            "--output",
            OUTPUT,
            "--input",
            MICROPHONE,
            "--snr",
            str(snr_db),
        ]
        complaints = room.folder / "complaints.txt"
        with (
            complaints.open("wb") as errors,
            subprocess.Popen(
                command, env=os.environ | room.env, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors
            ) as process,
        ):
            try:
                rows, about = _play(process, room, script, seconds)
            finally:
                process.terminate()
        if len(rows) < seconds:
            told = complaints.read_text(errors="replace").strip().splitlines()
            raise RespiteError(f"the sound ended by itself: {told[-1] if told else 'it said nothing'}")
        truth = room.truth()
        begins = truth.begin_of(script, about)
        unix_s = time.time() - time.monotonic()
        run = Run(rows, truth, script, begins, unix_s)
        # The truth lies in the room's folder, which goes when the room is closed.
        truth.keep()
        return run


def _play(
    process: subprocess.Popen[bytes], room: AcousticRoom, script: Script, seconds: float
) -> tuple[list[dict[str, Any]], float]:
    rows: list[dict[str, Any]] = []
    about = 0.0
    for line in process.stdout or ():
        rows.append(json.loads(line))
        if len(rows) == 3:
            about = room.play(script)
        if about and time.monotonic() > about + seconds + 1.5:
            break
    return rows, about


# ---- what is judged ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """A room, what happens in it, and what is told of it (name -> figure)."""

    path: Path
    script: Script
    seconds: float
    tell: Callable[[Run], dict[str, float]]


def steady(run: Run, seconds: float) -> dict[str, float]:
    """The mean error and the worst second in steady noise, and how far what was stated was from what was delivered."""
    _, snr = run.delivered(2.0, seconds)
    stated = run.stated_error(2.0, seconds)
    return {
        "mean_error_db": float(np.mean(snr)) - 5.0,
        "worst_second_db": float(np.max(np.abs(snr - 5.0))),
        "stated_mean_error_db": float(np.mean(stated)) if len(stated) else float("nan"),
        "stated_worst_error_db": float(np.max(np.abs(stated))) if len(stated) else float("nan"),
        "seconds_stated": float(len(stated)),
    }


def settled_s(run: Run, step_s: float, last_s: float) -> float:
    """Seconds from a step until every later second is within 1 dB (inf: it never was)."""
    times, snr = run.delivered(step_s, last_s)
    outside = np.flatnonzero(np.abs(snr - 5.0) > _HELD)
    if not len(outside):
        return 0.0
    last = int(outside[-1]) + 1
    return float(times[last] - 0.5 - step_s) if last < len(times) else float("inf")


def _stepping() -> Scene:
    levels = steps((0.0, _QUIET), (5.0, _QUIET + _STEP_DB), (30.0, _QUIET))

    def tell(run: Run) -> dict[str, float]:
        return {"up_s": settled_s(run, 5.0, 29.5), "down_s": settled_s(run, 30.0, 54.0)}

    return Scene(Path(rt60_s=0.3, seed=2), Script(levels, "fan"), 55.0, tell)


def _ramping() -> Scene:
    rise_s = 30.0
    script = Script(((5.0, _QUIET), (5.0 + rise_s, _QUIET + _RAMP_DB_S * rise_s)))

    def tell(run: Run) -> dict[str, float]:
        _, snr = run.delivered(5.0, 5.0 + rise_s)
        return {"worst_second_db": float(np.max(np.abs(snr - 5.0))), "mean_error_db": float(np.mean(snr)) - 5.0}

    return Scene(Path(rt60_s=0.3, seed=3), script, 36.0, tell)


#: what passes: name, seconds it lasts, dB over the steady noise in its loudest second
_PASSING = (("talker", 20.0, 8.0), ("door", 1.5, 15.0), ("trolley", 8.0, 10.0), ("cough", 2.0, 12.0))


def _passing() -> Scene:
    at, parts = 5.0, []
    for name, seconds, over in _PASSING:
        parts.append(Passing(name, at, seconds, _QUIET + over, seed=4))
        at += seconds + 12.0
    script = Script(((0.0, _QUIET),), "pink", tuple(parts))

    def tell(run: Run) -> dict[str, float]:
        found = {}
        for one in script.passing:
            until = one.at_s + one.seconds + 10.0
            before = float(np.median(run.gains(one.at_s - 4.0, one.at_s)))
            found[f"{one.sound}_gain_db"] = float(np.max(np.abs(run.gains(one.at_s, until) - before)))
            _, snr = run.delivered(one.at_s, until)
            found[f"{one.sound}_worst_second_db"] = float(np.max(np.abs(snr - 5.0)))
        return found

    return Scene(Path(rt60_s=0.3, seed=4), script, at, tell)


def scenes(seconds: float) -> dict[str, Scene]:
    """All of them, in order. seconds : of the steady ones."""

    def calm(path: Path, kind: str) -> Scene:
        return Scene(path, Script(((0.0, _QUIET),), kind), seconds, lambda run: steady(run, seconds))

    return {
        "steady, dry room": calm(Path(rt60_s=0.0), "pink"),
        "steady, 0.5 s of reverberation, clock 100 ppm fast": calm(Path(rt60_s=0.5, drift_ppm=100.0, mono=True), "fan"),
        "steps of 6 dB": _stepping(),
        "ramp of 0.3 dB/s": _ramping(),
        "what passes": _passing(),
    }
