"""``bench export``: how long an export of many sessions takes, and what memory it needs, for each format."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from app.bench.table import Table
from app.errors import BadInput, RespiteError
from app.exports.export import FORMATS
from app.processes.inquiry import NoAnswer, inquire

#: goals: seconds for ten thousand sessions, and how much more memory they may take than a tenth of them
SECONDS, GROWTH_MB = 10.0, 50.0
SESSIONS, EACH_S = (10, 1_000_000), (0, 3600)
PATIENCE_S = 900.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=10_000, metavar="N", help="in the record (default: 10000)")
    parser.add_argument(
        "--seconds",
        type=int,
        default=0,
        metavar="N",
        help="of sound, pictures and head motion (90 a second) in each (default: 0, what is rated and done alone)",
    )
    parser.add_argument("--only", choices=list(FORMATS), help="the other formats are left out")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The figures by format, each in a process of its own: of a tenth of the sessions, and of all."""
    for name, value, (least, most) in (("--sessions", args.sessions, SESSIONS), ("--seconds", args.seconds, EACH_S)):
        if not least <= value <= most:
            raise BadInput(f"{name} must be {least} to {most}, got {value}")
    names = [args.only] if args.only else list(FORMATS)
    found: dict[str, Any] = {"sessions": args.sessions, "seconds_each": args.seconds, "formats": {}}
    with tempfile.TemporaryDirectory(prefix="respite-bench-") as scratch:
        for part, sessions in (("tenth", args.sessions // 10), ("all", args.sessions)):
            folder = Path(scratch) / part
            _child("exporting_record", folder=str(folder), sessions=sessions, seconds=args.seconds)
            for name in names:
                told = _child("exporting", folder=str(folder), name=name, out=str(Path(scratch) / f"{part}-{name}"))
                if part == "tenth":
                    found["formats"][name] = {"tenth_peak_mb": told["peak_mb"]}
                else:
                    found["formats"][name] |= told
    return found


def _child(module: str, **arguments: Any) -> dict[str, Any]:
    try:
        return inquire("app.bench.child", module, json.dumps(arguments), timeout_s=PATIENCE_S)
    except NoAnswer as none:
        raise RespiteError(f"bench: {module} must give figures, and did not: {none}") from none


def readable(found: dict[str, Any]) -> str:
    """The figures as a table."""
    table = Table(
        f"export of {found['sessions']:,} sessions",
        "seconds",
        "goal",
        "at work",
        "peak memory",
        "of a tenth",
        "written",
    )
    for name, told in found["formats"].items():
        table.row(
            name,
            f"{told['seconds']:.1f}",
            f"{SECONDS * found['sessions'] / 10_000:g}" if not found["seconds_each"] else "",
            f"{told['cpu_s']:.1f} s",
            f"{told['peak_mb']:.0f} MB",
            f"{told['tenth_peak_mb']:.0f} MB",
            f"{told['written_mb']:.1f} MB",
        )
    return "\n".join(table.lines())
