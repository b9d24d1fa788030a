"""The card of symptoms: what the patient feels, and how much, in two presses."""

from __future__ import annotations

from functools import partial

from app.console import charts
from app.console.keys import Translate, hint
from app.console.parts import Node, button
from app.console.time_card import Do
from app.session.symptoms import SEVERITIES, SYMPTOMS, Symptom
from app.session.view import Desk, LiveView

#: the newest so many are listed
_LISTED = 4


class SymptomsCard:
    """do : see `app.console.time_card.Do`"""

    def __init__(self, translate: Translate, desk: Desk, do: Do) -> None:
        _ = self._ = translate
        self._desk, self._do = desk, do
        self._chosen: str | None = None
        self._listed: tuple[Symptom, ...] | None = None
        with Node("section", look="card symptoms", aria_labelledby="symptoms-title"):
            with Node("div", look="line"):
                Node("h2", _("Symptoms"), "heading grow", id="symptoms-title")
                hint("Y")
            with Node("div", look="chips", role="group", aria_label=_("Symptoms"), data_key="y", data_act="focus"):
                self._symptoms = {
                    name: button(_(text), partial(self._choose, name), "chip symptom", data_testid=f"symptom-{name}")
                    for name, text in SYMPTOMS.items()
                }
            with Node("div", look="segments wide", role="group", aria_label=_("How strong")):
                self._severities = {
                    name: button(
                        _(text), partial(self._keep, name), "segment", data_testid=f"severity-{name}", disabled=True
                    )
                    for name, text in SEVERITIES.items()
                }
            self._hint = Node("p", "", "tiny", role="status", data_testid="symptom-hint")
            self._list = Node("ul", look="remarks", data_testid="symptoms")
        self._choose(None)

    def show(self, view: LiveView) -> None:
        """Show what was noted so far, the newest first."""
        if view.course.symptoms == self._listed:
            return
        self._listed, _ = view.course.symptoms, self._
        self._list.clear()
        with self._list:
            for felt in reversed(self._listed[-_LISTED:]):
                with Node("li", look=f"remark {felt.severity}"):
                    Node("span", charts.clock(felt.at_s), "when")
                    Node("span", told(felt, _), "grow")

    def _choose(self, name: str | None) -> None:
        self._chosen = None if name == self._chosen else name
        for symptom, node in self._symptoms.items():
            node.put(aria_pressed="true" if symptom == self._chosen else "false")
        for node in self._severities.values():
            node.put(disabled=self._chosen is None)
        _ = self._
        self._hint.say(
            _("Choose a symptom, then how strong it is.") if self._chosen is None else _("How strong is it?")
        )

    async def _keep(self, severity: str) -> None:
        if self._chosen is not None:
            symptom = self._chosen
            self._choose(None)
            await self._do(partial(self._desk.symptom, symptom, severity))


def told(felt: Symptom, translate: Translate) -> str:
    """ "Nausea, mild" """
    _ = translate
    return _("{symptom}, {severity}").format(
        symptom=_(SYMPTOMS[felt.symptom]) if felt.symptom in SYMPTOMS else felt.symptom,
        severity=(_(SEVERITIES[felt.severity]) if felt.severity in SEVERITIES else felt.severity).lower(),
    )
