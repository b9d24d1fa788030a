"""The list of sessions: found by what they are, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.console import wording
from app.console.filters import Asked, Filters
from app.console.layout import Visit
from app.console.parts import Node
from app.console.shelves import shelf
from app.people.roles import Right
from app.store.finding import Found, Order
from app.store.records import SessionRow
from scenes.registry import WORLDS

PAGE = 20
_SHOWN = ("alias", "since", "until", "mode", "world", "change", "state", "programme", "who")
#: what a press on a column's head sorts by: at first, and in turn
_SORTS = {"date": (Order.NEWEST, Order.OLDEST), "alias": (Order.ALIAS,), "rated": (Order.FELL, Order.ROSE)}
_WAY = {
    Order.NEWEST: "descending",
    Order.OLDEST: "ascending",
    Order.ALIAS: "ascending",
    Order.FELL: "ascending",
    Order.ROSE: "descending",
}


async def sessions(at: Visit, query: Mapping[str, str]) -> None:
    """Build the page. query : of the address: what `Asked` knows, and `after` or `before`, the session from which it goes on"""
    _ = at.translate
    asked = Asked.of(query)
    found = await at.desk.find(
        asked.choice(), asked.order, PAGE, after=_id(query.get("after", "")), before=_id(query.get("before", ""))
    )
    programmes = await at.desk.programmes()
    with shelf(at, _("Sessions"), "sessions"):
        with Node("div", look="who"):
            Node("h1", _("Sessions"), "title")
            Node("p", _counted(at, found.total, asked), "soft grow", aria_live="polite", data_testid="total")
            with Node("div", look="row"):
                if asked.limited:
                    Node("a", _("Show all"), "button", href="/sessions", data_testid="show-all")
                if found.total and at.may(Right.EXPORT):
                    Node("a", _("Export"), "button", href=asked.address("/exports"), data_testid="export")
        Filters(at, asked, "/sessions", programmes, _SHOWN)
        if found.rows:
            _table(at, asked, found.rows)
        else:
            with Node("section", look="card lone"):
                Node("p", _("No session yet") if not asked.limited else _("No session is like this"), "soft")
        _pages(at, asked, found)


def _counted(at: Visit, total: int, asked: Asked) -> str:
    _ = at.translate
    if total == 1:
        return _("1 session")
    return _("{n} sessions").format(n=f"{total:,}".replace(",", "\u202f"))


def _pages(at: Visit, asked: Asked, found: Found) -> None:
    _ = at.translate
    if not (found.earlier or found.later) or not found.rows:
        return
    first, last = found.rows[0].id, found.rows[-1].id
    with Node("nav", look="actions pages", aria_label=_("Pages of the list")):
        if found.earlier:
            Node("a", _("To the start"), "button", href=asked.address())
            Node("a", _("Previous page"), "button", href=asked.address(before=first), data_testid="newer")
        if found.later:
            Node("a", _("Next page"), "button", href=asked.address(after=last), data_testid="older")


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _table(at: Visit, asked: Asked, rows: tuple[SessionRow, ...]) -> None:
    _ = at.translate
    heads = (
        ("date", _("Date")),
        ("alias", _("Alias")),
        ("", _("World")),
        ("", _("Delivered")),
        ("", _("View")),
        ("rated", _("Before → after")),
        ("", _("State")),
    )
    with Node("div", look="card sheet"), Node("table", look="table", data_testid="sessions"):
        with Node("thead"), Node("tr"):
            for key, head in heads:
                _head(asked, key, head)
        with Node("tbody"):
            for row in rows:
                with Node("tr", look="link"):
                    with Node("td"):
                        Node("a", wording.moment(row.started_utc, at.language), "cover", href=f"/sessions/{row.id}")
                    with Node("td"):
                        Node("a", row.alias, "beside", href=f"/participants/{row.alias}")
                    world = _(WORLDS[row.world].title) if row.world in WORLDS else row.world
                    Node("td", world or _("Ratings alone"))
                    Node("td", wording.minutes(row.delivered_s, _), "figures")
                    Node("td", wording.modes(row.modes, _), "figures")
                    Node("td", wording.rated(row.before, row.after, row.followup), "figures strong")
                    with Node("td"):
                        Node("span", wording.word(wording.PHASES, row.state, _), f"state {row.state}")
                        if row.simulated:
                            Node("span", _("Simulated"), "state simulated")


def _head(asked: Asked, key: str, text: str) -> None:
    if not key:
        Node("th", text, scope="col")
        return
    orders = _SORTS[key]
    here = asked.order in orders
    then = orders[(orders.index(asked.order) + 1) % len(orders)] if here else orders[0]
    with Node("th", scope="col", aria_sort=_WAY[asked.order] if here else None):
        arrow = {"ascending": " ↑", "descending": " ↓"}[_WAY[asked.order]] if here else ""
        to = replace(asked, sort="" if then is Order.NEWEST else then)
        Node("a", text + arrow, "sort here" if here else "sort", href=to.address(), data_testid=f"sort-{key}")
