"""``python3 -m app test``: run every test (the words after ``test`` go to pytest)."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from app.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="passed on to pytest")


def run(args: argparse.Namespace) -> int:
    """pytest's exit code."""
    checkout = Path(__file__).resolve().parent.parent
    if not (checkout / "tests").is_dir():
        raise BadInput(f"there are no tests beside {checkout}: run this from a checkout of the repository")
    # whoever asks for some tests gets them in turn, where they can be followed
    parts = (
        [args.pytest]
        if args.pytest
        else [("-n", str(workers()), "--dist", "loadfile", "-m", "not alone"), ("-m", "alone")]
    )
    for words in parts:
        code = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=checkout).returncode
        if code:
            return code
    return 0


def workers() -> int:
    """How many tests run side by side: one a core and one more, since most of them wait for a sound, a headset or a browser. Each
    worker has its own virtual devices, so four at most."""
    return min((os.cpu_count() or 2) + 1, 4)
