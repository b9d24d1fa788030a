"""Exports and backups: what is under way and how far, what came of it, and what can be asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from app.console import wording
from app.console.filters import STATES, WHO, Asked, changed
from app.console.layout import Visit, told
from app.console.parts import Node, button
from app.console.sentences import sentence
from app.console.shelves import shelf
from app.errors import RespiteError
from app.exports.choice import Choice
from app.i18n import N_
from app.people.roles import Right
from app.store.backup import KEEP, Backup
from app.work import Job, State
from scenes.registry import WORLDS

#: seconds between two looks at how far it is
_EVERY_S = 0.5
KINDS = {
    "export": N_("Export"),
    "backup": N_("Backup"),
    "report": N_("Report"),
    "worlds": N_("Worlds made ready"),
}
#: what can be taken away: a copy of the record stays on the machine
TAKEN = ("export",)
STANDS = {
    State.WAITING: N_("Waiting"),
    State.RUNNING: N_("Under way"),
    State.ENDING: N_("Being cancelled"),
    State.DONE: N_("Done"),
    State.FAILED: N_("Failed"),
    State.CANCELLED: N_("Cancelled"),
}
FORMATS = {
    "csv": (N_("Tables (CSV)"), N_("A file for each kind of row, with a data dictionary: for a spreadsheet or R.")),
    "redcap": (N_("REDCap"), N_("A data dictionary and an import file for a REDCap project.")),
    "fhir": (N_("FHIR R4B"), N_("One bundle of observations and questionnaires: for a hospital's own system.")),
    "bids": (N_("Motion-BIDS"), N_("Head motion with its events: for movement science.")),
    "parquet": (N_("Parquet"), N_("The tables, packed: for Python, R or a database, when there is very much.")),
}


async def work(at: Visit) -> None:
    """Build the page of all work."""
    _ = at.translate
    with shelf(at, _("Exports and backups"), "work"), Node("div", look="work"):
        with Node("div", look="who"):
            Node("h1", _("Exports and backups"), "title grow")
        board = _Board(at)
        await board.build()


async def export(at: Visit, query: Mapping[str, str]) -> None:
    """Build the page on which an export is asked for. query : of the address, as `Asked` knows it; "exact" for one alias"""
    _ = at.translate
    asked = Asked.of(query)
    choice = asked.choice()
    if query.get("exact") and asked.alias:
        choice = Choice(aliases=(asked.alias,))
    found = await at.desk.find(choice, asked.order, 1)
    programmes = await at.desk.programmes()
    fault: list[Node] = []

    async def ask(name: str) -> None:
        try:
            await at.desk.export(name, choice)
        except RespiteError as error:
            fault[0].say(told(error, _))
            fault[0].show(True)
            return
        ui.navigate.to("/work")

    with shelf(at, _("Export"), "work"):
        with Node("div", look="who"):
            Node("h1", _("Export"), "title")
            limits = wording.joined(
                (asked.alias if query.get("exact") else "", "")
                if query.get("exact")
                else (asked.told(programmes, at),),
                _,
            )
            many = _("1 session") if found.total == 1 else _("{n} sessions").format(n=found.total)
            Node("p", wording.joined((many, limits or _("the whole record")), _), "soft grow", data_testid="chosen")
            Node("a", _("Choose other sessions"), "button", href=asked.address())
        Node("p", _("An export holds aliases, never names. That it was made and taken away is written down."), "soft")
        fault.append(Node("p", "", "notice problem", role="alert", hidden=True))
        with Node("div", look="formats"):
            for name, (title, about) in FORMATS.items():
                with button("", partial(ask, name), "option format", data_testid=f"format-{name}"):
                    Node("span", _(title), "big")
                    Node("span", _(about), "soft")


class _Board:
    """The cards of the work, kept as it stands."""

    def __init__(self, at: Visit) -> None:
        self._at = at
        self._shown: tuple[tuple[str, State], ...] = ()
        self._bars: dict[str, tuple[Node, Node, Node]] = {}
        self._backed_up: object = None

    async def build(self) -> None:
        """The cards, and what keeps them."""
        _ = self._at.translate
        with Node("div", look="asking"):
            with Node("section", look="card"):
                Node("h2", _("Backup"), "heading")
                self._last = Node("p", "", "", data_testid="last-backup")
                about = _(
                    "A checked copy of the whole record. The newest {n} are kept in the data folder; copy one to another disk."
                )
                Node("p", about.format(n=KEEP), "soft")
                with Node("div", look="actions", hidden=not self._at.may(Right.MANAGE)):
                    button(
                        _("Back up now"),
                        partial(self._ask, self._at.desk.back_up),
                        "button primary",
                        data_testid="back-up",
                    )
                self._copies = Node("ul", look="copies")
            with Node("section", look="card", hidden=not self._at.may(Right.EXPORT)):
                Node("h2", _("Export"), "heading")
                Node("p", _("The record as files for other programs, all of it or the sessions you filter."), "soft")
                with Node("div", look="actions"):
                    Node("a", _("Export everything"), "button", href="/exports", data_testid="export-all")
                    Node("a", _("Filter sessions"), "button", href="/sessions")
            with Node("section", look="card", hidden=not self._at.may(Right.MANAGE)):
                Node("h2", _("Worlds"), "heading")
                Node(
                    "p",
                    _("Light and terrain are worked out once on each machine. Do it now, and no session waits for it."),
                    "soft",
                )
                with Node("div", look="actions"):
                    button(
                        _("Make the worlds ready"),
                        partial(self._ask, self._at.desk.make_ready),
                        "button",
                        data_testid="make-ready",
                    )
        self._fault = Node("p", "", "notice problem", role="alert", hidden=True, data_testid="fault")
        self._list = Node("div", look="jobs", aria_live="polite", data_testid="jobs")
        await self._show()
        ui.timer(_EVERY_S, self._show)

    async def _ask(self, ask: Callable[[], Awaitable[Job]]) -> None:
        try:
            await ask()
        except RespiteError as error:
            self._fault.say(told(error, self._at.translate))
            self._fault.show(True)
        await self._show()

    async def _show(self) -> None:
        jobs = self._at.desk.work.jobs
        shown = tuple((job.id, job.state) for job in jobs)
        done = sum(job.kind == "backup" and job.state is State.DONE for job in jobs)
        if self._backed_up != done:
            self._backed_up = done
            await self._show_backups()
        if shown != self._shown or not self._list.default_slot.children:
            self._shown = shown
            self._bars.clear()
            self._list.clear()
            with self._list:
                for job in jobs:
                    self._card(job)
                if not jobs:
                    Node("p", self._at.translate(N_("Nothing has been asked for yet.")), "soft")
        for job in jobs:
            if job.id in self._bars:
                self._far(job, *self._bars[job.id])

    async def _show_backups(self) -> None:
        _ = self._at.translate
        last, copies = await self._at.desk.last_backup(), await self._at.desk.backups()
        self._last.say(last_line(last, self._at))
        self._last.look("strong" if last else "fault")
        self._copies.clear()
        with self._copies:
            for copy in copies[:5]:
                Node("li", f"{copy.path.name} · {_size(copy.size, _)}", "soft own")

    def _card(self, job: Job) -> None:
        _, at = self._at.translate, self._at
        with Node("section", look="card job", data_testid=f"job-{job.kind}", data_state=str(job.state)):
            with Node("div", look="line wrap"):
                Node("h2", _(KINDS.get(job.kind, job.kind)), "heading")
                Node("p", asked_for(job.facts, at), "soft grow")
                Node("span", _(STANDS[job.state]), f"state job-{job.state}", data_testid="state")
                Node("span", wording.moment(job.asked_utc, at.language), "soft")
            if not job.state.over:
                with Node("div", look="line"):
                    with Node(
                        "div",
                        look="progress grow",
                        role="progressbar",
                        aria_valuemin="0",
                        aria_valuemax="100",
                        aria_label=_(KINDS.get(job.kind, job.kind)),
                    ) as bar:
                        done = Node("div", look="done")
                    percent = Node("span", "", "figures far")
                    cancel = button(
                        _("Cancel"), partial(at.desk.work.cancel, job.id), "button small", data_testid="cancel"
                    )
                    cancel.put(disabled=job.state is State.ENDING)
                self._bars[job.id] = (bar, done, percent)
                return
            if job.state is State.FAILED:
                Node("p", sentence(job.said, _), "fault")
            with Node("div", look="actions"):
                if job.state is State.DONE and job.file is not None and job.kind in TAKEN and at.may(Right.EXPORT):
                    Node(
                        "a",
                        _("Save the file"),
                        "button small primary",
                        href=f"/exports/{job.id}/file",
                        download=job.file.name,
                        data_testid="save",
                    )
                    Node("span", job.file.name, "soft own")
                button(_("Take off the list"), partial(self._remove, job.id), "button small", data_testid="remove")

    async def _remove(self, job_id: str) -> None:
        self._at.desk.work.remove(job_id)
        await self._show()

    def _far(self, job: Job, bar: Node, done: Node, percent: Node) -> None:
        share = job.share
        bar.put(aria_valuenow=None if share is None else f"{100 * share:.0f}")
        done.put(style=f"width: {100 * (share or 0.0):.1f}%")
        percent.say("" if share is None else f"{100 * share:.0f} %")


def last_line(last: Backup | None, at: Visit) -> str:
    """When the record was last copied."""
    _ = at.translate
    if last is None:
        return _("There is no backup yet.")
    moment = wording.moment(last.utc, at.language)
    return _("Last backup: {moment}, {size}").format(moment=moment, size=_size(last.size, _))


def asked_for(facts: Mapping[str, Any], at: Visit) -> str:
    """What a piece of work was asked for, in one line."""
    _ = at.translate
    title = FORMATS.get(str(facts.get("format")), ("", ""))[0]
    named: dict[str, Callable[[Any], str]] = {
        "aliases": ", ".join,
        "starts": lambda alias: _("alias {alias}…").format(alias=alias),
        "since": lambda day: _("from {day}").format(day=day[:10]),
        "until": lambda day: _("before {day}").format(day=day[:10]),
        "modes": lambda modes: ", ".join(wording.word(wording.MODES, mode, _) for mode in modes),
        "worlds": lambda worlds: ", ".join(_(WORLDS[w].title) if w in WORLDS else w for w in worlds),
        "states": lambda states: ", ".join(_(STATES[s]) if s in STATES else s for s in states),
        "programmes": ", ".join,
        "change": lambda change: changed(change, _),
        "simulated": lambda on: wording.word(WHO, ("real", "simulated")[bool(on)], _),
        "alias": str,
        "programme": str,
    }
    return wording.joined(
        [_(title) if title else "", *(named[name](value) for name, value in facts.items() if name in named)], _
    )


def _size(size: int, translate: Callable[[str], str]) -> str:
    return translate("{n} MB").format(n=f"{size / 1e6:,.1f}".replace(",", "\u202f"))
