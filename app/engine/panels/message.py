"""The message panel: a short calm text. Nothing on it can be chosen."""

from __future__ import annotations

from panda3d.core import NodePath

from app.engine.panels import palette
from app.engine.panels.base import MESSAGE_SORT, Panel
from app.engine.panels.plates import Plate, Plates
from app.engine.text import Label, Texts
from scenes.base import Ray, Target

_SIZE, _LEADING, _WIDTH, _PADDING = 0.066, 1.45, 1.15, (0.09, 0.075)


class MessagePanel(Panel):
    """Shows `text` (a gettext message id) in as many lines as it needs."""

    modal = False

    def __init__(self, parent: NodePath, texts: Texts, text: str) -> None:
        super().__init__(parent, "message")
        lines = texts.lines(texts(text), _SIZE, _WIDTH)
        wide = max(texts.width(line, _SIZE) for line in lines)
        high = _SIZE * _LEADING * (len(lines) - 1) + _SIZE
        card = Plate(0.0, 0.0, wide / 2 + _PADDING[0], high / 2 + _PADDING[1], 0.06)
        self._plates = Plates(self.root, [card], [palette.CARD], MESSAGE_SORT)
        top = _SIZE * _LEADING * (len(lines) - 1) / 2
        labels = [Label(line, 0.0, top - i * _SIZE * _LEADING, _SIZE, palette.INK) for i, line in enumerate(lines)]
        texts.sheet(self.root, labels, MESSAGE_SORT + 1)

    def pick(self, ray: Ray) -> Target | None:
        """Nothing: the ray goes on into the world."""
        return None
