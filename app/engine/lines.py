"""The lines a world says: one at a time, ahead of the patient, following slowly who turns away."""

from __future__ import annotations

import math
from collections.abc import Callable

from panda3d.core import NodePath

from app.engine.panels.line import LinePanel
from app.engine.text import Texts

#: metres from the eyes, degrees above where the patient looks
LINE_M, ABOVE = 2.5, 7.0
#: degrees off, from which a line comes after the patient, and within which it rests again; seconds it takes for most of the way
_FAR, _NEAR, _AFTER_S = 30.0, 6.0, 0.8

#: puts a panel so many degrees to the left and up, and so many metres away
Place = Callable[[LinePanel, float, float, float], None]


class Lines:
    """seat : the node they hang from"""

    def __init__(self, seat: NodePath, texts: Texts) -> None:
        self._seat, self._texts = seat, texts
        self._panel: LinePanel | None = None
        self._next: tuple[str, float] | None = None
        self._heading = self._pitch = 0.0
        self._following = False

    @property
    def shown(self) -> bool:
        return self._panel is not None

    def say(self, text: str, seconds: float) -> None:
        """Show `text`, already in the patient's language, once the line before it has gone; "" takes that away."""
        self._next = (text, seconds) if text else None
        if self._panel is not None:
            self._panel.leave()

    def gather(self) -> None:
        """The patient looks another way for a reason of their own: be there at once."""
        self._heading = self._pitch = math.inf

    def update(self, dt: float, look: tuple[float, float], place: Place, *, aside: bool) -> None:
        """look : heading and pitch of where the patient looks, degrees; aside : something is asked"""
        if self._panel is not None and self._panel.gone:
            self._panel.close()
            self._panel = None
        if self._panel is None and self._next is not None and not aside:
            (text, seconds), self._next = self._next, None
            self._panel = LinePanel(self._seat, self._texts, text, seconds)
            self._heading, self._pitch = look
        if self._panel is None:
            return
        self._follow(look, dt)
        self._panel.aside = aside
        self._panel.update(dt, None)
        place(self._panel, self._heading, self._pitch + ABOVE, LINE_M)

    def _follow(self, look: tuple[float, float], dt: float) -> None:
        if math.isinf(self._heading):
            self._heading, self._pitch, self._following = *look, False
        aside = math.remainder(look[0] - self._heading, 360.0)
        up = look[1] - self._pitch
        off = math.hypot(aside, up)
        self._following = off > (_NEAR if self._following else _FAR)
        if self._following:
            share = 1.0 - math.exp(-dt / _AFTER_S)
            self._heading += aside * share
            self._pitch += up * share

    def close(self) -> None:
        self._next = None
        if self._panel is not None:
            self._panel.close()
            self._panel = None
