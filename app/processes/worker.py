"""A child process with a pipe, watched: it is spawned, spoken to, heard, and its end or silence is noticed.

`Worker` runs ``main(conn, options)`` of a module in a spawned interpreter. What the child sends arrives on the event loop, in
order, through `heard`. When the child ends or says nothing for too long, `lost` is called once with the reason, and the
process is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.errors import ProcessLost


def entry(target: str, env: Mapping[str, str], chatter: Path | None, conn: Connection, options: Any) -> None:
    """In the child: settle the environment before anything reads it, then hand over to ``MODULE:FUNCTION``."""
    os.environ.update(env)
    _settle_output(chatter)
    # Ctrl-C reaches the whole group; the parent decides how its children end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, function = target.split(":")
    getattr(importlib.import_module(module), function)(conn, options)


def _settle_output(chatter: Path | None) -> None:
    """Standard output belongs to the command that was typed, and a person reads standard error.

    What drivers and runtimes write to either goes to the file `chatter` (the one before is kept beside it) or, without one,
    to standard error. What Respite itself has to say still reaches standard error.
    """
    if chatter is None:
        os.dup2(2, 1)
        return
    with contextlib.suppress(OSError):
        chatter.parent.mkdir(parents=True, exist_ok=True)
        if chatter.exists():
            chatter.replace(chatter.with_suffix(".before.log"))
        into = os.open(chatter, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        os.dup2(into, 1)
        os.dup2(into, 2)
        os.close(into)


class Worker:
    """A watched child process.

    Parameters
    ----------
    name : what people call it ("picture", "sound")
    target : "module:function"
    options : picklable, handed to the function after the connection
    heard : called on the loop with each message of the child
    lost : called on the loop once, with the reason, when the child is gone without having been told to
    chatter : file for what drivers write to standard output and standard error
    silence_s : seconds without a message after which the child counts as hung (see `expect`)
    """

    def __init__(
        self,
        name: str,
        target: str,
        options: Any,
        *,
        heard: Callable[[Any], None],
        lost: Callable[[str], None],
        env: Mapping[str, str] | None = None,
        chatter: Path | None = None,
        silence_s: float = 4.0,
    ) -> None:
        self.name = name
        self._heard, self._lost = heard, lost
        self._silence_s = silence_s
        self._patience_until = float("inf")
        self._last = time.monotonic()
        self._leaving = False
        self._gone = False
        self._loop = asyncio.get_running_loop()
        context = multiprocessing.get_context("spawn")
        self._conn, theirs = context.Pipe()
        self._process = context.Process(
            target=entry, args=(target, dict(env or {}), chatter, theirs, options), name=f"respite-{name}", daemon=True
        )
        self._process.start()
        theirs.close()
        self._send_lock = threading.Lock()
        threading.Thread(target=self._read, name=f"{name}-reader", daemon=True).start()
        self._watch = self._loop.create_task(self._watching())

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def gone(self) -> bool:
        return self._gone

    def listen(self, heard: Callable[[Any], None], lost: Callable[[str], None]) -> None:
        """Hand the child over to new listeners."""
        self._heard, self._lost = heard, lost

    def expect(self, patience_s: float = 0.0) -> None:
        """From now on silence counts as a hang; `patience_s` more seconds are granted before the next message."""
        self._last = time.monotonic()
        self._patience_until = self._last + patience_s

    def send(self, message: Any) -> None:
        """Send a command.

        Raises
        ------
        ProcessLost
            The child is gone.
        """
        try:
            with self._send_lock:
                self._conn.send(message)
        except (OSError, ValueError) as error:
            raise ProcessLost(f"the {self.name} process is gone ({error}): it is started again by itself") from error

    def kill(self) -> None:
        """End the child at once."""
        self._leaving = True
        self._process.kill()

    async def leave(self, farewell: Any, within_s: float = 2.0) -> None:
        """Tell the child to end (`farewell` is its own quit command) and make sure that it did."""
        self._leaving = True
        with contextlib.suppress(ProcessLost):
            self.send(farewell)
        deadline = time.monotonic() + within_s
        while self._process.is_alive() and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        if self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join, 1.0)
        self._end("left")

    # ---- inside -------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            while True:
                message = self._conn.recv()
                self._call(self._deliver, message)
        except (EOFError, OSError):
            pass
        self._process.join(1.0)
        code = self._process.exitcode
        self._call(self._end, f"it ended by itself ({exit_text(code)})")

    def _call(self, function: Callable[..., None], *args: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(function, *args)

    def _deliver(self, message: Any) -> None:
        self._last = time.monotonic()
        if not self._gone:
            self._heard(message)

    async def _watching(self) -> None:
        while not self._gone:
            await asyncio.sleep(0.25)
            now = time.monotonic()
            if now > self._patience_until and now - max(self._last, self._patience_until) > self._silence_s:
                self._process.kill()
                self._end(f"it said nothing for {self._silence_s:.0f} s and was ended")

    def _end(self, why: str) -> None:
        if self._gone:
            return
        self._gone = True
        self._watch.cancel()
        if not self._leaving:
            self._lost(why)


def exit_text(code: int | None) -> str:
    if code is None:
        return "still ending"
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
