"""Sessions with what hangs on them, a few in memory at a time, for formats that tell one session after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.store import models, queries
from app.store.models import Session
from app.store.records import SessionRow

#: sessions in memory at a time
PAGE = 200


# As in `app.store.models`; lighter, because there are many of them.
class Segment(NamedTuple):
    id: int
    mode: str
    display: str
    runtime: str | None
    system: str | None
    start_s: float
    end_s: float | None
    ended_by: str | None


class Rating(NamedTuple):
    id: int
    at_s: float
    phase: str
    instrument: str
    value: int
    anchor_low: str
    anchor_high: str
    language: str
    source: str
    latency_s: float | None
    corrections: int
    mode: str | None


class Event(NamedTuple):
    id: int
    at_s: float
    kind: str
    data: dict[str, Any]


class Symptom(NamedTuple):
    id: int
    at_s: float
    symptom: str
    severity: str


class Answered(NamedTuple):
    id: int
    questionnaire: str
    moment: str
    language: str
    entered_utc: datetime
    answers: dict[str, Any]
    scores: dict[str, Any]
    how: str
    declined: list[str] | None
    finished: bool


Part = TypeVar("Part", Segment, Rating, Event, Symptom, Answered)


@dataclass(frozen=True, slots=True)
class Visit:
    """A session: its row in the database, what is told of it in a list, and its parts in the order of time."""

    session: Session
    row: SessionRow
    segments: Sequence[Segment]
    ratings: Sequence[Rating]
    events: Sequence[Event]
    answered: Sequence[Answered]
    symptoms: Sequence[Symptom] = ()

    def moment(self, at_s: float) -> datetime:
        """When a second of this session was, UTC."""
        return self.row.started_utc + timedelta(seconds=at_s)


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
    segments = _of(reading, Segment, models.Segment, ids, "start_s")
    ratings = _of(reading, Rating, models.Rating, ids, "at_s")
    among = () if kinds is None else (models.Event.kind.in_(kinds),)
    events = _of(reading, Event, models.Event, ids, "at_s", *among)
    answered = _of(reading, Answered, models.Answered, ids, "entered_utc")
    symptoms = _of(reading, Symptom, models.NotedSymptom, ids, "at_s")
    for session, row in page:
        parts = (segments[row.id], ratings[row.id], events[row.id], answered[row.id], symptoms[row.id])
        yield Visit(session, row, *parts)


def _of(
    reading: Reading,
    part: type[Part],
    table: type[models.Segment]
    | type[models.Rating]
    | type[models.Event]
    | type[models.Answered]
    | type[models.NotedSymptom],
    ids: list[int],
    order: str,
    *where: ColumnElement[bool],
) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    columns = [getattr(table, name) for name in part._fields]
    query = select(table.session_id, *columns).where(table.session_id.in_(ids), *where)
    for session_id, *rest in reading.execute(query.order_by(table.session_id, getattr(table, order), table.id)):
        found[session_id].append(part._make(rest))
    return found
