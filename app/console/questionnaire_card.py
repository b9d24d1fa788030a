"""The card of questionnaires in a running session: one is asked in the world, and what the patient says can be entered here.

World and console show the same item; whichever answers first moves both on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from app.console.form_fields import answer_buttons
from app.console.parts import Node, button
from app.console.questionnaire_page import MOMENTS
from app.i18n import N_
from app.questionnaires import Moment, Questionnaire, available, load
from app.session import instruments
from app.session.asking import Giving
from app.session.instruments import PAIN_NOW
from app.session.view import Desk, LiveView

Do = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]

#: where one may be given, and which moment it is then
PHASES = {"rating_before": Moment.BASELINE, "rating_after": Moment.AFTER, "debrief": Moment.AFTER}
ASK, RATE = N_("Ask a questionnaire"), N_("Ask for another rating")
NOW = N_("For a questionnaire, pause first.")


class QuestionnaireCard:
    """do : carries out a step and shows what refuses it"""

    def __init__(self, translate: Callable[[str], str], language: str, desk: Desk, do: Do) -> None:
        _ = translate
        self._, self._language, self._desk, self._do = translate, language, desk, do
        self._forms: dict[str, Questionnaire] = {n: f for n in available() if (f := load(n)).items and f.usual}
        self._moment = Moment.AFTER
        self._phase = ""
        self._shown: tuple[str, str] | None = None
        self._answers: dict[int, Node] = {}
        with Node("section", look="card", data_testid="questionnaire-card") as self._card:
            with Node("div", look="column") as self._choice:
                with Node("div", look="line base"):
                    self._heading = Node("h2", "", "heading grow")
                    self._told = Node("span", "", "soft")
                with Node("div", look="segments wide", role="group", aria_label=_("When it is answered")) as self._when:
                    self._moments = {
                        moment: button(
                            _(MOMENTS[moment]), partial(self._at, moment), "segment", data_testid=f"ask-at-{moment}"
                        )
                        for moment in (Moment.BASELINE, Moment.BEFORE, Moment.AFTER)
                    }
                with Node("div", look="chips", role="group", aria_label=_(ASK)) as self._chips:
                    for name, form in self._forms.items():
                        title = form.name.of(language)
                        button(title, partial(self._give, name), "chip", data_testid=f"give-{name}")
                with Node("div", look="chips", role="group", aria_label=_(RATE)) as self._ratings:
                    for name in instruments.available():
                        scale = instruments.load(name)
                        if name != PAIN_NOW and "during" in scale.asked:
                            title = scale.name.of(language)
                            button(title, partial(self._rate, name), "chip", data_testid=f"ask-now-{name}")
            with Node("div", look="column", data_testid="giving") as self._giving:
                with Node("div", look="line"):
                    self._title = Node("h2", "", "heading grow")
                    self._place = Node("span", "", "soft", role="status", data_testid="item-place")
                self._lead = Node("p", "", "soft")
                self._item = Node("p", "", "big-heading", data_testid="item")
                self._options = Node("div", look="question said")
                with Node("div", look="actions"):
                    self._back = button(
                        _("Item before"), partial(do, desk.item_before), "button small", data_testid="item-back"
                    )
                    self._decline = button(
                        _("Would rather not answer"),
                        partial(self._enter, None),
                        "button small",
                        data_testid="item-decline",
                    )
                    button(_("Ask again"), partial(do, desk.ask_again), "button small", data_testid="item-again")
                    button(
                        _("Leave the rest out"),
                        partial(do, desk.leave_rest_out),
                        "button small",
                        data_testid="items-out",
                    )
                Node("p", _("The patient answers inside the world. A spoken answer can be entered here."), "soft")

    def show(self, view: LiveView) -> None:
        """Show what is asked, or what may be."""
        exposure = view.phase == "exposure"
        # while a rating is asked, nothing else is
        may = view.phase in PHASES or (exposure and view.asked is None)
        self._card.show(may or view.giving is not None)
        if view.phase != self._phase:
            self._phase = view.phase
            self._moment = PHASES.get(view.phase, Moment.AFTER)
        self._choice.show(view.giving is None)
        self._giving.show(view.giving is not None)
        if view.giving is not None:
            self._show_item(view.giving)
            return
        self._shown = None
        forms = not exposure or view.paused
        for node in (self._when, self._chips):
            node.show(forms)
        self._ratings.show(exposure)
        self._heading.say(self._(ASK if forms else RATE))
        self._told.say("" if forms else self._(NOW))
        for moment, node in self._moments.items():
            node.put(aria_pressed="true" if moment is self._moment else "false")

    def _show_item(self, giving: Giving) -> None:
        form = self._forms.get(giving.questionnaire) or load(giving.questionnaire)
        item = form.items[giving.number - 1]
        if self._shown != (form.id, item.id):
            self._shown = form.id, item.id
            self._title.say(form.name.of(self._language))
            self._lead.say(form.lead.of(self._language) if form.lead else "")
            self._item.say(item.words.of(self._language))
            self._options.clear()
            with self._options:
                self._answers = answer_buttons(form.choices(item), self._language, self._enter, f"say-{item.id}")
        self._place.say(self._("{number} of {of}").format(number=giving.number, of=giving.of))
        for value, node in self._answers.items():
            node.put(aria_pressed="true" if value == giving.chosen else "false")
        self._back.put(disabled=giving.number == 1)
        self._decline.show(form.declinable)
        self._decline.put(aria_pressed="true" if giving.declined else "false")

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    def _at(self, moment: Moment) -> None:
        self._moment = moment
        for other, node in self._moments.items():
            node.put(aria_pressed="true" if other is moment else "false")

    async def _give(self, name: str) -> None:
        await self._do(partial(self._desk.give, name, self._moment))

    async def _rate(self, name: str) -> None:
        await self._do(partial(self._desk.ask_now, name))

    async def _enter(self, value: int | None) -> None:
        await self._do(partial(self._desk.enter_answer, value))
