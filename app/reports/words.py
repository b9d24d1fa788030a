"""The words and numbers of a report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date

from app.i18n import N_
from scenes.registry import WORLDS

Translate = Callable[[str], str]

MODES = {"3d": "3D", "flat": N_("Flat"), "2d": "2D"}
MOMENTS = {
    "baseline": N_("At the baseline"),
    "before": N_("Before the exposure"),
    "after": N_("After the exposure"),
    "later": N_("Later"),
}
PHASES = {"before": N_("Before"), "during": N_("During"), "after": N_("After"), "followup": N_("Follow-up")}
#: what a value that isn't there stands as
NONE = "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date, language: str) -> str:
    """A day, as its readers write it."""
    if language == "zh_CN":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def short_day(on: date, language: str) -> str:
    """A day without its year, for under a figure."""
    return f"{on.month}/{on.day}" if language == "zh_CN" else f"{on.day} {_MONTHS[on.month - 1]}"


def mode(code: str, translate: Translate) -> str:
    return translate(MODES[code]) if code in MODES else code


def modes(codes: Iterable[str], translate: Translate) -> str:
    """ "3D → 2D" """
    return " → ".join(mode(code, translate) for code in codes) or NONE


def world(name: str, translate: Translate) -> str:
    return translate(WORLDS[name].title) if name in WORLDS else name


def number(value: float | None, digits: int = 1) -> str:
    """With as many digits as it needs, a true minus, and a dash for none."""
    if value is None:
        return NONE
    return f"{round(value, digits) + 0.0:g}".replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """The same with its sign; 0 has none."""
    if value is None:
        return NONE
    rounded = round(value, digits) + 0.0
    return f"{rounded:+g}".replace("-", "−") if rounded else "0"


def share(part: float, whole: float) -> str:
    """In percent, a dash where there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else NONE


def minutes(seconds: float) -> str:
    """Minutes with one digit."""
    return number(seconds / 60.0)


def bound(text: str) -> str:
    """With spaces that don't part, where a line must not end: "P < 0.05", "SD 1.8", "95 %"."""
    return re.sub(r"(?<=[PpD<=±]) (?=[<=\d])|(?<=\d) (?=%)", "\u00a0", text)


def dressed(text: str) -> str:
    """With true minuses in the place of hyphens."""
    return re.sub(r"(?<![\w.])-(?=\d)|(?<= )-(?= )", "−", text)


def plain(text: str) -> str:
    """What somebody typed, as a text that changes nothing around it: no control characters, none that turn lines about."""
    kept = (" " if c in "\n\t\r" else c for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).split())
