"""Corrections: a value that was stored is another now. Each stands in the audit trail, in the transaction that changes the value,
with who, when, the old and the new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as Work

from app.errors import BadInput
from app.questionnaires import How
from app.session import instruments
from app.store import audit
from app.store.answered import AnsweredRecord
from app.store.audit import Change
from app.store.models import ENDED, Participant, Rating, Session

RATING, QUESTIONNAIRE, PARTICIPANT = "rating", "questionnaire", "participant"
#: who answers inside the world: the session's own context is of whoever began it
PATIENT = "patient"
#: of what is known of a participant's worlds: the one they were in last, which is no correction
LAST = "last"


@dataclass(frozen=True, slots=True)
class Trail:
    """What the audit trail holds of a session. begun : by whom and when, None where that was not written down

    corrected : ratings and questionnaires that are others than they were, in the order of time
    """

    begun: Change | None
    corrected: Sequence[Change]


def of_session(reading: Work, session_id: int) -> Trail:
    """The session's part of the trail."""
    rows = audit.about(reading, subject(session_id))
    begun = next((row for row in rows if row.kind == "session" and row.old is None), None)
    return Trail(begun, [row for row in rows if row.kind in (RATING, QUESTIONNAIRE) and row.old is not None])


def subject(session_id: int) -> str:
    """As the trail calls a session."""
    return f"session {session_id}"


def rating(work: Work, session_id: int, rating_id: int, value: int) -> None:
    """A rating was entered wrongly: `value` stands from now on, and the session says so too.

    Raises
    ------
    BadInput
        There is no such rating, it is off its scale, or the session goes on.
    """
    row = work.get(Rating, rating_id)
    if row is None or row.session_id != session_id:
        raise BadInput(f"session {session_id} must have the rating to correct it, it has none with the id {rating_id}")
    if work.get_one(Session, session_id).state not in ENDED:
        raise BadInput(f"session {session_id} must be over before a rating is corrected: complete or stop it first")
    instruments.load(row.instrument).check(value)
    if value == row.value:
        return
    what = {"rating": row.phase, "scale": row.instrument, "at": round(row.at_s, 1), "row": row.id}
    audit.add(work, RATING, subject(session_id), {**what, "value": row.value}, {**what, "value": value})
    row.value = value


def answers(work: Work, session_id: int, before: AnsweredRecord, now: AnsweredRecord, how: How) -> None:
    """Answers that were given already and are others now, or are taken back. how : the way the new one came by"""
    old, new = _items(before), _items(now)
    changed = [item for item, answer in old.items() if item not in new or new[item] != answer]
    if not changed:
        return
    what = {"questionnaire": now.questionnaire, "moment": now.moment.value}
    audit.add(
        work,
        QUESTIONNAIRE,
        subject(session_id),
        {**what, **{item: old[item] for item in changed}},
        {**what, **{item: new.get(item) for item in changed}},
        PATIENT if how is How.WORLD else None,
    )


def _items(of: AnsweredRecord) -> Mapping[str, int | str]:
    return {**of.answers, **dict.fromkeys(of.declined, "not to be answered")}


def known(work: Work, participant: Participant, **now: Any) -> None:
    """What is known of a participant for the next visit: what is another than it was stands in the trail."""
    for name, value in now.items():
        before = getattr(participant, name)
        old, new = (_flat(kept) if isinstance(kept, dict) else {name: kept} for kept in (before, value))
        other = (
            [key for key in old if key in new and old[key] != new[key] and key != LAST] if before is not None else []
        )
        if other:
            was, now_is = ({key: kept[key] for key in other} for kept in (old, new))
            audit.add(work, PARTICIPANT, participant.alias, was, now_is)
        setattr(participant, name, value)


def _flat(kept: Mapping[str, Any], under: str = "") -> dict[str, Any]:
    """Nested values by the path to them."""
    found: dict[str, Any] = {}
    for name, value in kept.items():
        path = f"{under} {name}".strip().removeprefix("of ")
        found.update(_flat(value, path) if isinstance(value, dict) else {path: value})
    return found
