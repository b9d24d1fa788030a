"""A session whose program was killed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import StoreError
from app.store import Store


def killed(folder: Path, after_s: int = 40) -> int:
    """Kill a process in the middle of writing; hands back the last second it was told is on the disk."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    with writer, writer.stdout as told:
        last = 0
        while last < after_s:
            last = int(told.readline())
        writer.kill()
        return max([last, *map(int, told.read().split("\n")[:-1])])


@pytest.fixture
def acknowledged(folder: Path) -> int:
    return killed(folder)


def test_everything_acknowledged_is_there_after_a_kill(folder: Path, acknowledged: int) -> None:
    with Store.open(folder) as store:
        record = store.session(1)
    seconds = [frame.at_s for frame in record.frames]
    assert seconds == [float(second) for second in range(6, 6 + len(seconds))]
    assert acknowledged <= seconds[-1] <= acknowledged + 1, "at most the write under way is there beyond what was told"
    assert (record.row.before, record.row.state) == (6, "exposure")
    with closing(sqlite3.connect(folder / "respite.db")) as raw:
        assert raw.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert raw.execute("pragma foreign_key_check").fetchall() == []


def test_a_killed_session_is_offered_again_with_what_it_delivered(folder: Path, acknowledged: int) -> None:
    with Store.open(folder) as store:
        (row,) = store.unfinished()
        (segment,) = store.session(row.id).segments
    assert segment.ended_by == "cut_off"
    assert row.delivered_s == segment.seconds == pytest.approx(acknowledged - 5, abs=1)


def test_a_killed_session_is_closed_once(folder: Path, acknowledged: int) -> None:
    with Store.open(folder) as store:
        first = store.session(1)
        store.note(1, "read again")
    with Store.open(folder) as store:
        assert store.session(1).segments == first.segments


def test_a_killed_session_is_read_without_changing_it(folder: Path, acknowledged: int) -> None:
    with Store.open(folder, read_only=True) as store:
        record = store.session(1)
        assert record.segments[0].seconds is None
        assert record.row.delivered_s == pytest.approx(acknowledged - 5, abs=1)
        with pytest.raises(StoreError, match="opened for reading"):
            store.note(1, "calm")
