"""``audit``: who changed what, and whether anybody tampered with that."""

from __future__ import annotations

import argparse
import json
from datetime import date

from app.config import add_data, data_folder
from app.errors import BadInput
from app.store import Store

#: rows shown unless more are asked for
SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``audit``."""
    parser.add_argument("--person", default="", metavar="NAME", help="what this person did alone")
    parser.add_argument(
        "--kind", default="", help="changes of this kind alone, such as rating, setting, login, refused"
    )
    parser.add_argument("--since", metavar="DAY", help="from this day on, such as 2026-03-04")
    parser.add_argument("--until", metavar="DAY", help="up to this day")
    parser.add_argument("--many", type=int, default=SHOWN, help=f"how many at most, the newest (default: {SHOWN})")
    parser.add_argument("--verify", action="store_true", help="only follow the chain; exit code 1 when it is broken")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Print the trail, or what following its chain came to. 1 when somebody tampered with it."""
    if not 1 <= args.many <= 1_000_000:
        raise BadInput(f"--many must be 1 to 1000000, got {args.many}: choose a number in between")
    since, until = _day("--since", args.since), _day("--until", args.until)
    with Store.open(data_folder(args), read_only=True) as store:
        chain = store.follow_audit()
        rows = (
            [] if args.verify else store.changes(args.many, who=args.person, kind=args.kind, since=since, until=until)
        )
    if args.json:
        changes = [
            {
                "id": row.id,
                "utc": row.utc.isoformat(timespec="milliseconds"),
                "who": row.who,
                "kind": row.kind,
                "subject": row.subject,
                "old": row.old,
                "new": row.new,
            }
            for row in rows
        ]
        said = {"rows": chain.rows, "seal": chain.seal, "fault": chain.fault, "changes": changes}
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for row in reversed(rows):
            old, new = (
                json.dumps(value, ensure_ascii=False) if value is not None else "-" for value in (row.old, row.new)
            )
            print(f"{row.utc.astimezone():%Y-%m-%d %H:%M:%S}  {row.who}  {row.kind}  {row.subject}  {old} -> {new}")
        print(f"Broken: {chain.fault}." if chain.fault else f"Whole: {chain.rows} entries, seal {chain.seal}")
    return 1 if chain.fault else 0


def _day(name: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"{name} must be a day like 2026-03-04, got {text!r}") from error
