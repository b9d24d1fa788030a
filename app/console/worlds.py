"""The card of the worlds: a picture, a title and what it is for; below them, folded, how the visit trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.console.parts import Node
from app.console.training import TrainingFold
from app.console.world_tiles import tiles
from app.session.wish import Wish, Wishes
from scenes.base import Scene
from scenes.registry import DEFAULT, OFFERED

Translate = Callable[[str], str]


class WorldsCard:
    """offered : the worlds' classes, by name (hidden ones are left out); own : names of the clinic's own timelines
    changed : called when something was chosen

    world : the name of the one that is chosen
    """

    def __init__(
        self, translate: Translate, offered: Mapping[str, type[Scene]], own: Sequence[str], changed: Callable[[], None]
    ) -> None:
        _ = translate
        offered = {name: world for name, world in offered.items() if name in OFFERED}
        self._offered, self._changed = offered, changed
        self._known = Wishes()
        self._by_hand = False
        self.world = DEFAULT
        with Node("section", look="card worlds-card"):
            Node("h2", _("World"), "heading")
            self._cards = tiles(offered, translate, _("World"), self._pick)
            self.training = TrainingFold(translate, own, changed)
        self._show()

    def fill(self, known: Wishes) -> None:
        """Show what this patient had at the last visit, but for what was chosen for this one."""
        self._known = known
        if not self.touched:
            self.world = known.last if known.last in self._offered else DEFAULT
        if not self.training.touched:
            self._show()

    def take(self, name: str) -> None:
        """Show this world, which nobody pressed."""
        if name in self._offered and name != self.world:
            self.world, self.training.touched = name, False
            self._show()

    @property
    def touched(self) -> bool:
        """Whether something was chosen by hand: what is known of a patient then stays away."""
        return self._by_hand or self.training.touched

    @touched.setter
    def touched(self, by_hand: bool) -> None:
        self._by_hand = self.training.touched = by_hand

    def _pick(self, name: str) -> None:
        self._by_hand = True
        if name != self.world:
            self.world, self.training.touched = name, False
            self._show()
        self._changed()

    def _show(self) -> None:
        for name, card in self._cards.items():
            card.put(aria_pressed="true" if name == self.world else "false")
        self.training.of(self._offered[self.world], self._known.of.get(self.world, Wish()))
