"""A copy of the record while Respite is at work on it, and a copy put in the record's place.

A copy is SQLite's own (the online backup API) of one moment: a read transaction is held, so that a session that goes on meanwhile
neither waits nor makes the copy begin again. It appears once it is whole and has been checked.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.errors import BadInput, RespiteError, StoreError
from app.store import database, lock, schema

#: the folder of copies in the data folder, and what is written down of the last one
FOLDER, LAST = "backups", "last.json"
#: copies that are kept there
KEEP = 10
#: pages copied between two words, and steps of a check between two
_PAGES, _STEPS = 500, 200_000

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy. path : where it was put; it may lie on a disk that is not there now"""

    path: Path
    utc: datetime
    size: int


def _silent(_done: int, _total: int) -> None:
    pass


def back_up(source: Path, folder: Path, told: Told = _silent, *, now_utc: datetime | None = None) -> Backup:
    """Copy the database `source` into `folder`, which is made when it isn't there; the copy is named by the day and the second.

    told : called with the pages done and in all; what it raises ends the work, and nothing of it is left

    Raises
    ------
    StoreError
        The record can't be read, the folder can't be written to, or the copy is not whole.
    """
    now_utc = now_utc or datetime.now(UTC)
    copy = folder / f"respite-{now_utc:%Y-%m-%d-%H%M%S}Z.db"
    part = copy.with_name(f".{copy.name}.part")
    if not source.is_file():
        raise StoreError(f"{source}: there is no record here: name the data folder with --data")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
    except OSError as error:
        raise StoreError(database.explain(folder, error)) from error
    try:
        with database.plainly(part):
            _copy(source, part, told)
            _check(part, told)
        part.replace(copy)
        _flush(folder)
    except OSError as error:
        raise StoreError(database.explain(folder, error)) from error
    finally:
        for left in (part, part.with_name(f"{part.name}-journal"), part.with_name(f"{part.name}-wal")):
            left.unlink(missing_ok=True)
    made = Backup(copy, now_utc, copy.stat().st_size)
    _remember(source.parent, made)
    return made


def sweep(folder: Path) -> None:
    """Take away what a copying that was cut off left."""
    for left in folder.glob(".respite-*Z.db.part*"):
        left.unlink(missing_ok=True)


def prune(folder: Path, keep: int = KEEP) -> list[Path]:
    """Remove the oldest copies of `folder` beyond `keep`; hands back what was removed."""
    old = [backup.path for backup in kept(folder)[keep:]]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def kept(folder: Path) -> list[Backup]:
    """The copies in `folder`, the newest first."""
    found = []
    for path in folder.glob("respite-*Z.db") if folder.is_dir() else ():
        with contextlib.suppress(ValueError, OSError):
            made = datetime.strptime(path.stem, "respite-%Y-%m-%d-%H%M%SZ").replace(tzinfo=UTC)
            found.append(Backup(path, made, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.utc, reverse=True)


def last(data: Path) -> Backup | None:
    """The last copy that was made of the record in `data`, wherever it was put; None where none was."""
    try:
        said = json.loads((data / FOLDER / LAST).read_text("utf-8"))
        written = Backup(Path(said["path"]), datetime.fromisoformat(said["utc"]), int(said["size"]))
    except (OSError, ValueError, KeyError, TypeError):
        written = None
    newest = next(iter(kept(data / FOLDER)), None)
    return max((one for one in (written, newest) if one is not None), key=lambda one: one.utc, default=None)


def restore(file: Path, data: Path, told: Told = _silent) -> Path | None:
    """Put the copy `file` in the place of the record in `data`. What stood there is kept, and its path handed back.

    Raises
    ------
    BadInput
        The file is no whole record of Respite, or of a newer one.
    StoreError
        A Respite is at work on the record, or the folder can't be written to.
    """
    target = data / "respite.db"
    _fit(file, told)
    part = target.with_name(f".{target.name}.part")
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lock.held(data):
            aside = None
            try:
                part.unlink(missing_ok=True)
                part.touch(mode=0o600)
                with database.plainly(part):
                    _copy(file, part, told)
                    _check(part, told)
                if target.exists():
                    aside = target.with_name(f"{target.name}.before-restore-{datetime.now(UTC):%Y-%m-%d-%H%M%S}Z")
                    with database.plainly(target):
                        schema.keep(target, aside)
                for left in ("-wal", "-shm"):
                    target.with_name(target.name + left).unlink(missing_ok=True)
                part.replace(target)
                _flush(data)
            finally:
                part.unlink(missing_ok=True)
            return aside
    except OSError as error:
        raise StoreError(database.explain(data, error)) from error


def _fit(file: Path, told: Told) -> None:
    """Refuse what can't become the record."""
    if not file.is_file():
        raise BadInput(f"{file}: there is no such file: name a copy that a backup made")
    engine = database.reading(file.absolute())
    try:
        with database.plainly(file):
            found = schema.version(engine, file)
            schema.check(found, file)
            if found is None:
                raise BadInput(f"{file}: it holds nothing: name a copy that a backup made")
    except StoreError as error:
        raise BadInput(str(error)) from error
    finally:
        engine.dispose()


def _copy(source: Path, target: Path, told: Told) -> None:
    with closing(_opened(source, "ro")) as there, closing(_opened(target, "rw")) as here:
        # One moment of it, held to the end: a writer goes on in its log, and the copy is not begun again.
        there.execute("begin")
        there.execute("select count(*) from sqlite_master").fetchone()
        there.backup(here, pages=_PAGES, progress=lambda _state, left, total: told(total - left, 2 * total), sleep=0)
        there.execute("commit")
        # a copy is one file, without a log beside it
        here.execute("pragma journal_mode = delete")


def _check(path: Path, told: Told) -> None:
    """Read the whole copy.

    Raises
    ------
    StoreError
        It is not whole.
    """
    stopped: list[RespiteError] = []
    steps = [0]

    with closing(_opened(path, "rw")) as copy:
        pages = int(copy.execute("pragma page_count").fetchone()[0])

        def go_on() -> int:
            steps[0] += 1
            try:
                # how long a check takes is not known before: it comes closer and closer to its end
                told(round(pages * (2 - 1 / (1 + steps[0] / 50))), 2 * pages)
            except RespiteError as error:  # handed on below: SQLite lets nothing through
                stopped.append(error)
                return 1
            return 0

        copy.set_progress_handler(go_on, _STEPS)
        try:
            said = copy.execute("pragma integrity_check(1)").fetchone()[0]
        except sqlite3.OperationalError:
            if stopped:
                raise stopped[0] from None
            raise
    if said != "ok":
        raise StoreError(
            f"{path.name}: the copy is not whole ({said}): the record may be damaged; keep it, and ask for help"
        )
    told(2 * pages, 2 * pages)


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=database.BUSY_MS / 1000
    )


def _remember(data: Path, made: Backup) -> None:
    folder = data / FOLDER
    said = json.dumps({"path": str(made.path.absolute()), "utc": made.utc.isoformat(), "size": made.size})
    with contextlib.suppress(OSError):  # the copy is there, whether this can be written or not
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f".{LAST}.part"
        part.write_text(said, "utf-8")
        part.replace(folder / LAST)


def _flush(folder: Path) -> None:
    """Have the new name on the disk, where that can be asked for."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
