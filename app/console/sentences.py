"""Sentences that reach the console with their names and figures filled in, put into the clinician's language.

What the session, the picture and the sound have to tell is written in English where it happens. Here stand the forms
these sentences take; one that fits is translated with what was filled in, one that fits none is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from app.i18n import N_

Translate = Callable[[str], str]

FORMS = (
    # what happened
    N_("The SNR is not stated in this session: {why}."),
    N_("The sound is back after {seconds} s."),
    N_("The sound stopped: {why}."),
    N_("The picture was lost: {why}; the session goes on in 2D; press 3D to try the headset again."),
    N_("The picture was lost: {why}; it is started again by itself."),
    N_("The sound was lost: {why}; the session goes on; the sound is started again by itself, without a stated SNR."),
    N_("There is no sound: {why}; connect loudspeakers or headphones; the session goes on without."),
    N_("The rating {value} ({phase}) is kept in memory and not yet on disk: leave Respite running and make room."),
    N_("Everything is on disk again."),
    N_("Respite stumbled: {why}; stop the session and start it again."),
    # why
    N_("there is no microphone"),
    N_("there is no sound output"),
    N_("skipped by the clinician"),
    N_("the sound process was lost"),
    N_("the calibration failed"),
    N_("the sound did not answer within {seconds} s"),
    N_("stopped by the clinician"),
    N_("stopped by the patient ({source})"),
    N_("ended by the clinician after it was cut off"),
    # what could not be done
    N_("a session is running: stop or complete it first"),
    N_("no session is running: start one"),
    N_("a switch is under way: wait until the picture has changed"),
    N_("nothing is shown yet: wait for the first picture, then switch"),
    N_("the picture is being started again: wait for it, then switch"),
    N_("the picture did not change within {seconds} s: try again, or stop the session"),
    N_("the picture was lost while it switched: {what}"),
    N_("the sound calibration is over: there is nothing to skip"),
    N_("no rating is open in the phase {phase}: wait until one is asked"),
    N_("{step}: the session is over; start another one"),
)
_FIELD = re.compile(r"\\\{(\w+)\\\}")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, re.compile(_FIELD.sub(r"(?P<\1>.+?)", re.escape(form)), re.IGNORECASE)) for form in FORMS)


def sentence(text: str, translate: Translate) -> str:
    """`text` in the reader's language where its form is known. The first letter may be large or small."""
    said = translate(text)
    if said != text:
        return said
    for form, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found and translate(form) != form:
            filled = {name: sentence(value, translate) for name, value in found.groupdict().items()}
            return translate(form).format(**filled)
    return text
