"""Keys for everything that a session is steered by, the hints on buttons, and the sheet that lists them.

A button with `data-key` is pressed by that key, wherever it stands on the page: `keys.js` does it, and leaves the keys alone while
somebody types. Single keys can be turned off on the sheet (WCAG 2.2, 2.1.4), Escape can't: it is Stop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui

from app.console import icons
from app.console.parts import Handler, Node, button
from app.i18n import N_
from app.session.plan import Mode

Translate = Callable[[str], str]

#: the keys of the views, the same before a session and in it
VIEW_KEYS = {Mode.D3: "d", Mode.D2: "s", Mode.FLAT: "f"}
#: of the first page
SEARCH, NEXT, ALL, START = "/", "n", "a", "b"
TODAY = (
    ("/", N_("Go to the patient's alias")),
    ("N", N_("Choose the next of those who come")),
    ("D", "3D"),
    ("S", "2D"),
    ("F", N_("Flat")),
    ("A", N_("Confirm all that is to be checked")),
    ("B", N_("Start the session")),
)

#: of a session: key, and what it does
SESSION = (
    ("P", N_("Pause, or go on")),
    ("R", N_("Ask for a rating, or ask again")),
    ("0 … 9", N_("Choose the spoken rating (1 and 0: ten)")),
    ("Enter", N_("Enter the rating that is chosen")),
    ("O", N_("Leave the rating out")),
    ("N", N_("Write a note")),
    ("Y", N_("Note a symptom")),
    ("T", N_("Talk to the patient, for as long as it is held")),
    ("D", "3D"),
    ("S", "2D"),
    ("F", N_("Flat")),
    ("C", N_("Recentre")),
    ("L", N_("Lying or sitting")),
    ("W", N_("Go to the world's settings")),
    ("E", N_("End the exposure now")),
    ("K", N_("Skip the sound check")),
)
EVERYWHERE = (
    ("Esc", N_("Stop the session. In a field or a sheet it leaves that first")),
    ("?", N_("Show or hide the keys")),
    ("Tab", N_("Go to the next control, with Shift to the one before")),
)


class Keyed(Node):
    """A button that is pressed by a key too; `say` changes its words and leaves the hint.

    key : "p" or "Enter", as the browser names it, in lower case
    """

    def __init__(
        self,
        text: str,
        do: Handler | None,
        key: str,
        look: str = "button",
        **attributes: str | bool | None,
    ) -> None:
        shown = key.upper() if len(key) == 1 else key
        super().__init__("button", "", look, type_="button", data_key=key, aria_keyshortcuts=shown, **attributes)
        if do is not None:
            self.on("click", do)
        with self:
            self.label = Node("span", text, "label")
            hint(shown)

    def say(self, text: str) -> None:
        """Show these words."""
        self.label.say(text)


def keyed(node: Node, key: str) -> Node:
    """The node, pressed by a key too; where it shows the key itself, by `hint`, it stands there."""
    node.put(data_key=key, aria_keyshortcuts=key.upper() if len(key) == 1 else key)
    return node


def hint(key: str) -> Node:
    """A key, as it stands on a button; those who hear the page are told by the button itself."""
    return Node("kbd", key, "hint", aria_hidden="true")


def sheet(translate: Translate) -> None:
    """The list of keys, which opens on top of the page."""
    _ = translate
    with Node("dialog", look="keys-sheet", id="keys", aria_labelledby="keys-title", data_testid="keys-sheet"):
        with Node("div", look="line"):
            Node("h2", _("Keys"), "title grow", id="keys-title")
            button(_("Close"), None, "button small", data_testid="keys-close")
        with Node("div", look="keys-lists"):
            with Node("div", look="column"):
                _list(_("On every page"), EVERYWHERE, _)
                _list(_("On the first page"), TODAY, _)
            _list(_("While a session runs"), SESSION, _)
        with Node(
            "button", "", "check", type_="button", role="checkbox", aria_checked="true", data_testid="keys-single"
        ):
            ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
            Node("span", _("Single keys act by themselves. Escape always does."))


def _list(title: str, keys: Sequence[tuple[str, str]], translate: Translate) -> None:
    with Node("section"):
        Node("h3", title, "heading")
        with Node("dl", look="keys-list"):
            for key, what in keys:
                with Node("div"):
                    with Node("dt"):
                        Node("kbd", key, "key-cap")
                    Node("dd", translate(what))
