"""The worlds to choose among, each with its picture, what it is for, what it is like, and what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial

from nicegui import ui

from app.console import icons, theme
from app.console.parts import Node, button
from scenes.base import Scene
from scenes.registry import WORLDS

Translate = Callable[[str], str]
Choose = Callable[[str], Awaitable[None] | None]


def tiles(offered: Mapping[str, type[Scene]], translate: Translate, title: str, choose: Choose) -> dict[str, Node]:
    """Cards with all that is told of each; by name. offered : the worlds' classes"""
    with Node("div", look="worlds", role="group", aria_label=title):
        return {name: _tile(name, scene, translate, choose) for name, scene in offered.items()}


def small_tiles(names: Iterable[str], translate: Translate, title: str, choose: Choose) -> dict[str, Node]:
    """Small cards, for a choice that is made seldom."""
    with Node("div", look="worlds small", role="group", aria_label=title):
        return {name: _tile(name, None, translate, choose) for name in names}


def _tile(name: str, scene: type[Scene] | None, translate: Translate, choose: Choose) -> Node:
    """scene : None for a small one"""
    _, entry = translate, WORLDS[name]
    test = f"world-{name}" if scene is not None else f"enter-{name}"
    node = button("", partial(choose, name), "world", data_testid=test)
    with node:
        picture = theme.picture_url(name)
        if picture:
            Node("img", look="view", src=picture, alt="", decoding="async")
        else:
            Node("span", look="view blank")
        with Node("span", look="caption"):
            Node("span", _(entry.title), "strong")
            if entry.purpose:
                Node("span", _(entry.purpose), "purpose")
            if scene is not None:
                if scene.about:
                    Node("span", _(scene.about), "tiny about")
                with Node("span", look="tiny needs"):
                    ui.html(icons.HAND if scene.hands else icons.EYE, sanitize=False, tag="span").classes("icon")
                    Node("span", _("Hands, or looks alone") if scene.hands else _("Looks are enough"))
    return node
