"""What a report that could not be made has to tell, for `app.console.sentences` to put into the clinician's language."""

from __future__ import annotations

from app.i18n import N_

PHRASES = (
    N_("{alias} has no visit of a person to report on"),
    N_("{alias} has no visit of a simulated patient to report on"),
    N_("choose somebody else, or add --simulated"),
    N_("choose somebody else, or leave out --simulated"),
    N_("no report was written"),
    N_("make room, or choose another folder"),
)
