"""3D, flat and 2D over participants: what was rated under each, and what can be said of the difference.

Which is better is not taken for known: the page says what the analysis says, and that the data can't tell where they can't.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from app.analysis.comparison import Comparison, Given, means, spread
from app.analysis.estimate import Estimate
from app.analysis.modes import Figures, by_mode
from app.analysis.sentence import UNTOLD, best, chance, sentence
from app.console import compare_chart
from app.console.compare_chart import Dot
from app.console.filters import Asked, Filters, points
from app.console.layout import Visit as At
from app.console.marks import NAMES, ORDER
from app.console.parts import Node, drawing
from app.console.report_maker import ReportMaker
from app.console.shelves import shelf
from app.i18n import N_

_SHOWN = ("programme", "world", "mode", "since", "until")
#: participants that are drawn, and that the table lists
_DRAWN, _LISTED = 1000, 100
_LEFT_OUT = {
    "several": N_("{n} with several views in one visit"),
    "missing": N_("{n} without both ratings"),
    "shown": N_("{n} in which nothing was shown"),
    "simulated": N_("{n} simulated"),
}


async def compare(at: At, query: Mapping[str, str]) -> None:
    """Build the page. query : of the address, as `Asked` knows it"""
    _ = at.translate
    asked = replace(Asked.of(query), sort="", state="", change="", who="", alias="")
    names = {mode: _(NAMES[mode]) for mode in ORDER}
    found = await at.desk.compare(asked.choice(), names)
    modes = {mode: names[mode] for mode in ORDER if any(visit.mode == mode for visit in found.given)}
    with shelf(at, _("Compare"), "compare"), Node("div", look="comparison"):
        with Node("div", look="who"):
            Node("h1", _("Compare"), "title")
            Node("p", _counted(at, found), "soft grow", data_testid="total")
            if asked.programme:
                with Node("div", look="row"):
                    ReportMaker(at, "programme", asked.programme)
        Filters(at, asked, "/compare", await at.desk.programmes(), _SHOWN)
        if not found.given:
            with Node("section", look="card lone"):
                Node("p", _("No visit here has one view and both ratings yet."), "soft")
            _left_out(at, found)
            return
        _said(at, found)
        people = _people(at, found, asked)
        with Node("div", look="compared"):
            with Node("section", look="card", aria_labelledby="paired-title"):
                Node("h2", _("Each participant, mean change"), "heading", id="paired-title")
                label = _("Each participant's mean change under each view, in points")
                drawing(compare_chart.paired(list(people.values())[:_DRAWN], modes, label, _("Change, points")))
                Node("p", _("Below 0 less was rated after than before. A line is one participant."), "soft")
            with Node("section", look="card", aria_labelledby="spread-title"):
                Node("h2", _("All visits by their change"), "heading", id="spread-title")
                _spread(at, found, modes, asked)
                Node("p", _("How long a bar is tells the share of that view's visits; the figure, how many."), "soft")
        _figures(at, found)
        _table(at, people, modes)
        _left_out(at, found)


def _counted(at: At, found: Comparison) -> str:
    _ = at.translate
    people = len({visit.alias for visit in found.given})
    return _("{visits} visits of {people} participants").format(visits=len(found.given), people=people)


# ---- what can be said -------------------------------------------------------------------------------------------------


def _said(at: At, found: Comparison) -> None:
    """The analysis' own sentence, its figures with their intervals, and why there are none where there are none."""
    _, analysis = at.translate, found.analysis
    if analysis is None:
        return
    said = sentence(analysis)
    with Node("section", look="card", aria_labelledby="said-title", data_testid="said"):
        Node("h2", _("What the data say"), "heading", id="said-title")
        Node("p", said.said(_), "statement", data_testid="sentence")
        Node("p", _("Values are the change from before to after, in points on the scale from 0 to 10."), "soft")
        contrasts = list(analysis.mixed.contrasts) if analysis.mixed and len(analysis.conditions) > 2 else []
        for estimate in contrasts or [one for one in (best(analysis),) if one is not None]:
            _estimate(at, estimate)
        if analysis.notes and (said.text == UNTOLD or contrasts or best(analysis) is not None):
            with Node("ul", look="soft reasons"):
                for note in analysis.notes:
                    Node("li", note.said(_))


def _estimate(at: At, estimate: Estimate) -> None:
    _ = at.translate
    if estimate.ci95 is None or estimate.p is None:
        return
    low, high = estimate.ci95
    contrast = estimate.contrast.replace(" - ", " − ")
    line = _("{contrast}: {points} points, 95 % interval {low} to {high}, {p}").format(
        contrast=contrast,
        points=points(estimate.estimate, 2),
        low=points(low, 2),
        high=points(high, 2),
        p=chance(estimate.p),
    )
    with Node("div", look="estimate-row"):
        drawing(compare_chart.interval(estimate.estimate, low, high, line), "drawing interval-box")
        Node("p", line, "figures")


# ---- drawings and tables ----------------------------------------------------------------------------------------------


def _people(at: At, found: Comparison, asked: Asked) -> dict[str, dict[str, Dot]]:
    """Each participant's dots, by mode; a dot of one visit leads to it, one of several to their list."""
    _, average = at.translate, means(found)
    return {
        alias: {
            mode: Dot(average[alias][mode], _title(at, alias, mode, visits), _address(alias, mode, visits, asked))
            for mode, visits in modes.items()
        }
        for alias, modes in sorted(found.people.items())
    }


def _title(at: At, alias: str, mode: str, visits: list[Given]) -> str:
    _, many = at.translate, len(visits)
    mean = sum(visit.points for visit in visits) / many
    if many == 1:
        text = _("{alias}, {mode}: {before} → {after}")
        return text.format(alias=alias, mode=_(NAMES[mode]), before=visits[0].before, after=visits[0].after)
    text = _("{alias}, {mode}: {points} points on average over {n} visits")
    return text.format(alias=alias, mode=_(NAMES[mode]), points=points(mean, 1), n=many)


def _address(alias: str, mode: str, visits: list[Given], asked: Asked) -> str:
    if len(visits) == 1:
        return f"/sessions/{visits[0].session_id}"
    return replace(asked, alias=alias, mode=mode, who="real").address()


def _spread(at: At, found: Comparison, modes: Mapping[str, str], asked: Asked) -> None:
    _ = at.translate

    def told(mode: str, value: int, count: int) -> tuple[str, str]:
        text = _("{mode}, {points} points: {n} visits").format(mode=modes[mode], points=points(value), n=count)
        single = [visit for visit in found.given if visit.mode == mode and visit.points == value] if count == 1 else []
        if single:
            return text, f"/sessions/{single[0].session_id}"
        return text, replace(asked, mode=mode, change=str(value), who="real").address()

    counts: Mapping[str, Counter[int]] = spread(found)
    label = _("The visits of each view by their change, in points")
    drawing(compare_chart.spread(counts, modes, label, _("Change, points"), told))


def _figures(at: At, found: Comparison) -> None:
    _ = at.translate
    figures = by_mode((visit.mode, visit.change) for visit in found.given)
    people: dict[str, set[str]] = {}
    for visit in found.given:
        people.setdefault(visit.mode, set()).add(visit.alias)
    heads = (
        *(_("View"), _("Participants"), _("Visits"), _("Before"), _("After"), _("Points"), _("Percent")),
        *("−30 %", "−50 %"),
    )
    with Node("section", look="card"):
        Node("h2", _("Figures by view"), "heading")
        with Node("div", look="scroll"), Node("table", look="table numbers", data_testid="figures"):
            with Node("thead"), Node("tr"):
                for head in heads:
                    Node("th", head, scope="col")
            with Node("tbody"):
                for mode in ORDER:
                    if mode in figures:
                        with Node("tr"):
                            for cell in _row(at, figures[mode], len(people[mode])):
                                Node("td", cell)
        Node("p", _("Means over visits; −30 % and −50 %: visits after which that much less was rated."), "soft")


def _row(at: At, one: Figures, people: int) -> tuple[str, ...]:
    _, known = at.translate, one.responders.known
    share = _("{n} of {known}")
    return (
        _(NAMES[one.mode]),
        str(people),
        str(one.n),
        f"{one.before:.1f}",
        f"{one.after:.1f}",
        points(one.points, 1),
        _("n/a") if one.percent is None else f"{points(one.percent)} %",
        share.format(n=one.responders.by30, known=known) if known else _("n/a"),
        share.format(n=one.responders.by50, known=known) if known else _("n/a"),
    )


def _table(at: At, people: Mapping[str, Mapping[str, Dot]], modes: Mapping[str, str]) -> None:
    """The same as the first drawing, to be read; each figure leads where its dot does."""
    _ = at.translate
    with Node("details", look="card fold-card"):
        Node("summary", _("Each participant as a table"), "heading summary")
        with Node("div", look="scroll"), Node("table", look="table", data_testid="people"):
            with Node("thead"), Node("tr"):
                for head in (_("Alias"), *modes.values()):
                    Node("th", head, scope="col")
            with Node("tbody"):
                for alias, dots in list(people.items())[:_LISTED]:
                    with Node("tr"):
                        with Node("td"):
                            Node("a", alias, "cover-plain", href=f"/participants/{quote(alias)}")
                        for mode in modes:
                            with Node("td"):
                                if mode in dots:
                                    dot = dots[mode]
                                    look = "cover-plain figures"
                                    Node("a", points(dot.points, 1), look, href=dot.href, aria_label=dot.title)
                                else:
                                    Node("span", "–")
        if len(people) > _LISTED:
            line = _("The first {n} of {all} participants; the export has all.")
            Node("p", line.format(n=_LISTED, all=len(people)), "soft")


def _left_out(at: At, found: Comparison) -> None:
    _ = at.translate
    parts = [_(_LEFT_OUT[why]).format(n=n) for why, n in found.left_out.items() if n]
    if parts:
        Node("p", _("Not compared: {parts}.").format(parts=_("; ").join(parts)), "soft", data_testid="left-out")
