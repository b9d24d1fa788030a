"""Which worlds there are, by name. A world is imported only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from scenes.base import Scene


@dataclass(frozen=True, slots=True)
class World:
    """An entry: `name` as stored and typed, `title` a message id for gettext, the steady sound (`assets/sounds`), the class."""

    name: str
    title: str
    ambience: str | None
    module: str
    cls: str

    def load(self) -> type[Scene]:
        """The world's class (imports its module)."""
        return cast("type[Scene]", getattr(import_module(self.module), self.cls))


WORLDS = {
    w.name: w
    for w in (
        World("snow-canyon", "Snow Canyon", "river", "scenes.snow_canyon", "SnowCanyon"),
        World("forest-walk", "Forest Walk", "forest", "scenes.forest_walk", "ForestWalk"),
        World("dusk-lagoon", "Dusk Lagoon", "lagoon", "scenes.dusk_lagoon", "DuskLagoon"),
        World("reach-garden", "Reach Garden", "forest", "scenes.reach_garden", "ReachGarden"),
    )
}
DEFAULT = "snow-canyon"
