"""The sheets of what was noted in sessions while they went on."""

from __future__ import annotations

from sqlalchemy import select

from app.exports.sheet import AT, MODES, SESSION, Column, Kind, Sheet, counted, integer, selected, text
from app.session.symptoms import SEVERITIES, SYMPTOMS
from app.store.models import Noted, NotedSymptom

_BY = text("by", "who noted it: the person who was logged in, or this machine's user")
_WHEN = Column("noted_utc", Kind.MOMENT, "", "when it was noted, by the wall clock")

SYMPTOM_SHEET = Sheet(
    "symptoms",
    (
        integer("symptom_id", "the symptom as it was noted; none is changed later"),
        SESSION,
        AT,
        _WHEN,
        _BY,
        text("symptom", "what the patient felt, as the clinician noted it", "; ".join(SYMPTOMS)),
        text("severity", "how strong it was", "; ".join(SEVERITIES)),
        text("phase", "the phase the session stood at"),
        text("mode", "the mode in force; empty where nothing was shown", MODES),
    ),
    selected(
        select(
            NotedSymptom.id,
            NotedSymptom.session_id,
            NotedSymptom.at_s,
            NotedSymptom.noted_utc,
            NotedSymptom.by,
            NotedSymptom.symptom,
            NotedSymptom.severity,
            NotedSymptom.phase,
            NotedSymptom.mode,
        ).order_by(NotedSymptom.session_id, NotedSymptom.at_s, NotedSymptom.id),
        NotedSymptom.session_id,
    ),
    counted(NotedSymptom.session_id),
)
NOTE_SHEET = Sheet(
    "notes",
    (
        integer("note_id", "a line that was noted while the session went on; the note at its end stands in sessions"),
        SESSION,
        AT,
        _WHEN,
        _BY,
        text("text", "the line"),
    ),
    selected(
        select(Noted.id, Noted.session_id, Noted.at_s, Noted.noted_utc, Noted.by, Noted.text).order_by(
            Noted.session_id, Noted.at_s, Noted.id
        ),
        Noted.session_id,
    ),
    counted(Noted.session_id),
)

SHEETS = (SYMPTOM_SHEET, NOTE_SHEET)
