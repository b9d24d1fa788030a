"""A drawing as shapes, in points (1/72 inch) from its upper left corner: drawn once, rendered as SVG and into a PDF."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]

# The console's colours, and three that stay apart for eyes that know no red from green, and on grey paper.
INK, SOFT, RULE, PALE, PAPER = "#13211f", "#4c5b59", "#d8dfdd", "#eef3f2", "#ffffff"
ACCENT, ACCENT_PALE, ACCENT_MID = "#0e5a66", "#e2eef0", "#8fb8bf"
AMBER, AMBER_PALE = "#b86a00", "#fdf3dc"
COLOURS = {"3d": ACCENT, "flat": "#8a5200", "2d": "#5a489c"}
PALER = {"3d": ACCENT_MID, "flat": "#d9bb8e", "2d": "#bcb3dd"}


class Mark(StrEnum):
    """The shape of a dot: what colours say, shapes say too."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"


#: as in the console; a visit of several modes has a diamond
MARKS = {"3d": Mark.CIRCLE, "flat": Mark.SQUARE, "2d": Mark.TRIANGLE}


@dataclass(frozen=True, slots=True)
class Pen:
    """How a shape is drawn. stroke, fill : colours as #rrggbb, None for none; width, dash : points"""

    stroke: str | None = None
    fill: str | None = None
    width: float = 1.0
    dash: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    pen: Pen


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    pen: Pen


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark around its middle. r : half of its width"""

    x: float
    y: float
    r: float
    pen: Pen
    mark: Mark = Mark.CIRCLE

    def corners(self) -> tuple[Point, ...]:
        """The corners of a mark that has some."""
        if self.mark is Mark.SQUARE:
            side = self.r * 0.9
            return tuple((self.x + a * side, self.y + b * side) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
        if self.mark is Mark.TRIANGLE:
            side = self.r * 1.15
            return ((self.x, self.y - side), (self.x + side, self.y + side * 0.8), (self.x - side, self.y + side * 0.8))
        reach = self.r * 1.3
        return tuple((self.x + a * reach, self.y + b * reach) for a, b in ((0, -1), (1, 0), (0, 1), (-1, 0)))


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; closed, an area."""

    points: tuple[Point, ...]
    pen: Pen
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text. y : of its baseline; anchor : "start", "middle" or "end" is at x"""

    x: float
    y: float
    text: str
    size: float = 8.0
    anchor: str = "start"
    bold: bool = False
    colour: str = SOFT


Shape = Line | Box | Dot | Path | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing. told : what it shows, for those who don't see it"""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    told: str


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in points, where its font isn't at hand."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return size * (wide + 0.54 * (len(text) - wide))


@dataclass(frozen=True, slots=True)
class Axes:
    """A rectangle of a drawing with two scales. left, top, right, bottom : its edges in points; low, high : of each scale"""

    left: float
    top: float
    right: float
    bottom: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.y_low) / (self.y_high - self.y_low) * (self.bottom - self.top)

    def rules(self, step: float, suffix: str = "", signed: bool = False) -> list[Shape]:
        """Lines across at each `step`, with their values at the left."""
        found: list[Shape] = []
        for n in range(math.ceil(self.y_low / step - 1e-9), math.floor(self.y_high / step + 1e-9) + 1):
            value = n * step
            found.append(Line(self.left, self.y(value), self.right, self.y(value), Pen(RULE, width=0.5)))
            written = f"{value:+g}" if signed and value else f"{value:g}"
            found.append(
                Label(self.left - 5, self.y(value) + 2.6, written.replace("-", "−") + suffix, 7.5, anchor="end")
            )
        return found
