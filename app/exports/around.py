"""The sheets of what is around sessions: questionnaires, programmes, and who was told what of them.

The seed of an allocation is not among them: with it, what is to come could be known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.sheet import MODES, PAGE, SESSION, Column, Kind, Sheet, counted, integer, selected, text
from app.store.models import Answered, Enrolment, Participant, Session, Telling

ANSWERED = Sheet(
    "questionnaires",
    (
        integer(
            "questionnaire_id", "what was answered at one time; a correction is another one, and the newest counts"
        ),
        SESSION,
        text("questionnaire", "the questionnaire"),
        text("moment", "when it was asked", "baseline; before; after; later"),
        text("language", "the language it was asked in", "en; zh_CN"),
        Column("entered_utc", Kind.MOMENT, "", "when the answers were entered"),
        Column("answers", Kind.JSON, "", "the answers by item; none where only scores were entered"),
        Column("scores", Kind.JSON, "", "the scores; null where an answer that one needs is missing"),
        text(
            "how",
            "where it was given; voice: spoken by the patient and entered by the clinician; mixed: in the world, partly spoken",
            "world; console; voice; mixed",
        ),
        Column("declined", Kind.LIST, "", "items that the patient would rather not answer"),
        Column("finished", Kind.BOOLEAN, "", "whether it came to its end; false where it was cut off", "true; false"),
    ),
    selected(
        select(
            Answered.id,
            Answered.session_id,
            Answered.questionnaire,
            Answered.moment,
            Answered.language,
            Answered.entered_utc,
            Answered.answers,
            Answered.scores,
            Answered.how,
            Answered.declined,
            Answered.finished,
        ).order_by(Answered.session_id, Answered.id),
        Answered.session_id,
    ),
    counted(Answered.session_id),
)


def _of_the_chosen(query: Select[*tuple[Any, ...]], choice: Choice) -> Select[*tuple[Any, ...]]:
    """Enrolments of participants of whom a session is chosen; everybody's where everything is."""
    if choice.everything:
        return query
    persons = choice.narrow(select(Session.participant_id), Session.id)
    return query.where(Enrolment.participant_id.in_(persons))


def _enrolments(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = select(
        Enrolment.id,
        Participant.alias,
        Enrolment.programme,
        Enrolment.digest,
        Enrolment.stratum,
        Enrolment.enrolled_utc,
        Enrolment.left_utc,
    ).join(Participant, Participant.id == Enrolment.participant_id)
    found = _of_the_chosen(query, choice).order_by(Enrolment.id)
    yield from (tuple(row) for row in reading.execute(found, execution_options={"yield_per": PAGE}))


def _enrolments_count(reading: Reading, choice: Choice) -> int:
    return reading.scalar(_of_the_chosen(select(func.count(Enrolment.id)), choice)) or 0


def _tellings(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = select(
        Telling.id, Telling.enrolment_id, Telling.utc, Telling.visit, Telling.arm, Telling.mode, Telling.by
    ).join(Enrolment, Enrolment.id == Telling.enrolment_id)
    found = _of_the_chosen(query, choice).order_by(Telling.id)
    yield from (tuple(row) for row in reading.execute(found, execution_options={"yield_per": PAGE}))


def _tellings_count(reading: Reading, choice: Choice) -> int:
    query = select(func.count(Telling.id)).join(Enrolment, Enrolment.id == Telling.enrolment_id)
    return reading.scalar(_of_the_chosen(query, choice)) or 0


ENROLMENTS = Sheet(
    "enrolments",
    (
        integer("enrolment_id", "a participant's part in a programme"),
        text("alias", "the participant's alias", "1 to 32 letters, digits, - or _"),
        text("programme", "the programme"),
        text("digest", "of the programme's file as it was then"),
        text("stratum", "the stratum of the allocation"),
        Column("enrolled_utc", Kind.MOMENT, "", "when it began"),
        Column("left_utc", Kind.MOMENT, "", "when it ended; empty while it goes on"),
    ),
    _enrolments,
    _enrolments_count,
)
TELLINGS = Sheet(
    "tellings",
    (
        integer("telling_id", "somebody was told what a visit shows; until then nobody was"),
        integer("enrolment_id", "whose visit, as in enrolments"),
        Column("told_utc", Kind.MOMENT, "", "when"),
        integer("visit", "the visit, as the programme counts"),
        text("arm", "the arm; empty where the programme has none"),
        text("mode", "the mode; empty where it is free", MODES),
        text("by", "how it was asked"),
    ),
    _tellings,
    _tellings_count,
)

SHEETS = (ANSWERED, ENROLMENTS, TELLINGS)
