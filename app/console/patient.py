"""The card of who the session is for: the alias, where they stand, and whether the patient is under 18."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.console.comers import before, belongs
from app.console.layout import Visit
from app.console.listening import Hears
from app.console.parts import Node
from app.store.comers import Comer


class PatientCard:
    """changed : called when another age was pressed"""

    def __init__(self, at: Visit, changed: Callable[[], Awaitable[None]]) -> None:
        _ = at.translate
        self._at = at
        self.hears = Hears(at.translate, changed)
        with Node("section", look="card patient"):
            with Node("div", look="line"):
                with Node("div", look="grow"):
                    self._alias = Node("h2", "", "big-heading own", data_testid="patient")
                    with Node("p", look="soft patient-told", data_testid="patient-line"):
                        self._line, self._last = Node("span"), Node("span")
                self.hears.age()
            self.hears.week()
        self.show("", None)

    def show(self, alias: str, comer: Comer | None) -> None:
        """Have this alias there; `comer` : None for somebody new."""
        _, at = self._at.translate, self._at
        if not alias:
            self._alias.say(_("Nobody chosen yet"))
            self._line.say(_("Press who comes next, or type a new alias."))
            self._last.say("")
            return
        self._alias.say(alias)
        if comer is None:
            self._line.say(_("Here for the first time"))
            self._last.say("")
        else:
            self._line.say(belongs(comer, at))
            self._last.say(before(comer, at))
