"""The participants: who was here last first, each with the course of the last visits at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from nicegui import ui

from app.console import course_chart, wording
from app.console.layout import Visit
from app.console.marks import NAMES, ORDER, swatch
from app.console.parts import Field, Node, drawing
from app.console.shelves import shelf
from app.programmes import Programme
from app.store.participants import Person

PAGE = 25


async def participants(at: Visit, starts: str, page: int, sort: str) -> None:
    """Build the page. starts : how the alias begins; page : from 1; sort : "alias" or "" """
    _ = at.translate
    page = max(1, page)
    found = await at.desk.people(starts, PAGE, (page - 1) * PAGE, by_alias=sort == "alias")
    programmes = await at.desk.programmes()
    with shelf(at, _("Participants"), "participants"):
        with Node("div", look="who"):
            Node("h1", _("Participants"), "title")
            counted = _("{n} participants").format(n=found.total) if found.total != 1 else _("1 participant")
            Node("p", counted, "soft grow", data_testid="total")
            with Node("div", look="row", role="search"):
                _search(at, starts, sort)
        if found.rows:
            _table(at, found.rows, programmes, starts, sort)
            legend(at, {visit.mode for person in found.rows for visit in person.recent if visit.mode})
        else:
            with Node("section", look="card lone"):
                Node("p", _("No participant yet") if not starts else _("No alias begins like this"), "soft")
        if page > 1 or page * PAGE < found.total:
            with Node("nav", look="actions pages", aria_label=_("Pages of the list")):
                if page > 1:
                    Node("a", _("Previous page"), "button", href=_address(starts, sort, page - 1))
                Node("span", _("Page {n}").format(n=page), "soft")
                if page * PAGE < found.total:
                    Node("a", _("Next page"), "button", href=_address(starts, sort, page + 1))


def legend(at: Visit, modes: set[str], *, imported: bool = False) -> None:
    """What the marks mean: those of `modes`, and before and after."""
    _ = at.translate
    with Node("div", look="legend"):
        for mode in ORDER:
            if mode in modes:
                _entry(swatch(mode), _(NAMES[mode]))
        _entry(swatch("3d", hollow=True), _("before"))
        _entry(swatch("3d"), _("after"))
        if imported:
            _entry(swatch("none"), _("imported"))


def _entry(svg: str, name: str) -> None:
    with Node("span", look="entry"):
        ui.html(svg, sanitize=False, tag="span").classes("swatch-box")
        Node("span", name)


def _address(starts: str, sort: str, page: int) -> str:
    query = {"alias": starts, "sort": sort, "page": str(page) if page > 1 else ""}
    said = {name: value for name, value in query.items() if value}
    return "/participants" + (f"?{urlencode(said)}" if said else "")


def _search(at: Visit, starts: str, sort: str) -> None:
    _ = at.translate
    typed = [starts]
    field = Field(
        starts,
        lambda value: typed.__setitem__(0, value),
        "field",
        id="search",
        aria_label=_("Alias begins with"),
        placeholder=_("Alias"),
        autocomplete="off",
        data_testid="search",
    )
    field.on("change", lambda: ui.navigate.to(_address(typed[0].strip(), sort, 1)))
    if starts:
        Node("a", _("Show all"), "button", href="/participants")


def _table(at: Visit, rows: tuple[Person, ...], programmes: Mapping[str, Programme], starts: str, sort: str) -> None:
    _ = at.translate
    by_alias = sort == "alias"
    with Node("div", look="card sheet"), Node("table", look="table people", data_testid="participants"):
        with Node("thead"), Node("tr"):
            with Node("th", scope="col", aria_sort="ascending" if by_alias else None):
                arrow = " ↑" if by_alias else ""
                Node("a", _("Alias") + arrow, "sort here" if by_alias else "sort", href=_address(starts, "alias", 1))
            with Node("th", scope="col", aria_sort=None if by_alias else "descending"):
                arrow = "" if by_alias else " ↓"
                look = "sort" if by_alias else "sort here"
                Node("a", _("Last visit") + arrow, look, href=_address(starts, "", 1))
            for head in (_("Visits"), _("Programme"), _("Last rating"), _("Course, 0 to 10")):
                Node("th", head, scope="col")
        with Node("tbody"):
            for person in rows:
                _person(at, person, programmes)


def _person(at: Visit, person: Person, programmes: Mapping[str, Programme]) -> None:
    _ = at.translate
    last = person.recent[-1] if person.recent else None
    programme = programmes.get(person.programme or "")
    with Node("tr", look="link"):
        with Node("td"):
            Node("a", person.alias, "cover", href=f"/participants/{quote(person.alias)}")
        Node("td", "–" if last is None else wording.day(last.started_utc.astimezone().date(), at.language), "figures")
        Node("td", str(person.visits), "figures")
        Node("td", programme.title.of(at.language) if programme else person.programme or "–")
        Node("td", "–" if last is None else wording.rated(last.before, last.after, last.followup), "figures strong")
        with Node("td"):
            visits = [(visit.mode or "", visit.before, visit.after) for visit in person.recent]
            told = _(", ").join(wording.rated(before, after) for _mode, before, after in visits)
            label = _("Before and after at the last visits: {values}").format(values=told or "–")
            drawing(course_chart.sparkline(visits, label), "drawing spark")
