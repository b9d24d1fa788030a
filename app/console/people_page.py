"""The people who work here: who they are, what they may do, a new password, and an end to their logging in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.layout import Visit, framed, lone, told
from app.console.parts import Field, Node, button
from app.errors import RespiteError
from app.i18n import N_
from app.people.office import Office
from app.people.roles import SAYS, TITLES, Right, Role
from app.people.staff import Member


async def people(at: Visit) -> None:
    """Build the page."""
    office = at.house.office
    if office is None:
        lone(at, N_("There is no such page"))
        return
    members = await asyncio.to_thread(office.staff.members)
    with framed(at, at.translate("People"), "people"):
        _Page(at, office, members)


class _Page:
    def __init__(self, at: Visit, office: Office, members: Sequence[Member]) -> None:
        self._at, self._office, self._ = at, office, at.translate
        self._name = ""
        # whoever is first must be able to let the others in
        self._roles = {Role.CLINICIAN} if members else {Role.CLINICIAN, Role.ADMINISTRATOR}
        self._open = ""
        _ = self._
        with Node("div", look="who"):
            Node("h1", _("People"), "title grow")
        if not at.house.networked:
            alone = _(
                "On this machine alone nobody logs in. These people do when Respite is started for the ward's network."
            )
            Node("p", alone, "soft")
        with Node("section", look="card handed", hidden=True, role="status", data_testid="handed") as self._handed:
            self._handed_to = Node("h2", "", "heading")
            self._password = Node("p", "", "password", data_testid="password")
            Node("p", _("It is shown this once, and must be changed at the first login."), "soft")
        self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="fault")
        with Node("div", look="staff"):
            self._list = Node("section", look="card sheet people", aria_label=_("People"), data_testid="people")
            with Node("section", look="card"):
                self._new()
        self._fill(members)

    def _new(self) -> None:
        _ = self._
        Node("h2", _("Somebody new"), "heading")
        with Node("div", look="setting"):
            Node("label", _("Name for logging in"), "heading", for_="new-name")
            self._field = Field(
                "", self._typed, "field", id="new-name", autocomplete="off", maxlength="32", data_testid="new-name"
            )
        self._pressed = _roles(self._, "new", self._toggle)
        self._show_roles()
        button(_("Add"), self._add, "button primary", data_testid="add")

    def _typed(self, text: str) -> None:
        self._name = text

    def _toggle(self, role: Role) -> None:
        self._roles ^= {role}
        self._show_roles()

    def _show_roles(self) -> None:
        for role, node in self._pressed.items():
            node.put(aria_checked="true" if role in self._roles else "false")

    # ---- what is done -------------------------------------------------------------------------------------------------

    async def _do(self, change: Callable[..., object], *what: object) -> object:
        """Carry out a change and show what came of it; None where it was refused."""
        self._fault.show(False)
        try:
            self._at.demand(Right.MANAGE)
            done = await asyncio.to_thread(change, *what)
        except RespiteError as error:
            self._fault.say(told(error, self._))
            self._fault.show(True)
            return None
        self._fill(await asyncio.to_thread(self._office.staff.members))
        return done if done is not None else True

    async def _add(self) -> None:
        name = self._name
        given = await self._do(self._office.staff.add, name, sorted(self._roles))
        if isinstance(given, str):
            self._hand(" ".join(name.split()), given)
            self._name = ""
            self._field.fill("")

    async def _reset(self, member: Member) -> None:
        given = await self._do(self._office.staff.reset, member.name)
        if isinstance(given, str):
            self._office.logins.end_person(member.name)
            self._hand(member.name, given)

    async def _set_role(self, member: Member, role: Role) -> None:
        roles = sorted({*member.roles} ^ {role})
        if await self._do(self._office.staff.set_roles, member.name, roles):
            self._office.logins.end_person(member.name)

    async def _disable(self, member: Member) -> None:
        if await self._do(self._office.staff.disable, member.name, not member.disabled):
            self._office.logins.end_person(member.name)

    def _hand(self, name: str, password: str) -> None:
        self._handed_to.say(self._("Password for {name}").format(name=name))
        self._password.say(password)
        self._handed.show(True)

    def _change(self, member: Member, members: Sequence[Member]) -> None:
        self._open = "" if self._open == member.name else member.name
        self._fill(members)

    # ---- what is shown ------------------------------------------------------------------------------------------------

    def _fill(self, members: Sequence[Member]) -> None:
        self._list.clear()
        with self._list:
            if not members:
                Node("p", self._("Nobody yet"), "soft")
            for member in members:
                self._row(member, members)

    def _row(self, member: Member, members: Sequence[Member]) -> None:
        _ = self._
        with Node("div", look="person" + (" off" if member.disabled else ""), data_testid=f"person-{member.name}"):
            with Node("div", look="grow"):
                Node("h2", member.name, "heading")
                Node("p", wording.joined([_(TITLES[role]) for role in member.roles], _), "soft")
            Node("p", self._state(member), "soft")
            here = self._open == member.name
            with button(_("Change"), partial(self._change, member, members), "button small") as change:
                Node("span", member.name, "unseen")
            change.put(aria_expanded="true" if here else "false")
        if here:
            with Node("div", look="changes"):
                pressed = _roles(_, member.name, partial(self._set_role, member))
                for role, node in pressed.items():
                    node.put(aria_checked="true" if role in member.roles else "false")
                with Node("div", look="actions"):
                    button(_("New password"), partial(self._reset, member), "button small", data_testid="reset")
                    text = _("Let log in again") if member.disabled else _("Disable")
                    button(text, partial(self._disable, member), "button small", data_testid="disable")

    def _state(self, member: Member) -> str:
        _ = self._
        if member.disabled:
            return _("Disabled")
        if member.wait_s:
            return _("Locked for {seconds} s").format(seconds=round(member.wait_s))
        if member.seen_utc is None:
            return _("Never here yet")
        return _("Last here {when}").format(when=wording.moment(member.seen_utc, self._at.language))


def _roles(_: Callable[[str], str], test: str, change: Callable[[Role], object]) -> dict[Role, Node]:
    """A box for each role, to be ticked."""
    with Node("div", look="checks", role="group", aria_label=_("Roles")):
        return {role: _box(_, role, test, change) for role in Role}


def _box(_: Callable[[str], str], role: Role, test: str, change: Callable[[Role], object]) -> Node:
    node = button("", partial(change, role), "check", role="checkbox", data_testid=f"role-{test}-{role}")  # type: ignore[arg-type]
    with node:
        ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
        with Node("span", look="grow"):
            Node("span", _(TITLES[role]), "strong")
            Node("span", _(SAYS[role]), "soft says")
    return node
