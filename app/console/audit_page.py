"""The audit trail: who changed what and when, and what was refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from app.console import wording
from app.console.layout import Visit, framed, lone
from app.console.parts import Field, Node, Pick, button
from app.console.sentences import sentence
from app.i18n import N_
from app.people.office import Office
from app.people.roles import Right
from app.store.audit import Chain, Change
from scenes.registry import WORLDS

PAGE = 50
#: codes that stand in the trail as the record has them
_CODES = {
    **wording.PHASES,
    **wording.MODES,
    **wording.POSTURES,
    **{name: world.title for name, world in WORLDS.items()},
}
KINDS = {
    "backup": N_("Backup"),
    "calibration": N_("Calibration"),
    "certificate": N_("Certificate"),
    "device": N_("Device"),
    "enrolment": N_("Enrolment"),
    "export": N_("Export"),
    "import": N_("Import"),
    "login": N_("Login"),
    "logout": N_("Logout"),
    "note": N_("Note"),
    "participant": N_("Participant"),
    "person": N_("Person"),
    "questionnaire": N_("Questionnaire"),
    "rating": N_("Rating"),
    "refused": N_("Refused"),
    "report": N_("Report"),
    "restore": N_("Restored copy"),
    "session": N_("Session"),
    "setting": N_("Setting"),
    "symptom": N_("Symptom"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the trail is asked for. since, until : days as YYYY-MM-DD, "" for all; page : from 1"""

    who: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    def address(self, page: int) -> str:
        """The address of this page of it."""
        pairs = {"who": self.who, "kind": self.kind, "since": self.since, "until": self.until}
        query = {name: value for name, value in pairs.items() if value} | ({"page": str(page)} if page > 1 else {})
        return "/audit" + (f"?{urlencode(query)}" if query else "")


async def audit(at: Visit, asked: Asked) -> None:
    """Build the page."""
    office = at.house.office
    if office is None:
        lone(at, N_("There is no such page"))
        return
    _, page = at.translate, max(1, asked.page)
    since, until = _day(asked.since), _day(asked.until)

    def read() -> tuple[Sequence[Change], tuple[Sequence[str], Sequence[str]]]:
        store, start = office.store, (page - 1) * PAGE
        rows = store.changes(PAGE + 1, start, who=asked.who, kind=asked.kind, since=since, until=until)
        return rows, store.change_names()

    rows, names = await asyncio.to_thread(read)
    with framed(at, _("Audit trail"), "audit"):
        with Node("div", look="who"):
            Node("h1", _("Audit trail"), "title grow")
        _filter(at, asked, names)
        if rows:
            _table(at, rows[:PAGE])
        else:
            with Node("section", look="card lone"):
                Node("p", _("Nothing of this kind is in the trail"), "soft")
        more = len(rows) > PAGE
        if more or page > 1:
            with Node("nav", look="actions pages", aria_label=_("Pages of the list")):
                if page > 1:
                    Node("a", _("Newer"), "button", href=asked.address(page - 1))
                Node("span", _("Page {n}").format(n=page), "soft")
                if more:
                    Node("a", _("Older"), "button", href=asked.address(page + 1), data_testid="older")
        _seal(at, office)


def _filter(at: Visit, asked: Asked, names: tuple[Sequence[str], Sequence[str]]) -> None:
    _ = at.translate
    chosen = {"who": asked.who, "kind": asked.kind, "since": asked.since, "until": asked.until}

    def typed(name: str, value: str) -> None:
        chosen[name] = value.strip()

    def go() -> None:
        ui.navigate.to(Asked(**chosen).address(1))  # type: ignore[arg-type]

    kinds = [(kind, wording.word(KINDS, kind, _)) for kind in names[1]]
    with Node("div", look="filters trail-filters", role="search"):
        _choice(_("Person"), "who", [(name, name) for name in names[0]], asked.who, typed, _("everybody"))
        _choice(_("Kind"), "kind", kinds, asked.kind, typed, _("all kinds"))
        for name, title, value in (("since", _("First day"), asked.since), ("until", _("Last day"), asked.until)):
            with Node("div", look="setting"):
                Node("label", title, "heading", for_=f"audit-{name}")
                Field(
                    value,
                    partial(typed, name),
                    "field",
                    id=f"audit-{name}",
                    type_="date",
                    data_testid=name,
                ).on("keydown.enter", go)
        with Node("div", look="actions"):
            button(_("Show"), go, "button primary", data_testid="filter-go")
            if any(chosen.values()):
                Node("a", _("Show all"), "button", href="/audit")


def _choice(title: str, name: str, options: Sequence[tuple[str, str]], value: str, typed: Any, every: str) -> None:
    """One of a list, as the browser has it."""
    with Node("div", look="setting"):
        Node("label", title, "heading", for_=f"audit-{name}")
        Pick({"": every, **dict(options)}, value, partial(typed, name), id=f"audit-{name}", data_testid=name)


def _table(at: Visit, rows: Sequence[Change]) -> None:
    _ = at.translate
    with Node("div", look="card sheet"), Node("table", look="table trail", data_testid="audit"):
        with Node("thead"), Node("tr"):
            for head in (_("Time"), _("Person"), _("Kind"), _("What"), _("Before"), _("After")):
                Node("th", head, scope="col")
        with Node("tbody"):
            for row in rows:
                with Node("tr", look="refused" if row.kind == "refused" else ""):
                    Node("td", wording.moment(row.utc, at.language), "figures")
                    Node("td", sentence(row.who, _), "strong")
                    Node("td", wording.word(KINDS, row.kind, _), "kind")
                    Node("td", sentence(row.subject, _))
                    Node("td", plain(row.old, at), "values")
                    Node("td", plain(row.new, at), "values")


def _seal(at: Visit, office: Office) -> None:
    """Whether the chain is whole, and its end, once somebody asks: to follow a long one takes some seconds."""
    _ = at.translate

    async def follow() -> None:
        at.demand(Right.MANAGE)
        press.put(disabled=True)
        show(await asyncio.to_thread(office.store.follow_audit))
        press.put(disabled=None)

    def show(chain: Chain) -> None:
        found.clear()
        with found:
            if chain.fault:
                Node(
                    "p",
                    _("Somebody tampered with the trail: {fault}.").format(fault=chain.fault),
                    "fault",
                    role="alert",
                )
                return
            Node("p", _("The chain is whole: {n} entries, none changed or missing.").format(n=chain.rows), "strong")
            Node("p", _("Its seal, to be written down elsewhere:"), "soft")
            Node("p", chain.seal, "fingerprint")

    with Node("section", look="card seal", data_testid="seal"):
        with Node("div", look="line"):
            with Node("div", look="grow"):
                Node("h2", _("Has anybody tampered with it?"), "heading")
                Node("p", _("Each entry is sealed with the one before."), "soft")
            press = button(_("Check"), follow, data_testid="check")
        found = Node("div", look="column", role="status")


def plain(value: Any, at: Visit) -> str:
    """A value of the trail in one line."""
    _ = at.translate
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case dict():
            return wording.joined((f"{_(str(name))}: {plain(part, at)}" for name, part in value.items()), _)
        case list():
            return wording.joined((plain(part, at) for part in value), _)
        case str() if value in _CODES:
            return _(_CODES[value])
        case str() if (moment := _moment(value)) is not None:
            return wording.moment(moment, at.language)
        case str():
            return sentence(value, _)
    return str(value)


def _moment(text: str) -> datetime | None:
    """A date with its time and zone; None for whatever else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
