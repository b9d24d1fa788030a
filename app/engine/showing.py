"""The world that is shown: built, moved on in steps it can take, left for another. What it asks for while it is built is kept
until somebody is there to hear it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from panda3d.core import NodePath

from app.engine import messages as m
from scenes.bakery import Bakery
from scenes.base import Request, Scene, SceneContext
from scenes.registry import World

#: seconds: the longest step of a world
LONGEST_STEP_S = 0.1


class Showing:
    """`begin` it once there is somebody to hear it.

    root : what worlds hang below
    cache_dir : where what is dear to work out is kept
    detail : how much of the foliage and particles there is, 0 to 1
    heard : called with what the world asks for
    """

    def __init__(
        self,
        root: NodePath,
        cache_dir: str,
        detail: float,
        heard: Callable[[Request], None],
        world: World,
        asked: m.Open,
    ) -> None:
        self._root, self._detail, self._heard = root, detail, heard
        self._bakery = Bakery(Path(cache_dir))
        self._unheard: list[Request] | None = []
        #: seconds that it has lived
        self.time_s = 0.0
        self.scene = self._built(world, asked)

    def enter(self, world: World, asked: m.EnterWorld) -> None:
        """Show `world` instead."""
        self.scene.destroy()
        self._unheard, self.time_s = [], 0.0
        self.scene = self._built(world, asked)

    def _built(self, world: World, asked: m.Open | m.EnterWorld) -> Scene:
        scene = world.load()(
            SceneContext(
                seed=asked.seed,
                bake=self._bakery,
                request=self.requested,
                detail=self._detail,
                training=asked.training,
                chosen=asked.chosen,
            )
        )
        scene.root.reparent_to(self._root)
        return scene

    def begin(self) -> None:
        """What the world asked for while it was built is heard now, and its first picture made ready."""
        unheard, self._unheard = self._unheard or [], None
        for request in unheard:
            self._heard(request)
        self.scene.update(0.0, 0.0)

    def requested(self, request: Request) -> None:
        """The world asks for something."""
        if self._unheard is None:
            self._heard(request)
        else:
            self._unheard.append(request)

    def move(self, dt: float) -> None:
        """Move the world on by `dt` seconds."""
        steps = math.ceil(dt / LONGEST_STEP_S)
        for _step in range(steps):
            self.time_s += dt / steps
            self.scene.update(self.time_s, dt / steps)

    def close(self) -> None:
        self.scene.destroy()
