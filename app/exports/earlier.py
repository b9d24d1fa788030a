"""The sheet of ratings that were imported from files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.sheet import PAGE, Column, Kind, Sheet, integer, text
from app.store.models import EarlierRating, Participant


def _rows(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = choice.narrow_earlier(select(EarlierRating, Participant.alias).join(Participant))
    ordered = query.order_by(EarlierRating.participant_id, EarlierRating.given_utc, EarlierRating.id)
    for row, alias in reading.execute(ordered, execution_options={"yield_per": PAGE}):
        yield (
            row.id,
            alias,
            row.given_utc,
            row.date_only,
            row.instrument,
            row.phase,
            row.value,
            "imported",
            row.file,
            row.line,
            row.imported_utc,
        )


def _count(reading: Reading, choice: Choice) -> int:
    return reading.scalar(choice.narrow_earlier(select(func.count(EarlierRating.id)).join(Participant))) or 0


SHEET = Sheet(
    "earlier_ratings",
    (
        integer("earlier_rating_id", "the rating"),
        text("alias", "the participant's alias", "1 to 32 letters, digits, - or _"),
        Column("given_utc", Kind.MOMENT, "", "when it was given; the first moment of the day where date_only is true"),
        Column("date_only", Kind.BOOLEAN, "", "whether the file told the day alone", "true; false"),
        text("instrument", "the scale"),
        text("phase", "when it was asked", "before; during; after; followup"),
        integer("value", "the rating as it stood in the file"),
        text("source", "imported: it was taken from a file, and no session of Respite belongs to it"),
        text("file", "the file it stood in"),
        integer("line", "the line it stood in", "1 or more"),
        Column("imported_utc", Kind.MOMENT, "", "when the file was read"),
    ),
    _rows,
    _count,
)
