"""The fold of what a visit asks before and after its exposure: the usual is pain right now, and more is a press each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.parts import Node, button
from app.i18n import N_
from app.questionnaires import available, load
from app.session import instruments
from app.session.asking import USUAL, Ask, Asked

Translate = Callable[[str], str]

#: when a scale, and when a questionnaire is asked, and what that is called
TIMES = (
    (Asked.BEFORE, Asked.BASELINE, N_("Before the exposure")),
    (Asked.AFTER, Asked.AFTER, N_("After the exposure")),
)


class AsksFold:
    """Folded at first. `asks` is what is chosen; as long as it is the usual, a programme's visit asks what the programme says."""

    def __init__(self, translate: Translate, language: str) -> None:
        _ = self._ = translate
        self._language = language
        self._chosen: set[Ask] = set(USUAL)
        self._offered: list[Ask] = []
        self._chips: dict[Ask, Node] = {}
        self._open = False
        with Node("div", look="fold-row asks"):
            self._fold = button("", self._toggle, "fold", aria_controls="asks", data_testid="asks")
            with self._fold:
                with Node("span", look="grow"):
                    Node("span", _("What is asked"), "heading")
                    self._told = Node("span", "", "soft", data_testid="asks-told")
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            with Node("div", look="folded", id="asks", hidden=True) as self._body:
                Node(
                    "p",
                    _("In a programme's visit the programme says what is asked, unless something else is chosen."),
                    "soft",
                )
                for scale, form, title in TIMES:
                    self._row(scale, form, _(title))
        self._show()

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is chosen, in the order in which it is asked."""
        return USUAL if self._chosen == set(USUAL) else tuple(ask for ask in self._offered if ask in self._chosen)

    def forget(self) -> None:
        """Ask the usual: it is another patient."""
        self._chosen = set(USUAL)
        self._show()

    def _row(self, scale: Asked, form: Asked, title: str) -> None:
        names = sorted(instruments.available(), key=lambda name: name != instruments.PAIN_NOW)
        asks = [Ask(name, scale) for name in names if scale.phase in instruments.load(name).asked]
        asks += [
            Ask(name, form, form=True) for name in available() if load(name).items and form.value in load(name).usual
        ]
        with Node("div", look="setting"):
            Node("h3", title, "heading", id=f"asks-{scale}")
            with Node("div", look="chips", role="group", aria_labelledby=f"asks-{scale}"):
                for ask in asks:
                    self._chips[ask] = button(
                        self._name(ask), partial(self._press, ask), "chip layer", data_testid=f"asks-{scale}-{ask.what}"
                    )
        self._offered += asks

    def _name(self, ask: Ask) -> str:
        name = load(ask.what).name if ask.form else instruments.load(ask.what).name
        return name.of(self._language)

    def _press(self, ask: Ask) -> None:
        self._chosen ^= {ask}
        self._show()

    def _toggle(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        _ = self._
        for ask, chip in self._chips.items():
            chip.put(aria_pressed="true" if ask in self._chosen else "false")
        many = [
            sum(ask in self._chosen and ask.when.phase == scale.phase for ask in self._offered)
            for scale, *_rest in TIMES
        ]
        if self.asks == USUAL:
            self._told.say(_("Pain right now, before and after"))
        else:
            before, after = _("{n} before").format(n=many[0]), _("{n} after").format(n=many[1])
            self._told.say(wording.joined((before, after), _))
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._body.show(self._open)
