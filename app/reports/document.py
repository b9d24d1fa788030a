"""A report as parts in their order, in one language: what is said, whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.reports.drawing import Drawing, Label


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """small : what is said in passing; strong : the sentence that a reader should take along"""

    text: str
    small: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A few numbers, each as (its name, the number)."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """align : "l" or "r" for each column; the first column heads its row"""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str


@dataclass(frozen=True, slots=True)
class Figure:
    """legend : what is needed to read it"""

    title: str
    drawing: Drawing
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side."""

    row: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from 1."""

    texts: tuple[str, ...]


Part = Heading | Paragraph | Facts | Table | Figures | Items


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    title, under : what it is about, and a line below
    on : the day it was made
    foot : stands on every page
    warning : stands on top of every page; "" for none
    """

    title: str
    under: str
    language: str
    on: date
    foot: str
    warning: str
    parts: tuple[Part, ...]

    def texts(self) -> Iterator[str]:
        """All that is written in it."""
        yield from (self.title, self.under, self.foot, self.warning)
        for part in self.parts:
            match part:
                case Heading() | Paragraph():
                    yield part.text
                case Facts():
                    yield from (text for pair in part.pairs for text in pair)
                case Table():
                    yield from (part.title, *part.head, *(cell for row in part.rows for cell in row))
                case Items():
                    yield from part.texts
                case Figures():
                    for figure in part.row:
                        yield from (figure.title, figure.legend)
                        yield from (shape.text for shape in figure.drawing.shapes if isinstance(shape, Label))
