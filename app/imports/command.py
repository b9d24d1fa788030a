"""``import``: ratings from before Respite, or from beside it, into the record."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from app.config import add_data, data_folder
from app.errors import BadInput
from app.imports import ratings as rules
from app.store import Store, earlier
from app.store.earlier import Kept


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``import``."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="CSV with the columns alias, time, instrument, phase, value; or an export of REDCap with the fields of ours",
    )
    parser.add_argument(
        "--zone",
        default="UTC",
        metavar="ZONE",
        help="the time zone of times without one, like Europe/Berlin (default: UTC)",
    )
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Import; hands back the exit code 0.

    Raises
    ------
    BadInput
        A row breaks a rule: all are named, and nothing is stored.
    StoreError
        The record can't be written to, or Respite is at work on it.
    """
    zone = _zone(args.zone)
    rows = rules.ratings(args.file, zone, datetime.now(UTC))
    with Store.open(data_folder(args)) as store:
        kept = take_in(store, args.file, rows)
    print(
        f"{_ratings(kept.added)} imported from {args.file.name}, {kept.known} known already, "
        f"{kept.participants} new participant{'' if kept.participants == 1 else 's'}"
    )
    return 0


def take_in(store: Store, path: Path, rows: list[earlier.Earlier]) -> Kept:
    """Keep all of them or none. Raises `BadInput` where the record has another value, `StoreError`."""
    with store.reading() as reading:
        held = earlier.differing(reading, rows)
    if held:
        raise rules.disagreeing(path, rows, held)
    return store.take_in(rows)


def _ratings(count: int) -> str:
    return "1 rating" if count == 1 else f"{count} ratings"


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"--zone must be a time zone like Europe/Berlin or UTC, got {name!r}") from error
