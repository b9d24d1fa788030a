"""The audio process, driven by hand in a virtual room."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from app.rig.server import RoomError, SoundServer
from audio.messages import Alive, Message, Quit, Warm
from audio.options import AudioOptions
from audio.process import main

Report = TypeVar("Report", bound=Message)


class Sound:
    """The audio process, as the app sees it. `reports` are all that it said, in order."""

    def __init__(self, conn: Connection, process: BaseProcess) -> None:
        self.process = process
        self.reports: list[Message] = []
        self._conn = conn

    def send(self, command: Message) -> None:
        self._conn.send(command)

    def until(self, kind: type[Report], within_s: float = 20.0) -> Report:
        """The next report of this kind.

        Raises
        ------
        RoomError
            None came within so many seconds.
        """
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if self._conn.poll(0.1):
                report: Message = self._conn.recv()
                self.reports.append(report)
                if isinstance(report, kind):
                    return report
        told = [report for report in self.reports if not isinstance(report, Alive)]
        raise RoomError(f"no {kind.__name__} within {within_s} s; the audio process said {told}")


@contextmanager
def sound_in(room: SoundServer) -> Iterator[Sound]:
    """The audio process in a room, from `Warm` to its end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=main, args=(theirs, AudioOptions()))
    # It inherits the environment of the moment it is started in.
    before = dict(os.environ)
    os.environ.update(room.env)
    try:
        process.start()
    finally:
        os.environ.clear()
        os.environ.update(before)
    theirs.close()
    sound = Sound(ours, process)
    try:
        sound.until(Warm)
        yield sound
    finally:
        if process.is_alive():
            sound.send(Quit())
        process.join(5.0)
        ended = process.exitcode is not None
        if not ended:
            process.kill()
            process.join()
        ours.close()
    if not ended:
        raise RoomError("the audio process did not end after Quit")
