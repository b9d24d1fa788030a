"""The letters of a PDF: the shipped fonts, and for what a person wrote beyond them a font of this machine.

The shipped fonts are cut to the characters that Respite itself uses, and a note or a reason may hold any other. What no
font here has is written as its number, such as [U+1F600], and the report says so: nothing is left out in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from app import fonts
from app.reports.drawing import width_of

if TYPE_CHECKING:
    from fpdf import FPDF

#: fonts with many characters where systems keep them, each with its number within its file
ELSEWHERE: tuple[tuple[str, int], ...] = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
    ("C:/Windows/Fonts/simsun.ttc", 0),
    ("/System/Library/Fonts/Supplemental/Arial Unicode.ttf", 0),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
    ("C:/Windows/Fonts/seguisym.ttf", 0),
)
_MAIN, _OTHER = "respite", "other"
#: what no line begins with, and what none ends with
_NOT_FIRST = set("，。、；：？！）】》」』％,.;:?!)]%’”…·–")
_NOT_LAST = set("（【《「『([‘“")


class Typeface:
    """The fonts of one PDF, for the `texts` that are written in it.

    lacking : the characters that no font here has
    """

    def __init__(self, pdf: FPDF, texts: Iterable[str], elsewhere: tuple[tuple[str, int], ...] = ELSEWHERE) -> None:
        self._pdf = pdf
        for weight, style in (("regular", ""), ("bold", "B")):
            pdf.add_font(_MAIN, style, fonts.file(weight))
        self._own = fonts.covered("regular") & fonts.covered("bold")
        missing = {c for text in texts for c in text} - self._own - {"\n"}
        self._family: dict[str, str] = {}
        self._widths: dict[tuple[str, bool], float] = {}
        for number, (name, face) in enumerate(elsewhere):
            if missing and Path(name).is_file():
                found = missing & _characters(Path(name), face)
                if found:
                    pdf.add_font(
                        f"{_OTHER}{number}",
                        "",
                        name,
                        unicode_range=[*map(ord, sorted(found))],
                        collection_font_number=face,
                    )
                    self._family |= dict.fromkeys(found, f"{_OTHER}{number}")
                    missing -= found
        self.lacking = frozenset(missing)

    def close(self) -> None:
        """Let go of the fonts' files, once the PDF is whole."""
        from fpdf.fonts import TTFFont

        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def written(self, text: str) -> str:
        """The text with numbers in the place of what can't be written."""
        if self.lacking.isdisjoint(text):
            return text
        return "".join(f"[U+{ord(c):04X}]" if c in self.lacking else c for c in text)

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
            self._set(self._family.get(c, _MAIN), 100.0, bold)
            found = self._widths[c, bold] = self._pdf.get_string_width(c) / 100.0
        return found

    def _fitting(self, piece: str, size: float, width: float, bold: bool) -> int:
        fits = max(1, int(len(piece) * width / max(width_of(piece, size), 1.0)))
        while fits > 1 and self.width(piece[:fits], size, bold) > width:
            fits -= 1
        return fits

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        for family, run in groupby(text, lambda c: self._family.get(c, _MAIN)):
            yield family, "".join(run)

    def _set(self, family: str, size: float, bold: bool) -> None:
        self._pdf.set_font(family, "B" if bold and family == _MAIN else "", size)


def _characters(file: Path, face: int) -> set[str]:
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

    try:
        with TTFont(file, fontNumber=face if file.suffix in (".ttc", ".otc") else -1, lazy=True) as font:
            return {chr(code) for code in font.getBestCmap() or ()}
    except (OSError, TTLibError):
        return set()


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
