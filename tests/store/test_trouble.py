"""Disks, folders and files that make trouble: one line that says what to do, and nothing half stored."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.errors import StoreError
from app.store import Store
from tests.store.conftest import Disk
from tests.store.rows import begin, ns, rate

LARGE = bytes(32 * 20_000)


@contextmanager
def one_line(*parts: object) -> Iterator[None]:
    """The error within is one line that names all `parts`."""
    with pytest.raises(StoreError) as caught:
        yield
    said = str(caught.value)
    assert "\n" not in said
    for part in parts:
        assert str(part) in said


def test_a_full_disk_loses_nothing_and_writing_goes_on_when_there_is_room(disk: Disk) -> None:
    with Store.open(disk.folder) as store:
        session_id = begin(store)
        rate(store, session_id, "before", 6)
        disk.fill()
        with one_line(disk.folder / "respite.db", "the disk is full", "free some space"):
            store.head_motion(session_id, None, ns(5), LARGE)
        assert store.session(session_id).row.before == 6
        disk.free()
        store.head_motion(session_id, None, ns(6), LARGE)
        rate(store, session_id, "after", 4, 7)
    with Store.open(disk.folder) as store:
        assert (store.sessions()[0].before, store.sessions()[0].after) == (6, 4)
    with closing(sqlite3.connect(disk.folder / "respite.db")) as raw:
        assert raw.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert raw.execute("select at_s from head_motion").fetchall() == [(6.0,)]


def test_a_disk_that_is_full_from_the_start_is_one_line(disk: Disk) -> None:
    with Store.open(disk.folder):
        pass
    disk.fill()
    with one_line(disk.folder), Store.open(disk.folder) as store:
        store.head_motion(begin(store), None, ns(5), LARGE)


def test_a_folder_that_can_not_be_written_to_is_one_line(disk: Disk) -> None:
    with Store.open(disk.folder) as store:
        begin(store)
    folder = disk.read_only()
    with one_line(folder, "choose another --data folder"):
        Store.open(folder)


def test_a_record_on_a_medium_that_can_not_be_written_to_is_read(disk: Disk) -> None:
    with Store.open(disk.folder) as store:
        begin(store)
    disk.read_only()
    with Store.open(disk.folder, read_only=True) as store:
        assert store.aliases() == ["P-001"]


def test_a_file_in_the_place_of_the_folder_is_one_line(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("notes")
    for folder in (in_the_way, in_the_way / "below"):
        with one_line(folder, "a file stands where the data folder should be", "--data"):
            Store.open(folder)
    assert in_the_way.read_text() == "notes"


@pytest.mark.parametrize("content", [b"a shopping list\n" * 300, bytes(8192)])
def test_a_file_that_is_no_database_is_left_as_it_is(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "respite.db").write_bytes(content)
    with one_line(folder / "respite.db", "not a database of Respite", "move the file away"):
        Store.open(folder)
    assert (folder / "respite.db").read_bytes() == content


def test_another_programs_database_is_left_as_it_is(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "respite.db")) as raw:
        raw.execute("create table recipes (id integer)")
    with one_line(folder / "respite.db", "another program's tables"):
        Store.open(folder)
    with closing(sqlite3.connect(folder / "respite.db")) as raw:
        assert raw.execute("select name from sqlite_master").fetchall() == [("recipes",)]


def test_a_folder_in_the_place_of_the_database_is_one_line(folder: Path) -> None:
    (folder / "respite.db").mkdir(parents=True)
    with one_line(folder / "respite.db", "can't be opened"):
        Store.open(folder)


def test_a_database_that_another_program_holds_is_one_line_and_works_again_after(folder: Path) -> None:
    with Store.open(folder) as store, closing(sqlite3.connect(folder / "respite.db", isolation_level=None)) as other:
        session_id = begin(store)
        other.execute("begin immediate")
        with one_line(folder / "respite.db", "another program holds it", "close it"):
            store.note(session_id, "calm")
        other.execute("rollback")
        store.note(session_id, "calm")
        assert store.session(session_id).note == "calm"


def test_reading_for_nothing_is_one_line_and_makes_nothing(folder: Path) -> None:
    with one_line(folder / "respite.db", "there is no record here", "--data"):
        Store.open(folder, read_only=True)
    assert not folder.exists()


# ---- a second copy --------------------------------------------------------------------------------------------------


def test_a_second_copy_on_the_same_folder_is_refused_by_name(folder: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-m", "tests.store.writer", str(folder)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder, holder.stdout:
        holder.stdout.readline()
        try:
            with one_line(folder, "already in use by another Respite", f"process {holder.pid}", "--data"):
                Store.open(folder)
            with Store.open(folder, read_only=True) as store:
                assert store.sessions()[0].state == "exposure"
        finally:
            holder.kill()
            holder.wait()
    with Store.open(folder) as store:
        assert store.aliases() == ["P-001"], "the lock goes with the process that held it"


def test_a_closed_store_lets_go_of_the_folder(folder: Path) -> None:
    for _ in range(2):
        with Store.open(folder) as store:
            begin(store)
    assert not (folder / "respite.pid").exists()


def test_a_store_that_could_not_be_opened_lets_go_of_the_folder(folder: Path) -> None:
    folder.mkdir()
    (folder / "respite.db").write_bytes(b"a shopping list\n" * 300)
    with pytest.raises(StoreError):
        Store.open(folder)
    (folder / "respite.db").unlink()
    with Store.open(folder) as store:
        assert store.aliases() == []
