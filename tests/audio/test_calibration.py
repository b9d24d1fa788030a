"""Calibration in simulated rooms, whose path and noise are known."""

from __future__ import annotations

import numpy as np
import pytest

from app.rig.noises import Passing, Script
from audio.calibration import Calibration
from audio.levels import RATE, A, Floats, db, leq, power
from audio.measured import Measured, path_gain
from audio.messages import Kept, Wearing
from audio.steady import steady
from tests.audio.rooms import SimulatedRoom, layer_bands, response, steady_noise, true_path

BANDS = 21
NOISE = layer_bands()
ROOM_DB = -50.0
ROOM_DBA = leq(steady_noise(ROOM_DB))
RINGING = response(0.5, -12.0)


def calibration(kept: Kept | None = None, highest_db: float | None = None) -> Calibration:
    return Calibration(6.0, 6.0, NOISE, kept=kept, highest_db=highest_db)


def path_db(path: Floats) -> float:
    """The A-weighted gain of a path for the noise."""
    return db(float(np.sum(NOISE[A] * path))) - db(float(np.sum(NOISE[A])))


def error_db(measured: Measured, impulse: Floats) -> float:
    assert measured.path_db is not None, measured.reason
    return measured.path_db - path_db(true_path(impulse))


def test_the_path_and_the_room_are_found_in_a_room_that_rings() -> None:
    measured = SimulatedRoom(steady_noise(ROOM_DB), RINGING).calibrate(calibration())
    assert measured.ambient_db == pytest.approx(ROOM_DBA, abs=0.15)
    assert abs(error_db(measured, RINGING)) < 0.25
    assert measured.method == "power_subtraction"


def test_the_stated_uncertainty_is_that_of_the_path() -> None:
    errors, stated = [], []
    for seed in range(6):
        room = SimulatedRoom(steady_noise(ROOM_DB, seed=30 + seed), RINGING)
        measured = room.calibrate(Calibration(3.0, 3.0, NOISE))
        assert measured.path_uncertainty_db is not None
        errors.append(error_db(measured, RINGING))
        stated.append(measured.path_uncertainty_db)
    assert 0.4 < np.sqrt(np.mean(np.square(errors))) / np.mean(stated) < 2.5


def test_a_talker_all_the_time_spoils_neither_part() -> None:
    script = Script(passing=(Passing("talker", 0.0, 60.0, -32.0, seed=2),))
    measured = SimulatedRoom(script.render(60.0), RINGING).calibrate(Calibration(8.0, 8.0, NOISE))
    assert measured.ambient_db == pytest.approx(leq(script.background().render(20.0)), abs=0.3)
    assert abs(error_db(measured, RINGING)) < 0.3


def test_someone_who_shouts_all_the_time_is_said() -> None:
    script = Script(passing=(Passing("talker", 0.0, 40.0, -15.0),))
    measured = SimulatedRoom(script.render(40.0), RINGING).calibrate(Calibration(4.0, 4.0, NOISE))
    assert not measured.calibrated
    assert "ask for quiet" in measured.reason


def test_coughs_spoil_neither_part() -> None:
    noise = steady_noise(ROOM_DB)
    for at_s in (2.0, 7.0, 10.5, 13.0, 15.5):
        at = round(at_s * RATE)
        noise[at : at + RATE // 3] *= 30.0
    measured = SimulatedRoom(noise, RINGING).calibrate(calibration())
    assert measured.ambient_db == pytest.approx(ROOM_DBA, abs=0.15)
    assert abs(error_db(measured, RINGING)) < 0.25


def test_a_room_that_moved_meanwhile_is_measured_again() -> None:
    noise = steady_noise(ROOM_DB)
    noise[10 * RATE :] *= 2.0
    measured = SimulatedRoom(noise, RINGING).calibrate(calibration())
    assert measured.ambient_db == pytest.approx(ROOM_DBA + 6.0, abs=0.3)
    assert abs(error_db(measured, RINGING)) < 0.25


def test_a_room_that_never_rests_is_said() -> None:
    noise = steady_noise(ROOM_DB) * np.linspace(0.0, 12.0, 60 * RATE, dtype=np.float32)
    measured = SimulatedRoom(noise, response(0.0, -12.0)).calibrate(calibration())
    assert not measured.calibrated
    assert "steady" in measured.reason


@pytest.mark.parametrize("gain_db", [20.0, -20.0])
def test_the_noise_is_never_much_louder_than_the_room(gain_db: float) -> None:
    room = SimulatedRoom(steady_noise(ROOM_DB), response(0.3, gain_db))
    measured = room.calibrate(calibration())
    loudest = np.max(np.convolve(room.played, np.ones(6) / 6))
    assert db(float(loudest)) < ROOM_DB + 15.0
    assert abs(error_db(measured, response(0.3, gain_db))) < 0.3


def test_the_noise_stays_under_the_cap() -> None:
    room = SimulatedRoom(steady_noise(ROOM_DB), RINGING)
    assert room.calibrate(calibration(highest_db=ROOM_DBA + 7.0)).calibrated
    assert db(float(np.max(room.played))) < ROOM_DB + 8.0
    too_loud = SimulatedRoom(steady_noise(ROOM_DB), RINGING)
    measured = too_loud.calibrate(calibration(highest_db=ROOM_DBA - 1.0))
    assert "too loud to be calibrated under the cap" in measured.reason
    assert not np.any(too_loud.played)


def test_a_cap_just_over_the_room_costs_certainty_alone() -> None:
    room = SimulatedRoom(steady_noise(ROOM_DB), RINGING)
    measured = room.calibrate(calibration(highest_db=ROOM_DBA + 1.5))
    assert abs(error_db(measured, RINGING)) < 0.6
    assert db(float(np.max(np.convolve(room.played, np.ones(6) / 6)))) < ROOM_DB + 3.0


def test_a_microphone_that_hears_nothing_is_said() -> None:
    measured = SimulatedRoom(steady_noise(-120.0), RINGING).calibrate(calibration())
    assert not measured.calibrated
    assert measured.ambient_db is None
    assert "microphone hears nothing" in measured.reason


def test_a_microphone_that_is_overdriven_is_said() -> None:
    measured = SimulatedRoom(steady_noise(ROOM_DB), RINGING, full_scale=0.004).calibrate(calibration())
    assert not measured.calibrated
    assert "overdriven" in measured.reason


def test_what_can_not_be_heard_is_said() -> None:
    measured = SimulatedRoom(steady_noise(-40.0), response(0.0, -70.0)).calibrate(calibration())
    assert not measured.calibrated
    assert measured.ambient_db == pytest.approx(ROOM_DBA + 10.0, abs=0.3)
    assert "does not hear what is played" in measured.reason


def test_under_closed_headphones_only_the_room_is_measured() -> None:
    kept = Kept(
        wearing=Wearing.CLOSED,
        mic_full_scale_dba=110.0,
        ear_full_scale_db=(100.0,) * BANDS,
        insertion_loss_db=(20.0,) * BANDS,
    )
    room = SimulatedRoom(steady_noise(ROOM_DB), RINGING)
    measured = room.calibrate(calibration(kept))
    assert measured.ambient_db == pytest.approx(ROOM_DBA - 20.0, abs=0.15)
    assert measured.path_db == pytest.approx(-10.0)
    assert (measured.method, measured.hears_playback) == ("headphones", False)
    assert not np.any(room.played)


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (Kept(wearing=Wearing.CLOSED, insertion_loss_db=(20.0,) * BANDS), "coupler, or enter their sensitivity"),
        (Kept(wearing=Wearing.CLOSED, ear_gain_db=(-10.0,) * BANDS), "insertion loss"),
    ],
)
def test_what_is_not_known_of_closed_headphones_is_said(kept: Kept, missing: str) -> None:
    measured = SimulatedRoom(steady_noise(ROOM_DB), RINGING).calibrate(calibration(kept))
    assert not measured.calibrated
    assert missing in measured.reason


def test_a_band_that_the_room_drowns_is_filled_in_from_its_neighbours() -> None:
    ambient, played = np.full(BANDS, 1e-6), np.full(BANDS, 1e-3)
    ambient[7] = 1.0
    path = path_gain(played * 0.1 + ambient, ambient, played)
    assert np.allclose(path, 0.1, rtol=0.01)


def test_the_steady_part_is_what_crowds_together() -> None:
    generator = np.random.default_rng(1)
    levels = generator.normal(-50.0, 0.4, 100)
    levels[:45] += generator.uniform(0.0, 20.0, 45)
    part = steady(levels)
    assert part.found
    assert np.mean(levels[part.which]) == pytest.approx(-50.0, abs=0.25)
    assert power(float(part.sd_db)) < power(1.0)
