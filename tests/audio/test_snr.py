"""The definition of the ratio, and the controller that holds it: no devices, only numbers."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import db, power
from audio.snr import Controller, Definition, Limits, played_over_ambient, ratio_db

UNIT_DB = -16.0  # what the layer measures at the ear at a gain of 0 dB
STEP_S = 0.25


def controller(ambient_db: float = -50.0, limits: Limits | None = None) -> Controller:
    control = Controller(UNIT_DB, 5.0, STEP_S, limits)
    control.update(ambient_db, 0.0, sounding=False)
    return control


def layer_db(control: Controller) -> float:
    return control.gain_db + UNIT_DB


def test_what_is_played_stands_over_the_ambient_by_the_target() -> None:
    assert played_over_ambient(5.0, Definition.LAYER_ONLY) == 5.0
    assert ratio_db(power(-45.0), power(-50.0), Definition.LAYER_ONLY) == pytest.approx(5.0)


def test_the_total_needs_softer_sound() -> None:
    over = played_over_ambient(5.0, Definition.TOTAL_OVER_AMBIENT)
    assert over == pytest.approx(3.35, abs=0.01)
    assert ratio_db(power(over), 1.0, Definition.TOTAL_OVER_AMBIENT) == pytest.approx(5.0)


def test_a_total_less_than_its_part_is_refused() -> None:
    with pytest.raises(ValueError, match="target_db must be above 0 dB for total_over_ambient, got -1"):
        played_over_ambient(-1.0, Definition.TOTAL_OVER_AMBIENT)


def test_it_is_right_from_the_first_moment() -> None:
    assert layer_db(controller(-50.0)) == pytest.approx(-45.0)


def test_the_world_takes_its_part_of_the_ratio() -> None:
    control = controller()
    for _ in range(20):
        control.update(-50.0, power(-52.0))
    assert db(power(layer_db(control)) + power(-52.0)) == pytest.approx(-45.0)


def test_the_layer_keeps_half_of_it_however_loud_the_world() -> None:
    control = controller()
    for _ in range(20):
        control.update(-50.0, power(-30.0))
    assert layer_db(control) == pytest.approx(-45.0 - db(2.0))


def test_the_layer_never_jumps() -> None:
    control = controller()
    gains = [control.gain_db]
    for level in [-50.0] * 3 + [-30.0] * 30 + [-60.0] * 30:
        control.update(level, 0.0)
        gains.append(control.gain_db)
    steps = np.diff(gains) / STEP_S
    assert steps.max() == pytest.approx(Controller.RISE_DB_S)
    assert steps.min() == pytest.approx(-Controller.FALL_DB_S)


def test_it_says_that_it_is_on_its_way_and_that_it_has_come() -> None:
    control = controller()
    control.update(-44.0, 0.0)
    assert control.moving
    for _ in range(10):
        control.update(-44.0, 0.0)
    assert not control.moving


def test_the_cap_holds_and_is_said() -> None:
    control = controller(-50.0, Limits(highest_db=-47.0))
    assert layer_db(control) == pytest.approx(-47.0)
    for _ in range(40):
        control.update(-30.0, 0.0)
    assert layer_db(control) == pytest.approx(-47.0)
    assert control.capped


def test_an_ambient_too_low_to_matter_is_said() -> None:
    control = controller(-94.0)
    assert control.gain_db == Limits().lowest_gain_db
    assert control.capped
