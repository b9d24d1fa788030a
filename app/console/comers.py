"""The list of who comes next: whose visit is due, who was here before, and somebody new by a new alias."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial

from app.console import wording
from app.console.keys import NEXT, SEARCH, Keyed, hint
from app.console.layout import Visit
from app.console.parts import Field, Node, button
from app.console.readiness import ago
from app.programmes import Programme
from app.programmes import Visit as Planned
from app.session.plan import ALIAS_RULE
from app.store.comers import Comer, Due
from app.store.enrolments import Part
from scenes.registry import WORLDS

#: rows before "More" is pressed
_FEW = 6


class ComersCard:
    """A field for the alias, and below it the participants that it may be.

    comers : who comes next
    typed : called when another alias stands in the field, which may be a new one
    picked : called when somebody was pressed
    """

    def __init__(
        self,
        at: Visit,
        comers: Sequence[Comer],
        typed: Callable[[], Awaitable[None]],
        picked: Callable[[], Awaitable[None]],
    ) -> None:
        self._at, self._changed, self._picked = at, typed, picked
        self._expected = self._listed = comers
        #: as typed, without the spaces around it
        self.alias = ""
        self._all = False
        self._shown: tuple[Comer, ...] | None = None
        self._rows: dict[str, Node] = {}
        _ = at.translate
        with Node("section", look="card comers", data_testid="comers"):
            with Node("div", look="line"):
                Node("h2", _("Who comes next"), "heading grow")
                self._onward = Keyed(_("Next one"), self._pick_next, NEXT, "button small", data_testid="comer-next")
            with Node("div", look="alias-line"):
                Node("label", _("Patient's alias"), "unseen", for_="alias")
                with Node("div", look="search"):
                    self._field = Field(
                        "",
                        self._type,
                        "field",
                        id="alias",
                        maxlength="40",
                        autocomplete="off",
                        autocapitalize="off",
                        spellcheck="false",
                        placeholder=_("Alias, known or new"),
                        data_testid="alias",
                        aria_describedby="alias-hint alias-fault",
                        aria_keyshortcuts=SEARCH,
                        data_key=SEARCH,
                        data_act="focus",
                    )
                    hint(SEARCH)
                Node("p", _("A code such as P-014, never a name"), "tiny", id="alias-hint")
                self._fault = Node("p", "", "fault", id="alias-fault", role="alert", hidden=True)
            self._list = Node("div", look="rows", role="group", aria_label=_("Who comes next"))
            self._none = Node("p", "", "soft", data_testid="nobody")
            self._more = button(_("Show more"), self._show_all, "button small", data_testid="more")
        self._draw()

    @property
    def ok(self) -> bool:
        """Whether what was typed is an alias."""
        return ALIAS_RULE.fullmatch(self.alias) is not None

    @property
    def comer(self) -> Comer | None:
        """The one whose alias it is; None for somebody new."""
        return next((one for one in (*self._listed, *self._expected) if one.alias == self.alias), None)

    def show(self, asked: bool) -> None:
        """Say what is wrong; `asked` : Start was pressed, so that nothing typed is wrong too."""
        _ = self._at.translate
        wrong = not self.ok and (asked or bool(self.alias))
        if self.alias:
            self._fault.say(
                _("An alias is 1 to 32 letters, digits, - or _ without spaces: a code such as P-014, not a name.")
            )
        else:
            self._fault.say(_("An alias is needed: a code such as P-014, not a name."))
        self._fault.show(wrong)
        self._field.put(aria_invalid="true" if wrong else None)

    async def look_again(self) -> None:
        """Something of those that are listed has changed."""
        self._expected = await self._at.desk.comers()
        self._listed = await self._at.desk.comers(self.alias) if self.alias else self._expected
        self._draw()

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    async def _type(self, text: str) -> None:
        alias = text.strip()
        self.alias = alias
        listed = await self._at.desk.comers(alias) if alias else self._expected
        if alias != self.alias:  # more was typed meanwhile
            return
        self._listed = listed
        self._draw()
        await self._changed()

    async def _pick(self, alias: str) -> None:
        self.alias = alias
        self._field.fill(alias)
        self._mark()
        await self._picked()

    async def _pick_next(self) -> None:
        """The one after the one that is chosen, the first one after the last."""
        rows = list(self._rows)
        if rows:
            await self._pick(rows[(rows.index(self.alias) + 1) % len(rows) if self.alias in rows else 0])

    def _show_all(self) -> None:
        self._all = True
        self._draw()

    # ---- what is shown --------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        _ = self._at.translate
        shown = tuple(self._listed if self._all else self._listed[:_FEW])
        if shown != self._shown:  # a press on a row that stays reaches it
            self._shown = shown
            # Anew: a press on a row that is gone reaches nobody, least of all whoever stands in its place.
            self._list.clear()
            with self._list:
                self._rows = {one.alias: self._row(one) for one in shown}
        if self.alias:
            self._none.say(_("{alias} is new here.").format(alias=self.alias) if self.ok else "")
            self._none.show(self.ok and self.comer is None)
        else:
            self._none.say(_("Nobody has been here yet. Type an alias to begin with the first patient."))
            self._none.show(not self._listed)
        self._more.show(len(shown) < len(self._listed))
        self._onward.show(bool(shown))
        self._mark()

    def _mark(self) -> None:
        for alias, row in self._rows.items():
            row.put(aria_pressed="true" if alias == self.alias else "false")

    def _row(self, one: Comer) -> Node:
        at = self._at
        _, today = at.translate, date.today()
        due = one.due(today)
        node = button("", partial(self._pick, one.alias), "comer", data_testid=f"comer-{one.alias}")
        with node:
            with Node("span", look="line"):
                Node("span", one.alias, "strong grow own")
                if said := when(one, due, today, at):
                    Node("span", said, f"due due-{due.value}")
            for line in (belongs(one, at), *_lines(one, due, at)):
                if line:
                    Node("span", line, "tiny")
        return node


def when(one: Comer, due: Due, today: date, at: Visit) -> str:
    """When the next visit is due, in a word or two; "" where nothing is."""
    _ = at.translate
    day = one.part.standing.due if one.part else None
    if due is Due.TODAY:
        return _("Due today")
    if due is Due.OPEN:
        return _("First visit") if day is None else _("May come today")
    if due is Due.LATER and day is not None:
        return _("Due on {day}").format(day=wording.day(day, at.language))
    if due is Due.OVERDUE and day is not None:
        late = (today - day).days
        return _("1 day overdue") if late == 1 else _("{n} days overdue").format(n=late)
    return ""


def belongs(one: Comer, at: Visit) -> str:
    """The programme and the number of the next visit, or how many visits there were."""
    _ = at.translate
    if one.broken:
        return _("The programme can't be read")
    if one.part is not None:
        return stands(one.part, at)
    return _("1 visit") if one.visits == 1 else _("{n} visits").format(n=one.visits)


def stands(part: Part, at: Visit) -> str:
    """Which visit of a programme is next."""
    _, title = at.translate, part.programme.title.of(at.language)
    if part.standing.next is None:
        return _("{programme}: over").format(programme=title)
    many = sum(stretch.count for stretch in part.programme.visits)
    said = _("{programme}: visit {n} of {many}")
    return said.format(programme=title, n=part.standing.next.number, many=many)


def planned(visit: Planned, programme: Programme, at: Visit) -> str:
    """What a visit shows, as far as it may be told before the visit."""
    _ = at.translate
    if visit.world is None:
        return _("ratings alone")
    # The view of an arm is told when the visit is opened, and not before.
    mode = programme.mode(visit.stretch, None)
    view = _("view by allocation") if mode is None else wording.mode(mode, _)
    return wording.joined((view, _(WORLDS[visit.world].title), wording.minutes(visit.stretch.minutes * 60, _)), _)


def before(one: Comer, at: Visit) -> str:
    """When the last visit was; "" where there was none."""
    _ = at.translate
    return _("Last visit {when}").format(when=ago(one.last.started_utc, at)) if one.last else ""


def _lines(one: Comer, due: Due, at: Visit) -> tuple[str, ...]:
    _ = at.translate
    if one.part is not None and one.part.standing.next is not None and due is not Due.LATER:
        return planned(one.part.standing.next, one.part.programme, at), before(one, at)
    if one.last is None:
        return ()
    world = _(WORLDS[one.last.world].title) if one.last.world in WORLDS else one.last.world
    had = wording.joined((wording.mode(one.last.mode, _), world, wording.minutes(one.last.seconds, _)), _)
    return had, before(one, at)
