"""``export``: the record of a data folder as files, while Respite may be at work on it."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from app.config import add_data, data_folder
from app.errors import BadInput, StoreError
from app.exports.choice import Choice
from app.exports.export import FORMATS, export
from app.session.plan import Mode
from app.store import Store, audit

#: seconds between two words on a terminal
EVERY_S = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``export``."""
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="folder for the files, made when it isn't there (fhir: or a .json file)"
    )
    parser.add_argument(
        "--format",
        choices=list(FORMATS),
        required=True,
        help="; ".join(f"{name}: {what}" for name, what in FORMATS.items()),
    )
    parser.add_argument(
        "--alias", action="append", default=[], metavar="ALIAS", help="only this participant; may be repeated"
    )
    parser.add_argument(
        "--since", metavar="DATE", help="only sessions from this day on, or from this moment (ISO 8601)"
    )
    parser.add_argument("--until", metavar="DATE", help="only sessions up to this day, or before this moment")
    parser.add_argument("--world", action="append", default=[], metavar="NAME", help="only this world; may be repeated")
    parser.add_argument(
        "--mode",
        action="append",
        default=[],
        choices=[mode.value for mode in Mode],
        help="only sessions in which this was shown; may be repeated",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier export of the same format")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Export; hands back the exit code 0.

    Raises
    ------
    BadInput
        An option breaks a rule, or the folder holds an export already.
    StoreError
        The record can't be read, or the folder can't be written to.
    """
    choice = Choice(
        aliases=tuple(args.alias),
        since=moment("--since", args.since),
        until=moment("--until", args.until, whole_day=True),
        worlds=tuple(args.world),
        modes=tuple(args.mode),
    )
    with Store.open(data_folder(args), read_only=True) as store, on_one_line("rows") as told, ended_in_turn(told):
        done = export(store, args.format, args.out, choice, told, overwrite=args.overwrite)
    made: dict[str, str | int] = {"folder": str(done.folder), "files": len(done.names), "sessions": done.sessions}
    _write_down(store, args.format, made)
    files = "1 file" if len(done.names) == 1 else f"{len(done.names)} files"
    sessions = "1 session" if done.sessions == 1 else f"{done.sessions} sessions"
    print(f"{sessions}, {files} in {done.folder}, {done.hint}")
    return 0


def _write_down(store: Store, form: str, made: dict[str, str | int]) -> None:
    """The export stands in the audit trail, if there is anything to write on: a copy on a disk that is only read has none."""
    try:
        audit.append(store.path, "export", form, None, made)
    except StoreError as error:
        print(f"respite: this export is not in the audit trail: {error}", file=sys.stderr)


def moment(name: str, text: str | None, *, whole_day: bool = False) -> datetime | None:
    """A day or a moment as typed; without a zone it is this machine's. With `whole_day` a day stands for its end.

    Raises
    ------
    BadInput
        It is neither.
    """
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-04"):
            day = date.fromisoformat(text) + timedelta(days=1 if whole_day else 0)
            return datetime(day.year, day.month, day.day).astimezone()
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(f"{name} must be a day or a moment like 2026-03-04 or 2026-03-04T09:30, got {text!r}") from error


class Teller:
    """One line on a terminal that is written over again and again; nothing where standard error is none."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = sys.stderr.isatty()
        self._next = time.monotonic() + EVERY_S
        self._wrote = False
        #: whether somebody wants the export to end
        self.asked = False

    def __call__(self, done: int, total: int) -> None:
        if self.asked:
            raise KeyboardInterrupt
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next, self._wrote = now + EVERY_S, True
            share = done / total if total else 0.0
            print(f"\r{share:4.0%}  {done:,} of {total:,} {self._what}", end="\x1b[K", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._wrote:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def on_one_line(what: str) -> Iterator[Teller]:
    """Tells how far long work is, in so many of `what`."""
    teller = Teller(what)
    try:
        yield teller
    finally:
        teller.end()


@contextmanager
def ended_in_turn(told: Teller) -> Iterator[None]:
    """Ctrl+C and a request to end are heeded between two steps, where nothing of the database is in use that would complain."""

    def ask(_number: int, _frame: object) -> None:
        told.asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
