"""Sessions with what hangs on them, a few in memory at a time, for formats that tell one session after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.store import queries
from app.store.models import Event, Rating, Segment, Session
from app.store.records import SessionRow

#: sessions in memory at a time
PAGE = 200

Table = TypeVar("Table", Segment, Rating, Event)


@dataclass(frozen=True, slots=True)
class Visit:
    """A session: its row in the database, what is told of it in a list, and its parts in the order of time."""

    session: Session
    row: SessionRow
    segments: Sequence[Segment]
    ratings: Sequence[Rating]
    events: Sequence[Event]

    def moment(self, at_s: float) -> datetime:
        """When a second of this session was, UTC."""
        return self.row.started_utc + timedelta(seconds=at_s)

    @property
    def ended_s(self) -> float | None:
        """The second the exposure ended at; None where nothing was shown or it runs."""
        ends = [segment.end_s for segment in self.segments]
        return None if not ends or None in ends else max(end for end in ends if end is not None)


def visits(reading: Reading, choice: Choice, kinds: Sequence[str] | None = None) -> Iterator[Visit]:
    """The chosen sessions by id. `kinds` : only events of these kinds."""
    page: list[tuple[Session, SessionRow]] = []
    for found in queries.every_session(reading, PAGE, choice.sessions()):
        page.append(found)
        if len(page) == PAGE:
            yield from _told(reading, page, kinds)
            page.clear()
    yield from _told(reading, page, kinds)


def _told(reading: Reading, page: list[tuple[Session, SessionRow]], kinds: Sequence[str] | None) -> Iterator[Visit]:
    ids = [row.id for _, row in page]
    segments = _of(reading, Segment, ids, Segment.start_s)
    ratings = _of(reading, Rating, ids, Rating.at_s)
    among = () if kinds is None else (Event.kind.in_(kinds),)
    events = _of(reading, Event, ids, Event.at_s, *among)
    for session, row in page:
        yield Visit(session, row, segments[row.id], ratings[row.id], events[row.id])


def _of(
    reading: Reading, table: type[Table], ids: list[int], order: ColumnElement[float], *where: ColumnElement[bool]
) -> dict[int, list[Table]]:
    found: dict[int, list[Table]] = defaultdict(list)
    query = select(table).where(table.session_id.in_(ids), *where).order_by(table.session_id, order, table.id)
    for row in reading.scalars(query):
        found[row.session_id].append(row)
    return found
