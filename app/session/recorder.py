"""What is recorded goes through here: in order, and never lost while this process lives.

A write that the disk refuses is kept and tried again, in order, until it stands; whoever needs to know whether a thing is on disk
looks at `Recorder.durable`.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from app.errors import StoreError

log = logging.getLogger(__name__)

Write = Callable[[], Any]


class Recorder:
    """An ordered backlog in front of the store.

    refused : called with the store's one-line reason when a write is refused, and with "" when the backlog is on disk again
    """

    def __init__(self, refused: Callable[[str], None]) -> None:
        self._refused = refused
        self._backlog: deque[Write] = deque()

    @property
    def durable(self) -> bool:
        """True when everything recorded so far is on disk."""
        return not self._backlog

    def write(self, write: Write) -> bool:
        """Carry out `write` now; hands back whether it (and everything before it) is on disk."""
        if self._backlog:
            self._backlog.append(write)
            return self.retry()
        try:
            write()
        except StoreError as error:
            self._backlog.append(write)
            log.error("not recorded yet: %s", error)
            self._refused(str(error))
            return False
        return True

    def retry(self) -> bool:
        """Try the backlog again; hands back whether it is empty now."""
        had = bool(self._backlog)
        while self._backlog:
            try:
                self._backlog[0]()
            except StoreError as error:
                self._refused(str(error))
                return False
            self._backlog.popleft()
        if had:
            self._refused("")
        return True
