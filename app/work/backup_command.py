"""``backup``: a checked copy of the record, while Respite may be at work on it."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from app.config import add_data, data_folder
from app.errors import BadInput, StoreError
from app.store import audit, backup
from app.store.store import DATABASE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``backup``."""
    parser.add_argument(
        "to",
        metavar="TO",
        type=Path,
        nargs="?",
        help="folder for the copy, on another disk at best (default: backups in the data folder, "
        f"where the newest {backup.KEEP} are kept)",
    )
    parser.add_argument("--keep", metavar="N", type=int, help="keep only the newest N copies in the folder")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Copy; hands back the exit code 0.

    Raises
    ------
    BadInput
        An option breaks a rule.
    StoreError
        The record can't be read, or the folder can't be written to.
    """
    if args.keep is not None and args.keep < 1:
        raise BadInput(f"--keep must be 1 or more, got {args.keep}")
    data = data_folder(args)
    folder = data / backup.FOLDER if args.to is None else args.to.expanduser()
    made = backup.back_up(data / DATABASE, folder)
    with contextlib.suppress(StoreError):  # the copy is made, also of a record that can't be written to
        audit.append(data / DATABASE, "backup", made.path.name, None, {"bytes": made.size})
    keep = args.keep if args.keep is not None else backup.KEEP if args.to is None else None
    if keep is not None:
        backup.prune(folder, keep)
    print(f"{made.path}: {made.size / 1e6:,.1f} MB, read again and whole")
    return 0
