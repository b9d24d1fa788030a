"""``bench xr``: what a stereo frame costs here, beside panda3d-openxr and a native program on the same headset."""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
from collections.abc import Sequence
from typing import Any

from app.bench import native
from app.bench.peer import VERSION
from app.bench.place import Place, headset, measure
from app.bench.table import Table
from scenes.registry import OFFERED

NODES = (200, 1000)
PEER = "panda3d-openxr"
#: goals: ours to the peer's, milliseconds of processor time for the OpenXR calls, milliseconds of the mirror
RATIO, CALLS_MS, MIRROR_MS = 0.5, 0.4, 1.0
_PARTS = ("drawing", "runtime", "sum", "process")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, taken in turns (default: 3)")
    parser.add_argument("--frames", type=int, default=60, metavar="N", help="frames a round (default: 60)")
    parser.add_argument(
        "--seconds", type=float, default=10.0, metavar="N", help="of each world, on a headset (default: 10)"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Everything, as one object."""
    with headset() as place:
        return _measured(place, args.rounds, args.frames, args.seconds)


def _measured(place: Place, rounds: int, frames: int, seconds: float) -> dict[str, Any]:
    notes: list[str] = []
    has_peer = importlib.util.find_spec("p3dopenxr") is not None
    if not has_peer:
        notes.append(f"{PEER} is not installed: `{sys.executable} -m pip install {PEER}=={VERSION}` to compare")
    ours, peers = [], []
    for _ in range(rounds):
        ours.append(measure(place, "ours", counts=NODES, frames=frames, drop=place.virtual))
        if has_peer:
            peers.append(measure(place, "peer", counts=NODES, frames=frames, drop=place.virtual))
    first = ours[0]
    # what the same frame costs where the driver can't draw both eyes in one pass
    fallback = measure(place, "ours", counts=NODES, frames=frames, drop=place.virtual, one_pass=False)
    if not first["one_pass"]:
        notes.append("this driver draws the eyes one after the other: it can't choose a viewport in a vertex shader")
    hz = 1e3 / statistics.median(found[str(NODES[0])]["wall"] for found in ours)
    if first["dropped"]:
        notes.append("the processor draws here: its draw calls are left out of every figure, ours and the peer's")
    hello = None
    if native.installed():
        hello = native.run(place.env, max(2.0, rounds * frames / hz / 2), hz)
        if place.virtual:
            notes.append(f"{native.PROGRAM} draws a few cubes, and its draw calls are counted")
    else:
        notes.append(f"{native.PROGRAM} is not installed: package openxr-utils or libopenxr-utils to compare")
    if place.virtual:
        notes.append("this machine has no headset: whether it holds a headset's rate can't be said")
    return {
        "bench": "xr",
        "headset": {
            "runtime": first["runtime"],
            "system": first["system"],
            "renderer": first["renderer"],
            "virtual": place.virtual,
            "hz": round(hz, 1),
        },
        "unit": "milliseconds of processor time a frame",
        "taken": "the median frame of the quietest round",
        "frames": {str(count): _compared(count, ours, [fallback], peers) for count in NODES},
        PEER: VERSION if has_peer else None,
        native.PROGRAM: hello,
        "calls": measure(place, "calls", frames=frames, drop=place.virtual) | {"goal_ms": CALLS_MS},
        "mirror": measure(place, "mirror", frames=frames, drop=place.virtual) | {"goal_ms": MIRROR_MS},
        "worlds": None
        if place.virtual
        else {name: measure(place, "rate", world=name, seconds=seconds) for name in OFFERED},
        "notes": notes,
    }


def _compared(
    count: int, ours: Sequence[dict[str, Any]], fallback: Sequence[dict[str, Any]], peers: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    mine, theirs = _quietest(count, ours), _quietest(count, peers)
    return {
        "ours": mine,
        "ours_two_passes": _quietest(count, fallback),
        "peer": theirs,
        "ratio": round(mine["drawing"] / theirs["drawing"], 3) if mine and theirs else None,
        "ratio_together": round(mine["sum"] / theirs["sum"], 3) if mine and theirs else None,
        "goal": RATIO,
    }


def _quietest(count: int, rounds: Sequence[dict[str, Any]]) -> dict[str, float] | None:
    """The round least disturbed by whatever else the machine does: the others only add to what a frame takes."""
    if not rounds:
        return None
    best = min((found[str(count)] for found in rounds), key=lambda parts: float(parts["sum"]))
    return {part: round(best[part], 3) for part in _PARTS}


def readable(found: dict[str, Any]) -> str:
    """The figures as a table."""
    where = found["headset"]
    kind = "virtual headset" if where["virtual"] else "headset"
    lines = [
        f"Stereo frames on {where['system']} through {where['runtime']} ({kind}, {where['hz']:g} Hz), {where['renderer']}"
    ]
    table = Table(found["unit"], "drawing", "runtime", "together", "process")
    for count, pair in found["frames"].items():
        for name, who in (("Respite", "ours"), ("Respite in two passes", "ours_two_passes"), (PEER, "peer")):
            if (parts := pair[who]) is not None:
                table.row(f"{count} nodes, {name}", *(f"{parts[part]:.2f}" for part in _PARTS))
    if (hello := found[native.PROGRAM]) is not None:
        table.row(native.PROGRAM, f"{hello['drawing']:.2f}", "", "", f"{hello['process']:.2f}")
    lines += ["", *table.lines(), ""]
    for count, pair in found["frames"].items():
        if pair["ratio"] is not None:
            lines.append(
                f"{count} nodes: the drawing thread {pair['ratio']:.2f} of {PEER}'s only one (goal: at most "
                f"{pair['goal']:g}), with the runtime's thread {pair['ratio_together']:.2f}"
            )
    calls, mirror = found["calls"], found["mirror"]
    lines.append(
        f"OpenXR calls: {calls['processor_ms']:.2f} ms of processor time a frame (goal: at most {calls['goal_ms']:g}); "
        f"until the runtime has answered them all {calls['total_ms']:.2f}, of which input {calls['input_ms']:.2f}"
    )
    lines.append(
        f"the clinician's picture: {mirror['frame_ms']:.2f} ms a frame (goal: at most {mirror['goal_ms']:g}), "
        f"{mirror['idle_ms']:.3f} with nobody looking"
    )
    for name, world in (found["worlds"] or {}).items():
        verdict = "This PC held the headset's rate" if world["held"] else "This PC did not hold the headset's rate"
        lines.append(
            f"{name}: {world['p50_ms']:.1f} ms a picture, 99 % within {world['p99_ms']:.1f} ms, the headset's period is "
            f"{world['period_ms']:.1f} ms; {world['missed']} of {world['pictures'] + world['missed']} missed. {verdict}."
        )
    return "\n".join([*lines, *(f"- {note}" for note in found["notes"])])
