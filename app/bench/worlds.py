"""``bench worlds``: what each world costs and how it is to look at, beside its goals."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.bench import looks
from app.bench.place import Place, measure
from app.bench.ride import VISIT_S
from app.bench.table import Table
from app.config import cache_folder
from app.errors import BadInput
from app.visual.figure import Figure
from scenes.registry import OFFERED, WORLDS

#: what a world may cost: for each eye after culling, for a pixel, processor milliseconds for a stereo frame and for any one of a
#: visit, seconds to the first picture, milliseconds a frame of a headset of 90 Hz leaves to drawing
TRIANGLES, DRAWS, FETCHES, FRAME_MS, LONGEST_MS, FIRST_S, DRAWN_MS = 300_000, 60, 24, 2.0, 4.0, 2.0, 1000 / 90
#: a visit is taken twice, and each frame counts as it was in the quieter one: what the machine does beside only adds to it
ROUNDS = 2
#: Mesa leaves out the drawing itself, whatever the driver
_DROPPED = {"GALLIUM_NOOP": "true"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", metavar="NAME", action="append", help="only this world (again for more)")
    parser.add_argument(
        "--seconds", type=float, default=VISIT_S, metavar="S", help="of the visits measured (default: %(default)g)"
    )
    parser.add_argument("--costs", action="store_true", help="only what it costs, not how it is to look at")
    parser.add_argument("--cache", type=Path, default=None, metavar="DIR", help="where baked data is kept")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Every world's figures, as one object."""
    names = args.world or list(OFFERED)
    for name in names:
        if name not in WORLDS:
            raise BadInput(f"there is no world {name!r}; there are: {', '.join(WORLDS)}")
    cache = str(args.cache or cache_folder())
    notes = []
    worlds = {}
    for name in names:
        here = Place(virtual=True)
        opening = measure(here, "opening", world=name, cache=cache)  # bakes, if it must
        opening = measure(here, "opening", world=name, cache=cache)
        figures = _counted(measure(here, "views", world=name, cache=cache, seconds=args.seconds))
        figures += _frames(name, cache, args.seconds)
        figures.append(Figure("first picture after a warm start", opening["first_picture_s"], "s", FIRST_S))
        if opening["software"]:
            note = f"{opening['renderer']} draws with the processor: milliseconds of drawing a frame can't be said here"
            notes += [note] if note not in notes else []
        else:
            drawn = measure(here, "drawing", world=name, cache=cache)
            figures.append(Figure("a frame of 2 x 2064 x 2208, drawn, median", drawn["p50_ms"], "ms", DRAWN_MS))
            figures.append(Figure("a frame of 2 x 2064 x 2208, drawn, 95 %", drawn["p95_ms"], "ms", DRAWN_MS))
        for part in () if args.costs else looks.PARTS:
            figures += [
                Figure(**found) for found in measure(here, "looks", world=name, cache=cache, part=part)["figures"]
            ]
        worlds[name] = {
            "figures": [asdict(figure) | {"met": figure.met} for figure in figures],
            "met": all(figure.met is not False for figure in figures),
        }
    return {"bench": "worlds", "worlds": worlds, "notes": notes}


def _counted(found: dict[str, Any]) -> list[Figure]:
    return [
        Figure("triangles an eye", found["triangles"], "", TRIANGLES, found["triangles_where"]),
        Figure("draws an eye", found["draws"], "", DRAWS, found["draws_where"]),
        Figure("texture fetches of a pixel", found["fetches"], "", FETCHES, found["fetches_where"]),
    ]


def _frames(name: str, cache: str, seconds: float) -> list[Figure]:
    """Processor time with the drawing dropped."""
    place = Place(virtual=True, env=_DROPPED)
    rounds = [measure(place, "ride", world=name, cache=cache, seconds=seconds) for _ in range(ROUNDS)]
    frame, world, passing = (
        np.min([found[part] for found in rounds], axis=0) for part in ("frame", "world", "passing")
    )
    whole = np.concatenate([frame, passing])
    when = rounds[0]["when"][int(whole.argmax())]

    def share(values: Any, percent: float) -> float:
        return round(float(np.percentile(values, percent)), 3)

    return [
        Figure("a stereo frame, median", share(frame, 50), "ms", FRAME_MS),
        Figure("a stereo frame, 95 %", share(frame, 95), "ms", FRAME_MS),
        Figure("the longest frame of a visit", share(whole, 100), "ms", LONGEST_MS, f"at {when:.0f} s"),
        Figure("of it the world's step, median", share(world, 50), "ms"),
        Figure("of it the world's step, 95 %", share(world, 95), "ms"),
        Figure("the longest collection of garbage", max(found["garbage_ms"] for found in rounds), "ms"),
        Figure("memory of the process", max(found["memory_mb"] for found in rounds), "MB"),
    ]


def readable(found: dict[str, Any]) -> str:
    """The figures as a table for each world."""
    lines: list[str] = []
    for name, world in found["worlds"].items():
        table = Table(name, "", "goal", "")
        for figure in world["figures"]:
            goal = "" if figure["goal"] is None else f"{figure['goal']:,.6g}"
            goal = f"at least {goal}" if figure["least"] and goal else goal
            verdict = {None: "", True: "met", False: "NOT MET"}[figure["met"]]
            table.row(figure["name"], f"{figure['value']:,.6g} {figure['unit']}".strip(), goal, verdict)
        lines += [*table.lines()]
        lines += [f"  {f['name']}: {f['where']}" for f in world["figures"] if f["where"]] + [""]
    lines.append("Processor time is of one process with the drawing dropped, both eyes in one pass.")
    return "\n".join([*lines, *(f"- {note}" for note in found["notes"])])
