"""What the tables of a BIDS dataset hold: their columns, and the JSON files that explain these."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import orjson

#: what stands where there is no value
NONE = "n/a"

README = """\
# Respite

Sessions of virtual reality for pain relief, exported from Respite {version}, by alias alone.

- `participants.tsv`: the participants, and the alias that each label stands for
- `sub-*/sub-*_sessions.tsv`: their sessions with motion, what was delivered and what was rated
- `sub-*/ses-*/motion`: the head's motion while the headset showed the world, as it was recorded, with the session's events
- `sub-*/beh/*_task-visits_beh.tsv`: sessions without motion, each with its events
- `sub-*/beh/*_task-earlier_beh.tsv`: ratings that were imported from files

A text with a tab or the end of a line in it is written as JSON. What was delivered and rated is said here, and no more.
"""

Columns = dict[str, dict[str, Any]]


def _about(description: str, **more: Any) -> dict[str, Any]:
    return {"Description": description, **more}


_MODES = {
    "3d": "in the headset with depth",
    "2d": "on a screen",
    "flat": "in the headset as a flat picture",
}
_SECONDS = {"Units": "s"}

PARTICIPANTS: Columns = {
    "participant_id": _about("the participant's label in this dataset"),
    "alias": _about("the alias in the record; no name is kept"),
}
SESSIONS: Columns = {
    "session_id": _about("the session, by its number in the record"),
    "acq_time": _about("when the session began, UTC"),
    "world": _about("the world shown"),
    "language": _about("the language the patient read"),
    "simulated": _about("whether a simulated patient took part in place of a person"),
    "planned_s": _about("exposure planned", **_SECONDS),
    "delivered_s": _about("exposure delivered", **_SECONDS),
    "planned_mode": _about("the mode it was planned to begin in", Levels=_MODES),
    "modes": _about("the modes in the order delivered, ; between them"),
    "state": _about("the phase the session stands at"),
    "reason": _about("why it was aborted"),
    "rating_before": _about("the rating before the exposure, 0 to 10"),
    "rating_after": _about("the rating after the exposure, 0 to 10"),
    "rating_followup": _about("the rating of a visit that only asked, 0 to 10"),
    "kind": _about("exposure, or ratings: a visit that only asked"),
    "note": _about("the clinician's note"),
}
EVENTS: Columns = {
    "onset": _about(
        "seconds from the first sample of motion, or from the session's start where none was recorded", **_SECONDS
    ),
    "duration": _about("how long it lasted; n/a where it has not ended", **_SECONDS),
    "trial_type": _about(
        "what happened; shown: the world was shown in a mode; rating_before, _during, _after, _followup: a rating; "
        "questionnaire_baseline, _before, _after, _later: a questionnaire was entered; "
        "else the kind of event in the record"
    ),
    "response_time": _about("of a rating, from the panel's appearing to the confirmation", **_SECONDS),
    "mode": _about("the mode shown, or in force when it was rated", Levels=_MODES),
    "instrument": _about("the scale of a rating"),
    "value": _about("the rating as given"),
    "source": _about("how a rating was given; what displayed the world; what ended it stands in data"),
    "data": _about("what else is known, as JSON"),
}
VISITS: Columns = {
    "session_id": _about("the session, by its number in the record"),
    "at_s": _about("seconds from the session's start", **_SECONDS),
    "lasted_s": EVENTS["duration"],
    "trial_type": _about(
        f"session: the session as a whole, in data; else as in events: {EVENTS['trial_type']['Description']}"
    ),
    **{name: EVENTS[name] for name in ("response_time", "mode", "instrument", "value", "source", "data")},
}
EARLIER: Columns = {
    "given_utc": _about("when it was given, UTC; the day alone where the file told no more"),
    "phase": _about("when it was asked"),
    "instrument": _about("the scale"),
    "value": _about("the rating as it stood in the file"),
    "source": _about("imported: it was taken from a file, and no session of Respite belongs to it"),
    "file": _about("the file it stood in"),
    "line": _about("the line it stood in"),
}


def cell(value: Any) -> str:
    """A value as a table has it."""
    kind = type(value)
    if kind is str:
        text: str = value
        if text.isprintable() and text.strip() == text:
            return text or NONE
        return json.dumps(text, ensure_ascii=False)
    if value is None:
        return NONE
    if kind is float:
        return str(round(value, 6))
    if kind is bool:
        return "true" if value else "false"
    return orjson.dumps(value).decode() if kind in (dict, list) else str(value)


def line(values: Iterable[Any]) -> str:
    """A row of a table."""
    return "\t".join(map(cell, values)) + "\n"
