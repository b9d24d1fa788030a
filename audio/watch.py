"""The watch: whether the sound server moved a stream of this process, or a person turned a volume.

PortAudio sees nothing of either, and both make a calibration worthless.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from audio.volume import Route, Routes, Told

_EVERY_S = 0.7

MOVED = {
    "output": "the sound server moved the sound to another device ({before} -> {now})",
    "microphone": "the sound server put another device in the microphone's place ({before} -> {now})",
}
TURNED = {
    "output": "the output's volume was changed ({before} -> {now})",
    "microphone": "the microphone's volume was changed ({before} -> {now})",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What voids a calibration.

    flag : of `Level`: "device_changed" or "volume_changed"
    louder_db : dB by which all that is played is louder now; None where nobody knows
    """

    flag: str
    why: str
    louder_db: float | None = None


class Watch(threading.Thread):
    """Looks more than once a second. A sound server that hangs holds up this thread alone."""

    def __init__(self) -> None:
        super().__init__(name="watch", daemon=True)
        self._told = Told()
        self._seen = Routes()
        #: looks that have begun, and the number of the one that `_seen` is from
        self._begun = self._done = 0
        self._settled: Routes | None = None
        self._settle_from = 0
        self._now = threading.Event()
        self._ended = False

    def routes(self, within_s: float = 0.5) -> Routes:
        """What is seen now: waits for streams that were opened just now to be there."""
        after, by = self._begun, time.monotonic() + within_s
        while self._told.can and self.is_alive() and time.monotonic() < by:
            self._now.set()
            time.sleep(0.02)
            seen = self._seen
            if self._done > after and seen.output is not None and seen.microphone is not None:
                return seen
        return self._seen if self._done > after else Routes()

    def settle(self) -> None:
        """What is seen from now on is what holds: devices were opened, or calibrated."""
        self._settled, self._settle_from = None, self._begun + 1
        self._now.set()

    def change(self) -> Change | None:
        """What is other than when it was settled, if anything. Settles by it, so that each change is told once."""
        seen, done = self._seen, self._done
        if self._settled is None:
            # A look that had begun before may have seen what no longer holds.
            if done >= self._settle_from and seen.output is not None:
                self._settled = seen
            return None
        before = self._settled
        # A stream that is away for now (its device is being brought back) has changed nothing yet.
        now = Routes(seen.output or before.output, seen.microphone or before.microphone)
        self._settled = now
        pairs = _pairs(before, now)
        for what, old, new in pairs:
            if old.device != new.device:
                return Change("device_changed", MOVED[what].format(before=old.device, now=new.device))
        for what, old, new in pairs:
            if old.volume != new.volume:
                louder_db = new.level_db - old.level_db if what == "output" else 0.0
                told = TURNED[what].format(before=old.volume, now=new.volume)
                return Change("volume_changed", told, louder_db if math.isfinite(louder_db) else None)
        return None

    def end(self) -> None:
        self._ended = True
        self._now.set()

    def run(self) -> None:
        while not self._ended and self._told.can:
            self._begun += 1
            self._seen = self._told.routes()
            self._done = self._begun
            self._now.wait(_EVERY_S)
            self._now.clear()
        self._told.close()


def _pairs(before: Routes, now: Routes) -> list[tuple[str, Route, Route]]:
    ends = (("output", before.output, now.output), ("microphone", before.microphone, now.microphone))
    return [(what, old, new) for what, old, new in ends if old is not None and new is not None]
