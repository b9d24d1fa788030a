"""The sheet of what happened in the worlds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.sheet import AT, PAGE, SESSION, Column, Kind, Sheet, number, text
from app.store.models import Event

#: an event that a world told, which alone has a gaze
_OF_A_WORLD = case((func.json_valid(Event.data) == 1, func.json_extract(Event.data, "$.gaze"))).is_not(None)


def _rows(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = (
        select(Event.session_id, Event.at_s, Event.kind, Event.data)
        .where(_OF_A_WORLD)
        .order_by(Event.session_id, Event.at_s, Event.id)
    )
    chosen = choice.narrow(query, Event.session_id)
    for session_id, at_s, kind, data in reading.execute(chosen, execution_options={"yield_per": PAGE}):
        own = {name: value for name, value in data.items() if name not in ("gaze", "world_s")}
        gaze = data["gaze"]
        yield (
            session_id,
            at_s,
            kind,
            data.get("target"),
            data["world_s"],
            gaze["azimuth"],
            gaze["elevation"],
            gaze["on"],
            data.get("called"),
            data.get("latency_s"),
            data.get("seconds"),
            own,
        )


def _count(reading: Reading, choice: Choice) -> int:
    query = choice.narrow(select(func.count(Event.id)).where(_OF_A_WORLD), Event.session_id)
    return reading.scalar(query) or 0


SHEET = Sheet(
    "happenings",
    (
        SESSION,
        AT,
        text(
            "kind",
            "what happened in the world; appeared: a target began to call; missed: it stopped without an answer; "
            "hit: a target was hit, touched or reached; reached: a goal; event: a small event; "
            "looked_at: the gaze left what it had rested on; measured: a value of what the patient did; others are a world's own",
        ),
        text("target", "the thing it is about, as the world names it; empty where it is about none"),
        number("world_s", "s", "the world's own time, which stands still while it is held", "0 or more"),
        number("azimuth_rad", "rad", "where the patient looked then, to the right of the world's forward"),
        number("elevation_rad", "rad", "the same, above the horizon"),
        text("on", "what was under the pointer then; empty for nothing"),
        Column("called", Kind.BOOLEAN, "", "whether a target that was hit had called", "true; false"),
        number("latency_s", "s", "from the call to the hit; empty where nothing had called", "0 or more"),
        number("seconds", "s", "how long the gaze had rested; for looked_at", "0.5 or more"),
        Column("data", Kind.JSON, "", "all that the world told of it, an object of plain values"),
    ),
    _rows,
    _count,
)
