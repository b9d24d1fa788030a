"""What the patient sees, as a stream of JPEGs for any number of browsers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING

from app.errors import RespiteError

if TYPE_CHECKING:
    from app.session.view import Desk

BOUNDARY = "respite-picture"
MEDIA_TYPE = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
_RETRY_S = 0.3


class Mirror:
    """Takes pictures from the desk while somebody looks, and hands the newest to each who looks.

    One iterator of `Desk.pictures` serves all viewers. A viewer that is slow misses pictures; it never holds up the others.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._picture = b""
        self._count = 0
        self._at = float("-inf")
        self._viewers = 0
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._closed = False

    def close(self) -> None:
        """Let all streams end, so that the server can."""
        self._closed = True
        self._changed.set()

    @property
    def age_s(self) -> float:
        """Seconds since the last picture; infinite before the first."""
        return time.monotonic() - self._at

    async def stream(self, gone: Callable[[], Awaitable[bool]]) -> AsyncGenerator[bytes]:
        """The parts of a multipart answer, until `gone()` says that nobody reads it any more."""
        self._viewers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._take())
        try:
            # A browser shows a part when it meets the next boundary, so each picture is sent with the boundary that ends it.
            yield f"--{BOUNDARY}\r\n".encode()
            seen = self._count if self.age_s > 1.0 else self._count - 1
            while not self._closed:
                if seen == self._count:
                    try:
                        await asyncio.wait_for(self._changed.wait(), 1.0)
                    except TimeoutError:
                        if await gone():
                            return
                    continue
                seen = self._count
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(self._picture)}\r\n\r\n"
                yield head.encode() + self._picture + f"\r\n--{BOUNDARY}\r\n".encode()
        finally:
            self._viewers -= 1
            if self._viewers == 0 and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _take(self) -> None:
        while True:
            # The pictures end with the session or its render process; whoever still looks sees the next ones.
            try:
                async for picture in self._desk.pictures():
                    self._picture, self._at = picture, time.monotonic()
                    self._count += 1
                    self._changed.set()
                    self._changed = asyncio.Event()
            except RespiteError:
                pass
            await asyncio.sleep(_RETRY_S)
