"""What is recorded goes through here: in order, and never lost while this process lives.

A write that the disk refuses is kept and tried again, in order, until it stands; whoever needs to know whether a thing is on
disk looks at `Recorder.durable`.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from app.errors import BadInput, StoreError

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
        self._backlog.append(write)
        return self._work_off(late=len(self._backlog) > 1)

    def retry(self) -> bool:
        """Try the backlog again; hands back whether it is empty now."""
        return self._work_off(late=bool(self._backlog))

    def _work_off(self, late: bool) -> bool:
        while self._backlog:
            try:
                self._backlog[0]()
            except StoreError as error:
                log.warning("not recorded yet: %s", error)
                self._refused(str(error))
                return False
            except BadInput as error:
                # no later try can make it right, and what comes behind it must not wait for it
                log.exception("never to be recorded")
                self._refused(f"not recorded: {error}")
            self._backlog.popleft()
        if late:
            self._refused("")
        return True
