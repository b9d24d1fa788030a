"""The card of how long a session is, and what the patient reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.console.parts import Field, Node, button
from app.i18n import LANGUAGES
from app.session.plan import MINUTES

Translate = Callable[[str], str]
LENGTHS = (10, 15, 20)


class BriefCard:
    """minutes, language : to begin with; changed : called when something was chosen

    language : the one that is chosen
    touched : which of "minutes" and "language" were chosen, by hand or by a programme: what is known of a patient then stays away
    """

    def __init__(self, translate: Translate, minutes: str, language: str, changed: Callable[[], None]) -> None:
        self._, self._changed = translate, changed
        self._text, self.language = minutes, language
        self.touched: set[str] = set()
        self._lengths: dict[str, Node] = {}
        self._languages: dict[str, Node] = {}
        with Node("section", look="card brief"):
            self._length()
            self._reads()
        self._show()

    @property
    def minutes(self) -> str:
        """As typed, without the spaces around it."""
        return self._text.strip()

    @property
    def seconds(self) -> float | None:
        """None while it is no length that a session may have."""
        try:
            minutes = float(self.minutes.replace(",", "."))
        except ValueError:
            return None
        return minutes * 60 if MINUTES[0] <= minutes <= MINUTES[1] else None

    def fill(self, minutes: str, language: str) -> None:
        """Show what is known of a patient, but for what was chosen."""
        if "minutes" not in self.touched:
            self._write(minutes)
        if "language" not in self.touched:
            self.language = language
        self._show()

    def take(self, minutes: str) -> None:
        """Have a programme's length."""
        self.touched.add("minutes")
        self._write(minutes)
        self._show()

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    def _pick(self, minutes: str) -> None:
        self.take(minutes)
        self._changed()

    def _type(self, text: str) -> None:
        self._text = text
        self.touched.add("minutes")
        self._show()
        self._changed()

    def _speak(self, language: str) -> None:
        self.language = language
        self.touched.add("language")
        self._show()
        self._changed()

    # ---- what is shown --------------------------------------------------------------------------------------------------

    def _length(self) -> None:
        _ = self._
        with Node("div", look="line lengths"):
            Node("h2", _("Length in minutes"), "heading grow")
            with Node("div", look="row", role="group", aria_label=_("Length in minutes")):
                for length in LENGTHS:
                    text = str(length)
                    self._lengths[text] = button(
                        text, partial(self._pick, text), "chip tall", data_testid=f"minutes-{text}"
                    )
                self._field = Field(
                    self._text,
                    self._type,
                    "field short",
                    id="minutes",
                    inputmode="numeric",
                    maxlength="4",
                    autocomplete="off",
                    aria_label=_("Minutes, 1 to 60"),
                    data_testid="minutes",
                )
            self._fault = Node("p", _("The length must be 1 to 60 minutes."), "fault", role="alert", hidden=True)

    def _reads(self) -> None:
        _ = self._
        with Node("div", look="line"):
            Node("h2", _("The patient reads"), "heading grow")
            with Node("div", look="segments", role="group", aria_label=_("The patient reads")):
                for language, name in LANGUAGES.items():
                    self._languages[language] = button(
                        name,
                        partial(self._speak, language),
                        "segment",
                        data_testid=f"patient-{language}",
                        lang=language.replace("_", "-"),
                    )

    def _write(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._field.fill(text)

    def _show(self) -> None:
        for text, node in self._lengths.items():
            node.put(aria_pressed="true" if text == self.minutes else "false")
        for language, node in self._languages.items():
            node.put(aria_pressed="true" if language == self.language else "false")
        self._fault.show(self.seconds is None)
