"""Ratings taken from a file: from before Respite, or from beside it. No session belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.store.models import EarlierRating, Participant


@dataclass(frozen=True, slots=True)
class Earlier:
    """A rating as it stood in a file.

    given_utc : when it was given, UTC; the first moment of the day where `date_only`
    file, line : the file's name, and the line from 1
    """

    alias: str
    given_utc: datetime
    date_only: bool
    instrument: str
    phase: str
    value: int
    file: str
    line: int

    @property
    def key(self) -> tuple[str, datetime, str, str]:
        """What two different ratings never share."""
        return self.alias, self.given_utc, self.instrument, self.phase


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of an import: ratings that are new, ratings that were there, participants that are new."""

    added: int
    known: int
    participants: int


def differing(reading: Work, rows: Sequence[Earlier]) -> dict[int, int]:
    """The lines whose rating is in the record with another value, and that value."""
    held = _held(reading, {row.alias for row in rows})
    return {row.line: held[row.key].value for row in rows if row.key in held and held[row.key].value != row.value}


def keep(work: Work, rows: Sequence[Earlier], now_utc: datetime) -> Kept:
    """Add what is not there yet; participants are made when they are new."""
    held = _held(work, {row.alias for row in rows})
    ids = {row.alias: row.id for row in work.execute(select(Participant.alias, Participant.id))}
    new = [row for row in rows if row.key not in held]
    aliases = list(dict.fromkeys(row.alias for row in new if row.alias not in ids))
    for alias in aliases:
        participant = Participant(alias=alias)
        work.add(participant)
        work.flush()
        ids[alias] = participant.id
    for row in new:
        work.add(
            EarlierRating(
                participant_id=ids[row.alias],
                given_utc=row.given_utc,
                date_only=row.date_only,
                instrument=row.instrument,
                phase=row.phase,
                value=row.value,
                file=row.file,
                line=row.line,
                imported_utc=now_utc,
            )
        )
    work.flush()
    return Kept(added=len(new), known=len(rows) - len(new), participants=len(aliases))


def of(reading: Work, alias: str) -> list[Earlier]:
    """The imported ratings of a participant, the oldest first."""
    query = select(EarlierRating).join(Participant).where(Participant.alias == alias)
    found = reading.scalars(query.order_by(EarlierRating.given_utc, EarlierRating.id))
    return [_record(alias, row) for row in found]


def _held(reading: Work, aliases: set[str]) -> dict[tuple[str, datetime, str, str], Earlier]:
    query = select(Participant.alias, EarlierRating).join(Participant)
    if len(aliases) <= 500:  # SQLite takes only so many values in one question
        query = query.where(Participant.alias.in_(aliases))
    records = (_record(alias, row) for alias, row in reading.execute(query))
    return {record.key: record for record in records}


def _record(alias: str, row: EarlierRating) -> Earlier:
    return Earlier(alias, row.given_utc, row.date_only, row.instrument, row.phase, row.value, row.file, row.line)
