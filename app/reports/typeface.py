"""Text in a PDF: how wide it is, where its lines break, and drawn with whichever font has each character."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.reports.drawing import width_of
from app.reports.letters import MAIN, Letters

#: what no line begins with, and what none ends with
_NOT_FIRST = set("，。、；：？！）】》」』％,.;:?!)]%’”…·–")
_NOT_LAST = set("（【《「『([‘“")


class Typeface:
    """The letters of one PDF."""

    def __init__(self, pdf: FPDF, letters: Letters) -> None:
        self._pdf, self._letters = pdf, letters
        for family, style, file in letters.files:
            pdf.add_font(family, style, file)
        self._widths: dict[tuple[str, bool], float] = {}

    def close(self) -> None:
        """Let go of the fonts' files, once the PDF is whole."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def written(self, text: str) -> str:
        """The text with numbers in the place of what can't be written."""
        if self._letters.lacking.isdisjoint(text):
            return text
        return "".join(f"[U+{ord(c):04X}]" if c in self._letters.lacking else c for c in text)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide it is, in points."""
        return sum(self._wide(c, bold) for c in self.written(text)) * size

    def draw(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        """Write a line; `y` is its baseline."""
        for family, run in self._runs(self.written(text)):
            self._set(family, size, bold)
            self._pdf.text(x, y, run)
            x += sum(self._wide(c, bold) for c in run) * size

    def lines(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """The text broken to lines of `width`: between words, and between the characters of a script without spaces."""
        found: list[str] = []
        for paragraph in self.written(text).split("\n"):
            line = ""
            for piece in _pieces(paragraph):
                if line and self.width(line + piece.rstrip(), size, bold) > width:
                    found.append(line.rstrip())
                    line = ""
                    piece = piece.lstrip()
                while self.width(piece.rstrip(), size, bold) > width and len(piece) > 1:
                    fits = self._fitting(piece, size, width, bold)
                    found.append(piece[:fits])
                    piece = piece[fits:]
                line += piece
            found.append(line.rstrip())
        return found

    def longest(self, text: str, size: float, bold: bool = False) -> float:
        """The width that the text can't be broken below."""
        return max((self.width(piece.strip(), size, bold) for piece in _pieces(self.written(text))), default=0.0)

    def _wide(self, c: str, bold: bool) -> float:
        """A character's width at a size of 1. There is no kerning, so a text is as wide as its characters."""
        found = self._widths.get((c, bold))
        if found is None:
            self._set(self._letters.family.get(c, MAIN), 100.0, bold)
            found = self._widths[c, bold] = self._pdf.get_string_width(c) / 100.0
        return found

    def _fitting(self, piece: str, size: float, width: float, bold: bool) -> int:
        fits = max(1, int(len(piece) * width / max(width_of(piece, size), 1.0)))
        while fits > 1 and self.width(piece[:fits], size, bold) > width:
            fits -= 1
        return fits

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        for family, run in groupby(text, lambda c: self._letters.family.get(c, MAIN)):
            yield family, "".join(run)

    def _set(self, family: str, size: float, bold: bool) -> None:
        self._pdf.set_font(family, "B" if bold and family == MAIN else "", size)


def _pieces(text: str) -> Iterator[str]:
    """What stays together on a line, each with the space behind it."""
    piece = ""
    for c in text:
        if piece and _may_part(piece[-1], c):
            yield piece
            piece = ""
        piece += c
    if piece:
        yield piece


def _may_part(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _broad(before) or _broad(after)


def _broad(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "WF"
