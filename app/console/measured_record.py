"""What worlds measured: in one visit with its course, and over a participant's visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.console.parts import Node, drawing
from app.console.svg import line, svg
from app.session import measured
from app.session.measured import Series
from app.store.participants import Visit
from app.store.records import SessionRecord
from scenes.base import Measure, Summary
from scenes.registry import WORLDS

Translate = Callable[[str], str]
#: values from which on their course is drawn
_DRAWN = 3


def measures(found: SessionRecord, translate: Translate) -> None:
    """The card of a visit; nothing where nothing was measured."""
    _ = translate
    events = ((event.at_s, event.kind, event.data) for event in found.events)
    series = measured.Measured.of(found.row.world, events).series
    if not series:
        return
    known = {(one.world, one.name): one for one in series}
    span = (
        min((segment.start_s for segment in found.segments), default=0.0),
        max((segment.start_s + (segment.seconds or 0.0) for segment in found.segments), default=0.0),
    )
    with Node("section", look="card measures", data_testid="measures"):
        Node("h2", _("Measured"), "heading")
        for world, measures_ in measured.over([series]).items():
            if len({one.world for one in series}) > 1:
                Node("h3", title(world, _), "heading")
            with Node("div", look="measure-boxes"):
                for of, values in measures_:
                    _one(of, values[0][1], known[world, of.name], span, _)
        Node("p", _("Measured by the world, one value for the visit. It is no assessment."), "tiny")


def title(world: str, translate: Translate) -> str:
    """A world's title, its name where it is no longer known."""
    return translate(WORLDS[world].title) if world in WORLDS else world


def _one(of: Measure, value: float, series: Series, span: tuple[float, float], translate: Translate) -> None:
    _ = translate
    with Node("figure", look="measure-box", data_testid=f"measure-{of.name}"):
        Node("figcaption", _(of.title), "soft")
        with Node("p", look="line base"):
            Node("span", measured.number(of, value), "big-heading")
            if of.unit:
                Node("span", _(of.unit), "soft")
        many = len(series.values)
        told = {
            Summary.LAST: _("last of {n}"),
            Summary.HIGHEST: _("highest of {n}"),
            Summary.MEDIAN: _("median of {n}"),
            Summary.SUM: _("sum of {n}"),
        }[of.summary]
        Node("p", told.format(n=many), "tiny")
        if many >= _DRAWN and of.summary is not Summary.SUM:
            told_by = [(at, value) for at, value in series.values]
            label = _("{what} over the visit").format(what=_(of.title))
            drawing(course(told_by, span, label), "drawing measure-course")


def course(values: Sequence[tuple[float, float]], span: tuple[float, float], label: str) -> str:
    """Values over time, small: a dot for each, from the lowest at the bottom to the highest at the top.

    span : first and last time
    """
    width, height, edge = 220.0, 56.0, 6.0
    low, high = min(value for _, value in values), max(value for _, value in values)
    begin, end = min(span[0], values[0][0]), max(span[1], values[-1][0])

    def x(at: float) -> float:
        return edge + (at - begin) / max(end - begin, 1e-9) * (width - 2 * edge)

    def y(value: float) -> float:
        return height / 2 if high == low else height - edge - (value - low) / (high - low) * (height - 2 * edge)

    body = line(0, height - 1, width, height - 1, "grid")
    points = [(x(at), y(value)) for at, value in values]
    body += f'<polyline class="joined" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>'
    shown = points if len(points) <= 60 else points[-1:]
    body += "".join(f'<circle class="mark mark-none" cx="{a:.1f}" cy="{b:.1f}" r="3"/>' for a, b in shown)
    return svg(width, height, label, body, "chart measure-chart")


def over_visits(visits: Sequence[Visit], day: Callable[[Visit], str], translate: Translate) -> None:
    """The card of a participant; nothing where nothing was measured. day : what a visit's day is called"""
    _ = translate
    worlds = measured.over(visit.measured for visit in visits)
    if not worlds:
        return
    with Node("section", look="card measures", data_testid="measures"):
        Node("h2", _("Measured in the worlds"), "heading")
        for world, found in worlds.items():
            Node("h3", title(world, _), "heading")
            with Node("div", look="scroll"), Node("table", look="table measure-table"):
                with Node("thead"), Node("tr"):
                    for head in (_("Measure"), _("Visits"), _("First"), _("Last"), _("Over the visits")):
                        Node("th", head, scope="col")
                with Node("tbody"):
                    for of, values in found:
                        _row(of, values, visits, day, _)
        Node("p", _("Measured by the world, one value for each visit. It is no assessment."), "tiny")


def _row(
    of: Measure,
    values: Sequence[tuple[int, float]],
    visits: Sequence[Visit],
    day: Callable[[Visit], str],
    translate: Translate,
) -> None:
    _ = translate
    with Node("tr"):
        Node("td", _(of.title))
        Node("td", str(len(values)), "figures")
        for number, value in (values[0], values[-1]):
            Node("td", measured.spoken(of, value, _), "figures", title=day(visits[number]))
        with Node("td"):
            if len(values) > 1:
                label = _("{what} over the visits").format(what=_(of.title))
                points = [(float(number), value) for number, value in values]
                drawing(course(points, (0.0, float(len(visits) - 1)), label), "drawing measure-course")
            else:
                Node("span", "–", "soft")
