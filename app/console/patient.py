"""The card of who the session is for: an alias, those that are known, and whether the patient is under 18."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from app.console.listening import Hears
from app.console.parts import Field, Node, button
from app.session.plan import ALIAS_RULE

Translate = Callable[[str], str]

_SUGGESTED = 4


class PatientCard:
    """Suggests aliases as one is typed.

    known : the aliases on record
    changed : called when another alias stands there, or another age
    """

    def __init__(self, translate: Translate, known: Sequence[str], changed: Callable[[], Awaitable[None]]) -> None:
        _ = translate
        self._, self._known, self._changed = translate, known, changed
        #: as typed, without the spaces around it
        self.alias = ""
        self.hears = Hears(translate, changed)
        self._chips: list[Node] = []
        with Node("section", look="card"):
            with Node("div", look="line base"):
                Node("label", _("Patient's alias"), "heading", for_="alias")
                Node("span", _("A code such as P-014, never a name"), "soft")
            with Node("div", look="line"):
                self._field = Field(
                    "",
                    self._typed,
                    "field grow",
                    id="alias",
                    maxlength="40",
                    autocomplete="off",
                    autocapitalize="off",
                    spellcheck="false",
                    data_testid="alias",
                    aria_describedby="alias-fault",
                )
                self.hears.age()
            self._fault = Node("p", "", "fault", id="alias-fault", role="alert", hidden=True)
            with Node("div", look="chips", aria_label=_("Known aliases"), role="group"):
                for _place in range(_SUGGESTED):
                    chip = button("", None, "chip")
                    # The text as pressed, not the place: the list may change between the press and its arrival.
                    chip.on(
                        "click",
                        lambda event: self._pick(str(event.args)),
                        js_handler="(event) => emit(event.currentTarget.innerText)",
                    )
                    self._chips.append(chip)
            self.hears.week()

    @property
    def ok(self) -> bool:
        """Whether what was typed is an alias."""
        return ALIAS_RULE.fullmatch(self.alias) is not None

    def show(self, asked: bool) -> None:
        """Suggest what fits, and say what is wrong; `asked` : Start was pressed, so that nothing typed is wrong too."""
        _ = self._
        typed = self.alias.lower()
        fitting = [alias for alias in self._known if typed in alias.lower() and alias != self.alias]
        for place, chip in enumerate(self._chips):
            chip.show(place < len(fitting))
            if place < len(fitting):
                chip.say(fitting[place])
        wrong = not self.ok and (asked or bool(self.alias))
        if self.alias:
            self._fault.say(
                _("An alias is 1 to 32 letters, digits, - or _ without spaces: a code such as P-014, not a name.")
            )
        else:
            self._fault.say(_("An alias is needed: a code such as P-014, not a name."))
        self._fault.show(wrong)
        self._field.put(aria_invalid="true" if wrong else None)

    async def _typed(self, text: str) -> None:
        self.alias = text.strip()
        self.hears.over_dose = False  # what was confirmed was confirmed for another
        await self._changed()

    async def _pick(self, alias: str) -> None:
        self._field.fill(alias)
        await self._typed(alias)
