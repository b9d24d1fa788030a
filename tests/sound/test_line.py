"""The talk with an audio process of one's own, in a virtual room."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from app.errors import ProcessLost
from app.rig.room import VirtualRoom
from app.sound.line import Line
from audio.messages import Level, Open, Play


@pytest.fixture(scope="module")
def room() -> Iterator[VirtualRoom]:
    with VirtualRoom(noise_dbfs=-50.0) as room:
        yield room


def test_it_opens_plays_and_tells_each_second(room: VirtualRoom) -> None:
    with Line(env=room.env) as line:
        assert line.open(Open(output="room", microphone="earmic")).output == "room"
        line.send(Play(on=True, fade_s=0.1))
        assert line.until(Level, 5.0).method == "fixed"
    with pytest.raises(ProcessLookupError):
        os.kill(line.pid, 0)


def test_a_killed_process_is_one_clear_line(room: VirtualRoom) -> None:
    with Line(env=room.env) as line:
        os.kill(line.pid, signal.SIGKILL)
        with pytest.raises(ProcessLost, match=r"ended by itself .*SIGKILL"):
            line.open(Open())
