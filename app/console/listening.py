"""What a patient hears over the room, before a session: the age and the week's dose beside the alias, and the folded choice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.parts import Field, Node, button
from app.session.dose import MENTIONED, Dose
from app.session.listening import DEFINITIONS, LAYERS, TARGET_DB, Listening, cap_dba
from app.session.view import Hearing

Translate = Callable[[str], str]


class Hears:
    """Whether the patient is under 18, and whether sound is played when the weekly allowance is used up.

    changed : called when something was pressed
    """

    def __init__(self, translate: Translate, changed: Callable[[], Awaitable[None] | None]) -> None:
        self._, self._changed = translate, changed
        self.under_18 = False
        #: whether it was pressed by hand: what is known of a patient then stays away
        self.touched = False
        self.over_dose = False
        self._dose = Dose()
        self._line: Node | None = None

    def age(self) -> None:
        """Build the switch."""
        self._young = button("", self._toggle_age, "check", role="checkbox", data_testid="under-18")
        with self._young:
            ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
            Node("span", self._("Under 18"))
        self._refresh()

    def week(self) -> None:
        """Build the line of the week's dose, which is there once it is worth a word."""
        self._line = Node("div", look="notice warning week", hidden=True, data_testid="week")
        with self._line:
            self._told = Node("span", "", "grow")
        self._confirm = button("", self._toggle_dose, "check", role="checkbox", hidden=True, data_testid="over-dose")
        with self._confirm:
            ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
            Node("span", self._("Play sound in this session all the same"))
        self._refresh()

    def fill(self, known: Hearing) -> None:
        """Show what is known of this patient."""
        self.under_18, self._dose = known.under_18, known.dose
        if not known.dose.over:
            self.over_dose = False
        self._refresh()

    async def _toggle_age(self) -> None:
        self.under_18, self.touched = not self.under_18, True
        self._refresh()
        again = self._changed()
        if again is not None:
            await again

    def _toggle_dose(self) -> None:
        self.over_dose = not self.over_dose
        self._refresh()

    def _refresh(self) -> None:
        _ = self._
        self._young.put(aria_checked="true" if self.under_18 else "false")
        if self._line is None:
            return
        self._line.show(self._dose.used >= MENTIONED)
        said = wording.dose(self._dose, _)
        if self._dose.over and not self.over_dose:
            said = _("{dose}: no sound is played in this session").format(dose=said)
        self._told.say(said)
        self._confirm.show(self._dose.over)
        self._confirm.put(aria_checked="true" if self.over_dose else "false")


class ListeningFold:
    """What is held over the room: folded at first, for most sessions go on as the last one did.

    own : names of the clinic's own files
    spl : whether a calibrator was used here: without one no level in dB SPL is known, and no cap can be held
    changed : called when something was chosen or typed
    keep : makes a choice the usual one of this site
    """

    def __init__(
        self,
        translate: Translate,
        own: Sequence[str],
        changed: Callable[[], None],
        keep: Callable[[Listening], Awaitable[None]],
        *,
        spl: bool,
    ) -> None:
        _ = translate
        self._, self._changed, self._keep, self._spl = translate, changed, keep, spl
        #: what was chosen so far, but for what can't be read in the field
        self.listening = Listening()
        #: whether something was chosen by hand: what is known of a patient then stays away
        self.touched = False
        self._unread = self._kept = self._open = self._young = False
        with Node("div", look="fold-row listening"):
            self._fold = button("", self._toggle, "fold", aria_controls="listening", data_testid="sound")
            with self._fold:
                with Node("span", look="grow"):
                    Node("span", _("Sound"), "heading")
                    self._told = Node("span", "", "soft", data_testid="sound-told")
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            with Node("div", look="folded", id="listening", hidden=True) as self.body:
                with Node("div", look="setting"):
                    Node("h2", _("Held over the room's noise"), "heading")
                    with Node("div", look="chips", role="group", aria_label=_("Held over the room's noise")):
                        names = {**{name: _(text) for name, text in LAYERS.items()}, **{name: name for name in own}}
                        self._layers = {
                            name: button(
                                text, partial(self._choose, layer=name), "chip layer", data_testid=f"layer-{name}"
                            )
                            for name, text in names.items()
                        }
                    Node(
                        "p",
                        _("Own sounds: put WAV, FLAC, MP3 or Ogg files into the data folder, under sounds"),
                        "tiny",
                    )
                with Node("div", look="settings"):
                    with Node("div", look="setting"):
                        Node("label", _("How far over (SNR)"), "heading", for_="target-db")
                        with Node("div", look="line"):
                            self._target = Field(
                                "5",
                                self._typed,
                                "field short",
                                id="target-db",
                                inputmode="decimal",
                                maxlength="4",
                                autocomplete="off",
                                data_testid="target-db",
                            )
                            Node("span", _("dB, 0 to 15"), "soft")
                    with Node("div", look="setting"):
                        Node("h2", _("What counts as the sound"), "heading")
                        with Node("div", look="segments", role="group", aria_label=_("What counts as the sound")):
                            self._definitions = {
                                name: button(
                                    _(text),
                                    partial(self._choose, definition=name),
                                    "segment",
                                    data_testid=f"definition-{name}",
                                )
                                for name, text in DEFINITIONS.items()
                            }
                self._fault = Node("p", "", "fault", role="alert", hidden=True)
                with Node("div", look="line"):
                    self._usual = button("", self._make_usual, "button small", data_testid="usual")
        self._refresh()

    @property
    def readable(self) -> bool:
        """Whether what was typed can be taken as it is."""
        return not self._unread

    def fill(self, listening: Listening) -> None:
        """Show what this patient heard before, or what is usual here. A file that is gone is not chosen again."""
        if listening.layer not in self._layers:
            listening = replace(listening, layer=Listening().layer)
        if listening != self.listening or self._unread:
            self.listening, self._unread, self._kept = listening, False, False
            self._target.fill(f"{listening.target_db:g}")
        self._refresh()

    def cap_for(self, under_18: bool) -> None:
        """Tell the cap of this patient."""
        self._young = under_18
        self._refresh()

    def _typed(self, text: str) -> None:
        try:
            target = float(text.strip().replace(",", "."))
        except ValueError:
            target = -1.0
        least, most = TARGET_DB
        self._unread = not least <= target <= most
        if not self._unread:
            self.listening = replace(self.listening, target_db=target)
        self._touch()

    def _choose(self, **change: str) -> None:
        self.listening = replace(self.listening, **change)  # type: ignore[arg-type]
        self._touch()

    async def _make_usual(self) -> None:
        await self._keep(self.listening)
        self._kept = True
        self._refresh()

    def _toggle(self) -> None:
        self._open = not self._open
        self._refresh()

    def _touch(self) -> None:
        self.touched, self._kept = True, False
        self._refresh()
        self._changed()

    def _refresh(self) -> None:
        _ = self._
        for name, node in self._layers.items():
            node.put(aria_pressed="true" if name == self.listening.layer else "false")
        for name, node in self._definitions.items():
            node.put(aria_pressed="true" if name == self.listening.definition else "false")
        self._fold.put(aria_expanded="true" if self._open else "false")
        self.body.show(self._open)
        if self._spl:
            self._told.say(wording.listening(self.listening, cap_dba(self._young), _))
        else:
            told = wording.listening(self.listening, None, _)
            self._told.say(wording.joined([told, _("no cap can be held: no calibrator was used")], _))
        self._fault.say(_("The SNR must be 0 to 15 dB."))
        self._fault.show(self._unread)
        self._target.put(aria_invalid="true" if self._unread else None)
        self._usual.say(_("Kept for new patients") if self._kept else _("Make this the usual for new patients"))
        self._usual.put(disabled=self._kept or self._unread)
