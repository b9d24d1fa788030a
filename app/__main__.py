"""The command line's first stage: it sets the machine up if need be, on the standard library alone, and hands on."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from app.libraries import SetupError
from app.setup import ROOT, ensure

#: commands that need what is installed for testing
FOR_DEVELOPERS = ("test", "texts")


def command(arguments: Sequence[str]) -> str:
    """The command among `arguments`, "" for none: the first that is neither an option nor `--data`'s value."""
    before = ""
    for argument in arguments:
        if not argument.startswith("-") and before != "--data":
            return argument
        before = argument
    return ""


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether only words are wanted, which need no set-up."""
    return not {"-h", "--help"}.isdisjoint(arguments)


def version() -> str:
    """Respite's own, of this checkout or as installed."""
    import tomllib  # not in the older Pythons that are told what is needed
    from importlib import metadata

    project = ROOT / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version("respite")


def run(wanted: str, arguments: Sequence[str]) -> int:
    """Hand on to the command line; pytest's own words go to pytest unread."""
    if wanted == "test" and not asks_for_help(arguments):
        from app import testing

        return testing.run(Namespace(pytest=arguments[arguments.index("test") + 1 :]))
    from app import cli

    return cli.main(arguments)


def main() -> int:
    """Set up, then run the command line. Returns the exit code."""
    arguments = sys.argv[1:]
    if "--version" in arguments[:1]:
        print(f"respite {version()}")
        return 0
    wanted, help_alone = command(arguments), asks_for_help(arguments)
    try:
        if not help_alone:
            ensure(arguments, test=wanted in FOR_DEVELOPERS)
        try:
            return run(wanted, arguments)
        except ModuleNotFoundError:
            if not help_alone:
                raise
            # This command's words need the packages too.
            ensure(arguments, test=False)
            return run(wanted, arguments)
    except SetupError as error:
        print(f"respite: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nrespite: interrupted; the next start goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
