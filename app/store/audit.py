"""The audit trail: every change with who, when, old and new value, in a chain that shows when somebody tampered with it.

Each row carries the hash of the row before it and its own: SHA-256 over the JSON list of the hash before and of the row's texts as
they are stored, so that anybody with SQLite and SHA-256 can follow the chain. A changed row no longer fits its hash, a missing one
leaves its follower without one, and rows missing at the end show by the highest number ever given. Whoever can write the whole file
can write the whole chain anew: the last hash is the trail's seal, and one that was written down elsewhere shows that too.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as Work

from app import who as acting
from app.errors import BadInput
from app.store import database
from app.store.models import Base

#: the hash before the first row
NOTHING = "0" * 64
_COLUMNS = "id, utc, who, kind, subject, old, new, before, hash"


class Entry(Base):
    """A change. utc : ISO 8601 as text, since it is hashed as it stands; old, new : JSON, "" where there is none"""

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "utc"),
        Index(None, "who", "id"),
        Index(None, "kind", "id"),
        Index(None, "subject", "id"),
        {"sqlite_autoincrement": True},
    )

    utc: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(200))
    old: Mapped[str]
    new: Mapped[str]
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the trail. old, new : plain values, None where there was or is none"""

    id: int
    utc: datetime
    who: str
    kind: str
    subject: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Chain:
    """What following the chain came to. seal : the last row's hash; fault : "" for a whole chain, else where it breaks"""

    rows: int
    seal: str
    fault: str


def add(work: Work, kind: str, subject: str = "", old: Any = None, new: Any = None, who: str | None = None) -> None:
    """Write a change down within the transaction `work`, so that the two are stored together or not at all.

    Parameters
    ----------
    kind : what sort of change, in one lower-case word ("rating", "note", "setting", "enrolment", "export", "person", ...)
    subject : what was changed, as a person names it ("session 12", "P-014", "checklist"); no patient's name
    old, new : plain values (str, int, float, bool, None, and lists and dicts of them); None where there was or is none
    who : who did it, where it isn't whoever acts (`app.who.acts`)

    Raises
    ------
    BadInput
        A value isn't plain.
    """
    last = work.scalar(select(Entry.hash).order_by(Entry.id.desc()).limit(1)) or NOTHING
    texts = (
        datetime.now(UTC).isoformat(timespec="milliseconds"),
        (who or acting.acts())[:80],
        kind[:32],
        subject[:200],
        _text(kind, old),
        _text(kind, new),
    )
    utc, name, sort, thing, was, now = texts
    work.add(Entry(utc=utc, who=name, kind=sort, subject=thing, old=was, new=now, before=last, hash=_hash(last, texts)))
    work.flush()


def append(path: Path, kind: str, subject: str = "", old: Any = None, new: Any = None) -> None:
    """Write a change down from beside a Respite that may be at work on the database at `path`, as an export does.

    Raises
    ------
    StoreError
        It can't be written to.
    """
    engine = database.writing(path)
    try:
        with database.plainly(path), Work(engine) as work, work.begin():
            add(work, kind, subject, old, new)
    finally:
        engine.dispose()


def entries(
    reading: Work,
    limit: int = 50,
    offset: int = 0,
    *,
    who: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Sequence[Change]:
    """A page of the trail, the newest first. who, kind : of these alone; since, until : days of this machine's zone, inclusive"""
    query = select(Entry).order_by(Entry.id.desc()).limit(limit).offset(offset)
    if who:
        query = query.where(Entry.who == who)
    if kind:
        query = query.where(Entry.kind == kind)
    if since is not None:
        query = query.where(Entry.utc >= _begins(since))
    if until is not None:
        query = query.where(Entry.utc < _begins(until + timedelta(days=1)))
    return [_change(row) for row in reading.scalars(query)]


def about(reading: Work, subject: str) -> Sequence[Change]:
    """All that the trail holds of one subject, the oldest first."""
    query = select(Entry).where(Entry.subject == subject).order_by(Entry.id)
    return [_change(row) for row in reading.scalars(query)]


def names(reading: Work) -> tuple[Sequence[str], Sequence[str]]:
    """Everybody who stands in the trail, and every kind of change."""
    return (
        reading.scalars(select(Entry.who).group_by(Entry.who).order_by(func.lower(Entry.who))).all(),
        reading.scalars(select(Entry.kind).group_by(Entry.kind).order_by(Entry.kind)).all(),
    )


def follow(path: Path) -> Chain:
    """Follow the chain of the database at `path` from its first row to its last; the file is only read.

    Raises
    ------
    sqlite3.Error
        It can't be read, or has no trail.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=2)) as trail:
        trail.execute("begin")
        given = trail.execute("select seq from sqlite_sequence where name = 'audit'").fetchone()
        rows = trail.execute(f"select {_COLUMNS} from audit order by id")
        return _followed(rows, given[0] if given else 0)


def _change(row: Entry) -> Change:
    utc = datetime.fromisoformat(row.utc)
    return Change(row.id, utc, row.who, row.kind, row.subject, _value(row.old), _value(row.new))


def _followed(rows: Iterable[tuple[Any, ...]], given: int) -> Chain:
    last, count, number = NOTHING, 0, 0
    for number, *texts, before, digest in rows:
        count += 1
        if before != last:
            return Chain(count, last, f"what stood before row {number} is missing or was changed")
        if digest != _hash(before, texts):
            return Chain(count, last, f"row {number} was changed")
        last = digest
    if number != given:
        return Chain(count, last, f"rows {number + 1} to {given} are missing at the end")
    return Chain(count, last, "")


def _hash(before: str, texts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps([before, *texts], ensure_ascii=False).encode()).hexdigest()


def _text(kind: str, value: Any) -> str:
    if value is None:
        return ""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadInput(
            f"old and new of the change {kind!r} must be plain values, {error}: hand in str, int, float or bool"
        ) from error


def _value(text: str) -> Any:
    return json.loads(text) if text else None


def _begins(day: date) -> str:
    """The first moment of a day of this machine's zone, as it is stored."""
    return datetime(day.year, day.month, day.day).astimezone().astimezone(UTC).isoformat(timespec="milliseconds")
