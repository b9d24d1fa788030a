"""Calibration in a simulated room: the frames are made, the path is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from audio.calibration import Calibration, Measured, path_gain
from audio.levels import Floats, power
from audio.snr import Frame

BANDS = 21


def flat(level_db: float) -> Floats:
    return np.full((2, BANDS), power(level_db) / BANDS)


LAYER = flat(-16.0)
PATH = 10.0 ** (np.linspace(-30.0, -10.0, BANDS) / 10.0)


def calibrate(ambient: Floats, path: Floats, disturb: Callable[[int, Floats], Floats] | None = None) -> Measured:
    """Run one calibration of 4 s and 4 s in a room with a known path."""
    calibration = Calibration(4.0, 4.0, LAYER)
    for index in range(2000):
        gain = calibration.gain_db
        played = LAYER * 0.0 if gain is None else LAYER * power(gain)
        room = ambient if disturb is None else disturb(index, ambient)
        calibration.add(Frame(mic=room + played * path, mix=played, layer=played))
        if calibration.measured is not None:
            return calibration.measured
    pytest.fail("the calibration did not end")


def test_the_path_and_the_room_are_found() -> None:
    measured = calibrate(flat(-60.0), PATH)
    assert measured.calibrated
    assert measured.path is not None
    # The two lowest bands, 14 dB under the highest, are drowned by this room, and filled in.
    assert np.allclose(10 * np.log10(measured.path / PATH)[2:], 0.0, atol=0.01)
    assert measured.ambient_db == pytest.approx(-60.0, abs=0.01)
    assert measured.path_db == pytest.approx(10 * np.log10(np.mean(PATH)), abs=0.05)


def test_a_word_spoken_meanwhile_is_not_the_room() -> None:
    measured = calibrate(flat(-60.0), PATH, lambda index, room: room * (100.0 if index < 10 else 1.0))
    assert measured.ambient_db == pytest.approx(-60.0, abs=0.1)


def test_a_microphone_that_hears_nothing_is_said() -> None:
    measured = calibrate(flat(-120.0), PATH)
    assert not measured.calibrated
    assert measured.ambient_db is None
    assert "microphone hears nothing" in measured.reason


def test_closed_headphones_are_said() -> None:
    measured = calibrate(flat(-40.0), PATH * 1e-6)
    assert not measured.calibrated
    assert measured.ambient_db == pytest.approx(-40.0, abs=0.01)
    assert "does not hear what is played" in measured.reason


def test_a_band_that_the_room_drowns_is_filled_in_from_its_neighbours() -> None:
    ambient, played = np.full(BANDS, 1e-6), np.full(BANDS, 1e-3)
    ambient[7] = 1.0
    path = path_gain(played * 0.1 + ambient, ambient, played)
    assert np.allclose(path, 0.1, rtol=0.01)
