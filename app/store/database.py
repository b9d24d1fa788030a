"""The database file: how it is opened, and what its errors mean to a person."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from app.errors import BadInput, StoreError

#: how long another program may hold the database before a line says so
BUSY_MS = 2_000


def writing(path: Path) -> Engine:
    """An engine with one connection that writes. What is committed is on the disk when the commit returns."""
    engine = _engine(f"{path.absolute().as_uri()}?mode=rwc", StaticPool)

    @event.listens_for(engine, "connect")
    def settle(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma journal_size_limit = 67108864")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # Taken at once: a transaction that begins by reading could find the database locked when it comes to write.
        connection.exec_driver_sql("begin immediate")

    return engine


def reading(path: Path) -> Engine:
    """An engine whose connections can't write, and read beside a writer; each transaction sees one moment."""
    options = "mode=ro"
    if not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
        # Where nothing can be written SQLite can't keep the index of its log, and nobody can change the file either.
        options += "&immutable=1"
    engine = _engine(f"{path.absolute().as_uri()}?{options}", QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("begin")

    return engine


def _engine(uri: str, pool: type[StaticPool] | type[QueuePool]) -> Engine:
    def connect() -> sqlite3.Connection:
        # Transactions are begun by the engine's "begin", not by the driver's guess at the first statement that writes.
        connection = sqlite3.connect(
            uri, uri=True, check_same_thread=False, isolation_level=None, timeout=BUSY_MS / 1000
        )
        connection.execute("pragma foreign_keys = on")
        return connection

    return create_engine(
        "sqlite://",
        creator=connect,
        poolclass=pool,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, allow_nan=False),
    )


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Whatever the database says within becomes one line that says what to do.

    Raises
    ------
    StoreError
        The disk or the database failed; the same may work later.
    BadInput
        A value breaks a rule of the record; it will never be stored.
    """
    try:
        yield
    except IntegrityError as error:
        rule = " ".join(str(error.orig).split())
        raise BadInput(f"{path}: a value breaks a rule of the record ({rule}): nothing of this was stored") from error
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(explain(path, cause or error)) from error
    except sqlite3.Error as error:
        raise StoreError(explain(path, error)) from error
    except json.JSONDecodeError as error:
        raise StoreError(f"{path}: {_DAMAGED} ({error})") from error


_DAMAGED = "the database is damaged: keep the file, and put a copy from the backup in its place"

#: SQLite's primary result codes (https://sqlite.org/rescode.html) that a person can do something about
_MEANING = {
    sqlite3.SQLITE_FULL: "the disk is full, nothing of this was stored: free some space and go on",
    sqlite3.SQLITE_READONLY: "this user may not write to it: give the right to write, or choose another --data folder",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened: check that the folder is there and that this user may read and write it",
    sqlite3.SQLITE_PERM: "this user may not use it: give the right to read and write, or choose another --data folder",
    sqlite3.SQLITE_NOTADB: "this is not a database of Respite: move the file away, or choose another --data folder",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_BUSY: "another program holds it: close it and try again",
    sqlite3.SQLITE_LOCKED: "another program holds it: close it and try again",
}


def explain(path: Path, error: BaseException) -> str:
    """One line: the file, what is wrong with it, and what to do."""
    said = " ".join(str(error).split())
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return f"{path}: {said}"
        if code & 0xFF == sqlite3.SQLITE_IOERR:
            return f"{path}: the disk failed ({said}), nothing of this was stored: check its space and its health"
        meaning = _MEANING.get(code & 0xFF)
        return f"{path}: {said}" if meaning is None else f"{path}: {meaning} ({said})"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"{path}: a file stands where the data folder should be: move it away, or choose another --data folder"
    if isinstance(error, PermissionError):
        return f"{path}: this user may not write here: give the right to write, or choose another --data folder"
    if isinstance(error, OSError):
        return f"{path}: {error.strerror or said}: check the disk and the folder, or choose another --data folder"
    return f"{path}: {said}"
