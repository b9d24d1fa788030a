"""The record as Parquet files: the same tables as the CSV files, with types.

Lists and what is known of an event are JSON texts; moments are UTC. What each column says stands in ``data_dictionary.csv``, as
it does beside the CSV files. Written a row group at a time, so a record of any size takes little memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.exports import csv
from app.exports.job import Job
from app.exports.sheet import Column, Kind
from app.exports.sheets import SHEETS

if TYPE_CHECKING:
    import pandas as pd

#: rows in a row group: they are in memory together
GROUP = 20_000
NAMES = (*(f"{sheet.name}.parquet" for sheet in SHEETS), csv.DICTIONARY)

#: of pandas; the library writes moments without their zone
TYPES = {
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "float64",
    Kind.TEXT: "object",
    Kind.LIST: "object",
    Kind.BOOLEAN: "boolean",
    Kind.MOMENT: "datetime64[us]",
    Kind.JSON: "object",
}
TOLD = {
    Kind.INTEGER: "64-bit integer",
    Kind.NUMBER: "double",
    Kind.TEXT: "text",
    Kind.LIST: "JSON text: a list",
    Kind.BOOLEAN: "boolean",
    Kind.MOMENT: "timestamp in microseconds, UTC",
    Kind.JSON: "JSON text",
}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


CONVERTED: dict[Kind, Callable[[Any], Any]] = {
    Kind.LIST: lambda texts: _json(list(texts)),
    Kind.JSON: _json,
    Kind.MOMENT: lambda moment: moment.replace(tzinfo=None),
}


def owns(name: str) -> bool:
    """Whether a file of this name is one of such an export."""
    return name in NAMES


def write(job: Job, folder: Path) -> str:
    """Write the files into `folder`, which is empty; hands back where it is told what is in them."""
    for sheet, rows in job.each(SHEETS):
        _write(folder / f"{sheet.name}.parquet", sheet.columns, rows)
    csv.write_dictionary(
        folder / csv.DICTIONARY, [(f"{sheet.name}.parquet", sheet.columns) for sheet in SHEETS], TOLD.__getitem__
    )
    return f"{csv.DICTIONARY} tells what is in them"


def _write(file: Path, columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    # Loaded here: nobody else should wait for it.
    from fastparquet import writer

    texts = {column.name: "utf8" for column in columns if TYPES[column.kind] == "object"}
    about = writer.make_metadata(_frame(columns, []), has_nulls=True, object_encoding=texts)
    writer.write_simple(str(file), _frames(columns, iter(rows)), about, compression="SNAPPY", stats=False)


def _frames(columns: tuple[Column, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[pd.DataFrame]:
    while group := list(islice(rows, GROUP)):
        yield _frame(columns, group)


def _frame(columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    def cells(at: int, kind: Kind) -> list[Any]:
        convert = CONVERTED.get(kind)
        if convert is None:
            return [row[at] for row in rows]
        return [None if row[at] is None else convert(row[at]) for row in rows]

    return pd.DataFrame(
        {column.name: pd.Series(cells(at, column.kind), dtype=TYPES[column.kind]) for at, column in enumerate(columns)}
    )
