"""A visit that only asks: ratings and questionnaires, without a world, a picture or a sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import BadInput
from app.i18n import LANGUAGES
from app.questionnaires import Given, How
from app.session import instruments
from app.session.asking import Ask, Asked, fits
from app.session.instruments import PAIN_NOW
from app.session.plan import check_alias

#: what such a visit asks where nothing else is said
USUAL = (Ask(PAIN_NOW, Asked.FOLLOWUP),)
#: letters of a note
LONGEST = 500
#: who gave a rating, by how the visit was had
SOURCES = {How.CONSOLE: "console", How.VOICE: "clinician"}


@dataclass(frozen=True, slots=True)
class Followup:
    """A visit as it was had.

    alias : the participant's
    language : in which it was asked
    how : "console", typed by the patient, or "voice", spoken and entered by the clinician
    ratings : by instrument; None for one that was left out
    answered : the questionnaires
    """

    alias: str
    language: str
    how: How
    ratings: tuple[tuple[str, int | None], ...]
    answered: tuple[Given, ...] = ()
    note: str = ""

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What was asked."""
        ratings = (Ask(name, Asked.FOLLOWUP) for name, _ in self.ratings)
        return *ratings, *(Ask(given.questionnaire.id, Asked.FOLLOWUP, form=True) for given in self.answered)


def checked(followup: Followup) -> Followup:
    """The visit, its alias and note trimmed.

    Raises
    ------
    BadInput
        A value breaks a rule, or nothing at all was answered.
    """
    if followup.language not in LANGUAGES:
        raise BadInput(
            f"language must be one of {', '.join(LANGUAGES)}, got {followup.language!r}: choose one of these"
        )
    if followup.how not in SOURCES:
        raise BadInput(f"how must be one of {', '.join(SOURCES)}, got {followup.how}: choose one of these")
    names = [name for name, _ in followup.ratings]
    if len(set(names)) < len(names):
        raise BadInput(f"each scale must be rated once, got {', '.join(names)}: leave one out")
    for name, value in followup.ratings:
        fits(name, Asked.FOLLOWUP)
        if value is not None:
            instruments.load(name).check(value)
    if not followup.answered and all(value is None for _, value in followup.ratings):
        raise BadInput("a visit must have an answer at least: rate something, or don't keep it")
    note = " ".join(followup.note.split())
    if len(note) > LONGEST:
        raise BadInput(f"a note must have {LONGEST} letters at most, got {len(note)}: write a shorter one")
    return Followup(
        check_alias(followup.alias), followup.language, followup.how, followup.ratings, followup.answered, note
    )


def of_programme(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """What a programme's visit without exposure asks; the usual where it names nothing."""
    return tuple(asks) or USUAL
