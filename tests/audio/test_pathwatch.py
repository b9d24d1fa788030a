"""The path's gain, watched by what of the played sound's chance ups and downs is heard again."""

from __future__ import annotations

import numpy as np
import pytest

from audio.ambient import Frame
from audio.levels import Floats, db, power
from audio.pathwatch import PathWatch

BANDS = 21
PATH = np.linspace(0.2, 0.6, BANDS)
#: relative ups and downs of the bands from frame to frame, as narrow bands of noise have them
UPS: Floats = np.linspace(0.5, 0.06, BANDS)


def watched(
    watch: PathWatch, seconds: float, gain: float = 1.0, room: float = 0.3, seed: int = 1, smear: float = 0.8
) -> bool:
    """Hear noise through the path for a while; hands back whether the gain was said to have changed at once."""
    generator = np.random.default_rng(seed)
    jumped = False
    for _ in range(round(seconds * 12)):
        ups = UPS * generator.standard_normal(BANDS)
        mix = np.tile(1.0 + ups, (2, 1))
        others = 1.0 + UPS * generator.standard_normal(BANDS)
        heard = PATH * (gain * (1.0 + smear * ups) + room * others)
        new = watch.add(Frame(mic=np.tile(heard, (2, 1)), mix=mix, layer=mix))
        jumped = jumped or (new and watch.jumped)
    return jumped


def test_a_path_that_stays_is_left_alone() -> None:
    watch = PathWatch(PATH)
    assert not watched(watch, 120.0)
    assert db(watch.gain) == pytest.approx(0.0, abs=0.05)
    assert watch.sigma_db < 0.1


@pytest.mark.parametrize("change_db", [-3.0, 1.5, 4.0])
def test_a_change_at_once_is_noticed_within_seconds(change_db: float) -> None:
    watch = PathWatch(PATH)
    watched(watch, 40.0)
    assert watched(watch, 8.0, power(change_db), seed=2)
    watched(watch, 40.0, power(change_db), seed=3)
    assert abs(db(watch.gain) - change_db) < max(3.0 * watch.sigma_db, 0.3)


def test_a_louder_room_is_no_change_of_the_path() -> None:
    watch = PathWatch(PATH)
    watched(watch, 30.0)
    assert not watched(watch, 30.0, room=1.2, seed=2)
    assert db(watch.gain) == pytest.approx(0.0, abs=0.1)


def test_a_supposed_change_stands_until_it_is_known_better() -> None:
    watch = PathWatch(PATH)
    watched(watch, 30.0)
    assert watch.suppose(0.5)
    assert not watch.suppose(0.5)
    assert db(watch.gain) == pytest.approx(-3.0, abs=0.25)
    assert watch.sigma_db > 0.5
    watched(watch, 40.0, power(-2.0), seed=2)
    assert db(watch.gain) == pytest.approx(-2.0, abs=0.5)


def test_what_is_likelier_is_told_by_the_latest_seconds() -> None:
    watch = PathWatch(PATH)
    watched(watch, 40.0)
    watched(watch, 2.2, power(2.0), seed=2)
    assert watch.likelier(power(2.0))
    steady = PathWatch(PATH)
    watched(steady, 40.0)
    watched(steady, 2.2, room=0.8, seed=2)
    assert not steady.likelier(power(2.0))


def test_a_sound_without_ups_and_downs_tells_nothing() -> None:
    watch = PathWatch(PATH)
    flat = np.ones((2, BANDS))
    for _ in range(60):
        assert not watch.add(Frame(mic=flat * PATH, mix=flat, layer=flat))
