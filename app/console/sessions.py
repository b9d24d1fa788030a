"""The list of sessions, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from nicegui import ui

from app.console import wording
from app.console.layout import Visit, framed
from app.console.parts import Field, Node, button
from app.session.dose import MENTIONED
from app.store.earlier import Earlier
from app.store.records import SessionRow
from scenes.registry import WORLDS

PAGE = 20


async def sessions(at: Visit, alias: str, page: int) -> None:
    """Build the page. `alias` : only of this one, "" for all; `page` : from 1."""
    _ = at.translate
    page = max(1, page)
    rows = list(await at.desk.sessions(PAGE + 1, (page - 1) * PAGE, alias or None))
    more = len(rows) > PAGE
    with framed(at, _("Records"), "records"):
        with Node("div", look="who"):
            Node("h1", _("Records"), "title grow")
            known = await at.desk.aliases()
            _filter(at, alias, known)
        if alias in known:
            heard = await at.desk.hearing_of(alias)
            said = wording.dose(heard.dose, _)
            Node("p", said, "notice warning" if heard.dose.used >= MENTIONED else "soft", data_testid="week")
            _earlier(at, await at.desk.earlier_of(alias))
        if rows:
            _table(at, rows[:PAGE])
        else:
            with Node("section", look="card lone"):
                Node("p", _("No session yet") if not alias else _("No session of {alias}").format(alias=alias), "soft")
        if more or page > 1:
            with Node("nav", look="actions pages", aria_label=_("Pages of the list")):
                if page > 1:
                    Node("a", _("Newer"), "button", href=_address(alias, page - 1))
                Node("span", _("Page {n}").format(n=page), "soft")
                if more:
                    Node("a", _("Older"), "button", href=_address(alias, page + 1), data_testid="older")


def _address(alias: str, page: int) -> str:
    query = {**({"alias": alias} if alias else {}), **({"page": page} if page > 1 else {})}
    return "/sessions" + (f"?{urlencode(query)}" if query else "")


def _filter(at: Visit, alias: str, known: object) -> None:
    _ = at.translate
    text = [alias]

    def typed(value: str) -> None:
        text[0] = value

    def go() -> None:
        ui.navigate.to(_address(text[0].strip(), 1))

    with Node("div", look="row", role="search"):
        field = Field(
            alias, typed, "field", id="filter", data_testid="filter", aria_label=_("Alias"), placeholder=_("Alias")
        )
        field.on("keydown.enter", go)
        button(_("Show"), go, data_testid="filter-go")
        if alias:
            Node("a", _("Show all"), "button", href="/sessions")


def _earlier(at: Visit, rows: Sequence[Earlier]) -> None:
    """Ratings that were imported: marked, and with the file they stood in."""
    _ = at.translate
    if not rows:
        return
    with Node("section", look="card", data_testid="earlier"):
        Node("h2", _("Earlier ratings"), "heading")
        with Node("div", look="scroll"), Node("table", look="table"):
            with Node("thead"), Node("tr"):
                for head in (_("Date"), _("Rating"), _("Value"), _("File"), _("State")):
                    Node("th", head, scope="col")
            with Node("tbody"):
                for row in rows:
                    day = wording.day(row.given_utc.date(), at.language)
                    with Node("tr"):
                        Node("td", day if row.date_only else wording.moment(row.given_utc, at.language))
                        Node("td", wording.word(wording.RATINGS, row.phase, _))
                        Node("td", str(row.value), "figures strong")
                        Node("td", row.file)
                        with Node("td"):
                            Node("span", _("Imported"), "state simulated")


def _table(at: Visit, rows: list[SessionRow]) -> None:
    _ = at.translate
    heads = (_("Date"), _("Alias"), _("World"), _("Delivered"), _("View"), _("Before → after"), _("State"))
    with Node("div", look="card sheet"), Node("table", look="table", data_testid="sessions"):
        with Node("thead"), Node("tr"):
            for head in heads:
                Node("th", head, scope="col")
        with Node("tbody"):
            for row in rows:
                with Node("tr", look="link"):
                    with Node("td"):
                        Node("a", wording.moment(row.started_utc, at.language), "cover", href=f"/sessions/{row.id}")
                    Node("td", row.alias, "strong")
                    Node("td", _(WORLDS[row.world].title) if row.world in WORLDS else row.world)
                    Node("td", wording.minutes(row.delivered_s, _), "figures")
                    Node("td", wording.modes(row.modes, _), "figures")
                    Node("td", wording.rated(row.before, row.after), "figures strong")
                    with Node("td"):
                        Node("span", wording.word(wording.PHASES, row.state, _), f"state {row.state}")
                        if row.simulated:
                            Node("span", _("Simulated"), "state simulated")
