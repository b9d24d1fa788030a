"""The last two minutes of the sound, for the charts beside the value. They outlive a reload of the page."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.session.view import LiveView

SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Second:
    """One second of sound, in dB; None where it was not stated.

    at_s : seconds, monotonic; in what `SoundHistory.seconds` hands out, seconds ago as a negative number
    room_db, layer_db, cap_db : dB(A) SPL where that is known, else re full scale
    """

    at_s: float
    snr_db: float | None
    uncertainty_db: float | None
    room_db: float | None
    layer_db: float | None
    cap_db: float | None


class SoundHistory:
    """Each second as it was said, of the session that runs."""

    def __init__(self) -> None:
        self._session: int | None = None
        self._last_ns = 0
        self._seconds: deque[Second] = deque()

    def observe(self, view: LiveView) -> None:
        """Take the second that `view` shows; the same one is taken once."""
        if view.session_id != self._session:
            self._session = view.session_id
            self._seconds.clear()
        if view.sound is None or view.sound.level.t_ns == self._last_ns:
            return
        level = view.sound.level
        self._last_ns = level.t_ns
        self._seconds.append(
            Second(
                level.t_ns / 1e9,
                level.snr_db,
                level.uncertainty_db,
                spl(level.ambient_db, level.spl_db),
                spl(level.layer_db, level.spl_db),
                spl(level.cap_db, level.spl_db),
            )
        )
        while self._seconds[-1].at_s - self._seconds[0].at_s > SECONDS:
            self._seconds.popleft()

    def seconds(self, now: float | None = None) -> list[Second]:
        """What was said of the last two minutes, oldest first."""
        now = time.monotonic() if now is None else now
        return [
            Second(s.at_s - now, s.snr_db, s.uncertainty_db, s.room_db, s.layer_db, s.cap_db)
            for s in self._seconds
            if now - s.at_s <= SECONDS
        ]


def spl(level_db: float | None, spl_db: float | None) -> float | None:
    """A level as dB SPL where that is known, else as it is."""
    return None if level_db is None else level_db + (spl_db or 0.0)
