"""Answered questionnaires in the record. Nothing is changed once it is written: who corrects an answer adds another row, and the
newest of a questionnaire and moment is what counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.errors import BadInput
from app.questionnaires import Moment, Questionnaire
from app.store.models import Answered


@dataclass(frozen=True, slots=True)
class AnsweredRecord:
    """answers : by item, {} where the scores were entered; scores : None where an answer that one needs is missing"""

    questionnaire: str
    moment: Moment
    language: str
    entered_utc: datetime
    answers: Mapping[str, int]
    scores: Mapping[str, float | None]


def row(
    session_id: int,
    questionnaire: Questionnaire,
    moment: Moment,
    language: str,
    answers: Mapping[str, int],
    scores: Mapping[str, float],
) -> Answered:
    """The row of what was answered. answers : of a questionnaire with items; scores : of one without

    Raises
    ------
    BadInput
        Nothing was answered, or something that can't be.
    """
    if not (answers or scores):
        raise BadInput(f"{questionnaire.id} must have an answer at least: answer something, or leave it")
    questionnaire.check(answers)
    if questionnaire.items:
        if scores:
            raise BadInput(f"the scores of {questionnaire.id} follow from its answers: enter these")
        found: dict[str, float | None] = dict(questionnaire.scored(answers).values)
    else:
        questionnaire.check_scores(scores)
        found = {score.id: scores.get(score.id) for score in questionnaire.scores}
    return Answered(
        session_id=session_id,
        questionnaire=questionnaire.id,
        moment=str(moment),
        language=language,
        entered_utc=datetime.now(UTC),
        answers=dict(answers),
        scores=found,
    )


def of_session(reading: Work, session_id: int) -> Sequence[AnsweredRecord]:
    """The newest of each questionnaire and moment, in the order in which they were first answered."""
    newest: dict[tuple[str, str], AnsweredRecord] = {}
    for found in reading.scalars(select(Answered).where(Answered.session_id == session_id).order_by(Answered.id)):
        newest[found.questionnaire, found.moment] = AnsweredRecord(
            found.questionnaire, Moment(found.moment), found.language, found.entered_utc, found.answers, found.scores
        )
    return list(newest.values())
