"""Poses one way and pictures the other, whatever the drawing's speed."""

from __future__ import annotations

import threading
import time

import pytest

from app.engine.displays.handover import BACKLOG, Drawing, Handover, Located
from app.engine.displays.openxr_calls import Views
from app.engine.displays.openxr_input import Hands
from app.engine.displays.openxr_view import Eye, Pose

#: seconds; long beside what a busy machine takes to change threads
PERIOD = 0.05
_EYE = Eye(Pose((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)), (-1.0, 1.0, 1.0, -1.0))


class Rig:
    """A beat that is made by hand, and a drawing of any speed."""

    def __init__(self) -> None:
        self.gone: list[int] = []
        self.handover = Handover(lambda drawing: self.gone.append(drawing.texture))
        self.serial = 0

    def beat(self) -> int | None:
        """One beat; hands back the serial of what was shown."""
        self.serial += 1
        views = Views((_EYE, _EYE), (b"", b""))
        located = Located(self.serial, views, Hands(), True, PERIOD, round(self.serial * PERIOD * 1e9))
        shown = self.handover.beat(located, time.monotonic())
        return shown.texture if shown is not None else None

    def draw(self) -> None:
        """Take poses, and hand a picture over that is named by their serial."""
        located = self.handover.take(1.0)
        assert located is not None
        assert self.handover.give(located.serial, Drawing(located.serial, 0, (1, 1), located.views, None))


@pytest.fixture
def rig() -> Rig:
    return Rig()


def _drawing(rig: Rig) -> threading.Thread:
    thread = threading.Thread(target=rig.draw)
    thread.start()
    return thread


def test_a_picture_in_time_is_shown_in_its_own_beat(rig: Rig) -> None:
    for serial in range(1, 6):
        thread = _drawing(rig)
        assert rig.beat() == serial
        thread.join()
    pace = rig.handover.pace()
    assert (pace.periods, pace.missed, pace.late) == (5, 0, 0)
    assert pace.times_ms == pytest.approx([PERIOD * 1e3] * 4)


def test_a_beat_does_not_wait_for_a_picture_longer_than_its_period(rig: Rig) -> None:
    began = time.monotonic()
    assert rig.beat() is None
    assert time.monotonic() - began < 5 * PERIOD
    pace = rig.handover.pace()
    assert (pace.periods, pace.missed) == (1, 1)


def test_a_late_picture_is_shown_in_the_next_beat_and_counted(rig: Rig) -> None:
    assert rig.beat() is None
    rig.draw()  # for the first beat, after it
    assert rig.beat() == 1
    pace = rig.handover.pace()
    assert (pace.periods, pace.missed, pace.late) == (2, 1, 1)
    assert rig.gone == []


def test_no_poses_are_handed_out_while_a_picture_is_on_its_way(rig: Rig) -> None:
    assert rig.beat() is None
    rig.draw()
    assert rig.handover.take(0.0) is None  # its canvas is not free
    assert rig.beat() == 1
    assert rig.handover.take(0.0) is not None


def test_nothing_stays_one_beat_behind_once_the_drawing_is_quick_again(rig: Rig) -> None:
    assert rig.beat() is None  # it came too late once
    behind, over = [], threading.Event()

    def draw_on() -> None:
        while not over.is_set():
            if (located := rig.handover.take(PERIOD)) is not None:
                rig.handover.give(located.serial, Drawing(located.serial, 0, (1, 1), located.views, None))

    drawing = threading.Thread(target=draw_on)
    drawing.start()
    for _ in range(BACKLOG + 3):
        time.sleep(PERIOD / 2)  # it is done before the next beat begins
        shown = rig.beat()
        assert shown is not None
        behind.append(rig.serial - shown)
    over.set()
    drawing.join()
    assert behind == [1] * BACKLOG + [0] * 3
    assert len(rig.gone) == 1


def test_who_comes_late_is_handed_the_newest_poses(rig: Rig) -> None:
    rig.beat()
    rig.beat()
    located = rig.handover.take(0.0)
    assert located is not None
    assert located.serial == 2


def test_a_second_in_which_nobody_looks_counts_for_nothing(rig: Rig) -> None:
    rig.handover.beat(Located(1, None, Hands(), False, PERIOD, 0), time.monotonic())
    assert rig.handover.pace().periods == 0


def test_after_the_end_nothing_is_taken_and_what_was_given_is_let_go(rig: Rig) -> None:
    assert rig.beat() is None
    rig.draw()
    rig.handover.close()
    assert rig.handover.take(1.0) is None
    assert not rig.handover.give(9, None)
    rig.handover.empty()
    assert rig.gone == [1]
