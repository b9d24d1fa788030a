"""What one process had calibrated, in the hands of the next."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audio.levels import A, db, power
from audio.measured import Measured, resumed, told
from audio.messages import Kept, Resume, Wearing

BANDS = 21
LOUD = Measured(
    ambient=np.full((2, BANDS), power(-50.0) / BANDS),
    path=np.linspace(0.05, 0.2, BANDS),
    path_db=-9.0,
    reason="",
    path_uncertainty_db=0.08,
)


def test_a_calibration_that_is_handed_on_is_the_same() -> None:
    again = resumed(Resume(found=told(LOUD)), None)
    assert again.path == pytest.approx(LOUD.path)
    assert again.ambient_db == pytest.approx(-50.0, abs=0.01)
    assert (again.path_db, again.path_uncertainty_db, again.method) == (-9.0, 0.08, "power_subtraction")


def test_it_goes_on_from_the_room_and_the_path_as_they_were_last() -> None:
    again = resumed(Resume(found=told(LOUD), path_change_db=-3.0, background_db=-44.0), None)
    assert again.ambient_db == pytest.approx(-44.0, abs=0.01)
    assert again.path is not None
    assert LOUD.path is not None
    assert db(float(np.sum(again.path) / np.sum(LOUD.path))) == pytest.approx(-3.0)


def test_closed_headphones_go_on_holding_off_the_room() -> None:
    kept = Kept(wearing=Wearing.CLOSED, ear_gain_db=(-10.0,) * BANDS, insertion_loss_db=(20.0,) * BANDS)
    again = resumed(Resume(found=told(replace(LOUD, hears_playback=False))), kept)
    assert not again.hears_playback
    assert again.insertion_loss == pytest.approx(np.full(BANDS, 0.01))
    assert again.ambient is not None
    assert db(float(np.sum(again.ambient[A]))) == pytest.approx(-50.0, abs=0.01)


def test_what_was_not_calibrated_can_not_be_gone_on_by() -> None:
    with pytest.raises(ValueError, match="whole calibration"):
        resumed(Resume(found=told(replace(LOUD, path=None))), None)
