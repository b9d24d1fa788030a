"""Notes and symptoms in the record. Nothing is changed once it is written: who has more to say adds another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.session import symptoms
from app.session.symptoms import Note, Symptom
from app.store.models import Noted, NotedSymptom


def note(session_id: int, at_s: float, text: str, by: str | None) -> Noted:
    """The row of a note. Raises `BadInput`."""
    return Noted(
        session_id=session_id, at_s=at_s, noted_utc=datetime.now(UTC), by=by or None, text=symptoms.written(text)
    )


def symptom(
    session_id: int, at_s: float, symptom: str, severity: str, phase: str, mode: str | None, by: str | None
) -> NotedSymptom:
    """The row of a symptom. Raises `BadInput`."""
    symptoms.checked(symptom, severity)
    return NotedSymptom(
        session_id=session_id,
        at_s=at_s,
        noted_utc=datetime.now(UTC),
        by=by or None,
        symptom=symptom,
        severity=severity,
        phase=phase,
        mode=mode,
    )


def notes_of(reading: Work, session_id: int) -> Sequence[Note]:
    """A session's notes in the order of time."""
    query = select(Noted).where(Noted.session_id == session_id).order_by(Noted.at_s, Noted.id)
    return tuple(Note(row.at_s, row.noted_utc, row.by, row.text) for row in reading.scalars(query))


def symptoms_of(reading: Work, session_id: int) -> Sequence[Symptom]:
    """A session's symptoms in the order of time."""
    query = select(NotedSymptom).where(NotedSymptom.session_id == session_id)
    return tuple(
        Symptom(row.at_s, row.noted_utc, row.by, row.symptom, row.severity, row.phase, row.mode)
        for row in reading.scalars(query.order_by(NotedSymptom.at_s, NotedSymptom.id))
    )
