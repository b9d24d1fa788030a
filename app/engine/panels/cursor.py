"""The cursor: a dot where the patient points, and the ring of the dwell, at the depth of what is pointed at."""

from __future__ import annotations

import math

from panda3d.core import CardMaker, LPoint3f, LVector3f, NodePath

from app.engine.panels.base import CURSOR_SORT
from app.engine.pointer import Aim
from app.engine.single_pass import dress
from app.engine.text import overlay, shader

#: half the picture's size as an angle at the eye, radians; the ring is at 0.7 of it
_HALF = math.radians(1.25)
_FADE_S = 0.15


class Cursor:
    """Hangs below `parent`, the top of the graph."""

    def __init__(self, parent: NodePath) -> None:
        card = CardMaker("cursor")
        card.set_frame(-1.0, 1.0, -1.0, 1.0)
        self.root = overlay(parent.attach_new_node(card.generate()), CURSOR_SORT)
        self.root.set_shader(shader("cursor", vertex="text"))
        dress(self.root)
        self.root.set_shader_inputs(shown=0.0, progress=0.0)
        self.root.hide()
        self._shown = 0.0

    def update(self, aim: Aim | None, distance: float, progress: float, visible: bool, dt: float = 1 / 60) -> None:
        """Stand on the aim's ray, `distance` metres along it, as large to the eye at any distance.

        progress : 0 to 1, of the dwell
        visible : fade out when not, or without an aim
        """
        goal = 1.0 if visible and aim is not None else 0.0
        self._shown += max(-dt / _FADE_S, min(dt / _FADE_S, goal - self._shown))
        if self._shown <= 0.0:
            self.root.hide()
            return
        self.root.show()
        self.root.set_shader_inputs(shown=self._shown, progress=progress)
        if aim is None:
            return
        place = LPoint3f(aim.ray.origin + aim.ray.direction * distance)
        self.root.set_pos(place)
        self.root.look_at(LPoint3f(place + aim.ray.direction), LVector3f.up())
        self.root.set_scale(distance * math.tan(_HALF))

    def close(self) -> None:
        """Take the cursor away."""
        self.root.remove_node()
