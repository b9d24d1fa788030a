"""Children that die, hang and come back, with real processes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import ProcessLost
from app.processes.station import Kind, Spare, Station
from app.processes.worker import Worker

TARGET = "tests.processes.child:main"


async def until(condition: Callable[[], Any], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.01)


def test_a_child_hears_its_options_and_its_environment_and_answers_in_order() -> None:
    async def scene() -> None:
        heard: list[Any] = []
        worker = Worker("test", TARGET, "hello", heard=heard.append, lost=heard.append, env={"RESPITE_TEST": "x"})
        for word in ("a", "b", "c"):
            worker.send(word)
        await until(lambda: len(heard) == 4)
        await worker.leave("quit")
        assert heard == [("ready", "hello", "x"), "a", "b", "c"]
        assert "RESPITE_TEST" not in os.environ

    asyncio.run(scene())


def test_what_a_child_prints_stays_out_of_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    async def scene() -> None:
        heard: list[Any] = []
        worker = Worker("test", TARGET, "", heard=heard.append, lost=heard.append)
        worker.send("print")
        await until(lambda: "print" in heard)
        await worker.leave("quit")

    asyncio.run(scene())
    out, err = capfd.readouterr()
    assert out == ""
    assert "chatter" in err


def test_what_drivers_say_goes_to_a_file_and_the_one_before_is_kept(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async def scene() -> None:
        heard: list[Any] = []
        log = tmp_path / "log" / "test.log"
        worker = Worker("test", TARGET, "", heard=heard.append, lost=heard.append, chatter=log)
        worker.send("print")
        worker.send("warn")
        await until(lambda: "warn" in heard)
        await worker.leave("quit")

    asyncio.run(scene())
    asyncio.run(scene())
    out, err = capfd.readouterr()
    assert "chatter" not in out + err
    assert err.count("a warning") == 2
    assert (tmp_path / "log" / "test.log").read_text() == "chatter\n"
    assert (tmp_path / "log" / "test.before.log").read_text() == "chatter\n"


def test_a_child_that_dies_is_reported_once_with_its_exit_code() -> None:
    async def scene() -> None:
        lost: list[str] = []
        worker = Worker("test", TARGET, "", heard=lambda _: None, lost=lost.append)
        worker.send("die")
        await until(lambda: worker.gone)
        await asyncio.sleep(0.3)
        assert len(lost) == 1
        assert "exit code 7" in lost[0]
        with pytest.raises(ProcessLost):
            worker.send("a")

    asyncio.run(scene())


def test_a_silent_child_is_ended() -> None:
    async def scene() -> None:
        lost: list[str] = []
        heard: list[Any] = []
        worker = Worker("test", TARGET, "", heard=heard.append, lost=lost.append, silence_s=0.5)
        await until(lambda: heard)
        worker.expect()
        worker.send("hang")
        await until(lambda: lost)
        assert "said nothing" in lost[0]
        await until(lambda: not _alive(worker.pid))

    asyncio.run(scene())


def test_a_lost_child_is_there_again_and_can_be_spoken_to() -> None:
    async def scene() -> None:
        heard: list[Any] = []
        came: list[int] = []
        went: list[str] = []
        spare = Spare(Kind("test", TARGET, "", farewell="quit"))
        spare.warm()
        station = Station(spare, heard.append, lambda: came.append(1), went.append)
        station.start()
        first = station.pid
        station.send("die")
        await until(lambda: len(came) == 2)
        assert len(went) == 1
        assert station.pid != first
        assert station.send("again")
        await until(lambda: "again" in heard)
        await station.close()
        assert not station.there

    asyncio.run(scene())


def test_a_warm_child_serves_the_next_in_line() -> None:
    async def scene() -> None:
        spare = Spare(Kind("test", TARGET, "", farewell="quit"))
        spare.warm()
        heard: list[Any] = []
        worker = spare.take(heard.append, heard.append)
        worker.send("a")
        await until(lambda: "a" in heard)
        await worker.leave("quit")
        spare.warm()
        await spare.dismiss()

    asyncio.run(scene())


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
