"""The few building blocks of the pages: plain HTML elements with a text, classes and attributes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

Handler = Callable[[], Awaitable[None] | None]


class Node(TextElement):
    """An HTML element. Attribute names take ``_`` for ``-`` (`aria_label`, `data_testid`); `for_` and `type_` lose the last one.

    `say`, `put` and `look` change the page only where something is different, so that they can be called as often as one likes.
    """

    def __init__(self, tag: str = "div", text: str = "", look: str = "", **attributes: str | bool | None) -> None:
        super().__init__(tag=tag or None, text=text)
        if look:
            self.classes(look)
        self.put(**attributes)

    def say(self, text: str) -> None:
        """Show this text."""
        if self.text != text:
            self.set_text(text)

    def put(self, **attributes: str | bool | None) -> None:
        """Set attributes; None and False take them away."""
        changed = False
        for name, value in attributes.items():
            key = name.rstrip("_").replace("_", "-")
            if value is None or value is False:
                changed |= self._props.pop(key, None) is not None
            elif self._props.get(key) != value:
                self._props[key] = value
                changed = True
        if changed:
            self.update()

    def look(self, classes: str) -> None:
        """Have exactly these classes."""
        if self._classes != classes.split():
            self.classes(replace=classes)

    def show(self, on: bool) -> None:
        """Be there, or leave no gap."""
        self.put(hidden=None if on else True)


def button(text: str, do: Handler | None = None, look: str = "button", **attributes: str | bool | None) -> Node:
    """A button that calls `do` when it is pressed."""
    node = Node("button", text, look, type_="button", **attributes)
    if do is not None:
        node.on("click", do)
    return node


class Field(Node, component="field.js"):
    """A native text field; `changed` is called with its text as it is typed. `tag` : "input" or "textarea"."""

    def __init__(
        self,
        value: str,
        changed: Callable[[str], Awaitable[None] | None],
        look: str = "field",
        tag: str = "input",
        **attributes: str | bool | None,
    ) -> None:
        super().__init__("", "", look, **attributes)
        self._props["tag"], self._props["initial"] = tag, value
        self.on("typed", lambda event: changed(str(event.args)))

    def fill(self, value: str) -> None:
        """Write this text into the field."""
        self.run_method("fill", value)


class Pick(Node, component="pick.js"):
    """A native list of `options` (value: text) to pick one of; `changed` is called with the value that was picked."""

    def __init__(
        self,
        options: Mapping[str, str],
        value: str,
        changed: Callable[[str], Awaitable[None] | None],
        look: str = "field pick",
        **attributes: str | bool | None,
    ) -> None:
        super().__init__("", "", look, **attributes)
        self._props["options"], self._props["initial"] = [list(option) for option in options.items()], value
        self.on("picked", lambda event: changed(str(event.args)))


def drawing(svg: str, look: str = "drawing") -> ui.html:
    """An SVG of `app.console.charts`, whose texts are escaped there."""
    return ui.html(svg, sanitize=False).classes(look)
