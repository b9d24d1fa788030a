"""A report as a PDF on A4: letters embedded, figures as lines, a running foot, and a list of its parts for the reader's program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time

from fpdf import FPDF, ViewerPreferences

from app.i18n import translator
from app.reports.document import Facts, Figure, Figures, Heading, Items, Paragraph, Part, Report, Table
from app.reports.drawing import (
    ACCENT,
    ACCENT_PALE,
    AMBER,
    AMBER_PALE,
    INK,
    PALE,
    RULE,
    SOFT,
    Box,
    Dot,
    Drawing,
    Label,
    Line,
    Mark,
    Path,
    Pen,
)
from app.reports.letters import ELSEWHERE, Letters
from app.reports.typeface import Typeface

#: what the number of a character is written with, and what closes a line that is cut
_NUMBERS = "[]U+0123456789ABCDEF…"
#: A4 and its margins, points
WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 48.0, 48.0, 50.0, 58.0
INNER = WIDTH - LEFT - RIGHT
_GAP = 16.0
#: lines of a row that is not parted: half a sheet
_MOST_LINES = 34
#: of a table: the letters, from line to line, and around a cell
_CELL, _LEADING, _PAD = 7.8, 10.2, 2.6

#: each cell's lines, and the height of the row
_Row = tuple[list[list[str]], float]


def pdf(report: Report, elsewhere: tuple[tuple[str, int], ...] = ELSEWHERE) -> bytes:
    """The whole file. The same report gives the same bytes. `elsewhere` : as of `Letters`"""
    with Letters([*report.texts(), *_own_words(report.language), _NUMBERS], elsewhere) as letters:
        with closing(_Paper(report, letters, 0)) as draft:
            pages = draft.laid()
        with closing(_Paper(report, letters, pages)) as whole:
            whole.laid()
            return bytes(whole.sheets.output())


def _own_words(language: str) -> tuple[str, str]:
    _ = translator(language)
    return _("Page {n} of {all}"), _("Characters that no font here has stand as their numbers: {list}")


class _Paper:
    """Sheets that are filled from top to bottom. `pages` : how many there will be, 0 while nobody knows"""

    def __init__(self, report: Report, letters: Letters, pages: int) -> None:
        self._report, self._pages = report, pages
        self._page, self._numbered = _own_words(report.language)
        sheets = FPDF(unit="pt", format="A4")
        sheets.set_margin(0)
        sheets.set_auto_page_break(False)
        sheets.set_creation_date(datetime.combine(report.on, time(), UTC))
        sheets.set_title(report.title)
        sheets.set_lang(report.language.replace("_", "-"))
        sheets.set_producer("Respite")
        # a reader's program shows the report's title, not the file's name
        sheets.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.sheets = sheets
        self._type, self._lacking = Typeface(sheets, letters), letters.lacking
        self._y = 0.0

    def close(self) -> None:
        """Let go of the fonts."""
        self._type.close()

    def laid(self) -> int:
        """Fill the sheets; hands back how many there are."""
        self._sheet()
        self._text(self._report.title, 21, bold=True, leading=26)
        self._text(self._report.under, 9.5, colour=SOFT, leading=13)
        self._y += 6
        for at, part in enumerate(self._report.parts):
            if isinstance(part, Heading):
                # a heading, and what leads from it to something, never stand alone at a sheet's foot
                self._room(self._together(self._report.parts[at:]))
            self._part(part)
        if self._lacking:
            numbers = ", ".join(f"U+{ord(c):04X}" for c in sorted(self._lacking)[:20])
            self._y += 6
            self._text(self._numbered.format(list=numbers), 8, colour=SOFT, leading=11)
        return self.sheets.page

    # ---- sheets ---------------------------------------------------------------------------------------------------------

    def _sheet(self) -> None:
        self.sheets.add_page()
        self._y = TOP
        foot = HEIGHT - 30
        self._rule(LEFT, foot - 12, LEFT + INNER, Pen(RULE, width=0.5))
        first, *more = self._type.lines(self._report.foot, 7.5, INNER - 110)
        self._write(LEFT, foot, f"{first} …" if more else first, 7.5, colour=SOFT)
        if self._pages:
            count = self._page.format(n=self.sheets.page, all=self._pages)
            self._write(LEFT + INNER - self._type.width(count, 7.5), foot, count, 7.5, colour=SOFT)
        if self._report.warning:
            self._box(LEFT, TOP - 26, INNER, 19, Pen(AMBER, AMBER_PALE, 0.8))
            self._write(LEFT + 8, TOP - 13, self._report.warning, 9, bold=True)
            self._y += 6

    def _room(self, height: float) -> bool:
        """Whether a new sheet had to be begun for it."""
        if self._y + height <= HEIGHT - BOTTOM:
            return False
        self._sheet()
        return True

    def _part(self, part: Part) -> None:
        match part:
            case Heading():
                self._y += 16
                self._rule(LEFT, self._y - 4, LEFT + INNER, Pen(ACCENT, width=1.4))
                self.sheets.y = self._y - 4
                self.sheets.start_section(self._type.written(part.text))
                self._text(part.text, 13.5, bold=True, colour=ACCENT, leading=19)
                self._y += 4
            case Paragraph() if part.strong:
                self._strong(part.text)
            case Paragraph():
                size = 8.2 if part.small else 9.6
                self._text(part.text, size, colour=SOFT if part.small else INK, leading=size * 1.42)
                self._y += 5
            case Facts():
                self._facts(part)
            case Table():
                self._table(part)
            case Figures():
                self._figures(part)
            case Items():
                for number, text in enumerate(part.texts, 1):
                    self._text(f"[{number}] {text}", 7.8, colour=SOFT, leading=10.4)
                    self._y += 1.5

    def _together(self, parts: tuple[Part, ...]) -> float:
        """About how high a heading is with the paragraphs behind it and the first thing that they lead to."""
        height = 40.0
        for part in parts[1:]:
            match part:
                case Paragraph():
                    height += 16 * len(self._type.lines(part.text, 10, INNER)) + 8
                    continue
                case Figures():
                    wide = self._each(part)
                    height += max(self._laid(figure, wide)[2] for figure in part.row) + 10
                case Table() | Facts():
                    height += 74
                case Heading() | Items():
                    pass
            break
        return min(height, HEIGHT - TOP - BOTTOM - 10)

    # ---- words ----------------------------------------------------------------------------------------------------------

    def _write(self, x: float, y: float, text: str, size: float, bold: bool = False, colour: str = INK) -> None:
        self.sheets.set_text_color(colour)
        self._type.draw(x, y, text, size, bold)

    def _text(self, text: str, size: float, bold: bool = False, colour: str = INK, leading: float = 12) -> None:
        for line in self._type.lines(text, size, INNER, bold):
            self._room(leading)
            self._y += leading
            self._write(LEFT, self._y - leading * 0.24, line, size, bold, colour)

    def _strong(self, text: str) -> None:
        lines = self._type.lines(text, 10, INNER - 26, bold=True)
        height = len(lines) * 14 + 12
        self._room(height + 6)
        self._box(LEFT, self._y + 3, INNER, height, Pen(fill=ACCENT_PALE))
        self._box(LEFT, self._y + 3, 3.5, height, Pen(fill=ACCENT))
        for at, line in enumerate(lines):
            self._write(LEFT + 14, self._y + 20 + at * 14, line, 10, bold=True)
        self._y += height + 10

    def _facts(self, facts: Facts) -> None:
        columns = 3 if len(facts.pairs) == 6 else min(5, max(1, len(facts.pairs)))
        wide = (INNER - 8 * (columns - 1)) / columns
        for first in range(0, len(facts.pairs), columns):
            row = facts.pairs[first : first + columns]
            told = [
                (self._type.lines(name, 7.8, wide - 16), self._type.lines(value, 12.5, wide - 16, bold=True))
                for name, value in row
            ]
            height = max(len(names) * 10 + len(values) * 16 for names, values in told) + 12
            self._room(height + 8)
            for at, (names, values) in enumerate(told):
                left = LEFT + at * (wide + 8)
                self._box(left, self._y, wide, height, Pen(fill=PALE))
                y = self._y + 4
                for name in names:
                    y += 10
                    self._write(left + 8, y, name, 7.8, colour=SOFT)
                for value in values:
                    y += 16
                    self._write(left + 8, y, value, 12.5, bold=True)
            self._y += height + 8
        self._y += 4

    # ---- tables ---------------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        widths = self._widths(table)
        head = self._cells(table.head, widths, bold=True)
        first = next((cells[1] for row in table.rows for cells in _in_parts(self._cells(row, widths))), 0.0)
        self._room(24 + head[1] + first)
        self._y += 14
        self._write(LEFT, self._y, table.title, 9, bold=True)
        self._y += 6
        self._line(head, widths, table.align, bold=True)
        for row in table.rows:
            for cells in _in_parts(self._cells(row, widths)):
                if self._room(cells[1]):
                    self._line(head, widths, table.align, bold=True)
                self._line(cells, widths, table.align)
        self._y += 8

    def _widths(self, table: Table) -> list[float]:
        """As wide as each column wants to be; where that is too much, those that can be broken give way."""
        wanted, least = [], []
        for at, name in enumerate(table.head):
            cells = [row[at] for row in table.rows]
            most = max([self._type.width(name, _CELL, True), *(self._type.width(cell, _CELL) for cell in cells)])
            bare = max([self._type.longest(name, _CELL, True), *(self._type.longest(cell, _CELL) for cell in cells)])
            wanted.append(most + 9)
            least.append(min(bare, INNER / 3) + 9)
        spare = INNER - sum(wanted)
        if spare >= 0:
            return [width + spare / len(wanted) for width in wanted]
        # the widest give way first: a number or a day is never broken for a long text beside it
        low, high = 0.0, INNER
        for _round in range(40):
            cap = (low + high) / 2
            widths = [min(most, max(bare, cap)) for most, bare in zip(wanted, least, strict=True)]
            low, high = (cap, high) if sum(widths) < INNER else (low, cap)
        return [width * INNER / sum(widths) for width in widths]

    def _cells(self, row: tuple[str, ...], widths: list[float], bold: bool = False) -> _Row:
        """Each cell's lines, and the height of the row."""
        cells = [self._type.lines(cell, _CELL, wide - 8.5, bold) for cell, wide in zip(row, widths, strict=True)]
        return cells, max(map(len, cells)) * _LEADING + 2 * _PAD

    def _line(self, row: _Row, widths: list[float], align: str, bold: bool = False) -> None:
        left = LEFT
        cells, height = row
        for lines, wide, side in zip(cells, widths, align, strict=True):
            for at, line in enumerate(lines):
                over = wide - 9 - self._type.width(line, _CELL, bold) if side == "r" else 0.0
                self._write(left + over, self._y + _PAD + _LEADING * (at + 0.76), line, _CELL, bold)
            left += wide
        self._y += height
        self._rule(LEFT, self._y, LEFT + INNER, Pen(INK if bold else RULE, width=0.9 if bold else 0.5))

    # ---- figures --------------------------------------------------------------------------------------------------------

    def _figures(self, figures: Figures) -> None:
        wide = self._each(figures)
        laid = [self._laid(figure, wide) for figure in figures.row]
        self._room(max(height for _, _, height in laid) + 10)
        for at, (figure, (titles, legend, _height)) in enumerate(zip(figures.row, laid, strict=True)):
            left, y = LEFT + at * (wide + _GAP), self._y + 4
            for line in titles:
                y += 12
                self._write(left, y, line, 9, bold=True)
            y += 5
            scale = wide / figure.drawing.width
            self._draw(figure.drawing, left, y, scale)
            y += figure.drawing.height * scale + 2
            for line in legend:
                y += 10
                self._write(left, y, line, 7.6, colour=SOFT)
        self._y += max(height for _, _, height in laid) + 10

    @staticmethod
    def _each(figures: Figures) -> float:
        return (INNER - _GAP * (len(figures.row) - 1)) / len(figures.row)

    def _laid(self, figure: Figure, wide: float) -> tuple[list[str], list[str], float]:
        titles = self._type.lines(figure.title, 9, wide, bold=True)
        legend = self._type.lines(figure.legend, 7.6, wide) if figure.legend else []
        height = 4 + 12 * len(titles) + 5 + figure.drawing.height * wide / figure.drawing.width + 2 + 10 * len(legend)
        return titles, legend, height

    def _draw(self, drawing: Drawing, left: float, top: float, scale: float) -> None:
        def place(x: float, y: float) -> tuple[float, float]:
            return left + x * scale, top + y * scale

        for shape in drawing.shapes:
            match shape:
                case Line():
                    style = self._pen(shape.pen, scale)
                    if style:
                        self.sheets.line(*place(shape.x1, shape.y1), *place(shape.x2, shape.y2))
                case Box():
                    self._box(*place(shape.x, shape.y), shape.width * scale, shape.height * scale, shape.pen, scale)
                case Dot() if shape.mark is Mark.CIRCLE:
                    style = self._pen(shape.pen, scale)
                    if style:
                        self.sheets.circle(*place(shape.x, shape.y), shape.r * scale, style=style)
                case Dot():
                    style = self._pen(shape.pen, scale)
                    if style:
                        self.sheets.polygon([place(*corner) for corner in shape.corners()], style=style)
                case Path():
                    style = self._pen(shape.pen, scale)
                    if style:
                        points = [place(*point) for point in shape.points]
                        self.sheets.polyline(points, polygon=shape.closed, style=style)
                case Label():
                    size = shape.size * scale
                    wide = self._type.width(shape.text, size, shape.bold)
                    x, y = place(shape.x, shape.y)
                    over = {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
                    self._write(x - over, y, shape.text, size, shape.bold, shape.colour)

    # ---- strokes --------------------------------------------------------------------------------------------------------

    def _pen(self, pen: Pen, scale: float = 1.0) -> str:
        """Take the pen; hands back how it draws, "" where it draws nothing."""
        if pen.stroke:
            self.sheets.set_draw_color(pen.stroke)
            self.sheets.set_line_width(pen.width * scale)
            self.sheets.set_dash_pattern(pen.dash * scale, pen.dash * scale)
        if pen.fill:
            self.sheets.set_fill_color(pen.fill)
        return ("D" if pen.stroke else "") + ("F" if pen.fill else "")

    def _box(self, x: float, y: float, width: float, height: float, pen: Pen, scale: float = 1.0) -> None:
        style = self._pen(pen, scale)
        if style:
            self.sheets.rect(x, y, width, height, style=style)

    def _rule(self, x: float, y: float, to: float, pen: Pen) -> None:
        self._pen(pen)
        self.sheets.line(x, y, to, y)


def _in_parts(row: _Row) -> Iterator[_Row]:
    """A row that is higher than a sheet may be, as several below each other."""
    cells, _height = row
    most = max(map(len, cells))
    for first in range(0, most, _MOST_LINES):
        part = [lines[first : first + _MOST_LINES] for lines in cells]
        yield part, max(map(len, part)) * _LEADING + 2 * _PAD
