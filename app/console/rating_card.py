"""The card of the rating that is open: what the patient says can be entered here."""

from __future__ import annotations

from functools import partial

from app.console import wording
from app.console.keys import Keyed, Translate
from app.console.parts import Node, button
from app.console.time_card import Do
from app.i18n import N_
from app.session import instruments
from app.session.asking import Rating
from app.session.instruments import PAIN_NOW
from app.session.view import Desk, LiveView

TITLES = {
    "before": N_("Rating before the exposure"),
    "during": N_("Rating during the exposure"),
    "after": N_("Rating after the exposure"),
}


class RatingCard:
    """Choosing alone enters nothing: there is a confirm step. do : see `app.console.time_card.Do`"""

    def __init__(self, translate: Translate, language: str, desk: Desk, do: Do) -> None:
        _ = self._ = translate
        self._language, self._desk, self._do = language, desk, do
        self._chosen: int | None = None
        self._asked: Rating | None = None
        self._scale = ""
        self._values: dict[int, Node] = {}
        with Node("section", look="card rating", data_testid="rating") as self._card:
            with Node("div", look="line"):
                self._title = Node("h2", "", "heading grow")
                Keyed(_("Ask again"), partial(do, desk.ask_again), "r", "button small", data_testid="ask-again")
                Keyed(_("Leave out"), partial(do, desk.skip_rating), "o", "button small", data_testid="rate-skip")
            Node("p", _("The patient rates inside the world. A spoken rating can be entered here."), "soft")
            self._question = Node("p", "", "question-asked", data_testid="rating-question")
            self._buttons = Node("div", look="scale", role="group", aria_label=_("Spoken rating"))
            with Node("div", look="line ends"):
                self._low = Node("span", "", "soft grow")
                self._high = Node("span", "", "soft")
            self._confirm = Keyed("", self._enter, "Enter", "button primary", data_testid="rate-confirm")

    def show(self, view: LiveView) -> None:
        """Show the rating that is open, if one is."""
        _ = self._
        asked = view.rating or (Rating(view.asked, PAIN_NOW) if view.asked else None)
        if asked != self._asked:
            self._asked, self._chosen = asked, None
        self._card.show(asked is not None)
        if asked is None:
            return
        self._show_scale(asked.instrument)
        place = _("{number} of {of}").format(number=asked.number, of=asked.of) if asked.of > 1 else ""
        self._title.say(wording.joined((_(TITLES[asked.phase]), place), _))
        for value, node in self._values.items():
            node.put(aria_pressed="true" if value == self._chosen else "false")
        chosen = self._chosen is not None
        self._confirm.say(_("Enter {value}").format(value=self._chosen) if chosen else _("Choose the spoken value"))
        self._confirm.put(disabled=not chosen)

    def _show_scale(self, instrument: str) -> None:
        """The instrument's question, values and ends, in the clinician's language: they are what is said aloud."""
        if instrument == self._scale:
            return
        self._scale = instrument
        scale = instruments.load(instrument)
        words = scale.wording(self._language)
        self._question.say(words.question)
        self._low.say(f"{scale.minimum}: {words.lowest}")
        self._high.say(f"{scale.maximum}: {words.highest}")
        self._buttons.clear()
        with self._buttons:
            self._values = {
                value: button(
                    str(value), partial(self._choose, value), "value", data_testid=f"rate-{value}", data_key=str(value)
                )
                for value in scale.values
            }

    def _choose(self, value: int) -> None:
        self._chosen = None if self._chosen == value else value

    async def _enter(self) -> None:
        if self._chosen is not None:
            value, self._chosen = self._chosen, None
            await self._do(partial(self._desk.enter_rating, value))
