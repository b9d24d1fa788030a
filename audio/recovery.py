"""Recovery: brings lost devices back, on a thread of its own, for as long as it takes.

A sound server that hangs may hold up whoever speaks to it for minutes: neither the worker nor the heartbeat waits for it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import Enum, auto

from audio.device import Devices, Found
from audio.messages import Message, Open

#: seconds between tries: soon at first, and then as often as brings a device back within 3 s of its return
_PAUSES_S = (0.1, 0.2, 0.4, *[0.8] * 10, 1.5)
#: seconds that reopened devices may take to prove that they run
_PROOF_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover(Message):
    """The output is lost, `why`: bring it back. (Comes from this process's own watchdog.)

    lost_at : `time.monotonic()` of the last sound
    """

    why: str
    lost_at: float


class Lost(Enum):
    """What is to be brought back."""

    #: the output (and the microphone with it, because PortAudio begins anew)
    OUTPUT = auto()
    MICROPHONE = auto()


@dataclass(frozen=True, slots=True)
class Back:
    """Devices are there again.

    before, found : what was open before and is now
    """

    what: Lost
    cause: Recover
    before: Found
    found: Found

    @property
    def same(self) -> bool:
        """Whether they are the devices that were open before."""
        return (self.found.output, self.found.microphone) == (self.before.output, self.before.microphone)


class Recovery:
    """Tries again and again until the devices are back. At most one thing is brought back at a time, the output first."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._try: _Try | None = None

    @property
    def silent(self) -> bool:
        """The output is being brought back: nothing sounds."""
        return self._try is not None and self._try.what is Lost.OUTPUT

    @property
    def deaf(self) -> bool:
        """The microphone is being brought back."""
        return self._try is not None and self._try.what is Lost.MICROPHONE

    def begin(self, what: Lost, opening: Open, cause: Recover) -> None:
        """Bring back what was opened by `opening` and is lost."""
        before = self._devices.found
        if self._try is not None:
            if self._try.what is Lost.OUTPUT:
                return
            before = self._try.before
            self.give_up()
        self._try = _Try(self._devices, what, opening, cause, before)
        self._try.start()

    def take(self) -> Back | None:
        """What came back, once."""
        if self._try is None or self._try.is_alive():
            return None
        done, self._try = self._try, None
        if done.found is None:
            return None
        return Back(done.what, done.cause, done.before, done.found)

    def give_up(self, within_s: float = 5.0) -> bool:
        """Try no more; hands back whether it did end (it may hang in a sound server that does not answer)."""
        if self._try is None:
            return True
        self._try.given_up.set()
        self._try.join(within_s)
        ended = not self._try.is_alive()
        if ended:
            self._try = None
        return ended


class _Try(threading.Thread):
    def __init__(self, devices: Devices, what: Lost, opening: Open, cause: Recover, before: Found) -> None:
        super().__init__(name="recovery", daemon=True)
        self.what, self.cause, self.before = what, cause, before
        self.found: Found | None = None
        self.given_up = threading.Event()
        self._devices, self._opening = devices, opening

    def run(self) -> None:
        attempt = 0
        while not self.given_up.is_set():
            if self._once():
                self.found = self._devices.found
                return
            self.given_up.wait(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
            attempt += 1

    def _once(self) -> bool:
        devices, opening = self._devices, self._opening
        if self.what is Lost.MICROPHONE:
            return devices.listen_again(opening.microphone) and devices.hears(_PROOF_S)
        found = devices.open(opening.output, opening.microphone)
        if found.output is not None and devices.sounds(_PROOF_S):
            return True
        devices.close()
        return False


def lost_now(why: str) -> Recover:
    """What is lost at this very moment."""
    return Recover(why=why, lost_at=time.monotonic())
