"""``python3 -m app test``: run every test (the words after ``test`` go to pytest)."""

from __future__ import annotations

import argparse
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
    return subprocess.run([sys.executable, "-m", "pytest", *args.pytest], cwd=checkout).returncode
