"""How a visit trains and what is chosen for its world: folded for a new session, since the usual is good for most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.choices import ChoiceControls
from app.console.parts import Field, Node, button
from app.session.timelines import SHIPPED
from app.session.wish import GOAL, Wish, fitted
from scenes.base import Level, Scene, TrainingKind, Value

Translate = Callable[[str], str]


class TrainingFold:
    """The wish for one world. own : names of the clinic's own timelines; changed : called when something was chosen"""

    def __init__(self, translate: Translate, own: Sequence[str], changed: Callable[[], None]) -> None:
        _ = translate
        self._, self._changed = translate, changed
        self._world: type[Scene] | None = None
        self.wish = Wish()
        #: whether something was chosen by hand: what is known of a patient then stays away
        self.touched = False
        self._unread = self._open = False
        self._seconds = 0.0
        self._controls: ChoiceControls | None = None
        self._fold = button("", self._toggle, "fold", aria_controls="training", data_testid="training")
        with self._fold:
            with Node("span", look="grow"):
                Node("span", _("Training"), "heading")
                self._told = Node("span", "", "soft", data_testid="training-told")
            ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
        with Node("div", look="folded", id="training", hidden=True) as self._body:
            with Node("div", look="settings"):
                self._kinds = self._segments(
                    _("Course"), {str(kind): wording.TRAININGS[kind] for kind in TrainingKind}, "kind", self._be_kind
                )
                with Node("div", look="setting") as self._goal_box:
                    Node("label", _("Hits until each small event"), "heading", for_="goal")
                    self._goal = Field(
                        str(self.wish.training.goal),
                        self._typed_goal,
                        "field short",
                        id="goal",
                        inputmode="numeric",
                        maxlength="3",
                        autocomplete="off",
                        data_testid="goal",
                    )
            with Node("div", look="setting") as self._timeline_box:
                Node("h3", _("Timeline"), "heading")
                with Node("div", look="chips", role="group", aria_label=_("Timeline")):
                    names = ["", *dict.fromkeys((*SHIPPED, *own))]
                    self._timelines = {
                        name: button(
                            wording.timeline(name, _),
                            partial(self._be_timeline, name),
                            "chip layer",
                            data_testid=f"timeline-{name}",
                        )
                        for name in names
                    }
            with Node("div", look="settings"):
                levels = {str(level): wording.LEVELS[level] for level in Level}
                self._levels = self._segments(_("Level"), levels, "level", self._be_level)
            self._hint = Node("p", _("Adaptive follows the patient: about 70 % of what calls is answered."), "tiny")
            self._fault = Node("p", _("The hits must be 1 to 100."), "fault", role="alert", hidden=True)
            self._choices = Node("div", look="settings")

    @property
    def readable(self) -> bool:
        """Whether what was typed can be taken as it is."""
        return not self._unread

    def last(self, seconds: float) -> None:
        """Show what fits this length of the exposure."""
        if seconds != self._seconds:
            self._seconds = seconds
            self._refresh()

    def of(self, world: type[Scene], wish: Wish) -> None:
        """Offer what this world offers, with this wish to begin with."""
        if world is not self._world:
            self._world = world
            self._choices.clear()
            with self._choices:
                self._controls = ChoiceControls(self._, world.choices, self._choose)
        known = {choice.name: choice for choice in world.choices}
        # what a world no longer offers is not asked of it again
        kept = {name: value for name, value in wish.chosen.items() if name in known and _holds(known[name], value)}
        timeline = wish.timeline if wish.timeline in self._timelines else ""
        self.wish, self._unread = replace(wish, chosen=kept, timeline=timeline), False
        self._goal.fill(str(wish.training.goal))
        self._refresh()

    # ---- what the clinician does --------------------------------------------------------------------------------------

    def _be_kind(self, kind: str) -> None:
        self._train(kind=TrainingKind(kind))

    def _be_level(self, level: str) -> None:
        self._train(level=Level(level))

    def _be_timeline(self, name: str) -> None:
        self.wish = replace(self.wish, timeline=name)
        self._touch()

    def _typed_goal(self, text: str) -> None:
        whole = int(text) if text.strip().isascii() and text.strip().isdigit() else 0
        self._unread = not GOAL[0] <= whole <= GOAL[1]
        if self._unread:
            self._touch()
        else:
            self._train(goal=whole)

    def _train(self, **change: TrainingKind | Level | int) -> None:
        self.wish = replace(self.wish, training=replace(self.wish.training, **change))  # type: ignore[arg-type]
        self._touch()

    def _choose(self, name: str, value: Value) -> None:
        self.wish = self.wish.changed(name, value)
        self._touch()

    def _toggle(self) -> None:
        self._open = not self._open
        self._refresh()

    def _touch(self) -> None:
        self.touched = True
        self._refresh()
        self._changed()

    # ---- what is shown ------------------------------------------------------------------------------------------------

    def _segments(self, title: str, options: dict[str, str], test: str, do: Callable[[str], None]) -> dict[str, Node]:
        with Node("div", look="setting"):
            Node("h3", title, "heading")
            with Node("div", look="segments", role="group", aria_label=title):
                return {
                    value: button(self._(text), partial(do, value), "segment", data_testid=f"{test}-{value}")
                    for value, text in options.items()
                }

    def _refresh(self) -> None:
        training = self.wish.training
        timed = training.kind is TrainingKind.TIMED
        for nodes, value in (
            (self._kinds, training.kind),
            (self._levels, training.level),
            (self._timelines, self.wish.timeline),
        ):
            for name, node in nodes.items():
                node.put(aria_pressed="true" if name == value else "false")
        self._goal_box.show(not timed)
        self._timeline_box.show(timed)
        self._hint.show(training.level is Level.ADAPTIVE)
        self._fault.show(self._unread and not timed)
        self._goal.put(aria_invalid="true" if self._unread else None)
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._body.show(self._open)
        if self._world is not None:
            self._told.say(wording.wish(self._world, self.wish, self._))
        if self._controls is not None and self._world is not None:
            usual = {choice.name: choice.default for choice in self._world.choices}
            self._controls.show({**usual, **fitted(self._world, self.wish, self._seconds).chosen})


def _holds(choice: object, value: Value) -> bool:
    try:
        choice.check(value)  # type: ignore[attr-defined]
    except ValueError:
        return False
    return True
