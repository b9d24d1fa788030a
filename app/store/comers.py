"""Who comes next: participants that are due by their programme, and those who were here last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Reading

from app.store import enrolments
from app.store.enrolments import Part
from app.store.models import Participant, Session

#: how many of the newest enrolments are looked at, and how many of the newest sessions
_ENROLLED, _RECENT = 1000, 400


class Due(Enum):
    """How a participant stands to today."""

    #: the day of the next visit has passed, and it may be had still
    OVERDUE = "overdue"
    TODAY = "today"
    #: it may be had today, and needn't
    OPEN = "open"
    LATER = "later"
    #: the programme is over
    OVER = "over"
    #: they are in none
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Last:
    """The last session of a participant. mode : the one it was planned to begin in"""

    started_utc: datetime
    world: str
    seconds: float
    mode: str
    language: str


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who may come next.

    visits : sessions that came to their end
    last : None where there was none yet
    part : None where they are in no programme
    broken : why their programme can't be read, "" where it can
    """

    alias: str
    visits: int
    last: Last | None
    part: Part | None
    broken: str = ""

    def due(self, today: date) -> Due:
        """How they stand to today."""
        if self.part is None:
            return Due.FREE
        now = self.part.standing
        if now.next is None:
            return Due.OVER
        if not now.open(today):
            return Due.LATER
        if now.due is None or now.due > today:
            return Due.OPEN
        return Due.TODAY if now.due == today else Due.OVERDUE


def expected(reading: Reading, data: Path, today: date, most: int) -> list[Comer]:
    """Those whose visit is due, the longest due first; then those who may come; then those who were here last."""
    parts = {part.alias: part for part in enrolments.parts(reading, data, today, _ENROLLED)}
    waiting = [Comer(alias, 0, None, part) for alias, part in parts.items()]
    due = [one for one in waiting if one.due(today) in (Due.OVERDUE, Due.TODAY)]
    due.sort(key=lambda one: (_day(one, today), one.alias))
    may = [one for one in waiting if one.due(today) is Due.OPEN]
    may.sort(key=lambda one: (_day(one, date.max), one.alias))
    newest = (
        select(Participant.alias, Session.simulated)
        .join(Participant, Participant.id == Session.participant_id)
        .order_by(Session.started_utc.desc(), Session.id.desc())
        .limit(_RECENT)
    )
    recent = [alias for alias, simulated in reading.execute(newest) if simulated is None]
    wanted = list(dict.fromkeys([*(one.alias for one in (*due, *may)), *recent]))[:most]
    return _told(reading, data, today, wanted, parts)


def found(reading: Reading, data: Path, today: date, typed: str, most: int) -> list[Comer]:
    """Those whose alias has `typed` in it; at its beginning first."""
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = (
        select(Participant.alias)
        .where(Participant.alias.ilike(f"%{escaped}%", escape="\\"))
        .order_by(~Participant.alias.ilike(f"{escaped}%", escape="\\"), Participant.alias)
        .limit(most)
    )
    return _told(reading, data, today, reading.scalars(query).all(), {})


def _told(reading: Reading, data: Path, today: date, aliases: Sequence[str], parts: dict[str, Part]) -> list[Comer]:
    ids = dict(reading.execute(select(Participant.alias, Participant.id).where(Participant.alias.in_(aliases))).all())
    counted = (
        select(Session.participant_id, func.count())
        .where(Session.participant_id.in_(ids.values()), Session.state == "complete")
        .group_by(Session.participant_id)
    )
    visits = dict(reading.execute(counted).all())
    comers = []
    for alias in aliases:
        part, broken = parts.get(alias), ""
        if part is None:
            part, broken = enrolments.part_or_why(reading, data, alias, today)
        comers.append(Comer(alias, visits.get(ids[alias], 0), _last(reading, ids[alias]), part, broken))
    return comers


def _last(reading: Reading, participant: int) -> Last | None:
    query = (
        select(Session.started_utc, Session.world, Session.planned_s, Session.mode, Session.language)
        # a visit that only asked says nothing of what to show
        .where(Session.participant_id == participant, Session.mode.is_not(None))
        .order_by(Session.started_utc.desc(), Session.id.desc())
        .limit(1)
    )
    row = reading.execute(query).one_or_none()
    if row is None:
        return None
    return Last(row.started_utc, row.world, row.planned_s, str(row.mode), row.language)


def _day(one: Comer, otherwise: date) -> date:
    return otherwise if one.part is None or one.part.standing.due is None else one.part.standing.due
