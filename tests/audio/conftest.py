"""A virtual room, and the audio process in it."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Iterator

import numpy as np
import pytest

from app.rig.driven import Sound, sound_in
from app.rig.room import VirtualRoom
from audio.levels import RATE, Samples


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

    def now(self, seconds: float) -> Samples:
        """The `seconds` of sound that follow, without what was not taken in time."""
        began = time.monotonic()
        while (held_up := time.monotonic() - began) < 10.0:
            self.take(0.1)
            if time.monotonic() - began - held_up > 0.05:
                break  # it comes no faster than it sounds
        return self.take(seconds)

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
