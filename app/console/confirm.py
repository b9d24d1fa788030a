"""The card of what is confirmed before a session: each line by itself, or all that were checked with one press."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from nicegui import ui

from app.console import icons
from app.console.keys import ALL, Keyed
from app.console.parts import Node, button
from app.session.checklist import CHECKLIST

Translate = Callable[[str], str]


class ConfirmCard:
    """items : what must be confirmed here, with what a person reads; changed : called when something was"""

    def __init__(self, translate: Translate, items: Mapping[str, str], changed: Callable[[], None]) -> None:
        _ = translate
        self._, self._changed = translate, changed
        self._confirmed: set[str] = set()
        self._checks: dict[str, Node] = {}
        with Node("section", look="card confirm", hidden=not items):
            Node("h2", _("Confirm before starting"), "heading")
            with Node("div", look="checks", role="group", aria_label=_("Confirm before starting")):
                for number, (item, text) in enumerate(items.items()):
                    name = item if item in CHECKLIST else f"own-{number}"
                    node = button("", partial(self._press, item), "check", role="checkbox", data_testid=f"check-{name}")
                    self._checks[item] = node
                    with node:
                        ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
                        Node("span", text, "" if item in CHECKLIST else "own")
            self._all = Keyed("", self._press_all, ALL, data_testid="check-all")
        self._show()

    @property
    def confirmed(self) -> tuple[str, ...]:
        """What was confirmed, in the order it stands there."""
        return tuple(item for item in self._checks if item in self._confirmed)

    @property
    def missing(self) -> int:
        """How many are not."""
        return len(self._checks) - len(self._confirmed)

    def clear(self) -> None:
        """What was confirmed was confirmed for another."""
        self._confirmed.clear()
        self._show()

    def _press(self, item: str) -> None:
        self._confirmed ^= {item}
        self._show()
        self._changed()

    def _press_all(self) -> None:
        self._confirmed = set(self._checks)
        self._show()
        self._changed()

    def _show(self) -> None:
        _ = self._
        for item, node in self._checks.items():
            node.put(aria_checked="true" if item in self._confirmed else "false")
        self._all.say(_("I have checked all of these") if self.missing else _("All checked"))
        self._all.put(aria_disabled=None if self.missing else "true")
