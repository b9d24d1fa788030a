"""Long work: what is asked for is done in a process of its own, can be called off without a trace, and outlives the page."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.exports import Cancelled
from app.store import Store, backup
from app.work import BackUp, Board, Export, Job, Outcome, State
from app.work.board import FOLDER
from app.work.child import _Teller
from app.work.tasks import Told
from tests.store.rows import begin, rate


@dataclass(frozen=True)
class Slow:
    """Writes a file and counts until it is called off; when it is deaf, nothing ends it but force."""

    deaf: bool = False
    kind: str = "slow"

    def facts(self) -> dict[str, Any]:
        return {}

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        (out / "half").write_text(f"{os.getpid()}\n{psutil.Process().nice()}")
        for step in range(600):
            if not self.deaf or step == 0:
                told(step, 600)
            time.sleep(0.1)
        return Outcome(None)

    def clear(self, data: Path) -> None:
        (data / "cleared").touch()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A record with a session, at which its one writer is at work."""
    with Store.open(tmp_path / "data") as store:
        rate(store, begin(store), "before", 6)
        yield tmp_path / "data"


@pytest.fixture
def board(data: Path) -> Iterator[Board]:
    made = Board(data)
    yield made
    made.close()


def until(board: Board, job: Job, *states: State, seconds: float = 30.0) -> Job:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = board.job(job.id)
        assert found is not None
        if found.state in states:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{board.job(job.id)} never came to {states}")


def begun(board: Board, data: Path, job: Job) -> tuple[int, int]:
    """The process id and the niceness of a slow task, once it is at work."""
    half = data / FOLDER / job.id / "half"
    deadline = time.monotonic() + 20
    while not (half.exists() and len(half.read_text().split()) == 2):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    pid, nice = half.read_text().split()
    return int(pid), int(nice)


def test_an_export_is_a_file_to_take_away_also_after_the_program_was_started_again(data: Path, board: Board) -> None:
    ended: list[State] = []
    job = board.ask(Export("csv"), lambda job: ended.append(job.state))
    done = until(board, job, State.DONE, State.FAILED)
    assert done.state is State.DONE, done.said
    assert done.file is not None
    with zipfile.ZipFile(done.file) as archive:
        assert "sessions.csv" in archive.namelist()
        assert archive.testzip() is None
    assert sorted(path.name for path in done.file.parent.iterdir()) == sorted(["job.json", done.file.name])
    board.close()
    assert ended == [State.DONE]
    again = Board(data)
    (found,) = again.jobs
    assert (found.state, found.file, found.facts) == (State.DONE, done.file, {"format": "csv"})
    again.remove(found.id)
    assert list((data / FOLDER).iterdir()) == []


def test_work_stands_behind_sessions_and_leaves_nothing_when_it_is_called_off(data: Path, board: Board) -> None:
    job, waiting = board.ask(Slow()), board.ask(Slow())
    pid, nice = begun(board, data, job)
    assert nice > 0, "a session goes before"
    far = until(board, job, State.RUNNING)
    assert board.job(waiting.id) == waiting, "one after another"
    board.cancel(waiting.id)
    board.cancel(job.id)
    assert until(board, job, State.CANCELLED).ended_utc is not None
    assert until(board, waiting, State.CANCELLED).done == 0
    assert far.total in (0, 600)
    assert not psutil.pid_exists(pid)
    assert list((data / FOLDER).iterdir()) == []


def test_work_that_hears_nothing_is_ended_and_cleared_up_after(
    data: Path, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.work.board.PATIENCE_S", 0.3)
    job = board.ask(Slow(deaf=True))
    pid, _nice = begun(board, data, job)
    board.cancel(job.id)
    until(board, job, State.CANCELLED)
    assert not psutil.pid_exists(pid)
    assert (data / "cleared").exists()
    assert list((data / FOLDER).iterdir()) == []


def test_work_that_can_not_be_done_says_why(board: Board) -> None:
    failed = until(board, board.ask(Export("papyrus")), State.FAILED)
    assert failed.said.startswith("format must be one of csv, ")


def test_what_an_earlier_run_left_half_done_goes(data: Path) -> None:
    half, old = data / FOLDER / "half", data / FOLDER / "old"
    for folder in (half, old):
        folder.mkdir(parents=True)
        (folder / "respite.zip").touch()
    note = {"kind": "export", "facts": {}, "said": "", "file": "respite.zip", "asked_utc": "2026-01-01T00:00:00+00:00"}
    (old / "job.json").write_text(json.dumps({**note, "ended_utc": "2026-01-01T00:00:05+00:00"}))
    assert Board(data).jobs == ()
    assert list((data / FOLDER).iterdir()) == []


def test_a_copy_of_the_record_is_made_while_it_is_written_to(data: Path, board: Board) -> None:
    done = until(board, board.ask(BackUp()), State.DONE, State.FAILED)
    assert done.file is not None, done.said
    assert done.file.parent == data / backup.FOLDER
    board.remove(done.id)
    assert done.file.is_file(), "a copy stays, whoever takes the work off the list"
    found = backup.last(data)
    assert found is not None
    assert found.path == done.file


def test_a_task_is_called_off_by_the_end_of_whoever_waits_for_it() -> None:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    told = _Teller(theirs)
    told(1, 2)
    ours.close()
    with pytest.raises(Cancelled):
        told(1, 2)
