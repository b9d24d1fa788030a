"""Participants: all of them in a list, and one of them over the visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Reading

from app.analysis.participant import Change
from app.errors import BadInput
from app.questionnaires import Moment
from app.session.dose import Dose
from app.session.measured import Series
from app.store import doses, earlier, measuring, shown
from app.store.answered import AnsweredRecord
from app.store.earlier import Earlier
from app.store.models import Answered, Enrolment, Noted, NotedSymptom, Participant, Segment, Session

#: visits that the list shows of each
RECENT = 12
#: the mode of a visit that showed more than one
SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Visit:
    """A session of a participant.

    modes : in the order shown, each as often as it came
    number : which visit of the programme it was, None where it was none
    followup : the rating of a visit that only asked, which has no world and no mode
    symptoms : as noted, (which, how severe); notes : lines written while it went on; measured : by the worlds; only in a
        `Course`
    """

    id: int
    started_utc: datetime
    world: str
    state: str
    reason: str | None
    simulated: bool
    before: int | None
    after: int | None
    modes: tuple[str, ...]
    delivered_s: float
    note: str
    number: int | None
    symptoms: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    followup: int | None = None
    measured: tuple[Series, ...] = ()

    @property
    def mode(self) -> str | None:
        """What it showed: a mode, `SEVERAL`, or None for nothing."""
        seen = set(self.modes)
        return None if not seen else SEVERAL if len(seen) > 1 else next(iter(seen))

    @property
    def change(self) -> Change | None:
        """From before to after; None where one is missing."""
        return None if self.before is None or self.after is None else Change(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Person:
    """A participant in a list. recent : the last visits, the oldest first; programme : None where they are in none"""

    alias: str
    visits: int
    last_utc: datetime | None
    programme: str | None
    recent: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class People:
    """A page of participants. total : how many there are of those asked for"""

    rows: tuple[Person, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Course:
    """A participant over the visits, the oldest first.

    answered : what was answered beside the ratings, with the visit's id; the newest of each questionnaire and moment
    earlier : ratings from a file
    """

    alias: str
    under_18: bool
    visits: tuple[Visit, ...]
    answered: tuple[tuple[int, AnsweredRecord], ...]
    earlier: tuple[Earlier, ...]


def people(reading: Reading, starts: str, limit: int, offset: int, *, by_alias: bool = False) -> People:
    """A page of participants: who was here last first, or by alias. starts : how the alias begins, "" for all"""
    # the index of a participant's sessions holds all of this
    seen = (
        select(Session.participant_id, func.count().label("visits"), func.max(Session.started_utc).label("last"))
        .group_by(Session.participant_id)
        .subquery()
    )
    limits = [Participant.alias.istartswith(starts, autoescape=True)] if starts else []
    query = (
        select(Participant.id, Participant.alias, seen.c.visits, seen.c.last, Enrolment.programme)
        .outerjoin(seen, seen.c.participant_id == Participant.id)
        .outerjoin(Enrolment, (Enrolment.participant_id == Participant.id) & Enrolment.left_utc.is_(None))
        .where(*limits)
    )
    order = [Participant.alias] if by_alias else [seen.c.last.desc().nulls_last(), Participant.alias]
    page = reading.execute(query.order_by(*order).limit(limit).offset(offset)).all()
    total = reading.scalar(select(func.count(Participant.id)).where(*limits)) or 0
    recent = _recent(reading, [row.id for row in page])
    return People(
        tuple(Person(row.alias, row.visits or 0, row.last, row.programme, tuple(recent[row.id])) for row in page), total
    )


def course(reading: Reading, alias: str) -> Course:
    """A participant over all visits.

    Raises
    ------
    BadInput
        There is no such participant.
    """
    person = reading.execute(
        select(Participant.id, Participant.under_18).where(Participant.alias == alias)
    ).one_or_none()
    if person is None:
        raise BadInput(f"alias must be one in the record, got {alias!r}: choose one from the list of participants")
    visits = _visits(reading, [person.id])[person.id]
    answers: dict[tuple[int, str, str], AnsweredRecord] = {}
    query = select(Answered).where(Answered.session_id.in_([visit.id for visit in visits])).order_by(Answered.id)
    for row in reading.scalars(query):
        answers[row.session_id, row.questionnaire, row.moment] = AnsweredRecord(
            row.questionnaire, Moment(row.moment), row.language, row.entered_utc, row.answers, row.scores
        )
    order = {visit.id: number for number, visit in enumerate(visits)}
    answered = sorted(((key[0], record) for key, record in answers.items()), key=lambda one: order[one[0]])
    return Course(alias, person.under_18, tuple(visits), tuple(answered), tuple(earlier.of(reading, alias)))


def sound(reading: Reading, under_18: Mapping[int, bool]) -> dict[int, Dose]:
    """What the sound of these visits came to. under_18 : by a visit's id, by which allowance"""
    return doses.of_sessions(reading, under_18)


def _recent(reading: Reading, people: Sequence[int]) -> dict[int, list[Visit]]:
    ids: list[int] = []
    for person in people:
        newest = select(Session.id).where(Session.participant_id == person).order_by(Session.started_utc.desc())
        ids += reading.scalars(newest.limit(RECENT))
    return _visits(reading, people, ids)


def _visits(reading: Reading, people: Sequence[int], among: Sequence[int] | None = None) -> dict[int, list[Visit]]:
    """The visits of these participants, or those of them `among` these ids, the oldest first."""
    query = select(
        Session.id,
        Session.participant_id,
        Session.started_utc,
        Session.world,
        Session.state,
        Session.reason,
        Session.simulated,
        Session.rated_before,
        Session.rated_after,
        Session.rated_followup,
        Session.last_s,
        Session.note,
        Session.visit,
    ).order_by(Session.participant_id, Session.started_utc, Session.id)
    query = query.where(Session.participant_id.in_(people) if among is None else Session.id.in_(among))
    rows = reading.execute(query).all()
    stretches: dict[int, list[shown.Stretch]] = defaultdict(list)
    segments = select(Segment.session_id, Segment.mode, Segment.start_s, Segment.end_s)
    for session_id, mode, start_s, end_s in reading.execute(
        segments.where(Segment.session_id.in_([row.id for row in rows])).order_by(Segment.session_id, Segment.start_s)
    ):
        stretches[session_id].append((mode, start_s, end_s))
    symptoms, notes = _remarks(reading, [row.id for row in rows] if among is None else [])
    measured = measuring.of_sessions(reading, [row.id for row in rows]) if among is None else {}
    found: dict[int, list[Visit]] = defaultdict(list)
    for row in rows:
        found[row.participant_id].append(
            Visit(
                id=row.id,
                started_utc=row.started_utc,
                world=row.world,
                state=row.state,
                reason=row.reason,
                simulated=row.simulated is not None,
                before=row.rated_before,
                after=row.rated_after,
                modes=shown.modes(stretches[row.id]),
                delivered_s=shown.delivered_s(stretches[row.id], row.last_s),
                note=row.note,
                number=row.visit,
                symptoms=tuple(symptoms[row.id]),
                notes=tuple(notes[row.id]),
                followup=row.rated_followup,
                measured=tuple(measured.get(row.id, ())),
            )
        )
    return found


def _remarks(reading: Reading, ids: Sequence[int]) -> tuple[dict[int, list[tuple[str, str]]], dict[int, list[str]]]:
    symptoms: dict[int, list[tuple[str, str]]] = defaultdict(list)
    notes: dict[int, list[str]] = defaultdict(list)
    if ids:
        felt = select(NotedSymptom.session_id, NotedSymptom.symptom, NotedSymptom.severity)
        query = felt.where(NotedSymptom.session_id.in_(ids)).order_by(NotedSymptom.session_id, NotedSymptom.at_s)
        for session_id, symptom, severity in reading.execute(query):
            symptoms[session_id].append((symptom, severity))
        written = select(Noted.session_id, Noted.text).where(Noted.session_id.in_(ids))
        for session_id, text in reading.execute(written.order_by(Noted.session_id, Noted.at_s)):
            notes[session_id].append(text)
    return symptoms, notes
