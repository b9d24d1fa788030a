"""The command line: what was typed, and one clear line when it can't be done."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import NoReturn

from app.config import DEFAULT_PORT, add_data
from app.errors import RespiteError

#: name -> (module with `add_arguments` and `run`, what it does)
COMMANDS = {
    "analyse": (
        "app.analysis",
        "what a table of ratings says: crossover, mixed model, groups; or how many to plan for",
    ),
    "audit": ("app.audit", "who changed what, and whether anybody tampered with that"),
    "backup": ("app.work.backup_command", "copy the record and check the copy, while Respite may be running"),
    "bench": ("app.bench", "how fast this machine draws and switches, in figures"),
    "demo": ("app.demo", "a whole session with a simulated patient, no person needed"),
    "doctor": ("app.doctor", "what this machine has, and what to do about what it lacks"),
    "export": ("app.exports", "write the record to files"),
    "import": ("app.imports", "take ratings from a file into the record, from before Respite or from beside it"),
    "look": ("app.look", "render a picture of a world"),
    "people": ("app.people.command", "who may log in once the console is on the ward's network"),
    "programme": (
        "app.programmes.command",
        "courses of visits: which there are, who takes part, and which visit is next",
    ),
    "restore": ("app.work.restore_command", "put a copy of the record in its place; what stood there is kept"),
    "report": ("app.reports", "a report on one participant or one programme, as PDF or HTML"),
    "scale": (
        "app.questionnaires.command",
        "scales and questionnaires: which there are, where from, and whether a file is one",
    ),
    "sound": ("app.sound", "hold the layer over the room's noise without a session, and write what was delivered"),
    "test": ("app.testing", "run every test"),
    "texts": ("app.i18n", "bring catalogues and fonts up to date, and say which texts lack a translation"),
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"respite: {message}; see '{self.prog} --help'\n")


def _add_start(parser: argparse.ArgumentParser) -> None:
    """The options without a command (they stand here, not in `app.run`, so that help needs no package)."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"the console's port (default: {DEFAULT_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="don't open the console in a browser")
    parser.add_argument("--output", metavar="NAME", help="sound output device (default: the system's)")
    parser.add_argument("--microphone", metavar="NAME", help="microphone (default: the system's)")
    parser.add_argument("--offscreen", action="store_true", help="open no window; the picture shows in the console")
    ward = parser.add_argument_group("on the ward's network", "people log in and browsers are paired; see 'people'")
    ward.add_argument("--network", action="store_true", help="serve the console to the ward's network too, over TLS")
    ward.add_argument("--listen", metavar="ADDRESS", help="this machine's address to listen on (default: all of them)")
    ward.add_argument(
        "--name", action="append", default=[], help="a name that the network knows this machine by; once for each"
    )
    ward.add_argument("--certificate", metavar="FILE", help="the clinic's certificate, PEM (default: one made here)")
    ward.add_argument("--key", metavar="FILE", help="the certificate's key, PEM, without a password")
    ward.add_argument(
        "--idle",
        type=float,
        metavar="MINUTES",
        help="minutes without anything done until the PIN is asked for (default: 15)",
    )


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line. Only the module of the command `only` is imported, so that help stays quick."""
    top = _Parser(
        prog="python3 -m app",
        description="Respite: pain relief by virtual reality, run and recorded beside the patient. "
        "Without a command it starts the console in the browser.",
    )
    top.add_argument("--verbose", action="store_true", help="say more on standard error")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name, (module, what) in COMMANDS.items():
        sub = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        if name == only:
            import_module(module).add_arguments(sub)
    add_data(top)
    if only is None:
        _add_start(top)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out what was typed; hands back the exit code (2: bad input, said in one line)."""
    words = list(sys.argv[1:] if argv is None else argv)
    only = next((word for before, word in pairwise(["", *words]) if word in COMMANDS and before != "--data"), None)
    args = parser(only).parse_args(words)
    logging.basicConfig(
        level=logging.INFO if args.verbose else logging.WARNING,
        stream=sys.stderr,
        format="%(levelname)s %(name)s: %(message)s",
    )
    module = COMMANDS[args.command][0] if args.command else "app.run"
    command: Callable[[argparse.Namespace], int] = import_module(module).run
    try:
        return command(args)
    except RespiteError as error:
        print(f"respite: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
