"""DuckDB reads from the Parquet files what the CSV files hold."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from app.exports import export
from app.exports.sheet import Column, Kind
from app.exports.sheets import SHEETS
from app.store import Store

TYPES = {
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.TEXT: "VARCHAR",
    Kind.LIST: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.MOMENT: "TIMESTAMP",
    Kind.JSON: "VARCHAR",
}


@pytest.fixture
def tables(record: Store, out: Path) -> tuple[Path, Path]:
    export(record, "csv", out / "csv")
    export(record, "parquet", out / "parquet")
    return out / "csv", out / "parquet"


def from_csv(column: Column, cell: str) -> Any:
    if cell == "":
        return None
    match column.kind:
        case Kind.INTEGER:
            return int(cell)
        case Kind.NUMBER:
            return float(cell)
        case Kind.BOOLEAN:
            return cell == "true"
        case Kind.MOMENT:
            return datetime.fromisoformat(cell).replace(tzinfo=None)
        case Kind.JSON:
            return json.loads(cell)
        case Kind.LIST:
            return cell.removeprefix("'").split(";")
        case _:
            return cell.removeprefix("'")


def from_parquet(column: Column, value: Any) -> Any:
    if value is not None and column.kind in (Kind.JSON, Kind.LIST):
        return json.loads(value) if column.kind is Kind.JSON else json.loads(value) or None
    return value or None if column.kind is Kind.TEXT else value


def test_each_table_has_the_same_rows_with_types(tables: tuple[Path, Path]) -> None:
    as_csv, as_parquet = tables
    for sheet in SHEETS:
        with (as_csv / f"{sheet.name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            header, *lines = csv.reader(stream)
        expected = [tuple(map(from_csv, sheet.columns, line)) for line in lines]
        read = duckdb.execute("select * from read_parquet(?)", [str(as_parquet / f"{sheet.name}.parquet")])
        told = [(name, str(kind)) for name, kind, *_ in read.description or ()]
        assert told == [(column.name, TYPES[column.kind]) for column in sheet.columns]
        assert header == [name for name, _ in told]
        assert [tuple(map(from_parquet, sheet.columns, row)) for row in read.fetchall()] == expected, sheet.name
        assert expected, f"there is something in {sheet.name}"


def test_each_column_is_explained(tables: tuple[Path, Path]) -> None:
    with (tables[1] / "data_dictionary.csv").open(encoding="utf-8-sig", newline="") as stream:
        told = {(row["file"], row["column"]) for row in csv.DictReader(stream)}
    assert {(f"{sheet.name}.parquet", column.name) for sheet in SHEETS for column in sheet.columns} <= told


def test_the_writer_is_loaded_by_nobody_else(record: Store, out: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.store import Store; from app.exports import export\n"
        f"with Store.open(Path({str(record.path.parent)!r}), read_only=True) as store: export(store, 'csv', Path({str(out)!r}))\n"
        "print(sorted({'pandas', 'fastparquet'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
