"""The forms of a REDCap project that takes Respite's record: fields, and the 18 columns that describe them.

The rules are those of REDCap's own data dictionary (Project setup, "Download the Data Dictionary" and its help page; Harris PA,
Taylor R, Thielke R, et al. J Biomed Inform 2009;42:377-81).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.exports.sheet import Column, Kind, Sheet
from app.exports.sheets import SHEETS

#: the header of a data dictionary, in its order
HEADER = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
RECORD = "record_id"
PARTICIPANT = "participant"

#: sheet -> the form its rows are instances of, and what its fields' names begin with
FORMS = {
    "sessions": ("session", "session"),
    "segments": ("segment", "segment"),
    "ratings": ("rating", "rating"),
    "earlier_ratings": ("earlier_rating", "earlier"),
    "questionnaires": ("questionnaire", "questionnaire"),
}

#: the moment of what is told by seconds from its session's start
GIVEN = Column("given_utc", Kind.MOMENT, "", "when it was, by the clock of the session's start and the seconds since")

_RANGE = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
_CHOICES = re.compile(r"\w+(?:; \w+)*")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    at : its place in the sheet's row
    written : its value as REDCap imports it
    """

    name: str
    form: str
    kind: str
    label: str
    at: int
    written: Callable[[Any], str]
    choices: str = ""
    note: str = ""
    validation: str = ""
    least: str = ""
    most: str = ""

    def row(self) -> tuple[str, ...]:
        """As the data dictionary has it."""
        return (
            *(self.name, self.form, "", self.kind, self.label, self.choices, self.note),
            *(self.validation, self.least, self.most, *([""] * 8)),
        )


def _plain(value: Any) -> str:
    return str(value)


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}"


def _yes(value: Any) -> str:
    return "1" if value else "0"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(value: Any) -> str:
    return ";".join(value)


def fields(sheet: Sheet) -> tuple[Field, ...]:
    """The fields of a sheet's form: its columns, but the alias, which is the record."""
    form, prefix = FORMS[sheet.name]
    own = [_field(form, prefix, at, column) for at, column in enumerate(sheet.columns) if column.name != "alias"]
    if any(column.name == "at_s" for column in sheet.columns):
        # what the file's writer puts behind the row
        own.append(_field(form, prefix, len(sheet.columns), GIVEN))
    return tuple(own)


def name_of(prefix: str, column: str) -> str:
    """A field's name: no two forms may share one."""
    return column if column.startswith(f"{prefix}_") else f"{prefix}_{column}"


def _field(form: str, prefix: str, at: int, column: Column) -> Field:
    kind, written, validation, choices, least, most = "text", _plain, "", "", "", ""
    limits = _RANGE.fullmatch(column.allowed)
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        validation = column.kind.value
        if limits:
            least, most = limits.groups()
        elif column.allowed.endswith(" or more") and column.allowed[0].isdigit():
            least = column.allowed.split()[0]
    elif column.kind is Kind.BOOLEAN:
        kind, written = "yesno", _yes
    elif column.kind is Kind.MOMENT:
        validation, written = "datetime_seconds_ymd", _moment
    elif column.kind is Kind.LIST:
        written = _listed
    elif column.kind is Kind.JSON:
        kind, written = "notes", _json
    elif column.name in ("note", "reason"):
        kind = "notes"
    elif "; " in column.allowed and _CHOICES.fullmatch(column.allowed):
        kind = "radio"
        choices = " | ".join(f"{code}, {code}" for code in column.allowed.split("; "))
    note = "UTC" if column.kind is Kind.MOMENT else column.unit
    label = column.description[:1].upper() + column.description[1:]
    return Field(name_of(prefix, column.name), form, kind, label, at, written, choices, note, validation, least, most)


ALIAS = Field(RECORD, PARTICIPANT, "text", "The participant's alias; no name is kept", 0, _plain)
UNDER_18 = Field("under_18", PARTICIPANT, "yesno", "Whether the participant was under 18 at the last visit", 1, _yes)


def sheets() -> tuple[Sheet, ...]:
    """The sheets whose rows go along, in the order of their forms."""
    return tuple(sheet for sheet in SHEETS if sheet.name in FORMS)


def every_field() -> Iterator[Field]:
    """All fields in the dictionary's order: the record first."""
    yield ALIAS
    yield UNDER_18
    for sheet in sheets():
        yield from fields(sheet)
