"""Which worlds there are, by name. A world is imported only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from scenes.base import Scene


@dataclass(frozen=True, slots=True)
class World:
    """An entry: `name` as stored and typed, `title` a message id for gettext, the steady sound (`assets/sounds`), the class.

    purpose : message id, what the world is for, in a word or two
    hidden : not offered to clinicians, and not prepared for them: an example, or a world that is still being made
    """

    name: str
    title: str
    ambience: str | None
    module: str
    cls: str
    purpose: str = ""
    hidden: bool = False

    def load(self) -> type[Scene]:
        """The world's class (imports its module)."""
        return cast("type[Scene]", getattr(import_module(self.module), self.cls))


WORLDS = {
    w.name: w
    for w in (
        World("snow-canyon", "Snow Canyon", "river", "scenes.snow_canyon", "SnowCanyon", "Distraction"),
        World("forest-walk", "Forest Walk", "forest", "scenes.forest_walk", "ForestWalk", "Virtual walking"),
        World("dusk-lagoon", "Dusk Lagoon", "lagoon", "scenes.dusk_lagoon", "DuskLagoon", "Relaxation"),
        World("mirror-room", "Mirror Room", "shore", "scenes.mirror_room", "MirrorRoom", "Virtual illusion"),
        World("reach-garden", "Reach Garden", "forest", "scenes.reach_garden", "ReachGarden", "Graded movement"),
        World("star-memory", "Star Memory", "tarn", "scenes.star_memory", "StarMemory", "Training of memory"),
        World("lily-pond", "Lily Pond", "lagoon", "scenes.example", "LilyPond", "An example", hidden=True),
    )
}
#: those that clinicians choose among
OFFERED = {name: world for name, world in WORLDS.items() if not world.hidden}
DEFAULT = "snow-canyon"
