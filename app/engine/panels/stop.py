"""The Stop panel: always there, low, faint until it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from panda3d.core import NodePath

from app.engine.panels import palette
from app.engine.panels.base import STOP_SORT, Panel
from app.engine.panels.plates import Plate, Plates
from app.engine.text import Label, Texts
from app.i18n import N_
from scenes.base import PointerKind, Ray, Target

_RADIUS = 0.125
_DISC = Plate(0.0, 0.0, _RADIUS, _RADIUS, _RADIUS)
_STOP = N_("Stop")
#: how strong the word is while nobody looks at it
_FAINT = 0.72


class StopPanel(Panel):
    """`asked` is called with what the patient pointed with each time the disc is chosen."""

    dwell_s = 1.5
    modal = False

    def __init__(self, parent: NodePath, texts: Texts, asked: Callable[[PointerKind], None]) -> None:
        super().__init__(parent, "stop")
        self._asked = asked
        self._forward = _FAINT
        self._plates = Plates(self.root, [_DISC], [palette.STOP], STOP_SORT)
        label = Label(texts(_STOP), 0.0, 0.0, 0.062, palette.INK, bold=True, fit=0.19)
        self._label = texts.sheet(self.root, [label], STOP_SORT + 1)

    def pick(self, ray: Ray) -> Target | None:
        """The disc, a little larger than it looks."""
        met = self._meet(ray)
        if met is None or met[0] ** 2 + met[1] ** 2 > (1.15 * _RADIUS) ** 2:
            return None
        return self._target("stop", 0.0, 0.0, _RADIUS)

    def press(self, target: Target | None, source: PointerKind) -> None:
        """Ask for the stop when it was the disc that was chosen."""
        if target is not None and target.key == "stop":
            self._asked(source)

    def update(self, dt: float, hovered: Target | None, progress: float = 0.0) -> None:
        """Come forward when looked at, and show the dwell along the rim."""
        super().update(dt, hovered, progress)
        on = hovered is not None and hovered.key == "stop"
        self._plates.set(0, replace(palette.STOP_HOVERED, progress=progress) if on else palette.STOP)
        self._plates.update(dt)
        self._forward += ((1.0 if on else _FAINT) - self._forward) * min(1.0, dt / 0.1)
        self._label.set_shader_input("shown", self._shown * self._forward)

    def reach(self, ray: Ray) -> float | None:
        """Metres along the ray to the disc, or None."""
        met = self._meet(ray)
        return met[2] if met and self.pick(ray) else None
