"""The card of the rating that is open: what the patient says can be entered here."""

from __future__ import annotations

from functools import partial

from app.console.keys import Keyed, Translate
from app.console.parts import Node, button
from app.console.time_card import Do
from app.i18n import N_
from app.session.view import Desk, LiveView

TITLES = {
    "before": N_("Rating before the exposure"),
    "during": N_("Rating during the exposure"),
    "after": N_("Rating after the exposure"),
}


class RatingCard:
    """Choosing alone enters nothing: there is a confirm step. do : see `app.console.time_card.Do`"""

    def __init__(self, translate: Translate, desk: Desk, do: Do) -> None:
        _ = self._ = translate
        self._desk, self._do = desk, do
        self._chosen: int | None = None
        self._asked: str | None = None
        with Node("section", look="card rating", data_testid="rating") as self._card:
            with Node("div", look="line"):
                self._title = Node("h2", "", "heading grow")
                Keyed(_("Ask again"), partial(do, desk.ask_again), "r", "button small", data_testid="ask-again")
                Keyed(_("Leave out"), partial(do, desk.skip_rating), "o", "button small", data_testid="rate-skip")
            Node("p", _("The patient rates inside the world. A spoken rating can be entered here."), "soft")
            with Node("div", look="scale", role="group", aria_label=_("Spoken rating, 0 to 10")):
                self._values = [
                    button(
                        str(value),
                        partial(self._choose, value),
                        "value",
                        data_testid=f"rate-{value}",
                        data_key=str(value),
                    )
                    for value in range(11)
                ]
            with Node("div", look="line ends"):
                Node("span", _("0: no pain"), "soft grow")
                Node("span", _("10: pain as bad as you can imagine"), "soft")
            self._confirm = Keyed("", self._enter, "Enter", "button primary", data_testid="rate-confirm")

    def show(self, view: LiveView) -> None:
        """Show the rating that is open, if one is."""
        _ = self._
        if view.asked != self._asked:
            self._asked, self._chosen = view.asked, None
        self._card.show(view.asked is not None)
        if view.asked is None:
            return
        self._title.say(_(TITLES[view.asked]))
        for value, node in enumerate(self._values):
            node.put(aria_pressed="true" if value == self._chosen else "false")
        chosen = self._chosen is not None
        self._confirm.say(_("Enter {value}").format(value=self._chosen) if chosen else _("Choose the spoken value"))
        self._confirm.put(disabled=not chosen)

    def _choose(self, value: int) -> None:
        self._chosen = None if self._chosen == value else value

    async def _enter(self) -> None:
        if self._chosen is not None:
            value, self._chosen = self._chosen, None
            await self._do(partial(self._desk.enter_rating, value))
