"""The schema's version: made, checked and brought up to date by alembic when a database is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from app.errors import StoreError
from app.store import listed

#: the newest version in `migrations/versions`
HEAD = "0014"
SCRIPTS = "app.store:migrations"


def version(engine: Engine, path: Path) -> str | None:
    """The version of the database, or None for one without any table.

    Raises
    ------
    StoreError
        The database has tables, and they are not Respite's.
    """
    with engine.connect() as connection:
        tables = set(connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars())
        if not tables:
            return None
        found = None
        if "alembic_version" in tables:
            found = connection.exec_driver_sql("select version_num from alembic_version").scalar()
    if found is None or "participants" not in tables:
        raise StoreError(f"{path}: it holds another program's tables: move it away, or choose another --data folder")
    return str(found)


def check(found: str | None, path: Path, head: str = HEAD) -> None:
    """Refuse a version that can only be read by a newer program.

    Raises
    ------
    StoreError
        `found` is newer than `head`.
    """
    if found is not None and found > head:
        raise StoreError(
            f"{path}: its schema must be {head} or older for this Respite, got {found}: it was written by a newer one; "
            "install that one, or choose another --data folder"
        )


def ready(engine: Engine, path: Path, head: str = HEAD) -> None:
    """Refuse a database that can't be read as it is.

    Raises
    ------
    StoreError
        It is newer or older than the program, or not Respite's.
    """
    found = version(engine, path)
    check(found, path, head)
    if found != head:
        raise StoreError(
            f"{path}: its schema must be {head} to be read, got {found}: start Respite on it once, which brings it up to date"
        )


def bring_up(engine: Engine, path: Path, *, head: str = HEAD, scripts: str = SCRIPTS) -> None:
    """Make the tables in an empty database, or bring an older one up to `head`: whole, or not at all.

    Before an older database is changed, a copy is put beside it (``respite.db.before-VERSION``).

    Raises
    ------
    StoreError
        The database is newer than the program, or not Respite's.
    """
    found = version(engine, path)
    check(found, path, head)
    if found == head:
        return
    if found is not None:
        keep(path, path.with_name(f"{path.name}.before-{head}"))
    # Imported only when there is something to do: it costs a start more than everything else here together.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    with _unbound(engine), engine.begin() as connection:
        config.attributes["connection"] = connection
        listed.unwatch(connection)
        command.upgrade(config, head)
        broken = connection.exec_driver_sql("pragma foreign_key_check").fetchall()
        if broken:
            raise StoreError(
                f"{path}: it can't be brought up to {head}, a row of {broken[0][0]} belongs to none of {broken[0][2]}, "
                "nothing was changed: keep the file, and put a copy from the backup in its place"
            )


@contextmanager
def _unbound(engine: Engine) -> Iterator[None]:
    """Without the checks of foreign keys, which can't be let go within a transaction: SQLite changes a table's rules by making it
    anew, and would see the rows that hang on the old one lose it (https://sqlite.org/lang_altertable.html#otheralter)."""
    _foreign_keys(engine, "off")
    try:
        yield
    finally:
        _foreign_keys(engine, "on")


def _foreign_keys(engine: Engine, state: str) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(f"pragma foreign_keys = {state}")
    finally:
        connection.close()


def keep(path: Path, copy: Path) -> None:
    """Copy a database, whatever its log still holds, and let the copy appear only once it is whole."""
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    part.replace(copy)
