"""What is held, and how the room is told from what is played: no devices, only numbers."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import A, Floats, db, power
from audio.snr import SECOND, WINDOW, Controller, Definition, Estimator, Frame, Limits, layer_over_ambient, ratio_db

BANDS = 21
UNIT_DB = -16.0  # what the layer measures at the ear at a gain of 0 dB


def flat(level_db: float) -> Floats:
    """Third-octave powers whose sum has a level, the same A- and Z-weighted."""
    return np.full((2, BANDS), power(level_db) / BANDS)


def controller(ambient_db: float = -50.0, limits: Limits | None = None) -> Controller:
    return Controller(UNIT_DB, 5.0, ambient_db, limits)


def layer_db(control: Controller) -> float:
    return control.gain_db + UNIT_DB


def test_the_layer_alone_stands_over_the_ambient_by_the_target() -> None:
    assert layer_over_ambient(5.0, Definition.LAYER_ONLY) == 5.0
    assert ratio_db(power(-45.0), power(-50.0), Definition.LAYER_ONLY) == pytest.approx(5.0)


def test_the_total_needs_a_softer_layer() -> None:
    over = layer_over_ambient(5.0, Definition.TOTAL_OVER_AMBIENT)
    assert over == pytest.approx(3.35, abs=0.01)
    assert ratio_db(power(over), 1.0, Definition.TOTAL_OVER_AMBIENT) == pytest.approx(5.0)


def test_a_total_less_than_its_part_is_refused() -> None:
    with pytest.raises(ValueError, match="target_db must be above 0 dB for total_over_ambient, got -1"):
        layer_over_ambient(-1.0, Definition.TOTAL_OVER_AMBIENT)


def test_the_room_is_told_from_the_layer_and_the_world() -> None:
    path = np.linspace(0.1, 0.6, BANDS)
    room, layer, world = flat(-50.0), flat(-36.0), flat(-40.0)
    estimator = Estimator(path)
    for _ in range(WINDOW):
        estimator.add(Frame(mic=room + (layer + world) * path, mix=layer + world, layer=layer))
    estimate = estimator.estimate()
    assert estimate is not None
    assert estimate.ambient is not None
    assert db(estimate.ambient[A]) == pytest.approx(-50.0, abs=1e-6)
    assert db(estimate.layer[A]) == pytest.approx(-36.0 + db(0.35), abs=1e-6)
    assert db(estimate.world[A]) == pytest.approx(-40.0 + db(0.35), abs=1e-6)


def test_a_drowned_room_has_no_level() -> None:
    estimator = Estimator(np.ones(BANDS))
    for _ in range(SECOND):
        estimator.add(Frame(mic=flat(-20.0) + flat(-50.0), mix=flat(-20.0), layer=flat(-20.0)))
    estimate = estimator.estimate()
    assert estimate is not None
    assert estimate.ambient is None


def test_it_is_right_from_the_first_second() -> None:
    assert layer_db(controller(ambient_db=-50.0)) == pytest.approx(-45.0)


def test_a_talker_does_not_raise_the_layer() -> None:
    control = controller()
    levels = [-38.0, -42.0, -35.0, -50.0, -40.0]
    decisions = [control.update(level, spread_db=6.0) for level in levels]
    assert layer_db(control) == pytest.approx(-45.0, abs=0.1)
    assert all("talker" in decision.flags for decision in decisions[:3])


def test_a_steady_change_is_followed_within_eight_seconds() -> None:
    control = controller()
    flags = [control.update(-44.0, spread_db=1.0).flags for _ in range(8)]
    assert layer_db(control) == pytest.approx(-39.0, abs=0.1)
    assert any("slewing" in seen for seen in flags)
    assert flags[-1] == ()


def test_the_layer_never_jumps() -> None:
    control = controller()
    gains = [control.gain_db]
    for level in [-50.0] * 3 + [-30.0] * 12 + [-60.0] * 12:
        gains.append(control.update(level, spread_db=1.0).gain_db)
    steps = np.diff(gains)
    assert steps.max() <= Controller.SURE_RISE_DB + 1e-9
    assert steps.min() >= -Controller.FALL_DB - 1e-9


def test_a_change_that_is_not_steady_is_followed_slowly() -> None:
    control = controller()
    before = control.gain_db
    for _ in range(10):
        control.update(-40.0, spread_db=4.0)
    assert 0.0 < control.gain_db - before <= 10 * Controller.RISE_DB


def test_the_cap_holds_and_is_said() -> None:
    control = controller(ambient_db=-50.0, limits=Limits(highest_layer_db=-47.0))
    assert layer_db(control) == pytest.approx(-47.0)
    for _ in range(20):
        decision = control.update(-30.0, spread_db=1.0)
    assert layer_db(control) == pytest.approx(-47.0)
    assert "capped" in decision.flags


def test_an_ambient_too_low_to_matter_is_said() -> None:
    control = controller(ambient_db=-94.0)
    assert control.gain_db == Limits().lowest_gain_db
    assert "capped" in control.update(-94.0, spread_db=1.0).flags


def test_an_unknown_second_changes_nothing() -> None:
    control = controller()
    assert control.update(None, spread_db=0.0).gain_db == pytest.approx(-45.0 - UNIT_DB)
