"""The path's gain, watched by how strongly the layer is heard again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audio.ambient import Look
from audio.levels import RATE, Floats, db, power
from audio.likeness import COMPARED, SLACK, Likeness, likeness
from audio.pathwatch import LOOK_S, PathWatch
from audio.sources import pink

#: natural logarithms: how strongly the layer is heard again, and what chance makes of each look
PART, CHANCE = -6.0, 0.04


def watched(
    watch: PathWatch, seconds: float, *, gain_db: float = 0.0, db_a_minute: float = 0.0, seed: int = 1
) -> list[bool]:
    """Look for a while; hands back for each look whether the gain was said to have leapt."""
    generator = np.random.default_rng(seed)
    leapt = []
    for index in range(round(seconds / LOOK_S)):
        gain = power(gain_db + db_a_minute / 60.0 * index * LOOK_S)
        strength = PART + math.log(gain) + CHANCE * generator.standard_normal()
        watch.add(Look(Likeness(0, strength, CHANCE)))
        leapt.append(watch.leapt)
    return leapt


def settled() -> PathWatch:
    watch = PathWatch(np.ones(21))
    assert not any(watched(watch, 30.0))
    return watch


def test_a_path_that_stays_is_left_alone() -> None:
    watch = settled()
    assert not any(watched(watch, 120.0, seed=2))
    assert db(watch.gain) == pytest.approx(0.0, abs=0.2)
    assert watch.sigma_db < 0.15


@pytest.mark.parametrize("change_db", [-10.0, -3.0, 1.5, 6.0])
def test_a_change_at_once_is_doubted_at_first_and_then_followed(change_db: float) -> None:
    watch = settled()
    watched(watch, LOOK_S, gain_db=change_db, seed=2)
    assert watch.doubtful
    assert any(watched(watch, 3 * LOOK_S, gain_db=change_db, seed=3))
    watched(watch, 5.0, gain_db=change_db, seed=4)
    assert not watch.doubtful
    assert abs(db(watch.gain) - change_db) < max(2.0 * watch.sigma_db, 0.2)


@pytest.mark.parametrize("pace", [-2.0, 2.0])
def test_a_knob_that_is_turned_slowly_is_followed_within_what_is_said(pace: float) -> None:
    watch = settled()
    for minute in (0.25, 0.5, 0.75, 1.0):
        watched(watch, 15.0, gain_db=pace * (minute - 0.25), db_a_minute=pace, seed=round(8 * minute))
        assert abs(db(watch.gain) - pace * minute) < 2.0 * watch.sigma_db + 0.05


def test_one_odd_look_is_no_change() -> None:
    watch = settled()
    watch.add(Look(Likeness(0, PART + 1.0, CHANCE)))
    assert watch.doubtful
    watched(watch, 2.0)
    assert not watch.doubtful
    assert db(watch.gain) == pytest.approx(0.0, abs=0.2)


def test_what_is_not_heard_tells_nothing() -> None:
    watch = settled()
    assert not watch.add(Look(None))
    assert not watch.add(Look(Likeness(0, None)))
    assert not watch.add(Look(Likeness(900, PART + 2.0, CHANCE), slipped=True))
    assert not watch.doubtful


def played_and_heard(gain: float, way: int, room: float, seed: int = 1) -> tuple[Floats, Floats]:
    layer = pink(1 << 17, seed).astype(np.float64)
    heard = gain * layer[SLACK - way : SLACK - way + COMPARED]
    return layer[: COMPARED + 2 * SLACK], heard + room * pink(1 << 17, seed + 7)[:COMPARED]


@pytest.mark.parametrize("way", [0, 700, -900])
def test_the_layer_is_found_where_it_is_however_loud_the_room(way: int) -> None:
    for room in (0.0, 0.6, 2.0):
        found = likeness(*played_and_heard(1.0, way, room))
        assert found is not None
        assert found.off == -way


def test_how_strongly_it_is_heard_tells_the_gain_and_not_the_room() -> None:
    def strength(gain: float, room: float) -> float:
        found = likeness(*played_and_heard(gain, 300, room))
        assert found is not None
        assert found.strength is not None
        return found.strength

    assert strength(0.5, 0.3) - strength(1.0, 0.3) == pytest.approx(2.0 * math.log(0.5), abs=0.15)
    assert strength(1.0, 1.2) - strength(1.0, 0.0) == pytest.approx(0.0, abs=0.25)


def test_another_sound_is_not_taken_for_the_layer() -> None:
    layer, _ = played_and_heard(1.0, 0, 0.0)
    assert likeness(layer, pink(1 << 17, 99)[:COMPARED].astype(np.float64)) is None
    assert likeness(np.zeros(COMPARED + 2 * SLACK), pink(1 << 17, 99)[:COMPARED].astype(np.float64)) is None
    assert RATE * LOOK_S < COMPARED
