"""``export``: the record of a data folder as files, while Respite may be at work on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.config import add_data, data_folder
from app.exports import csv
from app.store import Store

FORMATS = {"csv": csv.export}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``export``."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="where the files go; made when it isn't there")
    parser.add_argument("--format", choices=sorted(FORMATS), required=True, help="what kind of files")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Export; hands back the exit code 0.

    Raises
    ------
    BadInput
        The folder holds an export already.
    StoreError
        The record can't be read, or the folder can't be written to.
    """
    with Store.open(data_folder(args), read_only=True) as store:
        files = FORMATS[args.format](store, args.folder)
    print(f"{len(files)} files in {args.folder}, {files[-1].name} tells what is in them")
    return 0
