"""Something that is done now and then by the main thread while it is busy: between two of the steps of what it is at.

A window's events come to the thread that opened it, and to no other. While that thread builds a world for seconds, another only
reminds it, and it does what it was reminded of as it would handle a signal: between two instructions of Python, at once after a
call into a library that took longer.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

#: seconds from one reminder to the next
EVERY_S = 0.1
# nobody else sends it; a real one that comes meanwhile only reminds once more
if sys.platform == "win32":
    REMINDER = signal.SIGBREAK
else:
    REMINDER = signal.SIGUSR2


class Meanwhile:
    """A context in which the main thread calls `do` about every `every_s` seconds; in another thread it does nothing.

    `do` may be called between any two instructions: it must not touch what is being built, nor raise.
    """

    def __init__(self, do: Callable[[], None], every_s: float = EVERY_S) -> None:
        self._do, self._every_s = do, every_s
        self._over = threading.Event()
        self._reminder: threading.Thread | None = None
        self._within = False

    def __enter__(self) -> Meanwhile:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(REMINDER, self._reminded)
            self._reminder = threading.Thread(target=self._remind, name="meanwhile", daemon=True)
            self._reminder.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reminder is not None:
            self._over.set()
            # after this no reminder can come that nobody would handle
            self._reminder.join()
            signal.signal(REMINDER, self._before)

    def _remind(self) -> None:
        while not self._over.wait(self._every_s):
            _thread.interrupt_main(REMINDER)

    def _reminded(self, number: int, frame: FrameType | None) -> None:
        if self._within:  # it takes longer than from reminder to reminder
            return
        self._within = True
        try:
            self._do()
        finally:
            self._within = False
