"""A place where a child process of one kind works, and is there again when it dies.

A `Station` holds at most one `Worker`. When it is lost, the next one is started after a pause that grows, and whoever runs the
session is told both times. A spare child, warmed up beforehand, saves the start.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import ProcessLost
from app.processes.worker import Worker

log = logging.getLogger(__name__)

#: seconds before the first, second, third and every later new start
PAUSES = (0.0, 0.3, 0.6, 5.0)
#: seconds after which a child is no longer taken to have died of its start: the next one is started at once again
_LIVED_S = 10.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of child: what to run, with what, and how long it may stay silent."""

    name: str
    target: str
    options: Any
    farewell: Any
    env: tuple[tuple[str, str], ...] = ()
    chatter: Path | None = None
    silence_s: float = 4.0

    def spawn(self, heard: Callable[[Any], None], lost: Callable[[str], None]) -> Worker:
        return Worker(
            self.name,
            self.target,
            self.options,
            heard=heard,
            lost=lost,
            env=dict(self.env),
            chatter=self.chatter,
            silence_s=self.silence_s,
        )


class Spare:
    """One child of a kind, kept warm for the next session."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._worker: Worker | None = None

    def warm(self) -> None:
        """Have a child ready (started in the background)."""
        if self._worker is None or self._worker.gone:
            self._worker = self.kind.spawn(lambda _: None, lambda why: log.warning("%s spare: %s", self.kind.name, why))

    def take(self, heard: Callable[[Any], None], lost: Callable[[str], None]) -> Worker:
        """The warm child, or a new one."""
        worker, self._worker = self._worker, None
        if worker is None or worker.gone:
            return self.kind.spawn(heard, lost)
        worker.listen(heard, lost)
        return worker

    async def dismiss(self) -> None:
        if self._worker is not None:
            await self._worker.leave(self.kind.farewell)
            self._worker = None


class Station:
    """Keeps a child of one kind at work.

    heard : called with each message
    came : called when a child is there to be spoken to; the first time, and each time after a loss
    went : called when a child is lost, with the reason
    """

    def __init__(
        self, spare: Spare, heard: Callable[[Any], None], came: Callable[[], None], went: Callable[[str], None]
    ) -> None:
        self._spare = spare
        self._heard, self._came, self._went = heard, came, went
        self._worker: Worker | None = None
        self._losses = 0
        self._started = 0.0
        self._closing = False
        self._restart: asyncio.Task[None] | None = None

    @property
    def there(self) -> bool:
        return self._worker is not None and not self._worker.gone

    @property
    def pid(self) -> int:
        return self._worker.pid if self._worker is not None else 0

    def start(self) -> None:
        self._started = time.monotonic()
        self._worker = self._spare.take(self._heard, self._lost)
        self._came()

    def send(self, message: Any) -> bool:
        """Send a command; hands back False when there is nobody to hear it (the next child will be told anew)."""
        if self._worker is None or self._worker.gone:
            return False
        try:
            self._worker.send(message)
        except ProcessLost:
            return False
        return True

    def expect(self, patience_s: float = 0.0) -> None:
        """Silence counts as a hang from now on (see `Worker.expect`)."""
        if self._worker is not None:
            self._worker.expect(patience_s)

    def kill(self) -> None:
        """End the child at once and start no other."""
        self._closing = True
        if self._worker is not None:
            self._worker.kill()

    async def close(self) -> None:
        """Tell the child to leave and start no other."""
        self._closing = True
        if self._restart is not None:
            self._restart.cancel()
        if self._worker is not None:
            await self._worker.leave(self._spare.kind.farewell)

    def _lost(self, why: str) -> None:
        if self._closing:
            return
        log.error("the %s process: %s", self._spare.kind.name, why)
        if time.monotonic() - self._started > _LIVED_S:
            self._losses = 0
        pause = PAUSES[min(self._losses, len(PAUSES) - 1)]
        self._losses += 1
        self._went(why)
        self._restart = asyncio.get_running_loop().create_task(self._start_after(pause))

    async def _start_after(self, pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        if not self._closing:
            self.start()
