"""What a clinician asks for before a session begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.engine.messages import Comfort
from app.errors import BadInput
from app.session.asking import USUAL, Ask
from app.session.listening import Listening
from app.session.wish import Wish
from scenes.base import Training, Value

ALIAS_RULE = re.compile(r"[\w-]{1,32}", re.UNICODE)
MINUTES = (1, 60)


class Mode(StrEnum):
    """How the world is shown: in the headset with depth, on the screen, or in the headset as a flat picture."""

    D3 = "3d"
    D2 = "2d"
    FLAT = "flat"

    @property
    def worn(self) -> bool:
        """Whether a headset shows it."""
        return self is not Mode.D2

    @property
    def spoken(self) -> str:
        """Its name in English, as a person reads it."""
        return "Flat" if self is Mode.FLAT else self.value.upper()


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session as planned.

    alias : the participant's alias (letters, digits, - and _, 1 to 32); never a name
    world : a name in `scenes.registry.WORLDS`
    seconds : planned length of the exposure
    mode : the mode it begins in
    language : what the patient reads, "en" or "zh_CN"
    checklist : what the clinician confirmed: the ids of the usual items, and the site's own lines in their words
    simulated : the simulated patient's ratings by phase, or None for a person
    comfort : how the patient sits or lies, and what is done against dizziness, to begin with
    returns : whether a headset that was lost is gone back to by itself once it is there again
    listening : what is held over the room
    under_18 : whether the patient is under 18: the cap and the weekly allowance of sound are lower
    over_dose : the clinician confirmed that sound is played although the weekly allowance is used up
    training, timeline, chosen : as in `app.session.wish.Wish`
    asks : what is asked before, during and after the exposure
    """

    alias: str
    world: str
    seconds: float
    mode: Mode
    language: str = "en"
    checklist: tuple[str, ...] = ()
    simulated: dict[str, int] | None = None
    comfort: Comfort = field(default_factory=Comfort)
    returns: bool = False
    listening: Listening = field(default_factory=Listening)
    under_18: bool = False
    over_dose: bool = False
    training: Training = field(default_factory=Training)
    timeline: str = ""
    chosen: Mapping[str, Value] = field(default_factory=dict)
    asks: tuple[Ask, ...] = USUAL

    @property
    def wish(self) -> Wish:
        """What is wished for of the world."""
        return Wish(self.training, self.timeline, self.chosen)


def check_alias(alias: str) -> str:
    """The alias, trimmed.

    Raises
    ------
    BadInput
        It is empty, too long, or holds other characters than letters, digits, ``-`` and ``_``.
    """
    alias = alias.strip()
    if not ALIAS_RULE.fullmatch(alias):
        raise BadInput(
            f"alias must be 1 to 32 letters, digits, - or _ without spaces, got {alias!r}: choose a code such as P-014, not a name"
        )
    return alias
