"""The noises of a ward: their levels are what they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from app.rig.noises import PASSING, STEADY, Passing, Script, level_db, loudest_db, steps
from audio.levels import RATE, leq


@pytest.mark.parametrize("name", STEADY)
def test_a_steady_noise_is_as_loud_as_it_says(name: str) -> None:
    sound = STEADY[name](6.0, 3)
    assert level_db(sound) == pytest.approx(0.0, abs=0.01)
    # the product's own measure of levels agrees
    assert leq(sound) == pytest.approx(0.0, abs=0.1)
    assert max(level_db(sound[start : start + RATE]) for start in range(0, 5 * RATE, RATE)) < 0.5


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_noise_is_as_loud_in_its_loudest_second_as_it_says(name: str) -> None:
    sound = PASSING[name](6.0, 3)
    assert loudest_db(sound) == pytest.approx(0.0, abs=0.01)
    assert level_db(sound) < -1.5
    assert abs(sound[0]) < 0.05 * np.max(np.abs(sound))


def test_a_script_steps_ramps_and_lets_things_pass() -> None:
    levels = (*steps((0.0, -50.0), (2.0, -44.0)), (4.0, -44.0), (6.0, -50.0))
    script = Script(levels, "fan", (Passing("cough", 3.0, 1.0, -30.0),))
    sound, alone = script.render(8.0), script.background().render(8.0)
    told = [level_db(alone[start * RATE : (start + 1) * RATE]) for start in range(8)]
    assert told == pytest.approx([-50.0, -50.0, -44.0, -44.0, -45.5, -48.5, -50.0, -50.0], abs=0.4)
    assert level_db(sound[3 * RATE : 4 * RATE]) == pytest.approx(-29.8, abs=0.3)
    assert np.array_equal(sound[5 * RATE :], alone[5 * RATE :])
