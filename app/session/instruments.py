"""Instruments: the questions a patient answers with a number, read from `assets/instruments/ID.toml` and from a clinic's own in the
data folder.

Whoever opens a record says with `look_in` whose own ones there are: a process works on one record.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

import assets
from app.errors import BadInput
from app.written import Part, Text, Words, read, tuples

log = logging.getLogger(__name__)

#: the folder of a clinic's own within the data folder
OWN = "instruments"
#: the one that every visit has asked since the first
PAIN_NOW = "nrs-pain-now"
#: characters of an id
LONGEST = 40
#: values that a panel or a page can show in two rows
MOST = 22
#: when a rating may be asked; "followup" is a visit without exposure
When = Literal["before", "during", "after", "followup"]
WHEN: tuple[When, ...] = ("before", "during", "after", "followup")


class Wording(Part):
    """An instrument's words in one language, exactly as shown and stored."""

    question: Text
    lowest: Text
    highest: Text

    @property
    def anchors(self) -> tuple[str, str]:
        """The texts at the two ends, lowest first."""
        return self.lowest, self.highest


class Wordings(Part):
    """In each language."""

    en: Wording
    zh_CN: Wording


class Instrument(Part):
    """A numeric rating scale.

    minimum, maximum, step : the values are minimum, minimum + step, ... maximum
    higher : what more of it means
    asked : when it may be asked, by the time that its question is about
    scoring : how the number is to be read
    source : where the scale and its anchors come from; licence : on what terms its text stands here
    validated : languages in which the wording is a validated one
    """

    id: str
    name: Words
    minimum: Annotated[int, Field(ge=0, le=100)]
    maximum: Annotated[int, Field(ge=0, le=100)]
    step: Annotated[int, Field(ge=1, le=100)]
    higher: Words
    asked: Annotated[tuple[When, ...], Field(min_length=1)]
    scoring: Text
    source: Text
    licence: Text
    validated: tuple[Literal["en", "zh_CN"], ...] = ()
    wording_in: Annotated[Wordings, Field(alias="wording")]

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        return tuples(raw, "asked", "validated")

    @model_validator(mode="after")
    def _whole(self) -> Instrument:
        low, high, step = self.minimum, self.maximum, self.step
        if high <= low or (high - low) % step:
            raise ValueError(f"step must divide the way from minimum to maximum, got {low} to {high} by {step}")
        if len(self.values) > MOST:
            raise ValueError(f"minimum to maximum must be {MOST} values at most, got {len(self.values)}")
        return self

    @property
    def values(self) -> range:
        """Everything that can be answered, lowest first."""
        return range(self.minimum, self.maximum + 1, self.step)

    def wording(self, language: str) -> Wording:
        """The words in `language`; `BadInput` where the instrument is not available in it."""
        words: Wording | None = getattr(self.wording_in, language, None) if language in Wordings.model_fields else None
        if words is None:
            raise BadInput(f"instrument {self.id!r} has no wording for {language!r}; it has en, zh_CN: choose one")
        return words

    def check(self, value: object) -> int:
        """`value`, or `BadInput` where it is none of the instrument's."""
        if isinstance(value, bool) or not isinstance(value, int) or value not in self.values:
            steps = "" if self.step == 1 else f" in steps of {self.step}"
            raise BadInput(
                f"rating must be a whole number from {self.minimum} to {self.maximum}{steps}, got {value!r}: ask again"
            )
        return value


_data: Path | None = None


def look_in(data: Path | None) -> None:
    """From now on the clinic's own instruments are those in this data folder; None: there are none."""
    global _data  # one process works on one record, and every part of it asks for instruments by their ids
    _data = data


def available() -> tuple[str, ...]:
    """The ids of all instruments, in alphabetical order; one of the clinic's own whose file breaks a rule is left out."""
    return tuple(sorted({*_shipped(), *own()}))


def own() -> dict[str, Path]:
    """The files of the clinic's own by id, but for those that break a rule, which a warning names.

    A shipped one stays as it is: what was rated by it elsewhere and before must mean the same here.
    """
    files = sorted((_data / OWN).glob("*.toml")) if _data is not None else ()
    return {path.stem: path for path in files if _good(path, path.stat().st_mtime_ns)}


def load(instrument: str) -> Instrument:
    """The instrument with this id.

    Raises
    ------
    BadInput
        There is none with this id, or its file breaks a rule.
    """
    path = _shipped().get(instrument) or own().get(instrument)
    if path is None:
        raise BadInput(f"instrument must be one of {', '.join(available())}, got {instrument!r}: choose one of these")
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Path]:
    return {path.stem: path for path in assets.path("instruments").glob("*.toml")}


@lru_cache(maxsize=64)
def _good(path: Path, changed_ns: int) -> bool:
    """Said once for each state of a file."""
    try:
        if path.stem in _shipped():
            raise BadInput(f"{path.name}: there is a shipped instrument of this name, which stays: choose another name")
        _parsed(path, changed_ns)
    except BadInput as error:
        log.warning("%s", error)
        return False
    return True


@lru_cache(maxsize=64)
def _parsed(path: Path, _changed_ns: int) -> Instrument:
    return parse(path)


def parse(path: Path) -> Instrument:
    """The instrument in the file `path`, whose name is its id; raises as `load` does."""
    return read(path, Instrument, LONGEST)
