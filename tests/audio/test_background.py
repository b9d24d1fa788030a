"""The room's steady noise, told apart from what passes: one short measurement after the other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from audio.background import STEP_S, Background, Short
from audio.levels import db, power

ROOM_DB = -50.0
#: relative standard deviation of a short measurement
CHANCE = 0.06


def shorts(levels_db: Iterable[float], seed: int = 1, scatter_db: float = 0.0) -> list[Short]:
    generator = np.random.default_rng(seed)
    return [
        Short(
            power(level + scatter_db * generator.standard_normal()) * (1.0 + CHANCE * generator.standard_normal()),
            CHANCE * power(level),
        )
        for level in levels_db
    ]


def heard(background: Background, measurements: list[Short]) -> list[float]:
    levels = []
    for short in measurements:
        background.add(short)
        levels.append(db(background.power))
    return levels


def settled() -> Background:
    background = Background(power(ROOM_DB))
    heard(background, shorts([ROOM_DB] * 40))
    return background


def seconds(count: float) -> int:
    return round(count / STEP_S)


def test_chance_hardly_moves_it() -> None:
    levels = heard(Background(power(ROOM_DB)), shorts([ROOM_DB] * seconds(120)))
    assert np.std(levels) < 0.12
    assert np.mean(levels) == pytest.approx(ROOM_DB, abs=0.05)


@pytest.mark.parametrize("step_db", [6.0, -6.0, 12.0])
def test_a_new_level_is_believed_once_it_has_stood_still(step_db: float) -> None:
    background = settled()
    levels = heard(background, shorts([ROOM_DB + step_db] * seconds(4)))
    assert abs(levels[seconds(1.5)] - ROOM_DB) < 0.5
    assert levels[seconds(2.6)] == pytest.approx(ROOM_DB + step_db, abs=0.5)


@pytest.mark.parametrize("step_db", [2.5, 3.0, 4.0])
@pytest.mark.parametrize("halfway", [0.25, 0.5, 0.75])
def test_a_small_step_that_falls_into_a_measurement_is_believed_as_soon(step_db: float, halfway: float) -> None:
    background = settled()
    levels = heard(background, shorts([ROOM_DB + halfway * step_db] + [ROOM_DB + step_db] * seconds(4)))
    assert levels[seconds(3.0)] == pytest.approx(ROOM_DB + step_db, abs=0.5)


def test_someone_who_talks_is_not_believed() -> None:
    background = settled()
    generator = np.random.default_rng(3)
    speech = [ROOM_DB + max(0.0, 9.0 + 5.0 * generator.standard_normal()) for _ in range(seconds(15))]
    levels = heard(background, shorts(speech))
    assert max(levels) < ROOM_DB + 1.0
    assert background.passing


def test_a_noise_that_swells_and_fades_is_not_believed() -> None:
    background = settled()
    swell = [ROOM_DB + 10.0 * np.exp(-(((t - 4.0) / 2.0) ** 2)) for t in np.arange(0.0, 8.0, STEP_S)]
    assert max(heard(background, shorts(swell))) < ROOM_DB + 1.5


def test_a_bang_is_not_believed() -> None:
    background = settled()
    assert max(heard(background, shorts([ROOM_DB + 25.0] * 3 + [ROOM_DB] * 10))) < ROOM_DB + 0.3


def test_a_slow_ramp_is_followed_without_lagging() -> None:
    background = settled()
    ramp = [ROOM_DB + 0.3 * STEP_S * step for step in range(seconds(20))]
    levels = heard(background, shorts(ramp))
    assert max(abs(level - true) for level, true in zip(levels, ramp, strict=True)) < 0.9
    assert abs(np.mean(np.array(levels[-20:]) - ramp[-20:])) < 0.25


def test_a_murmur_that_never_stands_still_is_the_room_in_the_end() -> None:
    background = settled()
    levels = heard(background, shorts([ROOM_DB + 8.0] * seconds(90), scatter_db=2.5))
    assert levels[seconds(10)] < ROOM_DB + 1.0
    assert levels[-1] > ROOM_DB + 3.0


def test_what_is_as_loud_for_seconds_but_not_from_syllable_to_syllable_is_not_believed() -> None:
    background = settled()
    loud = power(ROOM_DB + 8.0)
    spoken = Short(loud, CHANCE * loud, (1.9 * loud, 0.9 * loud, 0.2 * loud))
    assert heard(background, [spoken] * seconds(10))[-1] == pytest.approx(ROOM_DB, abs=0.5)


def test_its_uncertainty_is_what_chance_leaves() -> None:
    background = settled()
    assert 0.0 < background.sigma / background.power < CHANCE
