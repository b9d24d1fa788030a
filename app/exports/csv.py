"""The record as CSV files, with a data dictionary beside them.

UTF-8 with a byte order mark, which Excel needs to read Chinese and which R and pandas pass over; RFC 4180 otherwise. Rows are
written as they are read, all of one moment, so a record of any size takes little memory.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.errors import BadInput, StoreError
from app.exports.sheet import Column, Kind
from app.exports.sheets import SHEETS
from app.store import Store

DICTIONARY = "data_dictionary.csv"

#: a cell that begins so may be taken for a formula by a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection)
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def export(store: Store, folder: Path) -> list[Path]:
    """Write the whole record into `folder`, which is made when it isn't there; hands back the files.

    Nothing is there under its name until everything is written.

    Raises
    ------
    BadInput
        The folder holds an export already.
    StoreError
        The record can't be read, or the folder can't be written to.
    """
    files = [folder / f"{sheet.name}.csv" for sheet in SHEETS] + [folder / DICTIONARY]
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        taken = [file.name for file in files if file.exists()]
        if taken:
            raise BadInput(f"{folder} must not hold an export already, it has {taken[0]}: choose an empty folder")
        parts = {file: file.with_name(f".{file.name}.part") for file in files}
        try:
            with store.reading() as reading:
                for sheet, file in zip(SHEETS, files, strict=False):
                    _write(parts[file], sheet.columns, sheet.rows(reading))
            _write(parts[files[-1]], ABOUT, _dictionary())
            for file, part in parts.items():
                part.replace(file)
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)
    return files


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


def _dictionary() -> Iterator[tuple[str, ...]]:
    for name, columns in (*((f"{sheet.name}.csv", sheet.columns) for sheet in SHEETS), (DICTIONARY, ABOUT)):
        for column in columns:
            yield name, column.name, column.kind.value, column.unit, column.description, column.allowed


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


def _write(part: Path, columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    written = [WRITTEN[column.kind] for column in columns]
    with part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow(["" if cell is None else write(cell) for write, cell in zip(written, row, strict=True)])
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{folder}: nothing was exported: {why}: make room, or choose another folder") from error
