"""The figures of a programme: who came, what was rated by visit and by mode, and what the analysis gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from app.analysis.estimate import Estimate
from app.analysis.participant import Change, responders
from app.reports import words
from app.reports.document import Figure
from app.reports.drawing import (
    ACCENT,
    ACCENT_MID,
    AMBER,
    INK,
    PAPER,
    RULE,
    SOFT,
    Box,
    Dot,
    Drawing,
    Label,
    Line,
    Mark,
    Pen,
    Shape,
)
from app.reports.figures import WIDE, dot, joined, slopes, under, visit_axes
from app.reports.part import Fate, Taking
from app.reports.sections import forest

Translate = Callable[[str], str]

_FATES = {Fate.DONE: ACCENT, Fate.EARLY: AMBER, Fate.MISSED: "#7d8c89", Fate.LEFT: RULE, Fate.AHEAD: "#ffffff"}


def fates(_: Translate) -> dict[Fate, str]:
    return {
        Fate.DONE: _("complete"),
        Fate.EARLY: _("ended early"),
        Fate.MISSED: _("visit missed"),
        Fate.LEFT: _("left before"),
        Fate.AHEAD: _("to come"),
    }


def flow(takings: Sequence[Taking], visits: int, _: Translate) -> Figure:
    """What became of each visit, over all who were enrolled."""
    axes, height = visit_axes(visits, 0, max(4, len(takings)), WIDE, 170.0), 170.0
    most = max(4, len(takings))
    shapes: list[Shape] = axes.rules(next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if most / s <= 7))
    wide = min(34.0, 0.7 * (axes.right - axes.left) / (axes.x_high - axes.x_low))
    for n in range(visits):
        counts = Counter(taking.fates[n] for taking in takings if n < len(taking.fates))
        y = axes.bottom
        for fate, colour in _FATES.items():
            top = y - (axes.bottom - axes.y(counts[fate]))
            if counts[fate]:
                pen = Pen(SOFT, colour, 0.7, 2.0 if fate is Fate.AHEAD else 0.0)
                shapes.append(Box(axes.x(n + 1) - wide / 2, top, wide, y - top, pen))
                if y - top > 11 and wide > 14:
                    dark = fate in (Fate.LEFT, Fate.AHEAD)
                    shapes.append(
                        Label(
                            axes.x(n + 1),
                            (y + top) / 2 + 2.8,
                            str(counts[fate]),
                            8,
                            "middle",
                            True,
                            INK if dark else "#ffffff",
                        )
                    )
            y = top
    names = [_("Visit {n}").format(n=n + 1) if visits <= 8 else str(n + 1) for n in range(visits)]
    shapes += under(axes, names, height)
    told = _("What became of each of {n} visits").format(n=visits)
    legend = _(
        "From below: complete (green), ended early (orange), missed (dark grey), left before (light grey), to "
        "come (white)."
    )
    return Figure(_("Participants by visit"), Drawing(WIDE, height, tuple(shapes), told), legend)


def means(takings: Sequence[Taking], visits: int, width: float, _: Translate) -> Figure:
    """Mean rating before and after by visit."""
    before, after, counts = [], [], []
    for n in range(1, visits + 1):
        changes = [t.had[n].change for t in takings if n in t.had and t.had[n].change]
        known = [change for change in changes if change is not None]
        before.append(sum(c.before for c in known) / len(known) if known else None)
        after.append(sum(c.after for c in known) / len(known) if known else None)
        counts.append(len(known))
    axes, height = visit_axes(visits, 0, 10, width, 180.0), 180.0
    shapes = axes.rules(2)
    shapes += joined(axes, before, Pen(SOFT, width=1, dash=3))
    shapes += joined(axes, after, Pen(ACCENT, width=1.8))
    for n, (one, two) in enumerate(zip(before, after, strict=True), 1):
        if one is not None and two is not None:
            shapes.append(Line(axes.x(n), axes.y(one), axes.x(n), axes.y(two), Pen(ACCENT_MID, width=2.0)))
            shapes.append(Dot(axes.x(n), axes.y(one), 3.2, Pen(SOFT, PAPER, 1.3)))
            shapes.append(Dot(axes.x(n), axes.y(two), 3.2, Pen(ACCENT, ACCENT)))
    asked = False
    for n in range(1, visits + 1):
        values = [t.had[n].followup for t in takings if n in t.had]
        stated = [value for value in values if value is not None]
        if stated:
            asked, counts[n - 1] = True, len(stated)
            shapes.append(Dot(axes.x(n), axes.y(fmean(stated)), 3.2, Pen(ACCENT, PAPER, 1.3), Mark.SQUARE))
    shapes += under(axes, [f"{n} (n={count})" if visits <= 6 else str(n) for n, count in enumerate(counts, 1)], height)
    told = _("Mean pain before and after each of {n} visits").format(n=visits)
    legend = [_("Open: before. Filled: after. Whoever lacks one of the two is left out of that visit.")]
    if asked:
        legend.append(_("Open squares: visits that only asked."))
    return Figure(_("Mean pain by visit, 0 to 10"), Drawing(width, height, tuple(shapes), told), " ".join(legend))


def modes(by_mode: Mapping[str, list[Change]], _: Translate) -> Figure:
    """Each mode's changes from before to after."""
    groups = {words.mode(mode, _): (mode, changes) for mode, changes in by_mode.items()}
    drawing = slopes(groups, (_("Before"), _("After")), _("Pain before and after by mode"), _)
    return Figure(
        _("Modes side by side: pain from before to after"), drawing, _("Thin lines: visits. Thick lines: their means.")
    )


def within(pairs: Sequence[tuple[float, float]], codes: tuple[str, str], _: Translate) -> Figure:
    """Each participant's rating after the visits in one mode and in the other."""
    a, b = (words.mode(code, _) for code in codes)
    axes, height = visit_axes(2, 0, 10, WIDE, 180.0), 180.0
    shapes = axes.rules(2)
    left, right = axes.left + 130, axes.right - 130
    for one, two in pairs:
        shapes.append(Line(left, axes.y(one), right, axes.y(two), Pen(ACCENT_MID, width=1)))
        shapes += [dot(left, axes.y(one), codes[0], 2.2), dot(right, axes.y(two), codes[1], 2.2)]
    means = [sum(pair[at] for pair in pairs) / len(pairs) for at in (0, 1)]
    shapes.append(Line(left, axes.y(means[0]), right, axes.y(means[1]), Pen(INK, width=2.6)))
    shapes.append(Label(left - 8, axes.y(means[0]) + 3, words.number(means[0]), 9, "end", True, INK))
    shapes.append(Label(right + 8, axes.y(means[1]) + 3, words.number(means[1]), 9, "start", True, INK))
    shapes += [Label(left, height - 7, a, 8.5, "middle", True), Label(right, height - 7, b, 8.5, "middle", True)]
    told = _("Each participant's pain after {a} and after {b}").format(a=a, b=b)
    legend = _("Thin lines: the {n} participants with both. Thick line: their means.").format(n=len(pairs))
    title = _("Pain after the visit, the same participants")
    return Figure(title, Drawing(WIDE, height, tuple(shapes), told), legend)


def responses(by_mode: Mapping[str, list[Change]], width: float, _: Translate) -> Figure:
    """How many went down by 30 and 50 percent, by mode."""
    row, left = 34.0, 52.0
    height = row * len(by_mode) + 4
    shapes: list[Shape] = []
    for at, (mode, changes) in enumerate(by_mode.items()):
        counts = responders(changes)
        top, x = at * row + 6, left
        shapes.append(Label(0, top + 15, words.mode(mode, _), 9, bold=True, colour=INK))
        groups = (
            (counts.by50, ACCENT, "#ffffff"),
            (counts.by30 - counts.by50, ACCENT_MID, INK),
            (counts.known - counts.by30, "#ffffff", INK),
            (counts.unknown, RULE, INK),
        )
        for count, colour, letters in groups:
            wide = (width - left - 2) * count / max(1, counts.known + counts.unknown)
            if count:
                shapes.append(Box(x, top, wide, 22, Pen(SOFT, colour, 0.7)))
                if wide > 12:
                    shapes.append(Label(x + wide / 2, top + 14, str(count), 8.5, "middle", True, letters))
            x += wide
    told = _("How many visits reached 30 and 50 percent less pain, by mode")
    legend = _(
        "Dark: 50 % less or more. Pale: 30 % to 50 %. White: less than 30 %, none, or more pain. Grey: 0 "
        "before, no percentage."
    )
    return Figure(_("Visits by response"), Drawing(width, height, tuple(shapes), told), legend)


def estimates(named: Sequence[tuple[str, Estimate]], conditions: Sequence[str], _: Translate) -> Figure:
    """The estimates with their intervals."""
    a, b = conditions
    sides = (_("lower under {a}").format(a=a), _("lower under {b}").format(b=b))
    told = _("Estimates of {a} minus {b} with their 95 % intervals").format(a=a, b=b)
    title = _("{a} minus {b}, points, with 95 % intervals").format(a=a, b=b)
    return Figure(
        title,
        forest(_rows(named), sides, told, True),
        _("An interval that includes 0 is no evidence of a difference, nor of none."),
    )


def contrasts(named: Sequence[tuple[str, Estimate]], _: Translate) -> Figure:
    """Several modes against each other."""
    told = _("Differences between the modes with their 95 % intervals")
    sides = (_("lower under the first"), _("lower under the second"))
    return Figure(
        _("Differences between the modes by the mixed model, points, with 95 % intervals"),
        forest(_rows(named), sides, told, False),
        _("An interval that includes 0 is no evidence of a difference, nor of none."),
    )


def _rows(named: Sequence[tuple[str, Estimate]]) -> list[tuple[str, float, float | None, float | None]]:
    return [(name, one.estimate, *(one.ci95 or (None, None))) for name, one in named]
