"""The boxes as a world, for what is measured through a whole render process."""

from __future__ import annotations

from collections.abc import Sequence

from panda3d.core import NodePath

from app.bench.nodes import boxes, two_pass
from scenes.base import Ray, Scene, SceneContext, Target
from scenes.registry import World

NODES = 200
BOXES = World("boxes", "Boxes", None, "app.bench.world", "Boxes")


class Boxes(Scene):
    name = BOXES.name
    title = BOXES.title

    def __init__(self, context: SceneContext) -> None:
        self.root = NodePath(self.name)
        self.seat = self.root.attach_new_node("seat")
        boxes(NODES, two_pass()).reparent_to(self.root)

    def update(self, time: float, dt: float) -> None:
        pass

    def pick(self, ray: Ray) -> Target | None:
        return None

    def act(self, ray: Ray, target: Target | None) -> None:
        pass

    def targets(self) -> Sequence[Target]:
        return ()
