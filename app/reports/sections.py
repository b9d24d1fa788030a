"""Parts that reports on one and on many have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, stdev

from app.analysis.participant import Change, responders
from app.errors import BadInput
from app.i18n import N_
from app.questionnaires import load
from app.reports import words
from app.reports.document import Figure, Figures, Heading, Items, Paragraph, Part, Table
from app.reports.drawing import ACCENT, INK, RULE, Axes, Dot, Drawing, Label, Line, Mark, Pen, Shape
from app.reports.evidence import Favours, Study, studies
from app.reports.figures import WIDE
from app.reports.seen import Seen
from app.session import instruments

Translate = Callable[[str], str]

#: 3D minus 2D of a programme in points, and its 95 % interval
Ours = tuple[float, float, float] | None

FAVOURS = {
    Favours.D3: N_("less pain in 3D"),
    Favours.D2: N_("less pain in 2D"),
    Favours.NEITHER: N_("no difference shown"),
    Favours.PARTLY: N_("less pain in 3D for some"),
    Favours.OTHER: N_("another comparison"),
}


# ---- change ---------------------------------------------------------------------------------------------------------------


def response(changes: Sequence[Change], _: Translate) -> tuple[tuple[str, str], ...]:
    """The mean change, and how often it reached 30 and 50 percent, as facts."""
    counts = responders(changes)
    mean = sum(change.points for change in changes) / len(changes) if changes else None
    of = _("{n} of {all}") if counts.known else words.NONE
    return (
        (_("Mean change, points"), words.signed(mean)),
        (_("Less by 30 % or more"), of.format(n=counts.by30, all=counts.known)),
        (_("Less by 50 % or more"), of.format(n=counts.by50, all=counts.known)),
    )


def unknown(changes: Sequence[Change], _: Translate) -> list[Part]:
    """That some had no percentage."""
    counts = responders(changes)
    if not counts.unknown:
        return []
    text = _("{n} with 0 before: no percentage of it is known, and none is counted.")
    return [Paragraph(text.format(n=counts.unknown), small=True)]


# ---- what was heard -------------------------------------------------------------------------------------------------------


def heard(seen: Seen, _: Translate) -> tuple[str, str, str]:
    """Mean ratio, its uncertainty, and the share of seconds in which it is stated."""
    sound = seen.sound
    if sound is None:
        return _("no sound"), words.NONE, words.NONE
    stated = words.share(sound.stated, sound.seconds)
    if sound.mean_db is None:
        return _("not stated"), words.NONE, stated
    unsure = _("not known") if sound.uncertainty_db is None else f"± {sound.uncertainty_db:.1f}"
    return f"{sound.mean_db:+.1f}".replace("-", "−"), unsure, stated


# ---- symptoms and questionnaires ------------------------------------------------------------------------------------------


def questionnaires(visits: Iterable[Seen], named: Callable[[Seen], str], language: str, _: Translate) -> list[Part]:
    """A table for each questionnaire that was answered: a row for each visit and moment."""
    rows: dict[str, list[tuple[str, str, dict[str, float | None]]]] = {}
    for visit in visits:
        for one in visit.scores:
            moment = _(words.MOMENTS[one.moment]) if one.moment in words.MOMENTS else one.moment
            rows.setdefault(one.questionnaire, []).append((named(visit), moment, one.values))
    parts: list[Part] = []
    for name, answered in sorted(rows.items()):
        title, scores = score_names(name, {one for _at, _moment, values in answered for one in values}, language)
        head = (_("Visit"), _("When"), *scores.values())
        cells = tuple(
            (at, moment, *(words.number(values.get(one)) for one in scores)) for at, moment, values in answered
        )
        parts += [Table(title, head, cells, "ll" + "r" * len(scores)), *meaning(name, language, _)]
    return parts


def score_names(name: str, answered: Iterable[str], language: str) -> tuple[str, dict[str, str]]:
    """A questionnaire's title and its scores' names; their ids where its file is gone."""
    try:
        form = load(name)
    except BadInput:
        return name, {one: one for one in sorted(answered)}
    return form.name.of(language), {score.id: score.words.of(language) for score in form.scores}


def scale_name(name: str, language: str) -> str:
    """What a scale asks; its id where its file is gone."""
    try:
        return instruments.load(name).wording(language).question
    except BadInput:
        return name


def spread(values: Sequence[float], _: Translate) -> tuple[str, str, str, str]:
    """How many values, their mean, their standard deviation and their range."""
    return (
        str(len(values)),
        words.number(fmean(values)),
        words.number(stdev(values)) if len(values) > 1 else words.NONE,
        _("{low} to {high}").format(low=words.number(min(values)), high=words.number(max(values))),
    )


def meaning(name: str, language: str, _: Translate) -> list[Part]:
    """What more of each score means, and how far it goes."""
    try:
        form = load(name)
    except BadInput:
        return []
    told = _("{score}: {low} to {high}, {meaning}")
    parts = [
        told.format(
            score=score.words.of(language),
            low=words.number(score.low, 2),
            high=words.number(score.high, 2),
            meaning=score.higher.of(language),
        )
        for score in form.scores
    ]
    return [Paragraph(_("; ").join(parts), small=True)]


# ---- what others found ----------------------------------------------------------------------------------------------------


def published(ours: Ours, language: str, _: Translate) -> list[Part]:
    """Published results, whichever way they went, with their citations."""
    found = studies()
    direct = [study for study in found if study.favours is not Favours.OTHER]
    others = [study for study in found if study.favours is Favours.OTHER]
    count = {kind: sum(study.favours is kind for study in direct) for kind in Favours}
    counted = _(
        "Of these {all} studies of a headset against a screen {d3} report less pain with the headset, {none} "
        "no difference, {some} a difference for some of those who took part, and {d2} less pain with the "
        "screen."
    )
    parts: list[Part] = [
        Heading(_("What others have published")),
        Paragraph(
            _(
                "Other people, other pains, other contents and lengths: these results can't be compared directly with "
                "each other or with those above. They stand here as they were published, whichever way they went; the "
                "selection is not a systematic review."
            )
        ),
    ]
    plotted = [study for study in direct if study.difference is not None]
    if plotted:
        parts.append(Figures((_forest(plotted, ours, _),)))
    parts.append(_table(_("A headset (3D) against a screen (2D)"), direct, language, _))
    parts.append(
        Paragraph(
            counted.format(
                all=len(direct),
                d3=count[Favours.D3],
                none=count[Favours.NEITHER],
                some=count[Favours.PARTLY],
                d2=count[Favours.D2],
            ),
            small=True,
        )
    )
    if others:
        parts.append(_table(_("Other comparisons that this instrument follows or borrows from"), others, language, _))
    text = _("Sources; the figures were read in the articles' abstracts and not recalculated:")
    parts += [Paragraph(text, small=True), Items(tuple(study.citation for study in (*direct, *others)))]
    return parts


def _table(title: str, found: Sequence[Study], language: str, _: Translate) -> Table:
    numbers = {study.id: n for n, study in enumerate(_ordered(), 1)}
    return Table(
        title,
        (_("Study"), "n", _("Design"), _("Compared"), _("Result"), _("Direction")),
        tuple(
            (
                f"{study.short} [{numbers[study.id]}]",
                words.NONE if study.n is None else str(study.n),
                words.bound(study.design.of(language)),
                words.bound(
                    _("{contrast}. {outcome}").format(
                        contrast=study.contrast.of(language), outcome=study.outcome.of(language)
                    )
                ),
                words.bound(study.result.of(language)),
                _(FAVOURS[study.favours]),
            )
            for study in found
        ),
        "lrllll",
    )


def _ordered() -> list[Study]:
    found = studies()
    return sorted(found, key=lambda study: study.favours is Favours.OTHER)


def _forest(found: Sequence[Study], ours: Ours, _: Translate) -> Figure:
    """Differences in points, 3D minus 2D, with their intervals where they are known."""
    rows = [(study.short, study.difference or 0.0, study.low, study.high) for study in found]
    if ours is not None:
        rows.insert(0, (_("This programme"), *ours))
    drawing = forest(
        rows,
        (_("less pain in 3D"), _("less pain in 2D")),
        _("Differences between 3D and 2D in points, here and in published studies"),
        ours is not None,
    )
    legend = _(
        "3D minus 2D in points of a scale from 0 to 10; lines: 95 % intervals, where the authors print them. "
        "Only studies that print such a difference are drawn."
    )
    return Figure(_("Difference between 3D and 2D, points"), drawing, legend)


def forest(
    rows: Sequence[tuple[str, float, float | None, float | None]], sides: tuple[str, str], told: str, first: bool
) -> Drawing:
    """Estimates as (name, value, low, high) below each other, about 0.

    sides : what is left and right of 0; first : the first one is the one to look at
    """
    reach = max([1.0, *(abs(v) for _name, *values in rows for v in values if v is not None)]) * 1.1
    row, top, name_wide, figure_wide = 19.0, 20.0, 118.0, 104.0
    height = top + row * len(rows) + 22
    axes = Axes(name_wide, top, WIDE - figure_wide, top + row * len(rows), -reach, reach, 0, 1)
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 1e9) if reach / s <= 4.5)
    shapes: list[Shape] = []
    for n in range(-int(reach / step), int(reach / step) + 1):
        x = axes.x(n * step)
        shapes.append(Line(x, axes.top, x, axes.bottom, Pen(INK if n == 0 else RULE, width=0.9 if n == 0 else 0.5)))
        shapes.append(Label(x, axes.bottom + 12, words.signed(n * step), 7.5, "middle"))
    shapes.append(Label(axes.x(0) - 8, 12, f"← {sides[0]}", 8, "end"))
    shapes.append(Label(axes.x(0) + 8, 12, f"{sides[1]} →", 8))
    for at, (name, value, low, high) in enumerate(rows):
        y = top + row * (at + 0.5)
        shapes.append(Label(0, y + 3, name, 8.5, bold=first and at == 0, colour=INK))
        written = words.signed(value, 2)
        if low is not None and high is not None:
            shapes.append(Line(axes.x(low), y, axes.x(high), y, Pen(ACCENT, width=1.8)))
            written += f" ({words.signed(low, 2)}, {words.signed(high, 2)})"
        shapes.append(Dot(axes.x(value), y, 3.6, Pen(ACCENT, ACCENT), Mark.SQUARE))
        shapes.append(Label(WIDE, y + 3, written, 8.5, "end", colour=INK))
    return Drawing(WIDE, height, tuple(shapes), told)


# ---- what a report is -----------------------------------------------------------------------------------------------------


def about(_: Translate) -> Part:
    """What every report says of itself, before all else."""
    return Paragraph(
        _(
            "This report says what was delivered and what was rated. It doesn't say that anything caused a change: pain goes "
            "up and down by itself, and whoever is treated expects something of it. Only many participants in a planned "
            "programme can tell, and even they speak of averages."
        ),
        small=True,
    )


def bands(_: Translate) -> Part:
    """Where the 30 and 50 percent come from."""
    return Paragraph(
        _(
            "Moderate (30 %) and substantial (50 %) improvement: Dworkin RH, et al. J Pain 2008;9:105-121, after "
            "Farrar JT, et al. Pain 2001;94:149-158."
        ),
        small=True,
    )
