"""What the disk refuses is kept, in order, until it stands."""

from __future__ import annotations

from app.errors import BadInput, StoreError
from app.session.recorder import Recorder


class Disk:
    """Refuses while it is full."""

    def __init__(self) -> None:
        self.full = False
        self.rows: list[str] = []

    def put(self, row: str) -> None:
        if self.full:
            raise StoreError("the disk is full: make room")
        self.rows.append(row)


def test_a_refused_write_is_kept_said_and_written_in_order_when_there_is_room() -> None:
    disk, said = Disk(), list[str]()
    recorder = Recorder(said.append)
    assert recorder.write(lambda: disk.put("a"))
    disk.full = True
    assert not recorder.write(lambda: disk.put("b"))
    assert not recorder.write(lambda: disk.put("c"))
    assert not recorder.durable
    assert not recorder.retry()
    disk.full = False
    assert recorder.write(lambda: disk.put("d"))
    assert disk.rows == ["a", "b", "c", "d"]
    assert recorder.durable
    assert said[0] == "the disk is full: make room"
    assert said[-1] == ""


def test_a_write_that_can_never_stand_is_said_and_does_not_hold_up_the_next() -> None:
    disk, said = Disk(), list[str]()
    recorder = Recorder(said.append)

    def never() -> None:
        raise BadInput("value must be 0 to 10, got 11")

    disk.full = True
    recorder.write(lambda: disk.put("a"))
    disk.full = False
    assert recorder.write(never)
    assert recorder.write(lambda: disk.put("b"))
    assert disk.rows == ["a", "b"]
    assert "not recorded: value must be 0 to 10, got 11" in said
