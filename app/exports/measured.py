"""The sheet of what the worlds measured: the value that stands for each visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.sheet import SESSION, Sheet, integer, number, text
from app.session import measured
from app.store import measuring
from app.store.models import Event, Participant, Session
from scenes.base import Summary


def _rows(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = choice.narrow(measuring.query(), Event.session_id)
    alias = select(Participant.alias).join(Session, Session.participant_id == Participant.id)
    for session_id, series in measuring.every(reading, query):
        name = reading.scalar(alias.where(Session.id == session_id)) if series else None
        for one in series:
            of = measured.measure(measured.scene_of(one.world), one.name)
            yield session_id, name, one.world, one.name, one.one(of), of.summary.value, of.unit or None, len(one.values)


def _count(reading: Reading, choice: Choice) -> int:
    name = func.json_extract(Event.data, "$.measure")
    query = select(Event.session_id, name).where(Event.kind == measured.MEASURED).distinct()
    return reading.scalar(select(func.count()).select_from(choice.narrow(query, Event.session_id).subquery())) or 0


SHEET = Sheet(
    "measures",
    (
        SESSION,
        text("alias", "the participant's alias; no name is kept", "1 to 32 letters, digits, - or _"),
        text("world", "the world that measured it"),
        text("measure", "what was measured, as the world calls it; every single value stands in happenings"),
        number("value", "", "the one that stands for the visit, in the unit of its row"),
        text("summary", "which one that is, or what of them all", "; ".join(Summary)),
        text("unit", "the value's unit; empty for a bare number, and where the world is no longer known"),
        integer("values", "how many were measured in the visit", "1 or more"),
    ),
    _rows,
    _count,
)
