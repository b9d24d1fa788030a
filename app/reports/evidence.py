"""What others have published, as files: `assets/evidence/ID.toml`, one study each, whichever way it went."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

import assets
from app.written import Part, Text, Words, read

FOLDER = "evidence"
LONGEST = 40
#: the years that a citation may have
Year = Annotated[int, Field(ge=1950, le=2100)]


class Favours(StrEnum):
    """What a study's authors report of its contrast."""

    #: less pain in 3D, or with the headset
    D3 = "3d"
    #: less pain in 2D, or on the screen
    D2 = "2d"
    #: no difference was shown
    NEITHER = "neither"
    #: for some of those who took part
    PARTLY = "partly"
    #: the contrast is another than 3D against 2D
    OTHER = "other"


class Study(Part):
    """A published result.

    authors, year, title, source : the citation; doi : without its resolver
    n : who took part
    design, contrast, outcome, result : in a few words each; figures as the authors print them
    favours : the direction
    difference, low, high : 3D minus 2D in points of a scale from 0 to 10 and its 95 % interval, where the authors print them
    rests_on : where the figures were read
    """

    id: str
    authors: Text
    year: Year
    title: Text
    source: Text
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    design: Words
    contrast: Words
    outcome: Words
    result: Words
    favours: Favours
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    rests_on: Text

    @model_validator(mode="before")
    @classmethod
    def _kinds(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("favours") in list(Favours):
            return {**raw, "favours": Favours(raw["favours"])}
        return raw

    @model_validator(mode="after")
    def _whole(self) -> Study:
        if (self.low is None) != (self.high is None) or (self.low is not None and self.difference is None):
            raise ValueError("low and high must stand together, and with a difference")
        if self.low is None or self.high is None or self.difference is None:
            return self
        if not self.low <= self.difference <= self.high:
            raise ValueError("difference must lie between low and high")
        return self

    @property
    def citation(self) -> str:
        """As it is cited."""
        found = f"{self.authors} {self.title}. {self.source}."
        return f"{found} doi:{self.doi}" if self.doi else found

    @property
    def short(self) -> str:
        """The first author and the year."""
        return f"{self.authors.split(' ')[0].rstrip(',')} {self.year}"


def studies() -> list[Study]:
    """All that are shipped, the oldest first. Raises `BadInput` where a file breaks a rule."""
    found = [read(path, Study, LONGEST) for path in sorted(assets.path(FOLDER).glob("*.toml"))]
    return sorted(found, key=lambda study: (study.year, study.id))
