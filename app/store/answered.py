"""Answered questionnaires in the record. What is finished is never changed: who corrects an answer adds another row, and the newest
of a questionnaire and moment is what counts. What is being given grows by an answer at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.errors import BadInput
from app.questionnaires import Given, How, Moment
from app.store.models import Answered, Session


@dataclass(frozen=True, slots=True)
class AnsweredRecord:
    """answers : by item, {} where the scores were entered; scores : None where an answer that one needs is missing

    how : where it was given; declined : items that were not to be answered; finished : it came to its end
    """

    questionnaire: str
    moment: Moment
    language: str
    entered_utc: datetime
    answers: Mapping[str, int]
    scores: Mapping[str, float | None]
    how: How = How.CONSOLE
    declined: tuple[str, ...] = ()
    finished: bool = True

    @property
    def told(self) -> dict[str, Any]:
        """As the audit trail names it: its answers, or its scores where these were entered."""
        scores = {name: value for name, value in self.scores.items() if value is not None}
        given: Mapping[str, float] = self.answers or scores
        return {"questionnaire": self.questionnaire, "moment": self.moment.value, **given}


def keep(work: Work, session_id: int, given: Given, row_id: int | None = None) -> int:
    """Keep what was answered; hands back the row's id.

    row_id : of the row that is being given, which takes the new answers

    Raises
    ------
    BadInput
        Nothing was answered, or something that can't be; or the row is finished.
    """
    found = _row(session_id, given)
    if row_id is None:
        work.add(found)
        work.flush()
        return found.id
    old = work.get(Answered, row_id)
    if old is None or old.finished or (old.session_id, old.questionnaire) != (session_id, given.questionnaire.id):
        raise BadInput(f"{given.questionnaire.id} must be under way to take an answer, it is finished: give it again")
    for name in ("entered_utc", "answers", "scores", "how", "declined", "finished"):
        setattr(old, name, getattr(found, name))
    return old.id


def _row(session_id: int, given: Given) -> Answered:
    form = given.questionnaire
    if given.finished and not (given.answers or given.scores or given.declined):
        raise BadInput(f"{form.id} must have an answer at least: answer something, or leave it")
    form.check({**given.answers, **dict.fromkeys(given.declined)})
    if form.items:
        if given.scores:
            raise BadInput(f"the scores of {form.id} follow from its answers: enter these")
        found: dict[str, float | None] = dict(form.scored(given.answers).values)
    else:
        form.check_scores(given.scores)
        found = {score.id: given.scores.get(score.id) for score in form.scores}
    return Answered(
        session_id=session_id,
        questionnaire=form.id,
        moment=str(given.moment),
        language=given.language,
        entered_utc=datetime.now(UTC),
        answers=dict(given.answers),
        scores=found,
        how=str(given.how),
        declined=list(given.declined) or None,
        finished=given.finished,
    )


def of_session(reading: Work, session_id: int) -> Sequence[AnsweredRecord]:
    """The newest of each questionnaire and moment, in the order in which they were first answered."""
    newest: dict[tuple[str, str], AnsweredRecord] = {}
    for found in reading.scalars(select(Answered).where(Answered.session_id == session_id).order_by(Answered.id)):
        newest[found.questionnaire, found.moment] = _record(found)
    return list(newest.values())


def row(work: Work, row_id: int) -> AnsweredRecord:
    """What is in a row now."""
    return _record(work.get_one(Answered, row_id))


def finished(work: Work, session_id: int, given: Given, but: int | None) -> AnsweredRecord | None:
    """The newest finished answer to this questionnaire at this moment, the row `but` aside; None where there is none."""
    query = select(Answered).where(
        Answered.session_id == session_id,
        Answered.questionnaire == given.questionnaire.id,
        Answered.moment == str(given.moment),
        Answered.finished.is_(True),
    )
    if but is not None:
        query = query.where(Answered.id != but)
    found = work.scalar(query.order_by(Answered.id.desc()).limit(1))
    return None if found is None else _record(found)


def under_way(reading: Work, session_id: int, questionnaire: str, moment: Moment) -> tuple[int, AnsweredRecord] | None:
    """The row of a questionnaire that was cut off while it was given, and what is in it; None where there is none."""
    query = select(Answered).where(
        Answered.session_id == session_id,
        Answered.questionnaire == questionnaire,
        Answered.moment == str(moment),
        Answered.finished.is_(False),
    )
    found = reading.scalar(query.order_by(Answered.id.desc()).limit(1))
    return None if found is None else (found.id, _record(found))


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a score is held against. session_id : where it was answered, which may be another visit"""

    session_id: int
    answered: AnsweredRecord


def baselines(reading: Work, session_id: int) -> Mapping[str, Baseline]:
    """By questionnaire, the baseline of a visit: what was answered at the baseline or before in this visit, else at the newest
    baseline of an earlier visit of the same participant.
    """
    here = reading.get(Session, session_id)
    if here is None:
        return {}
    query = (
        select(Answered)
        .join(Session, Session.id == Answered.session_id)
        .where(
            Session.participant_id == here.participant_id,
            Session.started_utc <= here.started_utc,
            Answered.moment.in_((Moment.BASELINE, Moment.BEFORE)),
        )
        .order_by(Session.started_utc, Session.id, Answered.id)
    )
    found: dict[str, Baseline] = {}
    for row in reading.scalars(query):
        if row.session_id == session_id or row.moment == Moment.BASELINE:
            found[row.questionnaire] = Baseline(row.session_id, _record(row))
    return found


def _record(found: Answered) -> AnsweredRecord:
    return AnsweredRecord(
        found.questionnaire,
        Moment(found.moment),
        found.language,
        found.entered_utc,
        found.answers,
        found.scores,
        How(found.how),
        tuple(found.declined or ()),
        found.finished,
    )
