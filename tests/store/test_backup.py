"""Copies of the record: of one moment, whole, while it is written to; and a copy in the record's place."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import BadInput, StoreError
from app.exports import Cancelled
from app.store import Store, backup
from tests.store.rows import begin, frames, rate

DATABASE = "respite.db"


def test_a_copy_is_of_one_moment_although_a_session_goes_on(store: Store, folder: Path, tmp_path: Path) -> None:
    session = begin(store)
    for second in range(200):
        frames(store, session, None, second)
    going_on = threading.Event()

    def write(_done: int, _total: int) -> None:
        # as a session does, between any two pages of the copying
        frames(store, session, None, 300)
        going_on.set()

    made = backup.back_up(folder / DATABASE, tmp_path / "copies", write)
    assert going_on.is_set()
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name], "one file, and nothing beside it"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("select count(*) from frame_times").fetchone() == (200,)
    assert len(store.session(session).frames) > 200
    last = backup.last(folder)
    assert last is not None
    assert (last.path, last.size) == (made.path, made.size)


def test_copying_that_is_called_off_leaves_nothing(store: Store, folder: Path, tmp_path: Path) -> None:
    begin(store)

    def enough(done: int, total: int) -> None:
        if done >= total / 2:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        backup.back_up(folder / DATABASE, tmp_path / "copies", enough)
    assert list((tmp_path / "copies").iterdir()) == []
    assert backup.last(folder) is None


def test_the_newest_copies_are_kept(store: Store, folder: Path, tmp_path: Path) -> None:
    begin(store)
    first = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for day in range(4):
        backup.back_up(folder / DATABASE, tmp_path, now_utc=first + timedelta(days=day))
    (tmp_path / "respite-notes.db").touch()
    gone = backup.prune(tmp_path, 2)
    assert [path.name for path in gone] == ["respite-2026-03-02-120000Z.db", "respite-2026-03-01-120000Z.db"]
    assert [copy.utc.day for copy in backup.kept(tmp_path)] == [4, 3]
    assert (tmp_path / "respite-notes.db").exists()


def test_a_full_disk_leaves_no_half_a_copy(store: Store, folder: Path, tmp_path: Path) -> None:
    begin(store)
    (tmp_path / "copies").write_text("a file stands here")
    with pytest.raises(StoreError, match="copies: a file stands where"):
        backup.back_up(folder / DATABASE, tmp_path / "copies")


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_copy_comes_back_and_what_stood_there_is_kept(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder) as store:
        rate(store, begin(store, "P-001"), "before", 6)
        made = backup.back_up(folder / DATABASE, tmp_path / "stick")
        begin(store, "P-002")
        refused = command("restore", made.path, "--data", folder)
        assert refused.returncode == 2
        assert "is already in use by another Respite" in refused.stderr
        assert store.aliases() == ["P-001", "P-002"]
    done = command("restore", made.path, "--data", folder)
    assert done.returncode == 0, done.stderr
    with Store.open(folder) as store:
        assert store.aliases() == ["P-001"]
        assert store.sessions()[0].before == 6
    (aside,) = folder.glob("respite.db.before-restore-*")
    with closing(sqlite3.connect(aside)) as kept:
        assert kept.execute("select count(*) from participants").fetchone() == (2,)


def test_what_is_no_whole_record_never_takes_its_place(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder) as store:
        session = begin(store)
        for second in range(100):
            frames(store, session, None, second)
        made = backup.back_up(folder / DATABASE, tmp_path)
    other, torn, text = tmp_path / "other.db", tmp_path / "torn.db", tmp_path / "text.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("create table moods (id integer)")
    shutil.copy(made.path, torn)
    with torn.open("r+b") as file:
        file.seek(made.size // 2)
        file.write(b"\xff" * 8192)
    text.write_text("no database " * 100)
    before = (folder / DATABASE).read_bytes()
    for wrong, why in (
        (other, "another program's tables"),
        (torn, "not whole|damaged|malformed"),
        (text, "not a database"),
        (tmp_path / "none.db", "there is no such file"),
    ):
        with pytest.raises((BadInput, StoreError), match=why):
            backup.restore(wrong, folder)
        assert (folder / DATABASE).read_bytes() == before
        assert not list(folder.glob(".respite.db.part*"))


def test_the_command_keeps_the_copies_it_is_told_to(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder) as store:
        begin(store)
    (tmp_path / "respite-2026-01-01-000000Z.db").touch()
    done = command("backup", tmp_path, "--keep", "1", "--data", folder)
    assert done.returncode == 0, done.stderr
    (copy,) = tmp_path.glob("respite-*Z.db")
    assert str(copy) in done.stdout
    assert copy.stat().st_size > 0
