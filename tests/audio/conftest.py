"""A virtual room, and the audio process in it."""

from __future__ import annotations

import multiprocessing
import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar
from unittest import mock

import numpy as np
import pytest

from app.rig.room import VirtualRoom
from app.rig.server import SoundServer
from audio.levels import RATE, Samples
from audio.messages import Alive, Message, Quit, Warm
from audio.options import AudioOptions
from audio.process import main

Report = TypeVar("Report", bound=Message)


class Sound:
    """The audio process, as the app sees it."""

    def __init__(self, conn: Connection, process: multiprocessing.process.BaseProcess) -> None:
        self.process = process
        self.reports: list[Message] = []
        self._conn = conn

    def send(self, command: Message) -> None:
        self._conn.send(command)

    def until(self, kind: type[Report], within_s: float = 20.0) -> Report:
        """The next report of this kind; fails when none comes."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if self._conn.poll(0.1):
                report: Message = self._conn.recv()
                self.reports.append(report)
                if isinstance(report, kind):
                    return report
        told = [report for report in self.reports if not isinstance(report, Alive)]
        pytest.fail(f"no {kind.__name__} within {within_s} s; it said {told}")


@contextmanager
def sound_in(room: SoundServer) -> Iterator[Sound]:
    """The audio process in a room, from `Warm` to its end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=main, args=(theirs, AudioOptions()))
    with mock.patch.dict(os.environ, room.env):
        process.start()
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
        assert ended, "the audio process did not end after Quit"


class Recording:
    """What sounds in the room, recorded by a program that has nothing to do with Respite."""

    def __init__(self, room: VirtualRoom) -> None:
        command = ["parec", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2", "--device=room.monitor"]
        self._parec = subprocess.Popen(
            [*command, "--latency-msec=50"],
            env=os.environ | room.env,
            stdout=subprocess.PIPE,
        )
        self.take(0.2)

    def take(self, seconds: float) -> Samples:
        """The next `seconds` of sound, float32 (frames, 2)."""
        assert self._parec.stdout is not None
        data, wanted = b"", round(seconds * RATE) * 8
        deadline = time.monotonic() + seconds + 10.0
        while len(data) < wanted:
            if not select.select([self._parec.stdout], [], [], max(deadline - time.monotonic(), 0.0))[0]:
                pytest.fail(f"the recording of {seconds} s did not come: {len(data)} of {wanted} bytes")
            part = os.read(self._parec.stdout.fileno(), wanted - len(data))
            assert part, "the recording ended"
            data += part
        return np.frombuffer(data, dtype=np.float32).reshape(-1, 2)

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self._parec.kill()
        if self._parec.stdout is not None:
            self._parec.stdout.close()
        self._parec.wait()


@pytest.fixture(scope="package")
def room() -> Iterator[VirtualRoom]:
    """A room with a steady noise of -50 dB re full scale."""
    with VirtualRoom(noise_dbfs=-50.0) as room:
        yield room


@pytest.fixture
def sound(room: VirtualRoom) -> Iterator[Sound]:
    with sound_in(room) as sound:
        yield sound
