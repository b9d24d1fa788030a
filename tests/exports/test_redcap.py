"""REDCap takes the dictionary and every row, and the rows say what the record says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.exports import Choice, export
from app.store import Store
from app.store.models import Answered, EarlierRating, Rating, Segment, Session
from tests.exports.conftest import CHINESE
from tests.exports.redcap_rules import COLUMNS, Row, broken_in_dictionary, broken_in_import

REPEATING = {"session", "segment", "rating", "earlier_rating", "questionnaire"}


def read(file: Path) -> tuple[list[str], list[Row]]:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return list(rows.fieldnames or ()), list(rows)


@pytest.fixture
def dictionary(record: Store, out: Path) -> tuple[list[str], list[Row]]:
    export(record, "redcap", out)
    return read(out / "redcap_data_dictionary.csv")


@pytest.fixture
def rows(dictionary: object, out: Path) -> list[Row]:
    return read(out / "redcap_import.csv")[1]


def test_the_dictionary_keeps_redcaps_rules(dictionary: tuple[list[str], list[Row]]) -> None:
    assert broken_in_dictionary(*dictionary) == []
    types = {field[COLUMNS[3]] for field in dictionary[1]}
    assert types == {"text", "notes", "radio", "yesno"}


def test_each_row_keeps_the_dictionarys_rules(dictionary: tuple[list[str], list[Row]], out: Path) -> None:
    header, rows = read(out / "redcap_import.csv")
    assert broken_in_import(dictionary[1], header, rows, REPEATING) == []


def test_nothing_of_sessions_segments_and_ratings_is_lost(record: Store, rows: list[Row]) -> None:
    with record.reading() as reading:
        for form, table in (
            ("session", Session),
            ("segment", Segment),
            ("rating", Rating),
            ("earlier_rating", EarlierRating),
            ("questionnaire", Answered),
        ):
            there = [row for row in rows if row["redcap_repeat_instrument"] == form]
            assert len(there) == reading.scalar(select(func.count(table.id))), form
        held = reading.execute(select(Rating.id, Rating.value, Rating.anchor_high, Rating.phase)).all()
    told = [
        (int(row["rating_id"]), int(row["rating_value"]), row["rating_anchor_high"], row["rating_phase"])
        for row in rows
        if row["rating_id"]
    ]
    assert told == [tuple(one) for one in held]


def test_texts_are_as_they_were_typed(rows: list[Row]) -> None:
    first, *others = (row for row in rows if row["redcap_repeat_instrument"] == "session")
    assert (first["record_id"], first["session_note"]) == (CHINESE, '=1+1\n"two"\tlines')
    assert (first["session_started_utc"], first["session_seed"]) == ("2026-03-04 09:30:00", str(2**40))
    assert "dizzy; | stopped" in [row["session_reason"] for row in others]


def test_an_export_of_a_part_meets_the_same_instances(record: Store, rows: list[Row], tmp_path: Path) -> None:
    export(record, "redcap", tmp_path / "part", Choice(modes=("3d",), since=record.sessions()[0].started_utc))
    part = read(tmp_path / "part" / "redcap_import.csv")[1]
    assert [(row["record_id"], row["redcap_repeat_instance"]) for row in part if row["session_id"]] == [(CHINESE, "2")]
    assert all(row in rows for row in part)
    assert not [row for row in part if row["redcap_repeat_instrument"] == "earlier_rating"]
