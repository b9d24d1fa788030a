"""The card of the world of a running session: how much goes on, what can be changed at once, and what came of it so far."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.choices import Change, ChoiceControls, Translate
from app.console.parts import Node, button
from app.console.world_tiles import small_tiles
from app.session import measured
from app.session.doings import Doings
from app.session.view import LiveView
from app.session.wish import LEVEL
from scenes.base import Level, Scene
from scenes.registry import OFFERED

Enter = Callable[[str], Awaitable[None]]
#: so many measures are told
_LATEST = 4


class WorldCard:
    """world : its class, None where it is no longer known; change : called with a name and a new value

    enter : called with the name of another world to show
    """

    def __init__(self, translate: Translate, world: type[Scene] | None, change: Change, enter: Enter) -> None:
        _ = self._ = translate
        self._world, self._open = world, False
        live = [choice for choice in world.choices if choice.live] if world is not None else []
        with Node("section", look="card world-now"):
            with Node("div", look="line"):
                Node("h2", _("World"), "heading grow")
                with Node("div", look="segments", role="group", aria_label=_("Level"), data_key="w", data_act="focus"):
                    self._levels = {
                        level: button(
                            _(wording.LEVELS[level]),
                            partial(change, LEVEL, str(level)),
                            "segment",
                            data_testid=f"level-{level}",
                        )
                        for level in Level
                    }
            with Node("div"):
                self._counts = Node("p", "", "soft", role="status", data_testid="doings")
                self._gaze = Node("p", "", "soft", data_testid="gaze")
                self._measured = Node("p", "", "soft", data_testid="measured")
            with Node("div", look="settings", hidden=not live):
                self._choices = ChoiceControls(translate, live, change)
            # folded: a press by chance must not take the patient elsewhere
            self._fold = button("", self._toggle, "fold", aria_controls="other-worlds", data_testid="other-worlds")
            with self._fold:
                Node("span", _("Another world"), "soft grow")
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            with Node("div", look="folded", id="other-worlds", hidden=True) as self._others:
                self._worlds = small_tiles(OFFERED, _, _("Another world"), enter)
                Node("p", _("Behind a fade; no exposure is counted until it is there."), "tiny")

    def _toggle(self) -> None:
        self._open = not self._open
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._others.show(self._open)

    def show(self, view: LiveView) -> None:
        """Show the world of this view."""
        self._fold.show(view.phase == "exposure")
        self._others.show(self._open and view.phase == "exposure")
        for name, node in self._worlds.items():
            node.put(aria_pressed="true" if name == view.world else "false")
        for level, node in self._levels.items():
            node.put(aria_pressed="true" if level == view.wish.training.level else "false")
        usual = {choice.name: choice.default for choice in self._world.choices} if self._world is not None else {}
        self._choices.show({**usual, **view.wish.chosen})
        self._counts.say(counted(view.doings, self._))
        gaze = looked(view, self._)
        self._gaze.say(gaze)
        self._gaze.show(bool(gaze))
        told = latest(view, self._world, self._)
        self._measured.say(told)
        self._measured.show(bool(told))


def counted(doings: Doings, translate: Translate) -> str:
    """What came of a visit, in a line."""
    _ = translate
    parts = [_("hits: {n}").format(n=doings.hits)]
    if doings.called:
        parts.append(_("answered: {n} of {m} calls").format(n=doings.answered, m=doings.called))
    if doings.latency_s is not None:
        parts.append(_("after {s} s").format(s=f"{doings.latency_s:.1f}"))
    if doings.events:
        parts.append(_("small events: {n}").format(n=doings.events))
    return wording.joined(parts, _)


def latest(view: LiveView, world: type[Scene] | None, translate: Translate) -> str:
    """What the world measured last, in the order of its measures; "" before anything."""
    _ = translate
    order = [measure.name for measure in world.measures] if world is not None else []
    here = [one for one in view.measured.series if one.world == view.world]
    here.sort(key=lambda one: order.index(one.name) if one.name in order else len(order))
    parts = []
    for one in here[:_LATEST]:
        of = measured.measure(world, one.name)
        parts.append(_("{what}: {value}").format(what=_(of.title), value=measured.spoken(of, one.values[-1][1], _)))
    return wording.joined(parts, _)


def looked(view: LiveView, translate: Translate) -> str:
    """What the patient points with, and for how long the gaze has rested on things; "" before anything."""
    _ = translate
    if not view.points:
        return ""
    parts = [_("points with: {what}").format(what=wording.word(wording.SOURCES, view.points, _))]
    if view.doings.looked_s and view.elapsed_s > 1.0:
        share = f"{min(1.0, view.doings.looked_s / view.elapsed_s):.0%}"
        seconds = f"{view.doings.looked_s:.0f}"
        parts.append(_("gaze rested on things for {s} s ({share})").format(s=seconds, share=share))
    return wording.joined(parts, _)
