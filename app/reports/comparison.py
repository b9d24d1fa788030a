"""A programme's ratings as a table that `app.analysis` takes, and what it says of them, with its interval or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from app.analysis.analysis import Analysis, analyse
from app.analysis.report import cells, heads, named
from app.analysis.sentence import best, figure, sentence
from app.analysis.table import Row, check
from app.analysis.table import Table as Ratings
from app.errors import BadInput
from app.programmes import Programme, visits
from app.programmes.programme import BY_ARM
from app.reports import group_figures, words
from app.reports.document import Figures, Paragraph, Part, Table
from app.reports.part import Taking

Translate = Callable[[str], str]


def ratings(taking: Sequence[Taking], plan: Programme, _: Translate = str) -> Ratings | None:
    """Each participant's ratings after the visits, with those before as baselines; None where there are none.

    The condition is the mode that a visit was to show; the period is the arm's where each has one visit, else the visit's
    number; the sequence is the arm that was told.

    Raises
    ------
    BadInput
        They don't fit together.
    """
    planned = visits(plan)
    compared = [v for v in planned if v.stretch.minutes and (plan.allocation is None or v.stretch.mode == BY_ARM)]
    periods = [v.stretch.period for v in compared]
    by_arm = plan.allocation is not None and len(set(periods)) == len(periods)
    rows: list[Row] = []
    for one in taking:
        for visit in compared:
            had = one.had.get(visit.number)
            if had is None or (plan.allocation is not None and one.arm is None):
                continue
            rows.append(
                Row(
                    len(rows) + 1,
                    one.alias,
                    one.arm or plan.id,
                    visit.stretch.period if by_arm else visit.number,
                    words.mode(had.planned_mode, _),
                    None if had.after is None else float(had.after),
                    None if had.before is None else float(had.before),
                )
            )
    if all(row.value is None for row in rows):
        return None
    return check(plan.id, rows)


def ours(taking: Sequence[Taking], plan: Programme) -> tuple[float, float, float] | None:
    """3D minus 2D in points with its 95 % interval; None where the programme doesn't give it."""
    try:
        found = ratings(taking, plan)
    except BadInput:
        return None
    if found is None or found.conditions != ["2D", "3D"]:
        return None
    estimate = best(analyse(found))
    if estimate is None or estimate.ci95 is None:
        return None
    low, high = estimate.ci95
    return -estimate.estimate, -high, -low


def told(taking: Sequence[Taking], plan: Programme, _: Translate) -> list[Part]:
    """The plain sentence, the estimates with their intervals, and how they were found."""
    try:
        table = ratings(taking, plan, _)
    except BadInput as error:
        return [Paragraph(_("These ratings can't be analysed: {why}").format(why=error))]
    if table is None:
        return [Paragraph(_("There is no rating after a visit yet."))]
    if len(table.conditions) < 2:
        return [Paragraph(_("One mode alone was shown: these data can't tell how it compares with another."))]
    analysis = analyse(table)
    parts: list[Part] = [Paragraph(words.bound(words.dressed(sentence(analysis).said(_))), strong=True)]
    parts += _figures(analysis, table, _)
    rows = tuple(_row(cells(name, estimate), _) for name, estimate in named(analysis, _))
    parts.append(Table(_("Estimates"), (_("Analysis"), *heads(_)[1:]), rows, "llrrrrrr"))
    return [*parts, *(Paragraph(text, small=True) for text in _how(analysis, _))]


def _row(found: tuple[str, ...], _: Translate) -> tuple[str, ...]:
    """An estimate's row with true minuses, and its interval in words."""
    *front, interval = (words.dressed(cell) for cell in found)
    low, sign, high = interval.partition(" … ")
    return (*front, _("{low} to {high}").format(low=low, high=high) if sign else interval)


def _figures(analysis: Analysis, table: Ratings, _: Translate) -> list[Part]:
    if len(table.conditions) != 2:
        contrasts = analysis.mixed.contrasts if analysis.mixed else ()
        apart = [(words.dressed(one.contrast), one) for one in contrasts]
        return [Figures((group_figures.contrasts(apart, _),))] if apart else []
    contrast = " - ".join(table.conditions)
    # the period and the carry-over are other contrasts, and carry-over is in units of totals
    shown = [(name, one) for name, one in named(analysis, _) if one.contrast == contrast]
    # the one that the sentence speaks of stands first
    shown.sort(key=lambda entry: entry[1] is not best(analysis))
    found: list[Part] = []
    pairs = _pairs(table)
    if pairs:
        codes = {words.mode(code, _): code for code in words.MODES}
        first, second = (codes[name] for name in table.conditions)
        found.append(Figures((group_figures.within(pairs, (first, second), _),)))
    if shown:
        found.append(Figures((group_figures.estimates(shown, table.conditions, _),)))
    return found


def _pairs(table: Ratings) -> list[tuple[float, float]]:
    """The mean of each participant's ratings under the first and under the second condition, of those who have both."""
    found = []
    for rows in table.participants().values():
        under = [
            [row.value for row in rows if row.condition == name and row.value is not None] for name in table.conditions
        ]
        if all(under):
            found.append((fmean(under[0]), fmean(under[1])))
    return found


def _how(analysis: Analysis, _: Translate) -> list[str]:
    """What was analysed and how."""
    counted = ", ".join(f"{name}: {count}" for name, count in analysis.n.items())
    found = [
        _(
            "Analysed is the pain after each visit, 0 to 10; a visit counts for the mode that was allocated, "
            "whatever was shown."
        ),
        _("Participants by sequence: {counted}").format(counted=counted),
    ]
    if analysis.effect_size is not None:
        found.append(_("Effect size (standard deviations): {size}").format(size=figure(analysis.effect_size)))
    if analysis.treatment is not None:
        found.append(
            _(
                "The treatment estimate compares the half differences between the periods of the two orders (CONSORT "
                "extension to crossover trials, Dwan K, et al. BMJ 2019;366:l4378)."
            )
        )
    return [*found, *(note.said(_) for note in analysis.notes)]
