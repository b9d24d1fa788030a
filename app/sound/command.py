"""``sound``: holds the layer by itself, or does what one of its own commands says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

#: name -> (module with `add_arguments` and `run`, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "calibrate": ("app.sound.calibrate", "measure microphone, headphones and path, and keep what was found")
}
_HOLD = "app.sound.hold"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``sound``, with those of each of its own commands."""
    import_module(_HOLD).add_arguments(parser)
    names = parser.add_subparsers(dest="sound", metavar="COMMAND", parser_class=type(parser))
    for name, (module, what) in COMMANDS.items():
        sub = names.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        import_module(module).add_arguments(sub)


def run(args: argparse.Namespace) -> int:
    """Do it; hands back the exit code."""
    module = COMMANDS[args.sound][0] if args.sound else _HOLD
    command: Callable[[argparse.Namespace], int] = import_module(module).run
    return command(args)
