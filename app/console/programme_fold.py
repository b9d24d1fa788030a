"""The fold of programmes: where the patient stands in one, what the next visit shows, and taking somebody into one.

What a visit shows is told only when it is asked for, and who asked when is kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial

from nicegui import ui

from app.console import followup_page, icons, wording
from app.console.layout import Visit, told
from app.console.parts import Node, button
from app.errors import RespiteError
from app.programmes import Programme
from app.programmes import Visit as Planned
from app.session.plan import ALIAS_RULE, Mode
from app.store.enrolments import Part
from scenes.registry import WORLDS


class ProgrammeFold:
    """Where a patient stands in a programme.

    programmes : those that there are
    take : called with the next visit and its mode, to fill the form with them
    moved : called when the patient was taken in, or has left
    """

    def __init__(
        self,
        at: Visit,
        programmes: Mapping[str, Programme],
        take: Callable[[Planned, Mode], Awaitable[None]],
        moved: Callable[[], Awaitable[None]],
    ) -> None:
        self._at, self._programmes, self._take, self._moved = at, programmes, take, moved
        self._alias = ""
        self._part: Part | None = None
        self._chosen: Programme | None = None
        self._strata: dict[str, str] = {}
        self._open = False
        _ = at.translate
        with Node("div", look="fold-row programme"):
            fold = button("", self._toggle, "fold", aria_controls="programme", data_testid="programme")
            self._fold = fold
            with fold:
                with Node("span", look="grow"):
                    Node("span", _("Programme"), "heading")
                    self._told = Node("span", "", "soft", data_testid="programme-told")
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            with Node("div", look="folded", id="programme", hidden=True) as self._body:
                self._about = Node("p", "", "soft")
                with Node("div", look="actions"):
                    self._next = button(_("Fill in the next visit"), self._fill, "button", data_testid="next-visit")
                    self._leave = button(_("Leave the programme"), self._leave_it, "button", data_testid="leave")
                with Node("div", look="chips", role="group", aria_label=_("Programme")) as self._offer:
                    self._chips = {
                        name: button(
                            self._title(programme),
                            partial(self._choose, programme),
                            "chip layer",
                            data_testid=f"programme-{name}",
                        )
                        for name, programme in programmes.items()
                    }
                self._strata_at = Node("div", look="settings")
                self._enrol = button(_("Take part"), self._take_in, "button", data_testid="enrol")
                self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="programme-fault")
        self._show()

    async def of(self, alias: str) -> None:
        """Show where this patient stands."""
        if alias != self._alias:
            self._chosen, self._strata = None, {}
            self._strata_at.clear()
        self._alias = alias
        self._fault.show(False)
        part = None
        if ALIAS_RULE.fullmatch(alias):
            try:
                part = await self._at.desk.part(alias)
            except RespiteError as error:  # its file is gone or broken
                self._say(error)
        if alias == self._alias:
            self._part = part
            self._show()

    async def open_visit(self) -> None:
        """Have the next visit told and filled in, where it may be had today."""
        now = self._part.standing if self._part else None
        if now is not None and now.open(date.today()):
            await self._fill()

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    def _toggle(self) -> None:
        self._open = not self._open
        self._show()

    def _choose(self, programme: Programme) -> None:
        self._chosen, self._strata = programme, {}
        self._strata_at.clear()
        known = programme.allocation.strata if programme.allocation else {}
        with self._strata_at:
            for name, values in known.items():
                with Node("div", look="setting"):
                    Node("h3", name, "heading", id=f"stratum-{name}")
                    with Node("div", look="chips", role="group", aria_labelledby=f"stratum-{name}"):
                        chips: dict[str, Node] = {}
                        for value in values:
                            chips[value] = button(
                                value,
                                partial(self._in_stratum, name, value, chips),
                                "chip",
                                data_testid=f"stratum-{name}-{value}",
                            )
        self._show()

    def _in_stratum(self, name: str, value: str, chips: dict[str, Node]) -> None:
        self._strata[name] = value
        for other, chip in chips.items():
            chip.put(aria_pressed="true" if other == value else "false")

    async def _take_in(self) -> None:
        if self._chosen is None:
            return
        try:
            await self._at.desk.enrol(self._alias, self._chosen, self._strata)
        except RespiteError as error:
            self._say(error)
            return
        await self._moved()

    async def _leave_it(self) -> None:
        try:
            await self._at.desk.leave(self._alias)
        except RespiteError as error:
            self._say(error)
            return
        await self._moved()

    async def _fill(self) -> None:
        try:
            visit, mode = await self._at.desk.tell_next(self._alias)
        except RespiteError as error:
            self._say(error)
            return
        _ = self._at.translate
        if mode is None or visit.world is None:
            ui.navigate.to(followup_page.href(self._alias))
            return
        shown = (wording.minutes(visit.stretch.minutes * 60, _), wording.mode(mode, _), _(WORLDS[visit.world].title))
        self._about.say(wording.joined(shown, _))
        await self._take(visit, mode)

    # ---- what is shown --------------------------------------------------------------------------------------------------

    def _say(self, error: RespiteError) -> None:
        self._fault.say(told(error, self._at.translate))
        self._fault.show(True)
        self._open = True
        self._show()

    def _title(self, programme: Programme) -> str:
        return programme.title.of(self._at.language)

    def _show(self) -> None:
        _, part = self._at.translate, self._part
        known = bool(ALIAS_RULE.fullmatch(self._alias))
        now = part.standing if part else None
        if part is None or now is None:
            self._told.say(_("In none"))
            self._about.say("" if known else _("Type the patient's alias first."))
            if self._chosen is not None:
                self._about.say(self._chosen.purpose.of(self._at.language))
        else:
            title, many = self._title(part.programme), sum(stretch.count for stretch in part.programme.visits)
            if now.next is None:
                self._told.say(_("{programme}: over").format(programme=title))
                self._about.say("")
            else:
                said = _("{programme}: visit {n} of {many}")
                self._told.say(said.format(programme=title, n=now.next.number, many=many))
                self._about.say(self._when(part))
        openly = now is not None and now.open(date.today())
        self._next.show(openly)
        self._leave.show(part is not None)
        self._offer.show(part is None and known)
        self._strata_at.show(part is None and known)
        self._enrol.show(part is None and known and self._chosen is not None)
        for name, chip in self._chips.items():
            pressed = self._chosen is not None and self._chosen.id == name
            chip.put(aria_pressed="true" if pressed else "false")
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._body.show(self._open)

    def _when(self, part: Part) -> str:
        _, now = self._at.translate, part.standing
        said = []
        if now.due is None:
            said.append(_("The first visit may be had on any day."))
        elif now.earliest is not None and date.today() < now.earliest:
            said.append(_("The next visit is due on {day}.").format(day=wording.day(now.due, self._at.language)))
        else:
            said.append(
                _("The next visit was due on {day}; it may be had today.").format(
                    day=wording.day(now.due, self._at.language)
                )
            )
        if now.missed:
            said.append(_("Missed: {visits}.").format(visits=", ".join(map(str, now.missed))))
        if part.changed:
            said.append(_("The programme's file has changed since this patient began."))
        return " ".join(said)
