"""Ratings from files: all of a good one once, nothing of a bad one, and every bad line said."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.cli import main
from app.errors import BadInput
from app.exports import export
from app.imports.ratings import ratings
from app.store import Store, earlier
from tests.store.rows import begin, rate

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HEADER = "alias,time,instrument,phase,value\n"
GOOD = f"""{HEADER}P-001,2026-03-04 09:30,nrs-pain-now,before,7
P-001,2026-03-04T10:00:00+01:00,nrs-pain-now,after,4
病人-2,2025-12-31,nrs-pain-now,before,10
"""

Run = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "data"):
        return tmp_path / "data"


@pytest.fixture
def take(tmp_path: Path, folder: Path) -> Run:
    """Import a text as a file."""

    def run(text: str | bytes, *words: str, name: str = "earlier.csv") -> int:
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return main(["import", str(tmp_path / name), "--data", str(folder), *words])

    return run


def held(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "respite.db")) as raw:
        return raw.execute(
            "select alias, given_utc, date_only, phase, value, file, line from earlier_ratings"
            " join participants on participants.id = participant_id order by earlier_ratings.id"
        ).fetchall()


def test_a_file_is_taken_in_with_its_lines(take: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(GOOD) == 0
    assert capsys.readouterr().out == "3 ratings imported from earlier.csv, 0 known already, 2 new participants\n"
    assert held(folder) == [
        ("P-001", "2026-03-04 09:30:00.000000", 0, "before", 7, "earlier.csv", 2),
        ("P-001", "2026-03-04 09:00:00.000000", 0, "after", 4, "earlier.csv", 3),
        ("病人-2", "2025-12-31 00:00:00.000000", 1, "before", 10, "earlier.csv", 4),
    ]


def test_the_same_file_again_adds_nothing(take: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(GOOD)
    before = held(folder)
    assert take(GOOD, name="copy.csv") == 0
    assert "0 ratings imported from copy.csv, 3 known already, 0 new" in capsys.readouterr().out
    assert held(folder) == before


def test_a_longer_file_adds_what_is_new(take: Run, folder: Path) -> None:
    take(GOOD)
    take(GOOD + "P-001,2026-03-05 09:30,nrs-pain-now,before,6\n")
    assert [row[4] for row in held(folder)] == [7, 4, 10, 6]


def test_times_without_a_zone_are_of_the_zone_that_is_said(take: Run, folder: Path) -> None:
    assert take(GOOD, "--zone", "Asia/Shanghai") == 0
    assert [row[1] for row in held(folder)] == [
        "2026-03-04 01:30:00.000000",
        "2026-03-04 09:00:00.000000",
        "2025-12-31 00:00:00.000000",
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_what_spreadsheets_write_is_read(take: Run, folder: Path, separator: str) -> None:
    assert take(b"\xef\xbb\xbf" + GOOD.replace(",", separator).replace("\n", "\r\n").encode()) == 0
    assert len(held(folder)) == 3


# ---- bad rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "P 1,2026-03-04 09:30,nrs-pain-now,before,7",
            "line 3, field alias: must be 1 to 32 letters, digits, - or _, got 'P 1'",
        ),
        (
            ",2026-03-04 09:30,nrs-pain-now,before,7",
            "line 3, field alias: must be 1 to 32 letters, digits, - or _, got ''",
        ),
        (
            "P1,4.3.2026,nrs-pain-now,before,7",
            "line 3, field time: must be a day and time like 2026-03-04 09:30, or a day alone",
        ),
        ("P1,2026-02-30,nrs-pain-now,before,7", "line 3, field time: must be a day and time that there is"),
        ("P1,2027-01-01,nrs-pain-now,before,7", "line 3, field time: must be from 1900 on and not in the future"),
        ("P1,2026-03-04,vas,before,7", "line 3, field instrument: must be one of"),
        (
            "P1,2026-03-04,nrs-pain-now,baseline,7",
            "line 3, field phase: must be one of before, during, after, followup, got 'baseline'",
        ),
        ("P1,2026-03-04,nrs-pain-now,before,11", "line 3, field value: must be 0 to 10, got '11'"),
        ("P1,2026-03-04,nrs-pain-now,before,6.5", "line 3, field value: must be a whole number, got '6.5'"),
        ("P1,2026-03-04,nrs-pain-now,before,", "line 3, field value: must be a whole number, got ''"),
        ("P1,2026-03-04,nrs-pain-now,before", "line 3: must have 5 fields like the header, got '4'"),
        ("P9,2026-03-04,nrs-pain-now,before,3", "line 3, field value: must agree with line 2, which has another value"),
    ],
)
def test_a_bad_row_is_named_by_line_field_and_rule(tmp_path: Path, row: str, told: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEADER}P9,2026-03-04,nrs-pain-now,before,4\n{row}\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        ratings(file, UTC, NOW)
    assert told in str(refused.value)
    assert str(refused.value).startswith("bad.csv: 1 rule is broken, nothing of it was stored")


def test_all_bad_rows_are_told_and_nothing_is_stored(
    take: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = "".join(f"P1,2026-03-{day:02},nrs-pain-now,before,{day + 10}\n" for day in range(1, 26))
    assert take(GOOD + bad) == 2
    said = capsys.readouterr().err
    assert "25 rules are broken" in said
    assert all(f"line {line}, field value" in said for line in range(5, 25))
    assert "line 25" not in said
    assert said.endswith("and 5 more\n")
    assert held(folder) == []


def test_a_rating_that_the_record_has_otherwise_is_not_written_over(
    take: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(GOOD)
    before = held(folder)
    assert take(GOOD.replace("after,4", "after,5") + "P-003,2026-03-04,nrs-pain-now,before,2\n") == 2
    assert (
        "line 3, field value: must agree with the record, which has 4 for the same rating, got '5'"
        in capsys.readouterr().err
    )
    assert held(folder) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"alias,time,instrument,phase\nP1,2026-03-04,nrs-pain-now,before\n", "line 1: the column value is missing"),
        (b"alias,participant,time,instrument,phase,value\n", "alias stands there as alias and as participant"),
        (b"alias,alias,time,instrument,phase,value\n", "the column alias stands there twice"),
        (HEADER.encode() + b"P1,2026-03-04,nrs-pain-now,before,\xff\n", "line 2: must be UTF-8"),
        (HEADER.encode() + b"P\0,2026-03-04,nrs-pain-now,before,1\n", "line 2: must be text, it has a zero byte"),
        (HEADER.encode() + b'"P1,2026-03-04\n', "must be a table of separated values"),
    ],
)
def test_what_is_no_such_file_is_said(
    take: Run, folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, told: str
) -> None:
    assert take(content) == 2
    assert told in capsys.readouterr().err
    assert held(folder) == []


@pytest.mark.parametrize("words", [("missing.csv",), ("earlier.csv", "--zone", "Mars/Olympus")])
def test_what_can_not_be_done_is_one_line(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    (tmp_path / "earlier.csv").write_text(GOOD, encoding="utf-8")
    assert main(["import", str(tmp_path / words[0]), "--data", str(folder), *words[1:]]) == 2
    assert capsys.readouterr().err.count("\n") == 1


# ---- REDCap -----------------------------------------------------------------------------------------------------------


def test_what_was_exported_for_redcap_comes_in_elsewhere(tmp_path: Path, folder: Path, take: Run) -> None:
    take(GOOD)
    with Store.open(folder) as store:
        first = begin(store, "P-009")
        rate(store, first, "before", 6)
        rate(store, first, "after", 3, 80)
        export(store, "redcap", tmp_path / "redcap")
    elsewhere = tmp_path / "elsewhere"
    assert main(["import", str(tmp_path / "redcap" / "redcap_import.csv"), "--data", str(elsewhere)]) == 0
    assert sorted((row[0], row[1], row[3], row[4]) for row in held(elsewhere)) == [
        ("P-001", "2026-03-04 09:00:00.000000", "after", 4),
        ("P-001", "2026-03-04 09:30:00.000000", "before", 7),
        ("P-009", "2026-03-04 09:30:03.000000", "before", 6),
        ("P-009", "2026-03-04 09:31:20.000000", "after", 3),
        ("病人-2", "2025-12-31 00:00:00.000000", "before", 10),
    ]


def test_a_bad_value_in_a_redcap_file_is_named_by_redcaps_field(take: Run, capsys: pytest.CaptureFixture[str]) -> None:
    header = "study_id,redcap_repeat_instrument,redcap_repeat_instance,age,earlier_given_utc,earlier_instrument,"
    text = (
        header
        + "earlier_phase,earlier_value\nP1,,,54,,,,\nP1,earlier_rating,1,,2026-03-04 09:30:00,nrs-pain-now,before,99\n"
    )
    assert take(text) == 2
    assert "line 3, field earlier_value: must be 0 to 10, got '99'" in capsys.readouterr().err


# ---- whatever comes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "redcap"])
def test_a_torn_file_is_taken_whole_or_refused(tmp_path: Path, kind: str) -> None:
    """Hundreds of files with bytes changed, cut, doubled: each gives ratings that keep every rule, or one clear error."""
    chance = random.Random(7)
    good = GOOD
    if kind == "redcap":
        rows = [line.split(",") for line in GOOD.splitlines()[1:]]
        good = "record_id,redcap_repeat_instrument,earlier_given_utc,earlier_instrument,earlier_phase,earlier_value\n"
        good += "".join(f"{alias},earlier_rating,{','.join(rest)}\n" for alias, *rest in rows)
    file = tmp_path / "torn.csv"
    taken, said = 0, list[str]()
    for _ in range(400):
        torn = bytearray(good.encode())
        for _ in range(chance.randint(1, 2)):
            at, width = chance.randrange(len(torn)), chance.randint(0, 6)
            torn[at : at + width] = chance.choice(
                (
                    b"",
                    b'"',
                    b",",
                    b"\n",
                    b"\r",
                    b"\0",
                    b"\xff",
                    b"-1",
                    b"1e9",
                    b"nan",
                    bytes(torn[at : at + 40]),
                    b"\xe2\x80\xa8",
                )
            )
            torn = torn or bytearray(b" ")
        file.write_bytes(torn)
        try:
            found = ratings(file, ZoneInfo("Europe/Berlin"), NOW)
        except BadInput as error:
            said.append(str(error))
            continue
        taken += 1
        assert all(0 <= row.value <= 10 and row.given_utc <= NOW + timedelta(days=1) for row in found)
        assert len({row.key for row in found}) == len(found)
    assert 4 < taken < 350
    assert all(line.startswith(("torn.csv", str(file))) for line in said)


def test_imported_ratings_are_told_of_a_participant(take: Run, folder: Path) -> None:
    take(GOOD)
    with Store.open(folder, read_only=True) as store, store.reading() as reading:
        assert [(row.value, row.file) for row in earlier.of(reading, "P-001")] == [
            (4, "earlier.csv"),
            (7, "earlier.csv"),
        ]
