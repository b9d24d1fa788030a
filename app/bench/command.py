"""``bench``: figures of this machine, for who develops Respite and for a clinic that asks whether its PC is good enough."""

from __future__ import annotations

import argparse
import json
from importlib import import_module

#: name -> (module with `add_arguments`, `run` and `readable`, what it measures)
BENCHES = {
    "console": ("app.bench.console", "presses and seconds to a running session, and how quick pages and commands are"),
    "export": ("app.bench.export", "how long exports of many sessions take, and what memory they need"),
    "xr": ("app.bench.xr", "what a picture in the headset costs, and whether this PC holds the headset's rate"),
    "worlds": ("app.bench.worlds", "what each world costs, and whether that is within its goals"),
    "sound": (
        "app.bench.sound",
        "what mixing costs, and whether the stated SNR is the delivered one, in virtual rooms",
    ),
    "switch": (
        "app.bench.switch",
        "how long switches between 3D, 2D and flat take, and whether they leave anything behind",
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``bench``, with those of each measurement."""
    names = parser.add_subparsers(dest="bench", metavar="NAME", required=True, parser_class=type(parser))
    for name, (module, what) in BENCHES.items():
        sub = names.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        sub.add_argument("--json", action="store_true", help="one JSON object on standard output")
        import_module(module).add_arguments(sub)


def run(args: argparse.Namespace) -> int:
    """Measure and print; hands back the exit code 0.

    Raises
    ------
    RespiteError
        It can't be measured here; the message says why.
    """
    bench = import_module(BENCHES[args.bench][0])
    found = bench.run(args)
    print(json.dumps(found, ensure_ascii=False) if args.json else bench.readable(found))
    return 0
