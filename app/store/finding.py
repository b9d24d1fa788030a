"""Finding sessions among very many: a page of those that fulfil what is asked for, in an order, from one row on.

A page is asked for by the row it goes on from, not by its number: the hundredth page costs what the first one does, and a session
that begins meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session as Reading

from app.store import queries
from app.store.models import Participant, Session
from app.store.records import SessionRow


class Order(StrEnum):
    """How a list is sorted. What was not rated stands last where it is sorted by the change."""

    NEWEST = "newest"
    OLDEST = "oldest"
    ALIAS = "alias"
    FELL = "fell"
    ROSE = "rose"


@dataclass(frozen=True, slots=True)
class Found:
    """A page. total : how many fulfil what is asked for; earlier, later : whether there is a page before and behind this one"""

    rows: tuple[SessionRow, ...]
    total: int
    earlier: bool
    later: bool


_CHANGE = Session.rated_after - Session.rated_before
#: by what is sorted, and whether it descends; the last key tells any two sessions apart
_KEYS: dict[Order, tuple[tuple[SQLColumnExpression[Any], ...], bool]] = {
    Order.NEWEST: ((Session.started_utc, Session.id), True),
    Order.OLDEST: ((Session.started_utc, Session.id), False),
    Order.ALIAS: ((Participant.alias, Session.started_utc, Session.id), False),
    Order.FELL: ((func.coalesce(_CHANGE, 99), Session.id), False),
    Order.ROSE: ((func.coalesce(_CHANGE, -99), Session.id), True),
}


def find(
    reading: Reading,
    limits: Sequence[ColumnElement[bool]],
    order: Order = Order.NEWEST,
    limit: int = 20,
    *,
    after: int | None = None,
    before: int | None = None,
) -> Found:
    """The page behind the session `after`, else before the session `before`, else the first one; of those within `limits`."""
    keys, descends = _KEYS[order]
    total = reading.scalar(select(func.count(Session.id)).where(*limits)) or 0
    edge = after if after is not None else before
    back = after is None and before is not None
    query = select(Session.id).where(*limits)
    if order is Order.ALIAS:
        query = query.join(Participant)
    at = None
    if edge is not None:
        from_row = select(*keys).where(Session.id == edge)
        at = reading.execute(from_row.join(Participant) if order is Order.ALIAS else from_row).one_or_none()
    if at is None:
        back = False
    else:
        query = query.where(_beyond(keys, tuple(at), descends != back))
    sorted_by = [key.desc() if descends != back else key.asc() for key in keys]
    ids = list(reading.scalars(query.order_by(*sorted_by).limit(limit + 1)))
    more = len(ids) > limit
    ids = ids[:limit]
    if back:
        ids.reverse()
    rows = tuple(queries.rows(reading, ids))
    return Found(rows, total, more if back else at is not None, True if back else more)


def _beyond(keys: Sequence[SQLColumnExpression[Any]], at: Sequence[Any], less: bool) -> ColumnElement[bool]:
    """What sorts behind `at`; the first key stands by itself as well, so that an index can begin there."""
    steps = []
    for number, key in enumerate(keys):
        same = [other == value for other, value in zip(keys[:number], at, strict=False)]
        steps.append(and_(*same, key < at[number] if less else key > at[number]))
    first = keys[0] <= at[0] if less else keys[0] >= at[0]
    return and_(first, or_(*steps))
