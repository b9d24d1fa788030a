"""3D, flat and 2D over participants: what was rated under each, and what can be said of the difference.

Which is better is not taken for known: the page says what the analysis says, and that the data can't tell where they can't.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from app.analysis.comparison import Comparison
from app.analysis.estimate import Estimate
from app.analysis.modes import Figures
from app.analysis.sentence import UNTOLD, best, chance, sentence
from app.console import compare_chart
from app.console.compared import Compared, compared
from app.console.filters import Asked, Filters, points
from app.console.layout import Visit as At
from app.console.marks import NAMES, ORDER
from app.console.parts import Node, drawing
from app.console.report_maker import ReportMaker
from app.console.shelves import shelf
from app.i18n import N_

_SHOWN = ("programme", "world", "mode", "since", "until")
#: participants that the table lists
_LISTED = 100
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
    # of very many visits this takes a while: on a thread, so that a session that runs doesn't wait
    seen = await asyncio.to_thread(compared, at.translate, found, asked)
    with shelf(at, _("Compare"), "compare"), Node("div", look="comparison"):
        with Node("div", look="who"):
            Node("h1", _("Compare"), "title")
            Node("p", _counted(at, found, seen), "soft grow", data_testid="total")
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
        with Node("div", look="compared"):
            with Node("section", look="card", aria_labelledby="paired-title"):
                Node("h2", _("Each participant, mean change"), "heading", id="paired-title")
                drawing(seen.paired)
                Node("p", _("Below 0 less was rated after than before. A line is one participant."), "soft")
            with Node("section", look="card", aria_labelledby="spread-title"):
                Node("h2", _("All visits by their change"), "heading", id="spread-title")
                drawing(seen.spread)
                Node("p", _("How long a bar is tells the share of that view's visits; the figure, how many."), "soft")
        _figures(at, seen)
        _table(at, seen)
        _left_out(at, found)


def _counted(at: At, found: Comparison, seen: Compared) -> str:
    _ = at.translate
    return _("{visits} visits of {people} participants").format(visits=len(found.given), people=seen.people)


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


def _figures(at: At, seen: Compared) -> None:
    _ = at.translate
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
                for mode in seen.modes:
                    with Node("tr"):
                        for cell in _row(at, seen.figures[mode], seen.of_mode[mode]):
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


def _table(at: At, seen: Compared) -> None:
    """The same as the first drawing, to be read; each figure leads where its dot does."""
    _ = at.translate
    with Node("details", look="card fold-card"):
        Node("summary", _("Each participant as a table"), "heading summary")
        with Node("div", look="scroll"), Node("table", look="table", data_testid="people"):
            with Node("thead"), Node("tr"):
                for head in (_("Alias"), *seen.modes.values()):
                    Node("th", head, scope="col")
            with Node("tbody"):
                for alias, dots in list(seen.dots.items())[:_LISTED]:
                    with Node("tr"):
                        with Node("td"):
                            Node("a", alias, "cover-plain", href=f"/participants/{quote(alias)}")
                        for mode in seen.modes:
                            with Node("td"):
                                if mode in dots:
                                    dot = dots[mode]
                                    look = "cover-plain figures"
                                    Node("a", points(dot.points, 1), look, href=dot.href, aria_label=dot.title)
                                else:
                                    Node("span", "–")
        if seen.people > _LISTED:
            line = _("The first {n} of {all} participants; the export has all.")
            Node("p", line.format(n=_LISTED, all=seen.people), "soft")


def _left_out(at: At, found: Comparison) -> None:
    _ = at.translate
    parts = [_(_LEFT_OUT[why]).format(n=n) for why, n in found.left_out.items() if n]
    if parts:
        Node("p", _("Not compared: {parts}.").format(parts=_("; ").join(parts)), "soft", data_testid="left-out")
