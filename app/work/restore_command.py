"""``restore``: a copy that ``backup`` made takes the record's place; what stood there is kept beside it."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from app.config import add_data, data_folder
from app.errors import StoreError
from app.store import audit, backup
from app.store.store import DATABASE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``restore``."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the copy; Respite must not be running")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Restore; hands back the exit code 0.

    Raises
    ------
    BadInput
        The file is no whole record of Respite, or of a newer one.
    StoreError
        Respite is running on the record, or the folder can't be written to.
    """
    data = data_folder(args)
    before = backup.restore(args.file.expanduser(), data)
    with contextlib.suppress(StoreError):  # a copy that an older Respite made may have no trail yet
        audit.append(
            data / DATABASE, "restore", args.file.name, None, None if before is None else {"kept": before.name}
        )
    kept = "" if before is None else f"; what stood there is kept as {before.name}"
    print(f"{data}: the record is that of {args.file.name}{kept}")
    return 0
