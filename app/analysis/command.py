"""``analyse``: a table of ratings in, what can be said of it out; no record is needed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.analysis.analysis import analyse
from app.analysis.power import participants_for, power
from app.analysis.report import lines, plain
from app.analysis.table import read
from app.errors import BadInput
from app.i18n import LANGUAGES, translator


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``analyse``."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        nargs="?",
        help="CSV with the columns participant, sequence, period, condition, value (and baseline, if known); "
        "a missing value is left empty",
    )
    parser.add_argument(
        "--plan",
        nargs=2,
        type=float,
        metavar=("DIFFERENCE", "SD"),
        help="instead of a file: how many participants a 2x2 crossover needs for this difference, with this standard "
        "deviation within a participant",
    )
    parser.add_argument("--power", type=float, default=0.8, help="with --plan: the chance to find it (default: 0.8)")
    parser.add_argument("--language", choices=list(LANGUAGES), default="en", help="language of the report")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(args: argparse.Namespace) -> int:
    """Analyse or plan; hands back the exit code 0.

    Raises
    ------
    BadInput
        The file or a value breaks a rule.
    """
    if (args.file is None) == (args.plan is None):
        raise BadInput("analyse needs either FILE or --plan DIFFERENCE SD; see 'python3 -m app analyse --help'")
    if args.plan is not None:
        difference, within_sd = args.plan
        return _plan(difference, within_sd, args.power, args.json)
    found = analyse(read(args.file))
    if args.json:
        print(json.dumps(plain(found), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print("\n".join(lines(found, translator(args.language))))
    return 0


def _plan(difference: float, within_sd: float, chance: float, as_json: bool) -> int:
    count = participants_for(difference, within_sd, chance)
    reached = power(difference, within_sd, count)
    if as_json:
        print(json.dumps({"participants": count, "power": reached, "difference": difference, "within_sd": within_sd}))
    else:
        print(
            f"{count} participants ({count // 2} in each sequence) find a difference of {difference:g} with a power of "
            f"{reached:.3f}, were it true (two-sided, 5 %, within-participant SD {within_sd:g})"
        )
    return 0
