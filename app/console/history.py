"""The last two minutes of the SNR, for the small chart beside the value. It outlives a reload of the page."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.session.view import LiveView

SECONDS = 120.0


class SoundHistory:
    """Values as they were seen, at most one each second, of the session that runs."""

    def __init__(self) -> None:
        self._session: int | None = None
        self._values: deque[tuple[float, float | None]] = deque()

    def observe(self, view: LiveView, now: float | None = None) -> None:
        """Take the value of `view`; `now` in seconds, monotonic."""
        now = time.monotonic() if now is None else now
        if view.session_id != self._session:
            self._session = view.session_id
            self._values.clear()
        if view.sound is not None and (not self._values or now - self._values[-1][0] >= 0.95):
            self._values.append((now, view.sound.level.snr_db))
        while self._values and now - self._values[0][0] > SECONDS:
            self._values.popleft()

    def points(self, now: float | None = None) -> list[tuple[float, float | None]]:
        """(seconds ago as a negative number, dB or None where it was not stated), oldest first."""
        now = time.monotonic() if now is None else now
        return [(at - now, value) for at, value in self._values]
