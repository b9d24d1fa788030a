"""The room, told from what is played: made-up powers."""

from __future__ import annotations

import numpy as np
import pytest

from audio.ambient import SECOND, WINDOW, Ambient, Frame
from audio.background import STEP
from audio.levels import A, Floats, db, power

BANDS = 21


def flat(level_db: float) -> Floats:
    """Third-octave powers whose sum has a level, the same A- and Z-weighted."""
    return np.full((2, BANDS), power(level_db) / BANDS)


def test_the_room_is_told_from_the_layer_and_the_world() -> None:
    path = np.linspace(0.1, 0.6, BANDS)
    room, layer, world = flat(-50.0), flat(-36.0), flat(-40.0)
    ambient = Ambient(path)
    for _ in range(WINDOW):
        ambient.add(Frame(mic=room + (layer + world) * path, mix=layer + world, layer=layer))
    estimate = ambient.estimate()
    assert estimate is not None
    assert estimate.told
    assert db(float(np.sum(estimate.ambient[A]))) == pytest.approx(-50.0, abs=1e-6)
    assert db(float(np.sum(estimate.layer[A]))) == pytest.approx(-36.0 + db(0.35), abs=1e-6)
    assert db(float(np.sum(estimate.world[A]))) == pytest.approx(-40.0 + db(0.35), abs=1e-6)


def test_a_drowned_room_is_not_told() -> None:
    ambient = Ambient(np.ones(BANDS))
    for _ in range(SECOND):
        ambient.add(Frame(mic=flat(-20.0) + flat(-50.0), mix=flat(-20.0), layer=flat(-20.0)))
    estimate = ambient.estimate()
    assert estimate is not None
    assert not estimate.told


def test_under_closed_headphones_nothing_is_subtracted_but_what_they_keep_out() -> None:
    ambient = Ambient(np.full(BANDS, 4.0), np.full(BANDS, 0.01), hears=False)
    for _ in range(SECOND):
        ambient.add(Frame(mic=flat(-40.0), mix=flat(-50.0), layer=flat(-50.0)))
    estimate = ambient.estimate()
    assert estimate is not None
    assert db(float(np.sum(estimate.ambient[A]))) == pytest.approx(-60.0)
    assert db(float(np.sum(estimate.layer[A]))) == pytest.approx(-50.0 + db(4.0))


def test_a_short_measurement_comes_with_what_chance_does_to_it() -> None:
    ambient = Ambient(np.ones(BANDS))
    found = [ambient.add(Frame(mic=flat(-50.0), mix=flat(-200.0), layer=flat(-200.0))) for _ in range(2 * STEP)]
    shorts = [short for short in found if short is not None]
    assert len(shorts) == 2
    assert shorts[1].power == pytest.approx(power(-50.0))
    # 21 bands of the same power: the narrow ones, from 23 Hz on, are the uncertain ones
    assert 0.02 < shorts[1].sigma / shorts[1].power < 0.2
