"""The CSV files say what the database says."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session as Work

from app.cli import main
from app.errors import BadInput, StoreError
from app.exports import export
from app.exports.csv import safe
from app.exports.sheets import SHEETS
from app.store import Store, database
from app.store.models import Event
from tests.store.rows import STARTED, T0, begin, frames, level, ns, plan, rate

Rows = list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """Two sessions: a whole one, and one of a simulated patient that was aborted."""
    with Store.open(folder) as store:
        first = begin(store, "病人-1")
        rate(store, first, "before", 6, 3)
        segment = store.open_segment(first, ns(5), "3d", "openxr", "Monado", "Headset")
        poses = np.random.default_rng(3).normal(size=(2, 90, 8)).astype("<f4")
        for second, chunk in enumerate(poses):
            store.head_motion(first, segment, ns(6 + second), chunk.tobytes())
            frames(store, first, segment, 6.123456789 + second)
        bands = tuple(value / 7 for value in range(21))
        quiet = level(6, layer_db=None, layer_z_db=None, snr_db=None, calibrated=False, flags=("held", "clipped"))
        store.level(first, quiet)
        known = level(7, flags=("held", "clipped"), total_db=-55.25, world_db=-70.0, uncertainty_db=0.4, spl_db=98.5)
        store.level(first, replace(known, cap_db=-28.5, ambient_bands_db=(*bands[:20], float("-inf"))))
        store.event(first, ns(7), "hit", {"what": '雪人, "tall"', "points": 3})
        gaze = {"azimuth": 0.25, "elevation": -0.125, "on": "owl"}
        hit = {"target": "owl", "kind": "owl", "called": True, "latency_s": 1.5, "world_s": 2.25, "gaze": gaze}
        store.event(first, ns(8), "hit", hit)
        store.close_segment(segment, ns(65.5), "finished")
        rate(store, first, "after", 4, 80)
        store.note(first, '=HYPERLINK("http://x"),\nzweite Zeile')
        store.phase(first, ns(90), "complete")
        second_id = store.begin_session(plan("-2", {"before": 5}), 8, STARTED, T0)
        store.phase(second_id, ns(2), "aborted", "@dizzy")
        yield store


def read(file: Path) -> Rows:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def unsafe(text: str) -> str:
    return text.removeprefix("'")


def test_sessions_are_told_as_they_stand(store: Store, out: Path) -> None:
    export(store, "csv", out)
    first, second = read(out / "sessions.csv")
    assert (unsafe(first["alias"]), first["state"], first["modes"], first["simulated"]) == (
        "病人-1",
        "complete",
        "3d",
        "false",
    )
    assert datetime.fromisoformat(first["started_utc"]) == STARTED
    assert first["started_utc"].endswith("Z")
    assert (float(first["planned_s"]), float(first["delivered_s"])) == (600.0, 60.5)
    assert (first["rating_before"], first["rating_after"], first["checklist"]) == ("6", "4", "skin;stop")
    assert unsafe(first["note"]) == '=HYPERLINK("http://x"),\nzweite Zeile'
    assert (second["rating_before"], second["rating_after"], second["simulated"]) == ("", "", "true")
    assert (first["posture"], first["eye_height_m"], first["vignette_deg"], first["returns"]) == (
        "sitting",
        "1.2",
        "0.0",
        "false",
    )
    assert (first["under_18"], first["layer"], first["target_db"], first["definition"], first["over_dose"]) == (
        "false",
        "pink",
        "5.0",
        "layer_only",
        "false",
    )
    assert (unsafe(second["alias"]), unsafe(second["reason"])) == ("-2", "@dizzy")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        (
            "segments",
            "select id, session_id, mode, display, runtime, system, start_s, end_s, ended_by, 11.1, world from segments",
        ),
        (
            "ratings",
            "select id, session_id, at_s, phase, instrument, value, anchor_low, anchor_high, language, source, latency_s,"
            " corrections, mode from ratings",
        ),
        (
            "frame_times",
            "select session_id, segment_id, at_s, mode, count, missed, p50_ms, p99_ms, max_ms, period_ms, late, scale"
            " from frame_times",
        ),
        (
            "sound_levels",
            "select session_id, at_s, target_db, definition, ambient_db, layer_db, ambient_z_db, layer_z_db, snr_db, gain_db,"
            " method, case calibrated when 1 then 'true' else 'false' end, 'held;clipped', uncertainty_db, spl_db, cap_db,"
            " world_db, total_db, case when total_db is null then null else 0.9440608762859234 end from sound_levels",
        ),
        ("events", "select session_id, at_s, kind, data from events order by session_id, at_s, id"),
    ],
)
def test_a_sheet_holds_the_rows_of_the_database(store: Store, out: Path, name: str, query: str) -> None:
    export(store, "csv", out)
    with closing(sqlite3.connect(store.path)) as raw:
        held = [["" if cell is None else str(cell) for cell in row] for row in raw.execute(query)]
    assert held, "the comparison is of something"
    assert [list(row.values()) for row in read(out / f"{name}.csv")] == held


def test_what_happens_in_a_world_is_told_with_its_time_and_the_gaze(store: Store, out: Path) -> None:
    export(store, "csv", out)
    (hit,) = read(out / "happenings.csv")
    told = [hit[name] for name in ("kind", "target", "world_s", "azimuth_rad", "elevation_rad", "on", "called")]
    assert told == ["hit", "owl", "2.25", "0.25", "-0.125", "owl", "true"]
    assert (hit["latency_s"], hit["seconds"]) == ("1.5", "")
    assert json.loads(hit["data"]) == {"target": "owl", "kind": "owl", "called": True, "latency_s": 1.5}


def test_third_octaves_are_told_for_each_second_that_has_any(store: Store, out: Path) -> None:
    export(store, "csv", out)
    (second,) = read(out / "sound_bands.csv")
    assert (second["at_s"], second["ambient_100_hz_db"], second["ambient_125_hz_db"]) == ("7.0", "0.0", "0.143")
    assert second["ambient_8000_hz_db"] == "2.714"
    assert second["ambient_10000_hz_db"] == "", "what is no finite number is not stated"
    assert second["layer_100_hz_db"] == ""
    assert len(second) == 2 + 2 * 21


def test_head_motion_is_the_same_float32(store: Store, out: Path) -> None:
    export(store, "csv", out)
    rows = read(out / "head_motion.csv")
    with closing(sqlite3.connect(store.path)) as raw:
        held = [
            (at_s, np.frombuffer(samples, "<f4").reshape(-1, 8))
            for at_s, samples in raw.execute("select at_s, samples from head_motion")
        ]
    poses = np.array(
        [[row[name] for name in ("x_m", "y_m", "z_m", "qx", "qy", "qz", "qw")] for row in rows], dtype="f4"
    )
    assert np.array_equal(poses, np.concatenate([chunk[:, 1:] for _, chunk in held]))
    seconds = np.concatenate([at_s + chunk[:, 0].astype(float) for at_s, chunk in held])
    assert np.allclose([float(row["at_s"]) for row in rows], seconds, atol=1e-6)


def test_each_column_of_each_file_is_explained(store: Store, out: Path) -> None:
    files = [out / name for name in export(store, "csv", out).names]
    assert sorted(files) == sorted(out.iterdir())
    told = sorted((row["file"], row["column"]) for row in read(out / "data_dictionary.csv"))
    there = sorted(
        (file.name, name)
        for file in files
        for name in csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))).fieldnames or ()
    )
    assert told == there
    assert all(row["description"] and row["type"] for row in read(out / "data_dictionary.csv"))


def test_files_open_in_a_spreadsheet_with_chinese_and_without_formulas(store: Store, out: Path) -> None:
    for file in map(out.joinpath, export(store, "csv", out).names):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf"), (
            "Excel takes a file without this mark for another encoding"
        )
        numbers = {
            column.name
            for sheet in SHEETS
            if f"{sheet.name}.csv" == file.name
            for column in sheet.columns
            if column.kind in ("integer", "number")
        }
        for row in read(file):
            cells = [cell for name, cell in row.items() if name not in numbers]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'x", "''", "＝1", "", "x", "1-1"])
def test_a_text_made_safe_can_be_given_back(text: str) -> None:
    assert unsafe(safe(text)) == text


def test_an_empty_record_gives_files_with_headings(folder: Path, out: Path) -> None:
    with Store.open(folder) as store:
        export(store, "csv", out)
    assert len((out / "sessions.csv").read_text("utf-8-sig").splitlines()) == 1


# ---- bad input and bad luck -----------------------------------------------------------------------------------------


def test_an_export_that_is_there_is_not_written_over(store: Store, out: Path) -> None:
    out.mkdir()
    (out / "ratings.csv").write_text("mine")
    with pytest.raises(BadInput, match=r"has ratings\.csv: choose an empty folder"):
        export(store, "csv", out)
    assert [file.name for file in out.iterdir()] == ["ratings.csv"]
    assert (out / "ratings.csv").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_one_line(store: Store, out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(StoreError, match="nothing was exported"):
        export(store, "csv", out)


def test_an_export_that_fails_in_the_middle_leaves_nothing(store: Store, out: Path) -> None:
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("update events set data = 'torn' where kind = 'hit'")
    with pytest.raises(StoreError, match=r"respite\.db: the database is damaged"):
        export(store, "csv", out)
    assert not out.exists()


def test_an_export_takes_little_memory_however_long_the_record_is(folder: Path, out: Path) -> None:
    with Store.open(folder) as store:
        session_id = begin(store)
        engine = database.writing(store.path)
        row = {"session_id": session_id, "at_s": 1.0, "kind": "hit", "data": {"text": "x" * 1000}}
        with Work(engine) as work, work.begin():
            work.execute(insert(Event), [row] * 15_000)
        engine.dispose()
        tracemalloc.start()
        export(store, "csv", out)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    size = (out / "events.csv").stat().st_size
    assert size > 15_000_000
    assert peak < size / 2, f"{peak / 1e6:.1f} MB for a file of {size / 1e6:.1f} MB"


# ---- the command ----------------------------------------------------------------------------------------------------


def test_the_command_exports_while_respite_is_at_work(
    store: Store, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--format", "csv", str(out), "--data", str(folder)]) == 0
    assert capsys.readouterr().out == (f"2 sessions, 17 files in {out}, data_dictionary.csv tells what is in them\n")
    assert len(read(out / "sessions.csv")) == 2


def test_the_command_says_in_one_line_what_is_wrong(
    folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--format", "csv", str(out), "--data", str(folder)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"respite: {folder / 'respite.db'}: there is no record here")
    assert said.count("\n") == 1
    assert not out.exists()
