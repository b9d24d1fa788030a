"""The shipped sounds: their levels, their ends, their seam."""

from __future__ import annotations

import numpy as np
import pytest

import assets
from audio.levels import FRAME, HOP, RATE, A, BandAnalyser, band_powers, db
from audio.sources import ASSET_LEVEL_DB, UnknownSound, load
from audio.synthesis import CUES, LOOPS, loudest_db, make


@pytest.mark.parametrize("name", sorted(CUES))
def test_a_cue_is_as_loud_as_it_should_be_and_ends_in_silence(name: str) -> None:
    sound = load(name)
    assert ASSET_LEVEL_DB - 4.0 < loudest_db(sound.astype(np.float64)) < ASSET_LEVEL_DB + 0.1
    assert np.max(np.abs(sound)) < 10 ** (-0.9 / 20)
    assert np.max(np.abs(sound[[0, -1]])) < 0.001
    assert np.max(np.abs(sound[-200:])) < 0.002


@pytest.mark.parametrize("name", sorted(LOOPS))
def test_a_loop_is_as_loud_as_it_should_be_and_even(name: str) -> None:
    sound = load(name)
    assert db(float(np.sum(band_powers(sound, loop=True)[A]))) == pytest.approx(ASSET_LEVEL_DB, abs=0.1)
    assert np.max(np.abs(sound)) < 10 ** (-0.9 / 20)
    assert abs(float(np.mean(sound))) < 1e-4


@pytest.mark.parametrize("name", sorted(LOOPS))
def test_nobody_hears_where_a_loop_begins_again(name: str) -> None:
    sound = load(name)
    steps = np.abs(np.diff(np.append(sound, sound[0])))
    assert steps[-1] < np.quantile(steps, 0.99)
    analyser = BandAnalyser()
    circle = np.concatenate([sound, sound[: 4 * FRAME]])
    levels = np.array(
        [db(float(np.sum(analyser.powers(circle[s : s + FRAME])[A]))) for s in range(0, len(circle) - FRAME, HOP)]
    )
    over_the_seam = levels[-6:]
    assert levels.min() <= over_the_seam.min()
    assert levels.max() >= over_the_seam.max()
    # No frame that crosses the seam has more treble than the frames elsewhere: a click would have.
    treble = np.array(
        [db(float(np.sum(analyser.powers(circle[s : s + FRAME])[A, -4:]))) for s in range(0, len(circle) - FRAME, HOP)]
    )
    assert treble[-6:].max() < treble[:-6].max() + 0.5


def test_the_files_are_what_the_program_makes() -> None:
    made, shipped = make("throw"), load("throw")
    assert np.max(np.abs(made - shipped)) < 3 / 32768


def test_the_sounds_are_small() -> None:
    assert sum(path.stat().st_size for path in assets.path("sounds").iterdir()) < 7e6


def test_an_unknown_sound_is_named() -> None:
    with pytest.raises(UnknownSound, match="'trumpet'"):
        load("trumpet")


def test_a_loop_lasts_long_enough_not_to_be_noticed() -> None:
    assert len(load("river")) >= 20 * RATE
