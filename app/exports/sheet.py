"""What a sheet is made of: columns, said in full, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice

#: rows in memory at a time
PAGE = 1000
MODES = "3d; 2d; flat"


class Kind(StrEnum):
    """How a column's values are written. An empty cell is a value that is not there."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list of texts, ; between them"
    BOOLEAN = "true or false"
    MOMENT = "ISO 8601, UTC"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, as the data dictionary tells it."""

    name: str
    kind: Kind
    unit: str
    description: str
    allowed: str = ""


Rows = Callable[[Reading, Choice], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: its columns, its rows in the columns' order, and how many they are."""

    name: str
    columns: tuple[Column, ...]
    rows: Rows
    count: Callable[[Reading, Choice], int]


def integer(name: str, description: str, allowed: str = "", unit: str = "") -> Column:
    return Column(name, Kind.INTEGER, unit, description, allowed)


def number(name: str, unit: str, description: str, allowed: str = "") -> Column:
    return Column(name, Kind.NUMBER, unit, description, allowed)


def text(name: str, description: str, allowed: str = "") -> Column:
    return Column(name, Kind.TEXT, "", description, allowed)


SESSION = integer("session_id", "the session, as in sessions.csv")
SEGMENT = integer("segment_id", "the segment, as in segments.csv; empty outside of one")
AT = number(
    "at_s",
    "s",
    "time from the session's start, by the monotonic clock; a session that was cut off and resumed goes on where its record ended",
    "0 or more",
)


def selected(query: Select[*tuple[Any, ...]], session: InstrumentedAttribute[int]) -> Rows:
    """The rows of `query`, in which `session` tells whose they are."""

    def rows(reading: Reading, choice: Choice) -> Iterable[tuple[Any, ...]]:
        return reading.execute(choice.narrow(query, session), execution_options={"yield_per": PAGE})

    return rows


def counted(
    session: InstrumentedAttribute[int], amount: InstrumentedAttribute[int] | None = None
) -> Callable[[Reading, Choice], int]:
    """How many rows there are, or what their `amount` comes to."""

    def count(reading: Reading, choice: Choice) -> int:
        query = select(func.count(session) if amount is None else func.sum(amount))
        return reading.scalar(choice.narrow(query, session)) or 0

    return count
