"""What is decided and reported each second, with made-up frames."""

from __future__ import annotations

import numpy as np
import pytest

from audio.ambient import WINDOW, Frame
from audio.background import STEP, STEP_S
from audio.holder import FIXED_GAIN_DB, Holder
from audio.levels import Floats, db, power
from audio.measured import Measured
from audio.messages import Kept, Open
from audio.sources import ASSET_LEVEL_DB

BANDS = 21


def flat(level_db: float) -> Floats:
    return np.full((2, BANDS), power(level_db) / BANDS)


LAYER = flat(-16.0)
ROOM_DB = -50.0


def calibrated(opening: Open | None = None) -> Holder:
    """A holder in a room of -50 dB whose path loses nothing."""
    holder = Holder(LAYER)
    holder.begin(opening or Open())
    holder.adopt(Measured(ambient=flat(ROOM_DB), path=np.ones(BANDS), path_db=0.0, reason=""))
    return holder


def hear(holder: Holder, world_db: float = -200.0, room_db: float = ROOM_DB, frames: int = WINDOW) -> None:
    layer, world = LAYER * power(holder.gain_db), flat(world_db)
    for _ in range(frames):
        holder.add(Frame(mic=flat(room_db) + layer + world, mix=layer + world, layer=layer))


def test_the_first_second_after_calibration_is_right() -> None:
    holder = calibrated()
    hear(holder)
    assert holder.second(playing=True) == set()
    level = holder.level(2.0, set(), heard=True)
    assert level.snr_db == pytest.approx(5.0)
    assert level.ambient_db == pytest.approx(ROOM_DB)
    assert level.method == "power_subtraction"


def test_no_ratio_is_stated_before_the_layer_is_all_there() -> None:
    holder = calibrated()
    hear(holder)
    level = holder.level(0.5, set(), heard=True)
    assert level.snr_db is None
    assert level.flags == ("fading",)


def test_without_a_calibration_nothing_is_stated() -> None:
    holder = Holder(LAYER)
    hear(holder)
    assert holder.second(playing=True) == set()
    level = holder.level(5.0, set(), heard=True)
    assert (level.snr_db, level.ambient_db, level.method, level.calibrated) == (None, None, "fixed", False)
    assert level.gain_db == FIXED_GAIN_DB


def test_a_process_that_takes_anothers_place_is_as_loud() -> None:
    holder = Holder(LAYER)
    holder.begin(Open(gain_db=-41.5))
    assert holder.gain_db == -41.5


def test_the_world_shares_the_ratio_with_the_layer() -> None:
    holder = calibrated()
    for _ in range(8):
        hear(holder, world_db=-52.0)
        holder.second(playing=True)
    level = holder.level(2.0, set(), heard=True)
    assert level.ambient_db == pytest.approx(ROOM_DB, abs=0.1)
    assert level.snr_db == pytest.approx(5.0, abs=0.1)
    assert level.layer_share == pytest.approx(1.0 - power(-7.0), abs=0.02)


def test_the_world_stays_under_what_is_held() -> None:
    holder = calibrated()
    held_db = holder.gain_db - 16.0
    assert ASSET_LEVEL_DB + holder.world_gain_db == pytest.approx(held_db - 8.0)


def test_a_world_louder_than_its_part_is_pulled_down() -> None:
    holder = calibrated()
    before = holder.world_gain_db
    hear(holder, world_db=-42.0)
    holder.second(playing=True)
    assert holder.world_gain_db < before - 1.0


def test_everything_together_stays_under_the_cap() -> None:
    opening = Open(cap_dba=66.0, kept=Kept(mic_full_scale_dba=110.0))  # -44 dB re full scale
    holder = calibrated(opening)
    layer_db = holder.gain_db - 16.0
    world_db = ASSET_LEVEL_DB + holder.world_gain_db
    assert layer_db == pytest.approx(-45.5)
    assert db(power(layer_db) + power(world_db)) <= -44.0 + 1e-6
    assert holder.ceiling_dba == pytest.approx(-44.0)


def test_a_target_out_of_reach_under_the_cap_is_said() -> None:
    holder = calibrated(Open(cap_dba=60.0, kept=Kept(mic_full_scale_dba=110.0)))
    hear(holder)
    assert "capped" in holder.second(playing=True)
    level = holder.level(3.0, set(), heard=True)
    assert level.snr_db == pytest.approx(-1.5, abs=0.1)
    assert (level.spl_db, level.cap_db) == (110.0, -50.0)


def test_a_volume_that_was_turned_up_makes_nothing_louder_and_lifts_no_cap() -> None:
    holder = calibrated(Open(kept=Kept(mic_full_scale_dba=110.0)))
    before, ceiling = holder.gain_db, holder.ceiling_dba
    holder.forget("turned", 6.0)
    assert holder.gain_db == pytest.approx(before - 6.0)
    assert holder.ceiling_dba == ceiling
    assert holder.path == pytest.approx(np.full(BANDS, power(6.0)))
    assert not holder.calibrated


def test_without_a_known_path_what_is_heard_near_the_cap_is_played_softer() -> None:
    holder = Holder(LAYER)
    holder.begin(Open(cap_dba=60.0, kept=Kept(mic_full_scale_dba=110.0), gain_db=-20.0))
    for _ in range(4 * WINDOW):
        layer = LAYER * power(holder.gain_db)
        holder.add(Frame(mic=flat(-60.0) + layer, mix=layer, layer=layer))
    assert "capped" in holder.second(playing=True)
    assert db(power(-60.0) + power(holder.gain_db - 16.0)) < -50.0


def test_of_another_device_no_cap_is_claimed() -> None:
    holder = calibrated(Open(kept=Kept(mic_full_scale_dba=110.0)))
    holder.forget("another device")
    assert holder.ceiling_dba is None
    assert holder.level(3.0, set(), heard=True).cap_db is None


def test_under_closed_headphones_the_room_is_what_they_let_through() -> None:
    holder = Holder(LAYER)
    holder.begin(Open())
    shut = np.full(BANDS, 0.01)
    holder.adopt(
        Measured(
            ambient=flat(ROOM_DB) * shut,
            path=np.ones(BANDS),
            path_db=0.0,
            reason="",
            hears_playback=False,
            insertion_loss=shut,
        )
    )
    for _ in range(2 * WINDOW):
        layer = LAYER * power(holder.gain_db)
        holder.add(Frame(mic=flat(ROOM_DB), mix=layer, layer=layer))
    level = holder.level(3.0, set(), heard=True)
    assert level.method == "headphones"
    assert level.ambient_db == pytest.approx(ROOM_DB - 20.0, abs=0.1)
    assert level.snr_db == pytest.approx(5.0, abs=0.1)


def test_the_total_over_the_ambient_is_reported_by_its_own_definition() -> None:
    holder = calibrated(Open(definition="total_over_ambient"))
    hear(holder)
    level = holder.level(2.0, set(), heard=True)
    assert level.snr_db == pytest.approx(5.0)
    assert level.layer_db == pytest.approx(ROOM_DB + 3.35, abs=0.01)


def test_an_unknown_definition_is_refused() -> None:
    with pytest.raises(ValueError, match="loudest"):
        Holder(LAYER).begin(Open(definition="loudest"))


def test_a_room_that_came_to_another_level_beside_a_gap_is_followed_as_one_that_came_at_once() -> None:
    holder = calibrated()
    hear(holder)
    before = holder.gain_db
    for rise_db in (5.0, 2.5, 4.0, 1.5, 3.0):
        hear(holder, room_db=ROOM_DB + rise_db, frames=STEP)
    holder.restart()
    hear(holder, room_db=ROOM_DB + 6.0, frames=round(3.6 / STEP_S) * STEP)
    assert holder.gain_db == pytest.approx(before + 6.0, abs=0.5)
