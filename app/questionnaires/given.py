"""A questionnaire as it was given: what was answered, when, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.questionnaires.questionnaire import Moment, Questionnaire


class How(StrEnum):
    """Where a questionnaire was given."""

    WORLD = "world"
    CONSOLE = "console"
    #: spoken, and entered by the clinician
    VOICE = "voice"
    #: partly in the world and partly by voice
    MIXED = "mixed"

    def also(self, other: How) -> How:
        """With an answer that was given in the `other` way."""
        return self if self is other else How.MIXED


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered so far, to be kept. answers : of a questionnaire with items; scores : of one without"""

    questionnaire: Questionnaire
    moment: Moment
    language: str
    answers: Mapping[str, int]
    scores: Mapping[str, float]
    how: How = How.CONSOLE
    declined: tuple[str, ...] = ()
    finished: bool = True
