"""An analysis as one JSON object, or as a table for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.analysis.analysis import Analysis
from app.analysis.estimate import Estimate
from app.analysis.participant import responders
from app.analysis.sentence import figure, sentence
from app.analysis.words import Translate
from app.i18n import LANGUAGES, translator

FULL = ("contrast", "estimate", "se", "t", "df", "p", "ci95")
#: the parts that every report has, null where the data don't give them
PARTS = {
    "treatment": FULL,
    "period": ("contrast", "estimate", "se", "t", "df", "p"),
    "carryover": ("contrast", "estimate", "se", "t", "df", "p"),
    "paired": ("contrast", "estimate", "t", "df", "p"),
}


def plain(analysis: Analysis) -> dict[str, Any]:
    """`analysis` as JSON knows it: null for what is unknown, figures unrounded."""
    found: dict[str, Any] = {part: _fields(getattr(analysis, part), fields) for part, fields in PARTS.items()}
    model = analysis.mixed
    found["mixed"] = None
    if model is not None:
        found["mixed"] = _fields(model.contrasts[0], FULL) | {
            "contrasts": [_fields(one, FULL) for one in model.contrasts],
            "fixed": ["condition", *model.fixed],
            "variance": {"between": model.between, "within": model.within},
        }
    found["parallel"] = None
    if analysis.welch is not None:
        found["parallel"] = _fields(analysis.welch, FULL) | {"ancova": _fields(analysis.ancova, FULL)}
    found["effect_size"] = None if analysis.effect_size is None else {"d_av": analysis.effect_size}
    found["n"] = analysis.n
    if analysis.changes:
        found["responders"] = {name: vars(responders(changes)) for name, changes in analysis.changes.items()}
    found["notes"] = [note.said() for note in analysis.notes]
    said = sentence(analysis)
    found["sentence"] = {language: said.said(translator(language)) for language in LANGUAGES}
    return found


def _fields(estimate: Estimate | None, fields: Iterable[str]) -> dict[str, Any]:
    """None, spelled as the part's JSON: null."""
    return None if estimate is None else {name: getattr(estimate, name) for name in fields}  # type: ignore[return-value]


def lines(analysis: Analysis, _: Translate) -> list[str]:
    """`analysis` for people: a table, who was counted, the notes, and the sentence, in the language of `_`."""
    head = heads(_)
    rows = [head, *(cells(name, estimate) for name, estimate in named(analysis, _))]
    # A Chinese character takes two columns of a terminal.
    widths = [max(_width(row[at]) for row in rows) for at in range(len(head))]
    table = ["  ".join(_pad(cell, widths[at], at > 1) for at, cell in enumerate(row)).rstrip() for row in rows]
    counted = ", ".join(f"{name}: {count}" for name, count in analysis.n.items())
    found = [*table, "", _("Participants by sequence: {counted}").format(counted=counted)]
    if analysis.effect_size is not None:
        found.append(_("Effect size (standard deviations): {size}").format(size=figure(analysis.effect_size)))
    for name, changes in analysis.changes.items():
        counts = vars(responders(changes))
        text = _("{name}: {by30} of {known} went down by 30 %, {by50} by 50 % ({unknown} had 0 before: no percentage)")
        found.append(text.format(name=name, **counts))
    return [*found, *(note.said(_) for note in analysis.notes), "", sentence(analysis).said(_)]


def heads(_: Translate) -> tuple[str, ...]:
    """What stands over the columns of `cells`; the first has no name."""
    return ("", _("Difference"), _("Estimate"), _("SE"), "t", "df", "p", _("95 % interval"))


def named(analysis: Analysis, _: Translate) -> list[tuple[str, Estimate]]:
    """The estimates that there are, each with what it is called."""
    found = [
        (_("Treatment"), analysis.treatment),
        (_("Period"), analysis.period),
        (_("Carry-over (totals)"), analysis.carryover),
        (_("Paired t-test"), analysis.paired),
        *((_("Mixed model"), one) for one in (analysis.mixed.contrasts if analysis.mixed else ())),
        (_("Groups (Welch)"), analysis.welch),
        (_("Groups at equal baseline"), analysis.ancova),
    ]
    return [(name, estimate) for name, estimate in found if estimate is not None]


def cells(name: str, estimate: Estimate) -> tuple[str, ...]:
    """An estimate as a row of a table, a dash for what the data don't give."""
    figures = ["–" if value is None else figure(value) for value in (estimate.estimate, estimate.se, estimate.t)]
    df = "–" if estimate.df is None else f"{estimate.df:.3g}"
    p = "–" if estimate.p is None else "<0.001" if estimate.p < 0.001 else f"{estimate.p:.3f}"
    ci = "–" if estimate.ci95 is None else f"{figure(estimate.ci95[0])} … {figure(estimate.ci95[1])}"
    return (name, estimate.contrast, *figures, df, p, ci)


def _width(text: str) -> int:
    return len(text) + sum("\u2e80" <= character <= "\uffef" for character in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
