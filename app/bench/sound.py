"""``bench sound``: what mixing costs, whether the stated SNR is the delivered one, and whether the sound ever breaks off."""

from __future__ import annotations

import argparse
import math
import sys
from typing import Any

from app.bench.table import Table
from app.errors import BadInput
from app.rig.server import missing

#: dB and seconds: the goals in steady noise (mean, each second), after a step, in a ramp
STEADY_MEAN, EACH_SECOND, STEP_S, RAMP = 0.2, 1.0, 5.0, 1.0
SECONDS, MINUTES = (10.0, 600.0), (0.1, 120.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=30.0, metavar="N", help="in steady noise (default: 30)")
    parser.add_argument("--only", choices=("mixing", "rooms", "cap"), help="the rest is left out")
    parser.add_argument(
        "--soak",
        type=float,
        metavar="MINUTES",
        help="instead: hold it with every processor busy, and count what breaks off",
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure; the figures by name. Without PulseAudio there is no virtual room: mixing alone."""
    for name, value, (least, most) in (("--seconds", args.seconds, SECONDS), ("--soak", args.soak, MINUTES)):
        if value is not None and not least <= value <= most:
            raise BadInput(f"{name} must be {least:g} to {most:g}, got {value:g}")
    # Only now: SciPy takes a second to come, which nobody should wait for who asks for help.
    from app.bench import capped, mixing, soak
    from app.bench.rooms import held, scenes

    lacking = missing()
    if args.soak is not None:
        if lacking:
            raise BadInput(f"--soak needs a virtual room: {lacking}")
        return {"soak": soak.run(args.soak)}
    found: dict[str, Any] = {}
    if args.only in (None, "mixing"):
        found["mixing"] = mixing.run()
    if lacking:
        found["rooms_left_out"] = lacking
        return found
    if args.only in (None, "rooms"):
        found["rooms"] = {}
        for name, scene in scenes(args.seconds).items():
            _say(f"{name}: {scene.seconds + 25.0:.0f} s")
            found["rooms"][name] = _figures(scene.tell(held(scene.path, scene.script, scene.seconds)))
    if args.only in (None, "cap"):
        found["cap"] = {name: _figures(told) for name, told in capped.run(_say).items()}
    return found


def _say(line: str) -> None:
    print(f"respite: {line}", file=sys.stderr, flush=True)


def _figures(told: dict[str, float]) -> dict[str, float | None]:
    return {key: _figure(value) for key, value in told.items()}


def _figure(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None


_GOALS = {
    "mean_error_db": STEADY_MEAN,
    "worst_second_db": EACH_SECOND,
    "up_s": STEP_S,
    "down_s": STEP_S,
    "loudest_second_over_cap_db": 0.0,
    "loudest_moment_over_cap_db": 0.0,
}
_NAMES = {
    "mean_error_db": "mean error of the SNR, dB",
    "worst_second_db": "worst second, dB off",
    "stated_mean_error_db": "stated less delivered, mean, dB",
    "stated_worst_error_db": "stated less delivered, worst, dB",
    "seconds_stated": "seconds with a stated SNR",
    "up_s": "seconds until within 1 dB, up",
    "down_s": "seconds until within 1 dB, down",
    "loudest_second_over_cap_db": "loudest second, dB over the cap",
    "loudest_moment_over_cap_db": "loudest moment (fast), dB over the cap",
    "median_second_over_cap_db": "median second, dB over the cap",
}


def readable(found: dict[str, Any]) -> str:
    """The figures as tables."""
    lines: list[str] = []
    if "mixing" in found:
        mixed = found["mixing"]
        table = Table("8 voices, layer, limiter: a block of 512 frames", "median", "99th", "of its time")
        for name, label in (("ours", "Respite"), ("scipy", "the same by SciPy"), ("plain", "bare addition")):
            cells = (
                f"{mixed[f'{name}_us']:.0f} us",
                f"{mixed[f'{name}_p99_us']:.0f} us",
                f"{100 * mixed[f'{name}_share']:.1f} %",
            )
            table.row(label, *cells)
        lines += table.lines()
    for name, told in (found.get("rooms", {}) | found.get("cap", {})).items():
        table = Table(name, "figure", "goal")
        for key, value in told.items():
            goal = RAMP if name.startswith("ramp") and key == "worst_second_db" else _GOALS.get(key)
            shown = "never" if value is None else f"{value:.2f}"
            table.row(
                _NAMES.get(key, key.replace("_db", ", dB").replace("_", " ")),
                shown,
                "" if goal is None else f"{goal:g}",
            )
        lines += ["", *table.lines()]
    if "rooms_left_out" in found:
        lines += ["", f"No virtual room here: {found['rooms_left_out']}"]
    if "soak" in found:
        table = Table("with every processor busy", "")
        for key, value in found["soak"].items():
            table.row(key.replace("_", " "), str(value))
        lines += table.lines()
    return "\n".join(lines)
