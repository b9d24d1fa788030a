"""``report``: one participant, or one programme, as a PDF or a page of HTML."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.config import add_data, data_folder
from app.errors import BadInput
from app.exports.command import ended_in_turn, on_one_line
from app.i18n import LANGUAGES
from app.reports.report import Kind, Subject, make
from app.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``report``."""
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True, parser_class=type(parser))
    whats = {
        Kind.PARTICIPANT: ("ALIAS", "one participant: ratings, what was delivered, symptoms, visit by visit"),
        Kind.PROGRAMME: ("ID", "one programme: who took part, and what can be said of the modes"),
    }
    for kind, (name, what) in whats.items():
        sub = kinds.add_parser(kind.value, help=what, description=what[0].upper() + what[1:] + ".")
        sub.add_argument("name", metavar=name)
        sub.add_argument(
            "--out",
            metavar="FILE",
            type=Path,
            help="ends with .pdf or .html (default: report-NAME-DAY.pdf in this folder)",
        )
        sub.add_argument("--language", choices=list(LANGUAGES), default="en", help="language of the report")
        sub.add_argument("--date", metavar="DAY", help="the day that stands in it (default: today)")
        sub.add_argument("--simulated", action="store_true", help="the visits of simulated patients, marked as such")
        sub.add_argument("--overwrite", action="store_true", help="replace a file that is there")
        add_data(sub)


def run(args: argparse.Namespace) -> int:
    """Write the report; hands back the exit code 0.

    Raises
    ------
    BadInput
        An option breaks a rule, or there is nothing to report on.
    StoreError
        The record can't be read, or the file can't be written.
    """
    on = _day(args.date)
    out = args.out or Path(f"report-{args.name}-{on.isoformat()}.pdf")
    with Store.open(data_folder(args), read_only=True) as store, on_one_line("steps") as told, ended_in_turn(told):
        subject = Subject(Kind(args.kind), args.name)
        make(store, subject, out, args.language, on=on, told=told, overwrite=args.overwrite, simulated=args.simulated)
    print(f"{out} ({out.stat().st_size / 1000:.0f} kB)")
    return 0


def _day(text: str | None) -> date:
    try:
        return date.today() if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--date must be a day like 2026-03-04, got {text!r}") from error
