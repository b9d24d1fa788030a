"""What worlds measured in visits, read from the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Reading

from app.session.measured import ENTERED, MEASURED, Measured, Series
from app.store.models import Event, Session

#: rows in memory at a time
_PAGE = 1000
KINDS = (MEASURED, ENTERED)


def query() -> Select[tuple[int, str, float, str, dict[str, object]]]:
    """The events that tell of it, with their session's world: by session, in the order of time."""
    return (
        select(Event.session_id, Session.world, Event.at_s, Event.kind, Event.data)
        .join(Session, Session.id == Event.session_id)
        .where(Event.kind.in_(KINDS))
        .order_by(Event.session_id, Event.at_s, Event.id)
    )


def every(
    reading: Reading, among: Select[tuple[int, str, float, str, dict[str, object]]]
) -> Iterator[tuple[int, Sequence[Series]]]:
    """Each session's id and what was measured in it; `among` is `query`, narrowed down."""
    rows = reading.execute(among, execution_options={"yield_per": _PAGE})
    for session_id, events in groupby(rows, key=lambda row: int(row.session_id)):
        told = list(events)
        yield session_id, Measured.of(told[0].world, ((row.at_s, row.kind, row.data) for row in told)).series


def of_sessions(reading: Reading, ids: Sequence[int]) -> Mapping[int, Sequence[Series]]:
    """By session; nothing of one in which nothing was measured."""
    return {found: series for found, series in every(reading, query().where(Event.session_id.in_(ids))) if series}
