"""The breath that a world follows."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit.breath import Breath, Turn, shaped

EVEN, LONG_OUT = shaped(1, 1), shaped(1, 2, hold=0.35)


def values(breath: Breath, seconds: float, step: float = 1 / 60) -> list[float]:
    found = []
    for _ in range(round(seconds / step)):
        breath.move(step)
        found.append(breath.value)
    return found


@pytest.mark.parametrize("rate", [4.0, 6.0, 10.0])
def test_as_many_breaths_go_by_in_a_minute_as_were_asked_for(rate: float) -> None:
    breath = Breath(rate, LONG_OUT)
    turns = [turn for _ in range(600) for turn in breath.move(0.1)]
    assert turns.count(Turn.OUT) == rate
    assert breath.phase == pytest.approx(rate)


def test_breathing_out_takes_as_much_longer_as_was_asked_for() -> None:
    inward, outward = Breath(6.0, shaped(1, 1.5)).seconds
    assert outward / inward == pytest.approx(1.5)


def test_no_change_of_pace_or_shape_makes_the_breath_jump() -> None:
    breath = Breath(4.0, EVEN)
    found = values(breath, 3.3)
    breath.aim(10.0, LONG_OUT)
    found += values(breath, 20.0)
    breath.aim(5.0, EVEN)
    found += values(breath, 20.0)
    assert np.abs(np.diff(found)).max() < 0.03
    assert min(found) == pytest.approx(0.0, abs=0.01)
    assert max(found) == pytest.approx(1.0, abs=0.01)


def test_the_breath_does_not_depend_on_the_frame_rate() -> None:
    fast, slow = Breath(4.0, EVEN), Breath(4.0, EVEN)
    for breath, step in ((fast, 1 / 90), (slow, 1 / 2)):
        breath.aim(9.0, EVEN)
        values(breath, 30.0, step)
    assert fast.phase == pytest.approx(slow.phase, abs=1e-6)
