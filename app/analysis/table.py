"""The table that is analysed: one row for each participant and period, read from a CSV file and checked."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from app.errors import BadInput

COLUMNS = ("participant", "sequence", "period", "condition", "value")
BASELINE = "baseline"
#: how a value that is missing may be written
MISSING = ("", "na", "n/a", "nan", ".")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_PERIOD = re.compile(r"\d{1,6}", re.ASCII)
_GREATEST = 1e9


@dataclass(frozen=True)
class Row:
    """What one participant gave in one period; `value` and `baseline` are None where they are missing."""

    line: int
    participant: str
    sequence: str
    period: int
    condition: str
    value: float | None
    baseline: float | None = None


@dataclass(frozen=True)
class Table:
    """Rows that fit together: each participant once in a period, in one sequence, and each sequence in its order."""

    rows: tuple[Row, ...]

    @property
    def given(self) -> list[Row]:
        """The rows with a value."""
        return [row for row in self.rows if row.value is not None]

    @property
    def conditions(self) -> list[str]:
        return sorted({row.condition for row in self.given})

    @property
    def periods(self) -> list[int]:
        return sorted({row.period for row in self.given})

    @property
    def sequences(self) -> list[str]:
        return sorted({row.sequence for row in self.given})

    def participants(self) -> dict[str, list[Row]]:
        """The rows with a value by participant, in the order of the periods."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.given, key=lambda row: row.period):
            found.setdefault(row.participant, []).append(row)
        return found


def read(path: Path) -> Table:
    """The table in the CSV file `path` (UTF-8, commas, decimal points; other columns are left alone).

    Raises
    ------
    BadInput
        The file can't be read or a row breaks a rule; the message names the line, the field and the rule.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}; name a CSV file") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8: save it as CSV UTF-8 and run this again") from error
    return check(path.name, list(_rows(path.name, text)))


def check(name: str, rows: list[Row]) -> Table:
    """The table of `rows`, which fit together; `name` is for the messages.

    Raises
    ------
    BadInput
        No row has a value, a participant stands twice in a period or in two sequences, or an order is broken.
    """
    if all(row.value is None for row in rows):
        raise BadInput(f"{name} has no value: at least one row must have one")
    seen: dict[tuple[str, int], int] = {}
    belongs: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault((row.participant, row.period), row.line)
        if first != row.line:
            raise _bad(name, row.line, "period", f"one row a participant, but line {first} has it already", row.period)
        own = belongs.setdefault(row.participant, row)
        if own.sequence != row.sequence:
            said = f"{_shown(own.sequence)} in line {own.line}"
            raise _bad(name, row.line, "sequence", f"one for each participant, but it was {said}", row.sequence)
    _check_spelling(name, rows)
    _check_orders(name, rows)
    return Table(tuple(rows))


def spelled(sequence: str, conditions: list[str]) -> list[str] | None:
    """The conditions in the order that the label `sequence` spells out ("AB", "3D/2D", "a-b-a"); None if it doesn't."""
    known = {condition.casefold(): condition for condition in conditions}
    for parts in (re.split(r"\s*(?:->|→|[/,;>|\s])\s*", sequence), re.split(r"[-_]", sequence), list(sequence)):
        order = [known.get(part.strip().casefold()) for part in parts]
        if len(parts) > 1 and None not in order:
            return [condition for condition in order if condition]
    return None


# ---- reading ----------------------------------------------------------------------------------------------------------


def _rows(name: str, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    place: dict[str, int] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if place is None:
                place = _header(name, cells)
                width = len(cells)
            elif len(cells) != width:
                rule = f"{name}, line {reader.line_num}: must have {width} fields like the header, got {len(cells)}"
                raise BadInput(f"{rule}; decimals are written with a point, text with commas in quotes")
            else:
                yield _row(name, reader.line_num, {field: cells[at].strip() for field, at in place.items()})
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num}: must be comma-separated values: {error}") from error
    if place is None:
        raise BadInput(f"{name} is empty: the first line must be {','.join(COLUMNS)}")


def _header(name: str, cells: list[str]) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in cells]
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise BadInput(f"{name}, line 1: fields must be separated by commas; save it as comma-separated CSV")
    wanted = [*COLUMNS, *([BASELINE] if BASELINE in names else [])]
    for field in wanted:
        if names.count(field) != 1:
            what = "is missing" if field not in names else "stands there twice"
            raise BadInput(f"{name}, line 1: the column {field} {what}; the header must have {','.join(COLUMNS)}")
    return {field: names.index(field) for field in wanted}


def _row(name: str, line: int, cells: dict[str, str]) -> Row:
    for field in ("participant", "sequence", "condition"):
        if not cells[field]:
            raise BadInput(f"{name}, line {line}, field {field}: must not be empty")
        if not cells[field].isprintable():
            raise _bad(name, line, field, "printable text on one line", cells[field])
    if not _PERIOD.fullmatch(cells["period"]):
        raise _bad(name, line, "period", "a whole number (1, 2, ...)", cells["period"])
    return Row(
        line,
        cells["participant"],
        cells["sequence"],
        int(cells["period"]),
        cells["condition"],
        _number(name, line, "value", cells["value"]),
        _number(name, line, BASELINE, cells.get(BASELINE, "")),
    )


def _number(name: str, line: int, field: str, text: str) -> float | None:
    if text.casefold() in MISSING:
        return None
    if _COMMA.fullmatch(text):
        raise _bad(name, line, field, "a number with a decimal point, not a comma", text)
    if not _NUMBER.fullmatch(text):
        raise _bad(name, line, field, "a number, or empty where it is missing", text)
    number = float(text)
    if not isfinite(number) or abs(number) > _GREATEST:
        raise _bad(name, line, field, f"a number from {-_GREATEST:g} to {_GREATEST:g}", text)
    return number


# ---- orders -----------------------------------------------------------------------------------------------------------


def _check_spelling(name: str, rows: list[Row]) -> None:
    """Two spellings of one label would be two groups."""
    for field in ("sequence", "condition"):
        seen: dict[str, tuple[str, int]] = {}
        for row in rows:
            label = str(getattr(row, field))
            first, line = seen.setdefault(label.casefold(), (label, row.line))
            if first != label:
                raise _bad(name, row.line, field, f"spelled {_shown(first)} as in line {line}", label)


def _check_orders(name: str, rows: list[Row]) -> None:
    """Hold each row against its sequence: against the order that the label spells out, else, where there are two
    periods and so a sequence is an order, against what most of its participants had."""
    periods = sorted({row.period for row in rows})
    conditions = sorted({row.condition for row in rows})
    counts: dict[tuple[str, int], Counter[str]] = {}
    for row in rows:
        counts.setdefault((row.sequence, row.period), Counter())[row.condition] += 1
    orders = {row.sequence: spelled(row.sequence, conditions) for row in rows}
    for row in rows:
        order = orders[row.sequence]
        if order is not None and len(order) == len(periods):
            expected = order[periods.index(row.period)]
        elif len(periods) == 2:
            expected = counts[row.sequence, row.period].most_common(1)[0][0]
        else:
            continue
        if row.condition != expected:
            rule = f"{_shown(expected)}, which sequence {_shown(row.sequence)} has in period {row.period}"
            raise _bad(name, row.line, "condition", f"{rule} (or the sequence is wrong)", row.condition)


def _bad(name: str, line: int, field: str, rule: str, got: object) -> BadInput:
    return BadInput(f"{name}, line {line}, field {field}: must be {rule}, got {_shown(got)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
