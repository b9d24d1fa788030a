"""A line of text in the world: large and soft, without a plate, so that it seems to belong there. Nothing on it can be chosen."""

from __future__ import annotations

from panda3d.core import NodePath

from app.engine.panels import palette
from app.engine.panels.base import LINE_SORT, Panel
from app.engine.text import Label, Texts
from scenes.base import Ray, Target

#: seconds in which it comes and goes, and in which it gives way to something that is asked
EASE_S, ASIDE_S = 1.2, 0.35
#: metres, at 2.5 m: an em of 2.4 degrees, and lines no wider than what is seen without turning the head
_SIZE, _LEADING, _WIDTH = 0.105, 1.5, 1.9
#: metres that the dark around each letter reaches, which keeps it readable over snow
_HALO = 0.03


class LinePanel(Panel):
    """Shows `text`, already in the patient's language, for `seconds`."""

    def __init__(self, parent: NodePath, texts: Texts, text: str, seconds: float) -> None:
        super().__init__(parent, "line")
        self._left_s = seconds
        lines = texts.lines(text, _SIZE, _WIDTH)
        top = _SIZE * _LEADING * (len(lines) - 1) / 2
        places = [(line, top - i * _SIZE * _LEADING) for i, line in enumerate(lines)]
        halos = [Label(line, 0.0, z, _SIZE, palette.HALO, halo=_HALO) for line, z in places]
        labels = [Label(line, 0.0, z, _SIZE, palette.INK) for line, z in places]
        texts.sheet(self.root, halos + labels, LINE_SORT, density=800)
        #: whether it gives way just now
        self.aside = False

    @property
    def gone(self) -> bool:
        """Whether its time is over and it can't be seen any more."""
        return self._left_s <= 0.0 and self._shown <= 0.0

    def leave(self) -> None:
        """Ease out from now on."""
        self._left_s = 0.0

    def pick(self, ray: Ray) -> Target | None:
        """Nothing: the ray goes on into the world."""
        return None

    def update(self, dt: float, hovered: Target | None, progress: float = 0.0) -> None:
        """Come, stay, and go."""
        self._left_s -= dt
        before = self._shown
        if self.aside:
            self._shown = max(0.0, before - dt / ASIDE_S)
        elif self._left_s > 0.0:
            self._shown = min(1.0, before + dt / EASE_S)
        else:
            self._shown = max(0.0, before - dt / EASE_S)
        if self._shown != before:
            self.root.set_shader_input("shown", self._shown * self._shown * (3.0 - 2.0 * self._shown))
