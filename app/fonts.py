"""The fonts Respite ships: Noto Sans CJK SC cut to the characters in use, for the world (.otf) and console (.woff2).

Characters in use are Latin-1, common punctuation, the 3755 Chinese characters that GB 2312 counts as common (a clinic's own
questionnaires are read in the world too, and a new world should not need the whole fonts), and every character of the catalogues,
the worlds' texts, the instruments, the questionnaires and the programmes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assets
from app.errors import BadInput

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

WEIGHTS = ("regular", "bold")
FAMILY = "Respite Sans"
#: where Debian's package fonts-noto-cjk puts the whole fonts, and which face of the collection is Simplified Chinese
_WHOLE = Path("/usr/share/fonts/opentype/noto")
_FACE = 2
#: what a person reads outside of the catalogues
_TEXTS = ("instruments", "questionnaires", "programmes", "evidence", "locale/worlds")
_ALWAYS = (
    "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))
    + "–—‘’“”•…‹›€™−×÷±≤≥≈←↑→↓·✓"
    + "、。〈〉《》「」『』【】！（），．：；？～％０１２３４５６７８９年月日时分秒"
)


def file(weight: str, suffix: str = ".otf") -> Path:
    """The shipped font of `weight` ("regular" or "bold"); `suffix` ".otf" or ".woff2"."""
    return assets.path("fonts") / f"respite-sans-{weight}{suffix}"


def _common() -> str:
    """The first level of GB 2312: rows 16 to 55, the last of which has 89."""
    rows = bytes(part for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF) for part in (row, column))
    return rows.decode("gb2312", errors="ignore")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def characters() -> set[str]:
    """Every character the fonts must have."""
    from babel.messages.pofile import read_po

    used = {*_ALWAYS, *_common()}
    for path in assets.path("locale").glob("*/LC_MESSAGES/*.po"):
        with path.open("rb") as catalogue:
            for entry in read_po(catalogue):
                used.update(str(entry.id), str(entry.string))
    for path in (file for folder in _TEXTS for file in assets.path(folder).glob("*.toml")):
        for text in _strings(tomllib.loads(path.read_text("utf-8"))):
            used.update(text)
    return {c for c in used if not c.isspace() or c in " \u00a0"}


def covered(weight: str, suffix: str = ".otf") -> set[str]:
    """The characters the shipped font of `weight` has."""
    from fontTools.ttLib import TTFont

    with TTFont(file(weight, suffix)) as font:
        return {chr(code) for code in font.getBestCmap()}


def _rename(font: TTFont, weight: str) -> None:
    # "Noto" is a trademark: a changed font gets a name of its own, and keeps its makers' notices.
    names = {
        1: FAMILY,
        2: weight.title(),
        3: f"{FAMILY} {weight.title()}",
        4: f"{FAMILY} {weight.title()}",
        6: f"RespiteSans-{weight.title()}",
    }
    table = font["name"]
    table.names = [entry for entry in table.names if entry.nameID in (0, 5, 8, 9, 10, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top.topDictIndex[0].FamilyName = FAMILY
    top.topDictIndex[0].FullName = names[4]


def build(whole: Path = _WHOLE) -> str:
    """Cut both weights anew, where a character is missing or none was cut yet; says the sizes.

    Raises
    ------
    BadInput
        The whole fonts are not on this machine.
    """
    wanted = characters()
    for weight in WEIGHTS:
        if file(weight).exists() and covered(weight) == wanted == covered(weight, ".woff2"):
            continue
        _cut(whole / f"NotoSansCJK-{weight.title()}.ttc", weight, wanted)
    return ", ".join(
        f"{p.name} {p.stat().st_size / 1e3:.0f} kB" for p in sorted(assets.path("fonts").glob("respite-*"))
    )


def _cut(source: Path, weight: str, wanted: set[str]) -> None:
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont

    if not source.exists():
        raise BadInput(
            f"cutting the fonts needs {source}, which is not here; install fonts-noto-cjk and run this again"
        )
    for suffix, flavour in ((".otf", None), (".woff2", "woff2")):
        font = TTFont(source, fontNumber=_FACE, recalcTimestamp=False)
        options = Options(flavor=flavour, name_IDs=["*"], hinting=False, layout_features=["kern", "mark"])
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(wanted))
        subsetter.subset(font)
        lacking = wanted - {chr(code) for code in font.getBestCmap()}
        if lacking:
            raise BadInput(f"{source.name} has no glyph for {' '.join(sorted(lacking))}; use other characters")
        _rename(font, weight)
        font.flavor = flavour
        font.save(file(weight, suffix))
