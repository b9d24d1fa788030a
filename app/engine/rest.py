"""A pause: the world comes to rest and dims, and moves again, gently. A stop that is felt is none."""

from __future__ import annotations

from app.engine.fade import Fade

#: seconds into a pause, and out of it
REST_S = 1.2


class Rest:
    """dim : how far the pause darkens the world, 0 without one; pace : how fast the world moves, as a share of its own"""

    def __init__(self, fade: Fade) -> None:
        self._fade = fade
        self.dim, self.pace = 0.0, 1.0

    @property
    def coming(self) -> bool:
        """The world still moves, slower and slower."""
        return self.dim > 0.0 and self.pace > 0.0

    def update(self, dt: float, *, held: bool, lit: bool, leaving: bool) -> None:
        """dt : seconds; held : by a pause or by anything else; lit : something is asked, which is read in full light

        leaving : the picture fades for another reason
        """
        if self.dim:
            self.pace = max(0.0, self.pace - dt / REST_S)
        elif not held:
            self.pace = min(1.0, self.pace + dt / REST_S)
        level = 0.0 if lit else self.dim
        if self.dim and not leaving and self._fade.goal != level:
            self._fade.to(level, REST_S)
