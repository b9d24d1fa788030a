"""The figures of one participant: what was rated and what was delivered, visit by visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.analysis.participant import Change
from app.reports import words
from app.reports.document import Figure
from app.reports.drawing import (
    ACCENT,
    ACCENT_MID,
    ACCENT_PALE,
    AMBER,
    COLOURS,
    INK,
    MARKS,
    PALE,
    PALER,
    PAPER,
    RULE,
    SOFT,
    Axes,
    Box,
    Dot,
    Drawing,
    Label,
    Line,
    Mark,
    Path,
    Pen,
    Point,
    Shape,
    width_of,
)
from app.reports.seen import Seen

Translate = Callable[[str], str]

#: points: of a figure across the sheet, and of one of two side by side
WIDE, HALF = 500.0, 242.0
#: percent of what was rated before, from which on a change is called moderate and substantial
BANDS = (-30.0, -50.0)
#: a percentage above this is written, not drawn to scale
_CEILING = 100.0


def visit_axes(count: int, y_low: float, y_high: float, width: float = WIDE, height: float = 190.0) -> Axes:
    """Visits in a row, 1 to `count`."""
    return Axes(34, 10, width - 8, height - 20, 0.4, max(count, 2) + 0.6, y_low, y_high)


def under(axes: Axes, texts: Sequence[str], height: float) -> list[Shape]:
    """As many of the visits' names as there is room for."""
    room = (axes.right - axes.left) / (axes.x_high - axes.x_low)
    widest = max((width_of(text, 7.5) for text in texts), default=1.0) + 6
    every = max(1, -(-int(widest) // max(1, int(room))))
    return [Label(axes.x(n + 1), height - 7, text, 7.5, "middle") for n, text in enumerate(texts) if n % every == 0]


def course(visits: Sequence[Seen], language: str, _: Translate) -> Figure:
    """Before and after over the visits."""
    axes, height = visit_axes(len(visits), 0, 10), 190.0
    shapes = axes.rules(2)
    for n, visit in enumerate(visits, 1):
        if visit.change:
            x = axes.x(n)
            shapes.append(
                Line(x, axes.y(visit.change.before), x, axes.y(visit.change.after), Pen(ACCENT_MID, width=2.5))
            )
    shapes += joined(axes, [v.before for v in visits], Pen(SOFT, width=1, dash=3))
    shapes += joined(axes, [v.after for v in visits], Pen(ACCENT, width=1.6))
    size = 3.6 if len(visits) <= 30 else 2.4
    for n, visit in enumerate(visits, 1):
        if visit.before is not None:
            shapes.append(Dot(axes.x(n), axes.y(visit.before), size, Pen(SOFT, PAPER, 1.3)))
        if visit.after is not None:
            shapes.append(dot(axes.x(n), axes.y(visit.after), visit.mode, size))
        if visit.followup is not None:
            shapes.append(Dot(axes.x(n), axes.y(visit.followup), size, Pen(ACCENT, PAPER, 1.3), Mark.SQUARE))
    shapes += under(axes, [words.short_day(v.on, language) for v in visits], height)
    known = [visit.mode or "" for visit in visits if visit.after is not None]
    legend = _("Open circles: before the visit. Filled: after it ({marks}). A visit without a rating has no mark.")
    drawing = Drawing(WIDE, height, tuple(shapes), _("Pain before and after each of {n} visits").format(n=len(visits)))
    told = [legend.format(marks=marks(known, _))]
    if any(visit.followup is not None for visit in visits):
        told.append(_("Open squares: visits that only asked."))
    return Figure(_("Pain before and after, 0 to 10"), drawing, " ".join(told))


def joined(axes: Axes, values: Sequence[float | None], pen: Pen) -> list[Shape]:
    """Lines through what is there; what is missing is not bridged."""
    found: list[Shape] = []
    stretch: list[Point] = []
    for n, value in enumerate([*values, None], 1):
        if value is not None:
            stretch.append((axes.x(n), axes.y(value)))
            continue
        if len(stretch) > 1:
            found.append(Path(tuple(stretch), pen))
        stretch = []
    return found


def dot(x: float, y: float, mode: str | None, size: float = 3.6) -> Dot:
    """A mode's mark; a visit of several modes has a dark diamond."""
    if mode is None:
        return Dot(x, y, size, Pen(INK, INK, 1.0), Mark.DIAMOND)
    return Dot(x, y, size, Pen(COLOURS.get(mode, INK), COLOURS.get(mode, INK), 1.0), MARKS.get(mode, Mark.CIRCLE))


def marks(modes: Sequence[str], _: Translate) -> str:
    """Which mark is which mode."""
    names = {
        "3d": _("circle 3D"),
        "flat": _("square flat in the headset"),
        "2d": _("triangle 2D"),
        "": _("diamond several"),
    }
    return _(", ").join(name for mode, name in names.items() if mode in modes) or _("circle")


def points(visits: Sequence[Seen], language: str, _: Translate) -> Figure:
    """The change of each visit, in points."""
    changes = [visit.change for visit in visits]
    reach = max([4, *(abs(change.points) for change in changes if change)])
    axes, height = visit_axes(len(visits), -reach, reach, HALF, 165.0), 165.0
    shapes = axes.rules(2 if reach <= 6 else 5, signed=True)
    for n, change in enumerate(changes, 1):
        if change:
            shapes += _bar(axes, n, change.points)
    shapes.append(Line(axes.left, axes.y(0), axes.right, axes.y(0), Pen(INK, width=0.9)))
    shapes += under(axes, [words.short_day(v.on, language) for v in visits], height)
    told = _("Change of pain in points for each of {n} visits").format(n=len(visits))
    return Figure(
        _("Change within the visit, points"),
        Drawing(HALF, height, tuple(shapes), told),
        _("Below the line: less pain after the visit than before it."),
    )


def percent(visits: Sequence[Seen], language: str, _: Translate) -> Figure:
    """The change of each visit in percent of what was rated before, with the bands of 30 and 50 percent."""
    changes = [visit.change for visit in visits]
    known = [change.percent for change in changes if change and change.percent is not None]
    high = min(_CEILING, max([25.0, *known]))
    height = 165.0
    # the bands' names stand beside them, clear of the bars
    axes = replace(visit_axes(len(visits), -100, high, HALF, height), right=HALF - 34)
    shapes: list[Shape] = [
        Box(axes.left, axes.y(-30), axes.right - axes.left, axes.y(-50) - axes.y(-30), Pen(fill=PALE)),
        Box(axes.left, axes.y(-50), axes.right - axes.left, axes.y(-100) - axes.y(-50), Pen(fill=ACCENT_PALE)),
        *axes.rules(50, suffix=" %", signed=True),
    ]
    for n, change in enumerate(changes, 1):
        if change is None:
            continue
        if change.percent is None:
            shapes.append(Label(axes.x(n), axes.y(0) - 3, _("n/a"), 7, "middle"))
        else:
            shapes += _bar(axes, n, min(change.percent, high))
            if change.percent > high:
                shapes.append(Label(axes.x(n), axes.y(high) - 2, words.signed(change.percent, 0) + " %", 7, "middle"))
    shapes += [
        Line(axes.left, axes.y(band), axes.right + 2, axes.y(band), Pen(ACCENT, width=0.8, dash=3)) for band in BANDS
    ]
    shapes += [
        Label(axes.right + 4, axes.y(band) + 2.5, words.signed(band, 0) + " %", 7.5, "start", True, ACCENT)
        for band in BANDS
    ]
    shapes.append(Line(axes.left, axes.y(0), axes.right, axes.y(0), Pen(INK, width=0.9)))
    shapes += under(axes, [words.short_day(v.on, language) for v in visits], height)
    told = _("Change of pain in percent for each of {n} visits").format(n=len(visits))
    return Figure(
        _("Change within the visit, percent"),
        Drawing(HALF, height, tuple(shapes), told),
        _(
            "At −30 % a change is called moderate, at −50 % substantial. n/a: 0 before, of which nothing is a "
            "percentage."
        ),
    )


def _bar(axes: Axes, n: int, value: float) -> list[Shape]:
    wide = min(16.0, 0.62 * (axes.right - axes.left) / (axes.x_high - axes.x_low))
    top, bottom = sorted((axes.y(0), axes.y(value)))
    if value == 0:
        return [Line(axes.x(n) - wide / 2, top, axes.x(n) + wide / 2, top, Pen(INK, width=2))]
    return [Box(axes.x(n) - wide / 2, top, wide, bottom - top, Pen(fill=ACCENT if value < 0 else AMBER))]


def side_by_side(visits: Sequence[Seen], _: Translate) -> Figure | None:
    """Each mode's visits from before to after, and their means; None where there is nothing to set side by side."""
    by_mode = {
        mode: [v.change for v in visits if v.mode == mode and v.change is not None] for mode in ("3d", "flat", "2d")
    }
    groups = {words.mode(mode, _): (mode, changes) for mode, changes in by_mode.items() if changes}
    if len(groups) < 2:
        return None
    drawing = slopes(groups, (_("Before"), _("After")), _("Pain before and after by mode"), _)
    return Figure(
        _("Modes side by side: pain from before to after"),
        drawing,
        _("Thin lines: visits. Thick lines: their means. Visits in which the mode was switched are left out."),
    )


def slopes(
    groups: dict[str, tuple[str, list[Change]]], ends: tuple[str, str], told: str, _: Translate, width: float = WIDE
) -> Drawing:
    """Lines from before to after for each group, and the mean of each."""
    height, shapes = 190.0, list[Shape]()
    each = (width - 34) / len(groups)
    frame = Axes(34, 24, width - 8, height - 20, 0, 1, 0, 10)
    shapes += frame.rules(2)
    for at, (name, (mode, changes)) in enumerate(groups.items()):
        left = 34 + at * each
        axes = Axes(left + each * 0.26, 24, left + each * 0.70, height - 20, 0, 1, 0, 10)
        colour = COLOURS.get(mode, ACCENT)
        shapes += [
            Line(
                axes.left,
                axes.y(c.before),
                axes.right,
                axes.y(c.after),
                Pen(PALER.get(mode, RULE), width=0.9),
            )
            for c in changes
        ]
        first = sum(c.before for c in changes) / len(changes)
        last = sum(c.after for c in changes) / len(changes)
        shapes.append(Line(axes.left, axes.y(first), axes.right, axes.y(last), Pen(colour, width=3)))
        shapes += [dot(axes.left, axes.y(first), mode, 4.2), dot(axes.right, axes.y(last), mode, 4.2)]
        shapes.append(Label(axes.left - 8, axes.y(first) + 3, words.number(first), 9, "end", True, INK))
        shapes.append(Label(axes.right + 8, axes.y(last) + 3, words.number(last), 9, "start", True, INK))
        title = _("{name} (n = {n})").format(name=name, n=len(changes))
        shapes.append(Label(left + each * 0.48, 13, title, 9, "middle", True, colour))
        shapes.append(Label(axes.left, height - 7, ends[0], 8, "middle"))
        shapes.append(Label(axes.right, height - 7, ends[1], 8, "middle"))
    return Drawing(width, height, tuple(shapes), told)


def snr(visits: Sequence[Seen], language: str, _: Translate) -> Figure | None:
    """The ratio delivered in each visit, with its uncertainty; None where no sound was measured."""
    sounds = [visit.sound for visit in visits]
    known = [sound for sound in sounds if sound]
    if not known:
        return None
    values = [
        value
        for sound in known
        if sound.mean_db is not None
        for value in (
            sound.mean_db - (sound.uncertainty_db or 0),
            sound.mean_db + (sound.uncertainty_db or 0),
            sound.target_db,
        )
    ]
    low, high = min([0.0, *values]) - 0.5, max([8.0, *values]) + 0.5
    axes, height = visit_axes(len(visits), low, high, HALF, 165.0), 165.0
    shapes = axes.rules(2 if high - low <= 14 else 5)
    for n, sound in enumerate(sounds, 1):
        if sound is None:
            continue
        x = axes.x(n)
        shapes.append(Line(x - 7, axes.y(sound.target_db), x + 7, axes.y(sound.target_db), Pen(AMBER, width=1.6)))
        if sound.mean_db is None:
            shapes.append(Label(x, axes.y(max(low, 0)) - 3, "–", 9, "middle", True, INK))
            continue
        if sound.uncertainty_db is not None:
            top, bottom = axes.y(sound.mean_db + sound.uncertainty_db), axes.y(sound.mean_db - sound.uncertainty_db)
            shapes.append(Line(x, top, x, bottom, Pen(ACCENT, width=1.2)))
            shapes += [Line(x - 2.5, y, x + 2.5, y, Pen(ACCENT, width=1.2)) for y in (top, bottom)]
        shapes.append(Dot(x, axes.y(sound.mean_db), 3, Pen(ACCENT, ACCENT)))
    shapes += under(axes, [words.short_day(v.on, language) for v in visits], height)
    told = _("Sound over the room in dB for each of {n} visits").format(n=len(visits))
    return Figure(
        _("Sound over the room, dB"),
        Drawing(HALF, height, tuple(shapes), told),
        _(
            "Dots: mean of the seconds in which it is stated, with its uncertainty (95 %). Short lines: the "
            "target. –: not stated."
        ),
    )


def minutes(visits: Sequence[Seen], language: str, _: Translate, width: float = HALF) -> Figure:
    """Minutes delivered in each visit, within those planned."""
    most = max([5.0, *(v.planned_s / 60 for v in visits), *(v.delivered_s / 60 for v in visits)])
    axes, height = visit_axes(len(visits), 0, most * 1.08, width, 165.0), 165.0
    shapes = axes.rules(5 if most > 8 else 2)
    wide = min(18.0, 0.62 * (axes.right - axes.left) / (axes.x_high - axes.x_low))
    for n, visit in enumerate(visits, 1):
        left, y = axes.x(n) - wide / 2, axes.bottom
        for mode, seconds in visit.seconds.items():
            top = y - (axes.bottom - axes.y(seconds / 60))
            shapes.append(Box(left, top, wide, y - top, Pen(fill=COLOURS.get(mode, INK))))
            y = top
        planned = axes.y(visit.planned_s / 60)
        if wide > 8:
            shapes.append(Box(left, planned, wide, axes.bottom - planned, Pen(INK, width=0.9, dash=2)))
        else:
            shapes.append(Line(left - 0.5, planned, left + wide + 0.5, planned, Pen(INK, width=1.2)))
    shapes += under(axes, [words.short_day(v.on, language) for v in visits], height)
    names = {"3d": _("green 3D"), "flat": _("brown flat"), "2d": _("violet 2D")}
    shown = _(", ").join(name for mode, name in names.items() if any(mode in v.seconds for v in visits))
    told = _("Minutes delivered and planned for each of {n} visits").format(n=len(visits))
    legend = _("Filled: delivered ({modes}). Outline: planned.").format(modes=shown or words.NONE)
    return Figure(_("Minutes delivered"), Drawing(width, height, tuple(shapes), told), legend)
