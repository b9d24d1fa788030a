"""Ratings that a world asks for within the exposure: they wait, in order, until nothing else is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from app.errors import BadInput
from app.session.asking import Asked, fits
from app.session.log import SessionLog
from app.session.protocol import DURING
from app.session.wish import world_of

#: who asked, in the record
BY_WORLD = "world"


class Wanted:
    """Each instrument waits once at most. What never comes to be asked is on record as left out, with the reason."""

    def __init__(self, log: SessionLog) -> None:
        self._log = log
        self._waiting: deque[str] = deque()

    def add(self, instruments: Iterable[str], world: str, shown: str, *, exposure: bool) -> None:
        """The `world` asks, while `shown` is the world of the session. What it may not ask is refused, and the record says why.

        exposure : whether the session stands in it; before and after it no world asks
        """
        for instrument in instruments:
            why = _refusal(instrument, world, shown, exposure=exposure)
            if why:
                self._left_out(instrument, why)
            elif instrument not in self._waiting:
                self._waiting.append(instrument)

    def next(self) -> str | None:
        """The one whose turn it is, which waits no longer; None where none waits."""
        return self._waiting.popleft() if self._waiting else None

    def drop(self, why: str) -> None:
        """None of them is asked any more. why : a code, as in `app.console.wording.UNASKED`"""
        while (instrument := self.next()) is not None:
            self._left_out(instrument, why)

    def _left_out(self, instrument: str, why: str) -> None:
        self._log.event("rating_left_out", {"phase": DURING, "instrument": instrument, "by": BY_WORLD, "why": why})


def _refusal(instrument: str, world: str, shown: str, *, exposure: bool) -> str:
    """Why the world may not ask this now: a code, "" where it may."""
    if not exposure:
        return "no_exposure"
    if world != shown:
        return "another_world"
    if instrument not in world_of(world).asks:
        return "not_offered"
    try:
        fits(instrument, Asked.DURING)
    except BadInput:
        return "unfit"
    return ""
