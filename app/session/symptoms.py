"""What a patient may feel while in the world, and how much: the words of simulator sickness, kept short enough to be pressed.

The kinds are those that the Simulator Sickness Questionnaire (Kennedy et al. 1993, doi:10.1207/s15327108ijap0303_3) groups as
nausea, oculomotor and disorientation. They are noted, not scored: a questionnaire is answered beside the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.errors import BadInput
from app.i18n import N_

SYMPTOMS = {
    "nausea": N_("Nausea"),
    "dizziness": N_("Dizziness"),
    "eye_strain": N_("Eye strain"),
    "headache": N_("Headache"),
    "disorientation": N_("Disorientation"),
    "other": N_("Something else"),
}
SEVERITIES = {"mild": N_("Mild"), "moderate": N_("Moderate"), "severe": N_("Severe")}
#: letters of a note
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Note:
    """A line that the clinician wrote. by : who did, None where nobody had to say; at_s : seconds from the session's start"""

    at_s: float
    noted_utc: datetime
    by: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom as it was noted. symptom, severity : of `SYMPTOMS` and `SEVERITIES`

    phase : where the session stood; mode : what was shown then, None for nothing
    """

    at_s: float
    noted_utc: datetime
    by: str | None
    symptom: str
    severity: str
    phase: str
    mode: str | None


def checked(symptom: str, severity: str) -> None:
    """Raises `BadInput` where one of them is none that is known."""
    for what, value, known in (("symptom", symptom, SYMPTOMS), ("severity", severity, SEVERITIES)):
        if value not in known:
            raise BadInput(f"{what} must be one of {', '.join(known)}, got {value!r}: choose one of these")


def written(text: str) -> str:
    """The text of a note in one line, trimmed. Raises `BadInput` where there is nothing in it, or too much."""
    text = " ".join(text.split())
    if not 1 <= len(text) <= LONGEST:
        raise BadInput(f"a note must have 1 to {LONGEST} letters, got {len(text)}: write a short line")
    return text
