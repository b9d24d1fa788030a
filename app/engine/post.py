"""The pipe to the app, so that the drawing never waits for it."""

from __future__ import annotations

import contextlib
import queue
import threading
from multiprocessing.connection import Connection
from typing import Any

from app.engine.messages import Message, Picture


class Post:
    """Sends reports from a thread of its own, in order; of pictures only the newest when the pipe is slow."""

    def __init__(self, conn: Connection[Any, Any]) -> None:
        self._conn = conn
        self._letters: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._pictures = threading.Semaphore(2)
        self._thread = threading.Thread(target=self._carry, name="post", daemon=True)
        self._thread.start()
        self.broken = False

    def send(self, message: Message) -> None:
        self._letters.put(message)

    def picture(self, jpeg: bytes) -> None:
        """Send a picture, or drop it when two are still under way."""
        if self._pictures.acquire(blocking=False):
            self._letters.put(Picture(jpeg=jpeg))

    def receive(self) -> Message | None:
        """The next command that has come, or None. Raises `EOFError` when the other end is gone."""
        try:
            if self._conn.poll():
                message: Message = self._conn.recv()
                return message
        except OSError as error:
            raise EOFError("the app's end of the pipe is closed") from error
        return None

    def wait(self, timeout_s: float) -> bool:
        """Whether a command comes within `timeout_s`."""
        with contextlib.suppress(OSError):
            return bool(self._conn.poll(timeout_s))
        return True

    def close(self, timeout_s: float = 1.0) -> None:
        """Send what is left."""
        self._letters.put(None)
        self._thread.join(timeout_s)

    def _carry(self) -> None:
        while (letter := self._letters.get()) is not None:
            try:
                self._conn.send(letter)
            except OSError:
                self.broken = True
                return
            finally:
                if isinstance(letter, Picture):
                    self._pictures.release()
