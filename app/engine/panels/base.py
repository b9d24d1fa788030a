"""The contract between a panel and the stage that shows it.

A panel lives in its own plane: x right, z up, seen from -y, metres, its origin the point the stage puts straight ahead. Rays
and targets are in the coordinates of the graph's top, like those of a world.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from panda3d.core import LPoint3f, NodePath

from scenes.base import PointerKind, Ray, Target

#: draw order in the bin "fixed", above the world, which stays below the vignette
VIGNETTE_SORT = 39
STOP_SORT, LINE_SORT, MESSAGE_SORT, RATING_SORT, CURSOR_SORT = 40, 45, 50, 60, 90
#: seconds in which a panel appears
FADE_S = 0.35


class Panel(ABC):
    """Something to read or to choose from.

    root : what the stage places
    dwell_s : seconds of looking that choose
    modal : nothing else can be acted on while it is shown
    """

    root: NodePath
    dwell_s: float = 1.0
    modal: bool = False

    def __init__(self, parent: NodePath, name: str) -> None:
        self.root = parent.attach_new_node(name)
        self._shown = 0.0
        self.root.set_shader_input("shown", 0.0)

    @abstractmethod
    def pick(self, ray: Ray) -> Target | None:
        """What can be chosen under the ray, or None."""

    def press(self, target: Target | None, source: PointerKind) -> None:  # noqa: B027
        """`target` was chosen, by a press or by dwelling; None when the press met nothing."""

    def key(self, name: str) -> bool:
        """A key was pressed (Panda's name for it); True when the panel used it."""
        return False

    def update(self, dt: float, hovered: Target | None, progress: float = 0.0) -> None:
        """Move on by `dt` seconds. `hovered` : what the pointer is on; `progress` : 0 to 1, of its dwell."""
        if self._shown < 1.0:
            self._shown = min(1.0, self._shown + dt / FADE_S)
            self.root.set_shader_input("shown", self._shown * self._shown * (3.0 - 2.0 * self._shown))

    def reach(self, ray: Ray) -> float | None:
        """Metres along the ray to the panel's card, or None where the ray misses it."""
        return None

    def close(self) -> None:
        """Take the panel away."""
        self.root.remove_node()

    def _meet(self, ray: Ray) -> tuple[float, float, float] | None:
        """Where the ray meets the panel's plane from in front: x, z (metres) and the distance in the top's metres."""
        if self.root.is_empty():  # closed in this very frame, by what was chosen on it
            return None
        top = self.root.get_top()
        origin = self.root.get_relative_point(top, ray.origin)
        direction = self.root.get_relative_vector(top, ray.direction)
        if direction.y < 1e-6 or origin.y >= 0.0:
            return None
        along = -origin.y / direction.y
        return origin.x + along * direction.x, origin.z + along * direction.z, along

    def _target(self, key: str, x: float, z: float, radius: float) -> Target:
        return Target(key, self.root.get_top().get_relative_point(self.root, LPoint3f(x, 0.0, z)), radius)
