"""Dusk Lagoon as it is, an hour's fifth in some seconds: each frame lets as much of its time pass, always in the same steps."""

from __future__ import annotations

from scenes.dusk_lagoon import DuskLagoon
from scenes.registry import World

HURRIED = World("hurried-lagoon", "Hurried Lagoon", None, "tests.openxr.hurried", "HurriedLagoon")
#: how many times faster its time goes, and its steps, seconds
FASTER, STEP_S = 20.0, 0.1


class HurriedLagoon(DuskLagoon):
    """Nothing of it is drawn: only what happens counts."""

    name = HURRIED.name
    _steps = 0

    def build(self) -> None:
        super().build()
        self.root.hide()

    def update(self, time: float, dt: float) -> None:
        if time == 0.0:
            super().update(0.0, 0.0)
        while (self._steps + 1) * STEP_S <= time * FASTER:
            self._steps += 1
            super().update(self._steps * STEP_S, STEP_S)
