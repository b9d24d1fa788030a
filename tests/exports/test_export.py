"""What holds for every format: whole or not at all, what was chosen alone, and how far it is."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.bench import exporting_record
from app.cli import main
from app.errors import BadInput
from app.exports import FORMATS, Cancelled, Choice, export
from app.store import Store
from tests.exports.conftest import CHINESE
from tests.store.rows import STARTED


def sessions(out: Path) -> list[str]:
    with (out / "sessions.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row["session_id"] for row in csv.DictReader(stream)]


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        (Choice(), ["1", "2", "3", "4"]),
        (Choice(aliases=(CHINESE,)), ["1", "4"]),
        (Choice(aliases=(CHINESE, "P01")), ["1", "3", "4"]),
        (Choice(since=STARTED + timedelta(days=1)), ["2", "3", "4"]),
        (Choice(until=STARTED + timedelta(days=1)), ["1"]),
        (Choice(worlds=("snow-canyon",), modes=("2d", "flat")), ["2"]),
        (Choice(worlds=("moon",)), []),
    ],
)
def test_what_was_chosen_is_exported_alone(record: Store, out: Path, choice: Choice, chosen: list[str]) -> None:
    assert export(record, "csv", out, choice).sessions == len(chosen)
    assert sessions(out) == chosen
    told = set()
    for file in out.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            told |= {row["session_id"] for row in csv.DictReader(stream) if "session_id" in row}
    assert told == set(chosen)


def test_an_alias_that_is_not_there_is_said(record: Store, out: Path) -> None:
    with pytest.raises(BadInput, match="alias must be one in the record, got P-99"):
        export(record, "csv", out, Choice(aliases=("P-99", CHINESE)))
    assert not out.exists()


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_that_is_called_off_leaves_nothing(record: Store, out: Path, name: str) -> None:
    def told(done: int, total: int) -> None:
        if total:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        export(record, name, out, told=told)
    assert not out.exists()


@pytest.mark.parametrize("name", FORMATS)
def test_another_export_takes_the_place_of_one_only_when_told_so(record: Store, out: Path, name: str) -> None:
    export(record, name, out)
    (out / "mine.txt").write_text("mine")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(BadInput, match="must not hold an export already"):
        export(record, name, out, Choice(aliases=("p01",)))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    export(record, name, out, Choice(aliases=("p01",)), overwrite=True)
    after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert after != before
    assert after[out / "mine.txt"] == b"mine"
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("name", FORMATS)
def test_progress_goes_up_to_all(record: Store, out: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exports.progress.EVERY", 1)
    told: list[tuple[int, int]] = []
    export(record, name, out, told=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] > 0


def test_no_format_has_a_word_of_the_data_folder(record: Store, out: Path) -> None:
    for name in FORMATS:
        export(record, name, out / name)
    there = str(record.path.parent).encode()
    assert not [file for file in out.rglob("*") if file.is_file() and there in file.read_bytes()]


# ---- the command ----------------------------------------------------------------------------------------------------


def test_the_command_chooses_by_day_world_and_mode(
    record: Store, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    words = ["--since", "2026-03-05", "--until", "2026-03-07", "--mode", "3d", "--mode", "2d", "--world", "snow-canyon"]
    assert main(["export", "--format", "csv", str(out), "--data", str(record.path.parent), *words]) == 0
    assert capsys.readouterr().out.startswith(f"2 sessions, 17 files in {out}, ")
    assert sessions(out) == ["2", "4"]


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2026-03-04T25:00"])
def test_a_day_that_is_none_is_one_line(record: Store, out: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    words = ["export", "--format", "csv", str(out), "--data", str(record.path.parent), "--since", day]
    assert main(words) == 2
    assert (
        f"--since must be a day or a moment like 2026-03-04 or 2026-03-04T09:30, got '{day}'" in capsys.readouterr().err
    )


def test_an_export_that_is_ended_leaves_nothing(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    exporting_record.run(str(data), sessions=1000, seconds=2)
    words = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]
    command = subprocess.Popen(
        [*words, "export", "--format", "csv", str(out), "--data", str(data)], stderr=subprocess.PIPE
    )
    until = time.monotonic() + 60
    while not list(out.glob(".part-*/new/*.csv")) and time.monotonic() < until and command.poll() is None:
        time.sleep(0.01)
    os.kill(command.pid, signal.SIGTERM)
    _, said = command.communicate(timeout=60)
    assert (command.returncode, said) == (130, b"")
    assert not out.exists()
