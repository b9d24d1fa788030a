"""When to go back to a headset that was lost. It reads no clock: `now` is seconds, monotonic, and is handed in."""

from __future__ import annotations

from app.session.plan import Mode

#: seconds from the loss to the first attempt, and from an attempt's end to the next: a runtime that starts is let be
EVERY_S = 3.0


class Comeback:
    """Waits for a lost mode, where that is wished for.

    wished : whether anything is ever waited for
    """

    def __init__(self, wished: bool) -> None:
        self._wished = wished
        self._next = 0.0
        #: the mode that is waited for, None while none is
        self.awaited: Mode | None = None

    def lost(self, mode: Mode, now: float) -> bool:
        """`mode` was lost at `now`; hands back whether it is waited for."""
        if self._wished and mode.worn:
            self.awaited, self._next = mode, now + EVERY_S
        return self.awaited is not None

    def due(self, now: float) -> Mode | None:
        """The mode to try at `now`, None while it is too early or nothing is waited for."""
        return self.awaited if now >= self._next else None

    def tried(self, now: float) -> None:
        """An attempt was begun, or came to nothing, at `now`."""
        self._next = now + EVERY_S

    def instead(self, mode: Mode) -> None:
        """The clinician wants `mode` now: a worn one takes the place of the one that is waited for, 2D ends the waiting."""
        if self.awaited is not None:
            self.awaited = mode if mode.worn else None

    def over(self) -> None:
        """It is back, or it is no longer wanted."""
        self.awaited = None

    def close(self) -> None:
        """Nothing is waited for any more, whatever is lost."""
        self._wished, self.awaited = False, None
