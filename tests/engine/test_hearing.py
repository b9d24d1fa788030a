"""What the sound is told of the picture."""

from __future__ import annotations

import math

import pytest
from panda3d.core import NodePath

from app.engine.hearing import Hearing
from scenes.base import Cue


def patient(heading: float = 0.0, pitch: float = 0.0) -> tuple[Hearing, NodePath]:
    """Somebody who sits at (1, 2) in a seat that is turned 30 degrees to the left, and looks about from there."""
    root = NodePath("root")
    seat = root.attach_new_node("seat")
    seat.set_pos_hpr(1, 2, 0, 30, 0, 0)
    camera = seat.attach_new_node("camera")
    camera.set_pos_hpr(0, 0, 1.2, heading - 30, pitch, 0)
    return Hearing(root, seat), camera


@pytest.mark.parametrize("heading", [0.0, 90.0, -170.0])
@pytest.mark.parametrize("pitch", [0.0, -40.0, 80.0])
def test_a_thing_sounds_from_the_same_place_of_the_world_wherever_the_head_looks(heading: float, pitch: float) -> None:
    hearing, camera = patient(heading, pitch)
    cue = hearing.cue(Cue("chime", (1 + 3, 2, 1.2 + 3), -2.0), camera)
    assert (cue.azimuth, cue.elevation) == pytest.approx((math.pi / 2, math.pi / 4), abs=1e-5)
    assert cue.distance == pytest.approx(math.sqrt(18), abs=1e-5)
    assert cue.gain_db == -2.0
    facing = hearing.due(camera, 0.0)
    assert facing is not None
    assert math.degrees(facing.azimuth) == pytest.approx(-heading, abs=1e-3)
    assert math.degrees(facing.elevation) == pytest.approx(pitch, abs=1e-3)


def test_loudspeakers_are_told_where_the_seat_looks_and_not_the_head_that_wears_the_picture() -> None:
    hearing, camera = patient(70.0)
    worn = hearing.due(camera, 0.0)
    on_a_screen = hearing.due(camera, 1.0, worn=False)
    assert worn is not None
    assert on_a_screen is not None
    assert math.degrees(worn.ahead) == pytest.approx(-30.0, abs=1e-3)
    assert math.degrees(on_a_screen.ahead) == pytest.approx(-70.0, abs=1e-3)


def test_a_sound_without_a_place_comes_from_where_the_head_looks() -> None:
    hearing, camera = patient(40.0, 10.0)
    cue = hearing.cue(Cue("throw"), camera)
    assert (math.degrees(cue.azimuth), math.degrees(cue.elevation)) == pytest.approx((-40.0, 10.0), abs=1e-3)


def test_a_giant_hears_things_as_far_away_as_everybody() -> None:
    hearing, camera = patient()
    camera.set_scale(2.0)
    assert hearing.cue(Cue("chime", (1, 6, 1.2)), camera).distance == pytest.approx(4.0)


def test_a_turning_head_is_told_of_twenty_times_a_second_and_a_still_one_not_at_all() -> None:
    hearing, camera = patient()
    told = []
    for frame in range(180):  # two seconds at 90 Hz: one of turning, one of trembling
        camera.set_h(min(frame, 90) + 0.4 * (frame % 2))
        told.append(hearing.due(camera, frame / 90) is not None)
    assert 15 <= sum(told[:91]) <= 21
    assert sum(told[95:]) == 0
