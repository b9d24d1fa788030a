"""A questionnaire as a file: its items with their answers, or, where these are licensed, its scores alone; and how it is scored.

Files are TOML, `assets/questionnaires/ID.toml`. What can be answered and what it is worth stands in the file; nothing of a
questionnaire stands in the program.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

import assets
from app.errors import BadInput
from app.written import Part, Text, Words, read, tuples

FOLDER = "questionnaires"
#: characters of an id; items of the longest
LONGEST = 40
MOST_ITEMS = 60
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class Moment(StrEnum):
    """When it was answered."""

    BASELINE = "baseline"
    BEFORE = "before"
    AFTER = "after"
    LATER = "later"


class Answer(Part):
    """An answer and what it is worth. words : None for a bare number"""

    value: Annotated[int, Field(ge=-1000, le=1000)]
    words: Words | None = None


class Item(Part):
    """answers : of its own; without them those of the questionnaire"""

    id: Name
    words: Words
    answers: tuple[Answer, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        return tuples(raw, "answers")


class Score(Part):
    """A score: `weight` times the sum of `items` (one that stands twice counts twice), or the mean of other scores (`mean_of`), or,
    in a questionnaire without items, a number that is entered.

    low, high : what it can be; higher : what more of it means
    """

    id: Name
    words: Words
    higher: Words
    low: float
    high: float
    items: tuple[str, ...] = ()
    weight: float = 1.0
    mean_of: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        if isinstance(raw, dict):
            raw = {k: float(v) if k in ("low", "high", "weight") and type(v) is int else v for k, v in raw.items()}
        return tuples(raw, "items", "mean_of")


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores by id; None where an answer that it needs is missing."""

    values: Mapping[str, float | None]


class Questionnaire(Part):
    """validated : languages in which the wording is a validated one

    licence : on what terms its text stands here, or why it does not
    usual : when it is usually asked; at other times it is not offered
    lead : what is asked of every item, where the items are but words
    declinable : whether somebody may say that they would rather not answer an item
    """

    id: Name
    name: Words
    about: Words
    source: Text
    licence: Words
    validated: tuple[str, ...] = ()
    usual: tuple[Literal["baseline", "before", "after", "later"], ...] = ("baseline", "before", "after", "later")
    lead: Words | None = None
    declinable: bool = True
    answers: tuple[Answer, ...] = ()
    items: tuple[Item, ...] = ()
    scores: Annotated[tuple[Score, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        return tuples(raw, "validated", "usual", "answers", "items", "scores")

    @model_validator(mode="after")
    def _whole(self) -> Questionnaire:
        ids = [item.id for item in self.items]
        names = [score.id for score in self.scores]
        if len(set(ids)) < len(ids) or len(set(names)) < len(names):
            raise ValueError("items and scores must have ids of their own")
        if len(self.items) > MOST_ITEMS:
            raise ValueError(f"items must be {MOST_ITEMS} at most, got {len(self.items)}")
        for item in self.items:
            values = [answer.value for answer in item.answers or self.answers]
            if len(set(values)) < 2 or len(set(values)) < len(values) or values != sorted(values):
                raise ValueError(f"{item.id} must have two answers or more, in the order of their value")
        for score in self.scores:
            if unknown := (set(score.items) - set(ids)) | (set(score.mean_of) - set(names)):
                raise ValueError(f"{score.id} is made of what is not there: {', '.join(sorted(unknown))}")
            if bool(self.items) != bool(score.items or score.mean_of):
                raise ValueError(
                    f"{score.id} must be made of items or scores where there are items, and else be entered"
                )
            if score.mean_of and any(part.mean_of for part in self.scores if part.id in score.mean_of):
                raise ValueError(f"{score.id} must be the mean of scores that are made of items, not of means")
            if not score.low < score.high:
                raise ValueError(f"{score.id} must have low under high, got {score.low:g} and {score.high:g}")
        if self.items:
            for at, end in ((0, "low"), (-1, "high")):
                reached = self.scored({i.id: self.choices(i)[at].value for i in self.items}).values
                for score in self.scores:
                    if not math.isclose(reached[score.id] or 0.0, getattr(score, end), abs_tol=0.005):
                        raise ValueError(
                            f"{score.id} reaches {reached[score.id]:g}, and says that its {end} is {getattr(score, end):g}"
                        )
        return self

    def choices(self, item: Item) -> tuple[Answer, ...]:
        """What `item` can be answered with."""
        return item.answers or self.answers

    def check(self, given: Mapping[str, int | None]) -> None:
        """Raises `BadInput` where an answer is none of the item's, or the item is not known. None: it was not to be answered."""
        known = {item.id: [a.value for a in self.choices(item)] for item in self.items}
        for name, value in given.items():
            if name not in known:
                raise BadInput(f"{self.id} has no item {name!r}: answer {', '.join(known) or 'its scores'}")
            if value is None and not self.declinable:
                raise BadInput(f"{self.id} must be answered item by item, {name} was declined: leave out all of it")
            if value is not None and value not in known[name]:
                raise BadInput(
                    f"{name} must be one of {', '.join(map(str, known[name]))}, got {value!r}: choose one of these"
                )

    def check_scores(self, given: Mapping[str, float]) -> None:
        """Raises `BadInput` where a score that is entered is outside of its range, or not known."""
        known = {score.id: score for score in self.scores}
        for name, value in given.items():
            if name not in known:
                raise BadInput(f"{self.id} has no score {name!r}: enter {', '.join(known)}")
            score = known[name]
            if not (math.isfinite(value) and score.low <= value <= score.high):
                raise BadInput(
                    f"{name} must be {score.low:g} to {score.high:g}, got {value:g}: enter a number in between"
                )

    def scored(self, given: Mapping[str, int]) -> Scored:
        """The scores of these answers. What misses an answer has none."""
        values: dict[str, float | None] = {}
        for score in sorted(self.scores, key=lambda s: bool(s.mean_of)):
            if score.mean_of:
                parts = [values[name] for name in score.mean_of]
                whole = [part for part in parts if part is not None]
                values[score.id] = sum(whole) / len(whole) if len(whole) == len(parts) else None
            else:
                missing = any(name not in given for name in score.items)
                values[score.id] = None if missing else score.weight * sum(given[name] for name in score.items)
        return Scored({score.id: values[score.id] for score in self.scores})


def available() -> tuple[str, ...]:
    """The ids of all questionnaires, in alphabetical order."""
    return tuple(sorted(path.stem for path in assets.path(FOLDER).glob("*.toml")))


@lru_cache(maxsize=64)
def load(questionnaire: str) -> Questionnaire:
    """The questionnaire with this id. Raises `BadInput` where there is none, or its file breaks a rule."""
    if questionnaire not in available():
        raise BadInput(
            f"questionnaire must be one of {', '.join(available())}, got {questionnaire!r}: choose one of these"
        )
    return parse(assets.path(FOLDER, f"{questionnaire}.toml"))


def parse(path: Path) -> Questionnaire:
    """The questionnaire in a file whose name is its id. Raises `BadInput` where a rule is broken: nothing of the file is used."""
    return read(path, Questionnaire, LONGEST)
