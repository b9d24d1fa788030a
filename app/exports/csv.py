"""The record as CSV files, with a data dictionary beside them.

UTF-8 with a byte order mark, which Excel needs to read Chinese and which R and pandas pass over; RFC 4180 otherwise. Rows are
written as they are read, all of one moment, so a record of any size takes little memory.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from app.exports.job import Job
from app.exports.sheet import Column, Kind
from app.exports.sheets import SHEETS

DICTIONARY = "data_dictionary.csv"
NAMES = (*(f"{sheet.name}.csv" for sheet in SHEETS), DICTIONARY)

#: a cell that begins so may be taken for a formula by a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection)
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def owns(name: str) -> bool:
    """Whether a file of this name is one of such an export."""
    return name in NAMES


def write(job: Job, folder: Path) -> str:
    """Write the files into `folder`, which is empty; hands back where it is told what is in them."""
    for sheet, rows in job.each(SHEETS):
        _write(folder / f"{sheet.name}.csv", sheet.columns, rows)
    write_dictionary(folder / DICTIONARY, [(f"{sheet.name}.csv", sheet.columns) for sheet in SHEETS])
    return f"{DICTIONARY} tells what is in them"


def safe(text: str) -> str:
    """The text with one ``'`` in front where a spreadsheet might take it for a formula.

    A text that begins with ``'`` itself gets one too, so that taking one away always gives the text back.
    """
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


ABOUT = (
    Column("file", Kind.TEXT, "", "the file"),
    Column("column", Kind.TEXT, "", "the column, in the file's order"),
    Column(
        "type",
        Kind.TEXT,
        "",
        "how its values are written; an empty cell is a value that is not there; a text that begins with = + - @ or ' "
        "has one ' put in front, so that no spreadsheet takes it for a formula",
    ),
    Column("unit", Kind.TEXT, "", "the unit"),
    Column("description", Kind.TEXT, "", "what it says"),
    Column("allowed", Kind.TEXT, "", "the values it may have; empty: not limited"),
)


def write_dictionary(
    file: Path,
    tables: Iterable[tuple[str, tuple[Column, ...]]],
    told: Callable[[Kind], str] = lambda kind: kind.value,
) -> None:
    """Write what each column of each table says, of this one too. `told` : how values of a kind are written there."""

    def rows() -> Iterator[tuple[str, ...]]:
        for name, columns in tables:
            for column in columns:
                yield name, column.name, told(column.kind), column.unit, column.description, column.allowed
        for column in ABOUT:
            yield file.name, column.name, column.kind.value, column.unit, column.description, column.allowed

    _write(file, ABOUT, rows())


WRITTEN: dict[Kind, Callable[[Any], str]] = {
    Kind.INTEGER: str,
    # A float's shortest digits that give it back unchanged.
    Kind.NUMBER: str,
    Kind.TEXT: safe,
    Kind.LIST: lambda texts: safe(";".join(texts)),
    Kind.BOOLEAN: lambda value: "true" if value else "false",
    Kind.MOMENT: lambda moment: moment.isoformat().replace("+00:00", "Z"),
    Kind.JSON: lambda data: json.dumps(data, ensure_ascii=False),
}


def _write(file: Path, columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    written = [WRITTEN[column.kind] for column in columns]
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow(["" if cell is None else write(cell) for write, cell in zip(written, row, strict=True)])
        stream.flush()
        os.fsync(stream.fileno())
