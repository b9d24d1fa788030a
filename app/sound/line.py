"""The line to an audio process of one's own: start it, speak to it, wait for what it says, end it.

For the commands that need sound and no session. A session's sound process is kept by `app.processes.station` instead.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from app.config import cache_folder
from app.errors import ProcessLost
from app.processes.worker import entry, exit_text
from audio.messages import Alive, Message, Open, Opened, Quit, Warm
from audio.options import AudioOptions

Report = TypeVar("Report", bound=Message)

#: seconds that the process may take to start, to open its devices, and to say a word (it beats four times a second)
START_S, OPEN_S, SILENCE_S = 20.0, 15.0, 4.0
#: seconds from `Quit` to the end by force
_LEAVE_S = 3.0


class Line:
    """An audio process and the talk with it. A context manager: it is warm from the start, and ended with a fade at the end.

    env : set in the process before anything is imported
    chatter : file for what drivers write to standard output and standard error (default: in the cache folder)

    Raises
    ------
    ProcessLost
        From every method: the process ended by itself, or says nothing any more.
    """

    def __init__(
        self,
        *,
        env: Mapping[str, str] | None = None,
        chatter: Path | None = None,
        log_level: int = logging.WARNING,
    ) -> None:
        chatter = chatter or cache_folder() / "log" / "sound-command.log"
        context = multiprocessing.get_context("spawn")
        self._conn, self._theirs = context.Pipe()
        options = AudioOptions(log_level=log_level)
        self._process = context.Process(
            target=entry,
            args=("audio.process:main", dict(env or {}), chatter, self._theirs, options),
            name="respite-sound",
            daemon=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def send(self, command: Message) -> None:
        """Send a command."""
        try:
            self._conn.send(command)
        except (OSError, ValueError) as error:
            raise self._gone() from error

    def reports(self, within_s: float, *, silence_s: float = SILENCE_S) -> Iterator[Message]:
        """What it says in the next `within_s` seconds, as it comes (without its heartbeat)."""
        by = time.monotonic() + within_s
        heard_at = time.monotonic()
        while (left := by - time.monotonic()) > 0.0:
            try:
                if self._conn.poll(min(left, 0.25)):
                    report: Message = self._conn.recv()
                    heard_at = time.monotonic()
                    if not isinstance(report, Alive):
                        yield report
                        heard_at = time.monotonic()  # whoever listens may have taken time of his own
                elif time.monotonic() - heard_at > silence_s:
                    raise ProcessLost(f"the sound process has said nothing for {silence_s:.0f} s: try again")
            except (EOFError, OSError) as error:
                raise self._gone() from error

    def until(self, kind: type[Report], within_s: float) -> Report:
        """Its next report of this kind; others are left out."""
        for report in self.reports(within_s):
            if isinstance(report, kind):
                return report
        raise ProcessLost(f"the sound process must answer within {within_s:.0f} s, and did not: try again")

    def open(self, opening: Open) -> Opened:
        """Open the devices."""
        self.send(opening)
        return self.until(Opened, OPEN_S)

    def close(self) -> None:
        """End the process: it fades out what sounds."""
        with contextlib.suppress(ProcessLost):
            self.send(Quit())
        # Whatever it still has to say is taken, so that it need not wait to be heard.
        by = time.monotonic() + _LEAVE_S
        with contextlib.suppress(EOFError, OSError):
            while self._process.is_alive() and time.monotonic() < by:
                if self._conn.poll(0.05):
                    self._conn.recv()
        self._process.join(max(by - time.monotonic(), 0.1))
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._conn.close()

    def __enter__(self) -> Line:
        self._process.start()
        self._theirs.close()
        try:
            for report in self.reports(START_S, silence_s=START_S):
                if isinstance(report, Warm):
                    return self
            raise ProcessLost(f"the sound process must start within {START_S:.0f} s, and did not: try again")
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _gone(self) -> ProcessLost:
        self._process.join(1.0)
        how = exit_text(self._process.exitcode)
        return ProcessLost(
            f"the sound process ended by itself ({how}): check this computer's sound settings, and try again"
        )
