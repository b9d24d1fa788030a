"""A comparison made ready to be shown: its drawings and figures. Made on a thread, since it may be of very many visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from app.analysis.comparison import Comparison, Given, spread
from app.analysis.modes import Figures, by_mode
from app.console import compare_chart
from app.console.compare_chart import Dot
from app.console.filters import Asked, points
from app.console.marks import NAMES, ORDER

Translate = Callable[[str], str]

#: participants that are drawn
_DRAWN = 1000


@dataclass(frozen=True, slots=True)
class Compared:
    """What is shown.

    modes : those that were given, with their names
    people, of_mode : how many participants, in all and under each mode
    dots : of each participant who is drawn, by mode
    paired, spread : SVG
    """

    modes: Mapping[str, str]
    people: int
    of_mode: Mapping[str, int]
    figures: Mapping[str, Figures]
    dots: Mapping[str, Mapping[str, Dot]]
    paired: str
    spread: str


def compared(translate: Translate, found: Comparison, asked: Asked) -> Compared:
    """Make `found` ready. asked : what it was limited by, which links go on with"""
    _ = translate
    figures = by_mode((visit.mode, visit.change) for visit in found.given)
    modes = {mode: _(NAMES[mode]) for mode in ORDER if mode in figures}
    people = found.people
    dots = {alias: _dots(_, alias, people[alias], modes) for alias in sorted(people)[:_DRAWN]}
    label, axis = _("Each participant's mean change under each view, in points"), _("Change, points")
    return Compared(
        modes,
        len(people),
        {mode: sum(mode in own for own in people.values()) for mode in modes},
        figures,
        dots,
        compare_chart.paired(list(dots.values()), modes, label, axis),
        _spread(_, found, modes, asked),
    )


def _dots(
    translate: Translate, alias: str, visits: Mapping[str, list[Given]], modes: Mapping[str, str]
) -> dict[str, Dot]:
    """A dot of one visit leads to it, one of several to the participant, where each of them is drawn."""
    _ = translate
    found = {}
    for mode, own in visits.items():
        many, mean = len(own), sum(visit.points for visit in own) / len(own)
        if many == 1:
            text = _("{alias}, {mode}: {before} → {after}")
            title = text.format(alias=alias, mode=modes[mode], before=own[0].before, after=own[0].after)
            href = f"/sessions/{own[0].session_id}"
        else:
            text = _("{alias}, {mode}: {points} points on average over {n} visits")
            title = text.format(alias=alias, mode=modes[mode], points=points(mean, 1), n=many)
            href = f"/participants/{quote(alias)}"
        found[mode] = Dot(mean, title, href)
    return found


def _spread(translate: Translate, found: Comparison, modes: Mapping[str, str], asked: Asked) -> str:
    _ = translate
    alone = {(visit.mode, visit.points): visit.session_id for visit in found.given}

    def told(mode: str, value: int, count: int) -> tuple[str, str]:
        text = _("{mode}, {points} points: {n} visits").format(mode=modes[mode], points=points(value), n=count)
        if count == 1:
            return text, f"/sessions/{alone[mode, value]}"
        return text, replace(asked, mode=mode, change=str(value), who="real").address()

    label = _("The visits of each view by their change, in points")
    return compare_chart.spread(spread(found), modes, label, _("Change, points"), told)
