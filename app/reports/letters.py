"""The letters that a PDF needs: the shipped fonts, and for what a person wrote beyond them a font of this machine.

The shipped fonts are cut to the characters that Respite itself uses, and a note or a reason may hold any other. What no font
here has is written as its number, such as [U+1F600], and the report says so: nothing is left out in silence.

Every font is cut to the characters in use and its curves are made quadratic (TrueType), so that the file stays small and every
program that reads PDFs can draw it and copy its text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.recordingPen import DecomposingRecordingPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

from app import fonts

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
#: the family of the shipped fonts
MAIN = "respite"
#: how far a quadratic curve may be from the cubic one, in thousandths of the letters' size
_NEAR = 0.5


class Letters:
    """Font files cut to `texts`, in a folder of their own for as long as this is open.

    files : (family, "" or "B", the file)
    family : of the characters that the shipped fonts don't have
    lacking : the characters that no font here has
    """

    def __init__(self, texts: Iterable[str], elsewhere: tuple[tuple[str, int], ...] = ELSEWHERE) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="respite-letters-")
        wanted = {c for text in texts for c in text} - {"\n"}
        own = fonts.covered("regular") & fonts.covered("bold")
        self.files: list[tuple[str, str, Path]] = []
        self.family: dict[str, str] = {}
        for weight, style in (("regular", ""), ("bold", "B")):
            self._add(MAIN, style, fonts.file(weight), 0, wanted & own)
        missing = wanted - own
        for number, (name, face) in enumerate(elsewhere):
            if missing and Path(name).is_file():
                found = missing & _characters(Path(name), face)
                if found:
                    family = f"other{number}"
                    self._add(family, "", Path(name), face, found)
                    self.family |= dict.fromkeys(found, family)
                    missing -= found
        self.lacking = frozenset(missing)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def _add(self, family: str, style: str, source: Path, face: int, characters: set[str]) -> None:
        cut = Path(self._folder.name) / f"{family}{style}.ttf"
        _cut(source, face, sorted(characters), cut)
        self.files.append((family, style, cut))


def _opened(file: Path, face: int) -> TTFont:
    return TTFont(file, fontNumber=face if file.suffix in (".ttc", ".otc") else -1, lazy=True)


def _characters(file: Path, face: int) -> set[str]:
    try:
        with _opened(file, face) as font:
            return {chr(code) for code in font.getBestCmap() or ()}
    except (OSError, TTLibError):
        return set()


def _cut(source: Path, face: int, characters: list[str], out: Path) -> None:
    with _opened(source, face) as font:
        cmap, shapes, units = font.getBestCmap(), font.getGlyphSet(), font["head"].unitsPerEm
        names = {ord(c): cmap[ord(c)] for c in characters}
        # an outline of cubic curves goes round the other way
        cubic = "glyf" not in font
        drawn, widths = {}, {}
        for name in (".notdef", *dict.fromkeys(names.values())):
            pen = TTGlyphPen(None)
            if name in shapes:
                recorded = DecomposingRecordingPen(shapes)
                shapes[name].draw(recorded)
                recorded.replay(Cu2QuPen(pen, _NEAR * units / 1000, reverse_direction=cubic))
            drawn[name] = pen.glyph()
            widths[name] = font["hmtx"][name][0] if name in shapes else units
        made = FontBuilder(units, isTTF=True)
        made.setupGlyphOrder(list(drawn))
        made.setupCharacterMap(names)
        made.setupGlyf(drawn)
        made.setupHorizontalMetrics({name: (widths[name], getattr(glyph, "xMin", 0)) for name, glyph in drawn.items()})
        made.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
        made.setupNameTable({"familyName": out.stem, "styleName": "Regular", "psName": out.stem})
        made.setupOS2(
            sTypoAscender=font["hhea"].ascent, sTypoDescender=font["hhea"].descent, sCapHeight=units * 7 // 10
        )
        made.setupPost()
        # the same letters give the same bytes, whenever they are cut
        made.updateHead(created=font["head"].created, modified=font["head"].created)
        made.font.recalcTimestamp = False
        made.save(out)
