"""Rows of text as ratings: each field held against its rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar

from app.errors import BadInput
from app.imports.table import Bad, Row, read, refused
from app.session import instruments
from app.session.instruments import Instrument
from app.session.plan import ALIAS_RULE
from app.store.earlier import Earlier

PHASES = ("before", "during", "after", "followup")
#: nothing was rated before
OLDEST = datetime(1900, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")
_WHOLE = re.compile(r"-?\d{1,6}(\.0+)?")

Value = TypeVar("Value")


class _Broken(Exception):
    """A field breaks the rule that the message says."""


def ratings(path: Path, zone: tzinfo, now: datetime) -> list[Earlier]:
    """The ratings of a file.

    zone : of times that have none; of days too

    Raises
    ------
    BadInput
        A row breaks a rule: every one is named by line, field and rule. Or it is no such file.
    """
    rows, bad = read(path)
    known = {name: instruments.load(name) for name in instruments.available()}
    found: list[Earlier] = []
    seen: dict[tuple[str, datetime, str, str], Earlier] = {}
    for row in rows:
        rating = _rating(path.name, row, known, zone, now, bad)
        if rating is None:
            continue
        first = seen.setdefault(rating.key, rating)
        if first is rating:
            found.append(rating)
        elif first.value != rating.value:
            rule = (
                f"agree with line {first.line}, which has another value for the same alias, time, instrument and phase"
            )
            bad.append(Bad(row.line, row.names["value"], rule, row.cells["value"]))
    if bad:
        raise refused(path.name, bad)
    return found


def _rating(
    name: str, row: Row, known: dict[str, Instrument], zone: tzinfo, now: datetime, bad: list[Bad]
) -> Earlier | None:
    """The row as a rating; None where it breaks a rule, which is put to the `bad` ones."""
    before = len(bad)

    def field(of: str, rule: Callable[[str], Value]) -> Value | None:
        try:
            return rule(row.cells[of])
        except _Broken as broken:
            bad.append(Bad(row.line, row.names[of], str(broken), row.cells[of]))
            return None

    alias = field("alias", _alias)
    moment = field("time", lambda text: _moment(text, zone, now))
    instrument = field("instrument", lambda text: _instrument(text, known))
    phase = field("phase", _phase)
    value = field("value", lambda text: _value(text, instrument))
    if len(bad) > before or alias is None or moment is None or instrument is None or phase is None or value is None:
        return None
    given, date_only = moment
    return Earlier(alias, given, date_only, instrument.id, phase, value, name, row.line)


def _alias(text: str) -> str:
    # what a spreadsheet was kept from taking for a formula
    text = text.removeprefix("'")
    if not ALIAS_RULE.fullmatch(text):
        raise _Broken("be 1 to 32 letters, digits, - or _")
    return text


def _moment(text: str, zone: tzinfo, now: datetime) -> tuple[datetime, bool]:
    try:
        if _DAY.fullmatch(text):
            # a day is the same day everywhere
            given, date_only = datetime.fromisoformat(text).replace(tzinfo=UTC), True
        elif _MOMENT.fullmatch(text):
            given, date_only = datetime.fromisoformat(text.replace(",", ".")), False
            given = (given if given.tzinfo else given.replace(tzinfo=zone)).astimezone(UTC)
        else:
            raise _Broken("be a day and time like 2026-03-04 09:30, or a day alone")
    except (ValueError, OverflowError):
        raise _Broken("be a day and time that there is, like 2026-03-04 09:30") from None
    if not OLDEST <= given <= now + timedelta(days=1):
        raise _Broken(f"be from {OLDEST.year} on and not in the future")
    return given, date_only


def _instrument(text: str, known: dict[str, Instrument]) -> Instrument:
    found = known.get(text.removeprefix("'"))
    if found is None:
        raise _Broken(f"be one of {', '.join(known)}")
    return found


def _phase(text: str) -> str:
    if text not in PHASES:
        raise _Broken(f"be one of {', '.join(PHASES)}")
    return text


def _value(text: str, instrument: Instrument | None) -> int:
    if not _WHOLE.fullmatch(text):
        raise _Broken("be a whole number")
    value = int(text.partition(".")[0])
    if instrument is not None and value not in instrument.values:
        steps = "" if instrument.step == 1 else f" in steps of {instrument.step}"
        raise _Broken(f"be {instrument.minimum} to {instrument.maximum}{steps}")
    return value


def disagreeing(path: Path, rows: list[Earlier], held: dict[int, int]) -> BadInput:
    """The error for ratings that are in the record with another value. `held` : line to that value."""
    by_line = {row.line: row for row in rows}
    return refused(
        path.name,
        [
            Bad(
                line, "value", f"agree with the record, which has {value} for the same rating", str(by_line[line].value)
            )
            for line, value in held.items()
        ],
    )
