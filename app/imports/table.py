"""A file of ratings as rows of text by field, and what is wrong with it said by line, field and rule."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInput

#: a field, and the names a column of it may have
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "alias": ("alias", "participant", "participant_id", "record_id"),
    "time": ("time", "datetime", "date_time", "date", "given_utc"),
    "instrument": ("instrument",),
    "phase": ("phase",),
    "value": ("value", "rating"),
}
#: REDCap's own columns, and the forms of `app.exports.redcap` that hold ratings, with their fields
REPEAT = "redcap_repeat_instrument"
FORMS: Mapping[str, Mapping[str, str]] = {
    form: {
        "time": f"{prefix}_given_utc",
        "instrument": f"{prefix}_instrument",
        "phase": f"{prefix}_phase",
        "value": f"{prefix}_value",
    }
    for form, prefix in (("earlier_rating", "earlier"), ("rating", "rating"))
}
SEPARATORS = ",;\t"
#: bytes: a file of ratings is far smaller
LARGEST = 64_000_000
#: so many bad rows are told
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """line : where it begins, from 1; cells : what stands there, trimmed, by field; names : the columns' own names"""

    line: int
    cells: Mapping[str, str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bad:
    """A rule that a line of the file breaks; `field` is its column."""

    line: int
    field: str
    rule: str
    got: str | None = None

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", field {self.field}" if self.field else "")
        return f"{where}: must {self.rule}" + ("" if self.got is None else f", got {shown(self.got)}")


def shown(value: str) -> str:
    """A text as it stands, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def refused(name: str, bad: list[Bad]) -> BadInput:
    """The error for a file with bad rows: all of them, up to `SHOWN`."""
    lines = [str(one) for one in sorted(bad, key=lambda one: one.line)]
    more = len(lines) - SHOWN
    told = "\n".join(f"  {line}" for line in lines[:SHOWN]) + (f"\n  and {more} more" if more > 0 else "")
    many = "1 rule is broken" if len(lines) == 1 else f"{len(lines)} rules are broken"
    return BadInput(f"{name}: {many}, nothing of it was stored; mend these lines and import it again:\n{told}")


def read(path: Path) -> tuple[list[Row], list[Bad]]:
    """The rows of the file that hold ratings, and what is wrong with lines as such.

    Raises
    ------
    BadInput
        It can't be read, is no table, or lacks a column.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    bad: list[Bad] = []
    shape: _Shape | None = None
    try:
        for line, cells in _lines(reader):
            if not any(cell.strip() for cell in cells):
                continue
            if shape is None:
                shape = _Shape.of(path.name, [cell.strip() for cell in cells])
            elif len(cells) != shape.width:
                bad.append(Bad(line, "", f"have {shape.width} fields like the header", str(len(cells))))
            else:
                row = shape.row(line, [cell.strip() for cell in cells])
                rows += [] if row is None else [row]
    except csv.Error as error:
        raise BadInput(
            f"{path.name}, line {reader.line_num}: must be a table of separated values ({error}): save it as CSV, UTF-8"
        ) from error
    if shape is None:
        raise BadInput(f"{path.name} is empty: the first line must be {','.join(COLUMNS)}")
    return rows, bad


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                f"{path.name} must be {LARGEST // 1_000_000} MB or less: split it, or check that it is the right file"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: it can't be read: {error.strerror or error}: check the name") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"{path.name}, line {line}: must be UTF-8: save it as CSV, UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput(f"{path.name}, line {line}: must be text, it has a zero byte: save it as CSV, UTF-8")
    return text


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins in: a quoted cell may go over several."""
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a file has its fields: in `places` for a plain one, by form for one of REDCap; its column `form` tells which."""

    width: int
    header: list[str]
    forms: Mapping[str, Mapping[str, int]]
    form: int | None

    @staticmethod
    def of(name: str, header: list[str]) -> _Shape:
        names = [column.casefold() for column in header]
        twice = next((column for column in names if column and names.count(column) > 1), None)
        if twice is not None:
            raise BadInput(f"{name}, line 1: the column {twice} stands there twice: name each once")
        told = {
            form: {"alias": 0, **{field: names.index(column) for field, column in fields.items()}}
            for form, fields in FORMS.items()
            if all(column in names for column in fields.values())
        }
        if told:
            if REPEAT not in names and len(told) > 1:
                raise BadInput(f"{name}, line 1: the column {REPEAT} is missing: export all of REDCap's columns")
            return _Shape(len(header), header, told, names.index(REPEAT) if REPEAT in names else None)
        places = {}
        for field, known in COLUMNS.items():
            there = [column for column in known if column in names]
            if len(there) != 1:
                what = f"{field} is missing" if not there else f"{field} stands there as {' and as '.join(there)}"
                raise BadInput(
                    f"{name}, line 1: the column {what}: the header must have {','.join(COLUMNS)}, "
                    f"or REDCap's {','.join(('record_id', *FORMS['earlier_rating'].values()))}"
                )
            places[field] = names.index(there[0])
        return _Shape(len(header), header, {"": places}, None)

    def row(self, line: int, cells: list[str]) -> Row | None:
        """The fields of a row; None where it belongs to a form without ratings."""
        if self.form is None:
            ((form, places),) = self.forms.items()
            if form and not any(cells[at] for field, at in places.items() if field != "alias"):
                return None
        else:
            found = self.forms.get(cells[self.form])
            if found is None:
                return None
            places = found
        return Row(
            line,
            {field: cells[at] for field, at in places.items()},
            {field: self.header[at] for field, at in places.items()},
        )
