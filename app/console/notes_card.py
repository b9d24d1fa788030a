"""The card of quick notes: a line with its time, kept at once; as many as one likes, and none is changed later."""

from __future__ import annotations

from functools import partial

from app.console import charts
from app.console.keys import Translate, hint
from app.console.parts import Field, Node, button
from app.console.time_card import Do
from app.session.symptoms import LONGEST, Note
from app.session.view import Desk, LiveView

#: the newest so many are listed
_LISTED = 4


class NotesCard:
    """do : see `app.console.time_card.Do`"""

    def __init__(self, translate: Translate, desk: Desk, do: Do) -> None:
        _ = self._ = translate
        self._desk, self._do, self._text = desk, do, ""
        self._listed: tuple[Note, ...] | None = None
        with Node("section", look="card notes"):
            with Node("div", look="line"):
                Node("label", _("Quick note"), "heading grow", for_="quick-note")
                hint("N")
            with Node("div", look="line"):
                self._field = Field(
                    "",
                    self._typed,
                    "field",
                    id="quick-note",
                    maxlength=str(LONGEST),
                    autocomplete="off",
                    data_testid="quick-note",
                    data_key="n",
                    data_act="focus",
                )
                self._field.on("keydown.enter", self._keep, args=[])
                self._keep_button = button(_("Keep"), self._keep, "button", data_testid="keep-note", disabled=True)
            Node("p", _("Kept with this second and who wrote it. No names."), "tiny")
            self._list = Node("ul", look="remarks", data_testid="notes")

    def show(self, view: LiveView) -> None:
        """Show what was noted so far, the newest first."""
        if view.course.notes == self._listed:
            return
        self._listed = view.course.notes
        self._list.clear()
        with self._list:
            for note in reversed(self._listed[-_LISTED:]):
                with Node("li", look="remark"):
                    Node("span", charts.clock(note.at_s), "when")
                    Node("span", note.text, "grow")

    def _typed(self, text: str) -> None:
        self._text = text
        self._keep_button.put(disabled=not text.strip())

    async def _keep(self) -> None:
        text = self._text
        if not text.strip():
            return
        self._typed("")
        self._field.fill("")
        await self._do(partial(self._desk.remark, text))
