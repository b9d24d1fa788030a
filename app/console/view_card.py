"""The card of the view that a session begins in: neither is the usual one, so it is chosen for each session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.keys import VIEW_KEYS, hint, keyed
from app.console.parts import Node, button
from app.session.plan import Mode

Translate = Callable[[str], str]
_ICONS = {Mode.D3: icons.HEADSET, Mode.D2: icons.SCREEN, Mode.FLAT: icons.HEADSET_FLAT}


class ViewCard:
    """changed : called when one was chosen

    mode : the one that is chosen, None before
    """

    def __init__(self, translate: Translate, changed: Callable[[], None]) -> None:
        _ = translate
        self._changed = changed
        self.mode: Mode | None = None
        self._modes: dict[Mode, Node] = {}
        with Node("section", look="card"):
            Node("h2", _("View"), "heading")
            with Node("div", look="trio", role="group", aria_label=_("View")):
                for mode, icon in _ICONS.items():
                    node = button("", partial(self._press, mode), "option", data_testid=f"mode-{mode.value}")
                    self._modes[mode] = keyed(node, VIEW_KEYS[mode])
                    with node:
                        with Node("span", look="line"):
                            ui.html(icon, sanitize=False, tag="span").classes("icon")
                            Node("span", wording.mode(mode, _), "big grow")
                            hint(VIEW_KEYS[mode].upper())
                        Node("span", _(wording.VIEWS[mode]), "soft")
        self.choose(None)

    def choose(self, mode: Mode | None) -> None:
        """Show this one, which nobody pressed."""
        self.mode = mode
        for one, node in self._modes.items():
            node.put(aria_pressed="true" if one is mode else "false")

    def _press(self, mode: Mode) -> None:
        self.choose(mode)
        self._changed()
