"""The sound level meter against the standards' tables, class 1, at 48 kHz."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import CENTRES, RATE, Floats, db, leq
from audio.meter import Reading, SoundLevelMeter, ThirdOctaveFilters
from audio.sources import pink
from tests.audio.standards import BURSTS, WEIGHTINGS, Burst, Weighting, third_octave_limits


def measured(meter: SoundLevelMeter, sound: Floats, block: int = 4800) -> Reading:
    for start in range(0, len(sound), block):
        reading = meter.add(sound[start : start + block])
    return reading


def sine(frequency: float, seconds: float) -> Floats:
    return np.asarray(np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE))


@pytest.mark.parametrize("row", WEIGHTINGS, ids=lambda row: f"{10 ** (row.exponent / 10):.0f} Hz")
def test_the_weightings_are_class_1(row: Weighting) -> None:
    reading = measured(SoundLevelMeter(), sine(10.0 ** (row.exponent / 10.0), 2.0))
    for shown, goal in ((reading.laf_db, row.a), (reading.lcf_db, row.c), (reading.lzf_db, 0.0)):
        assert row.below <= shown + 3.01 - goal <= row.above


@pytest.mark.parametrize("row", BURSTS, ids=lambda row: f"{row.ms:g} ms")
def test_short_tones_are_shown_as_by_class_1(row: Burst) -> None:
    steady = measured(SoundLevelMeter(), sine(4000.0, 1.5)).laf_db
    burst = np.concatenate([sine(4000.0, row.ms / 1000.0), np.zeros(RATE // 2)])
    reading = measured(SoundLevelMeter(), burst, block=512)
    assert row.below <= reading.laf_max_db - steady - row.fast <= row.above
    assert row.below <= reading.lae_db - steady - row.exposure <= row.above
    if row.slow is not None:
        assert row.slow_below <= reading.las_max_db - steady - row.slow <= row.above


def test_fast_and_slow_decay_as_fast_and_slow() -> None:
    meter = SoundLevelMeter()
    before = measured(meter, sine(1000.0, 8.0))
    after = measured(meter, np.zeros(RATE))
    # IEC 61672-1:2013, 5.8: 34.7 dB a second by F, 4.3 by S
    assert 33.0 < before.laf_db - after.laf_db < 36.5
    assert 3.6 < before.las_db - after.las_db < 5.1


def test_a_level_is_a_straight_line_over_eighty_decibels() -> None:
    tone = sine(1000.0, 0.5)
    for level in range(114, 33, -10):
        reading = measured(SoundLevelMeter(full_scale_db=120.0), tone * np.sqrt(2.0) * 10.0 ** ((level - 120.0) / 20.0))
        assert reading.laeq_db == pytest.approx(level, abs=0.1)


def test_blocks_make_no_difference() -> None:
    noise = pink(RATE, seed=9).astype(np.float64)
    whole, pieces = measured(SoundLevelMeter(), noise, RATE), measured(SoundLevelMeter(), noise, 479)
    assert pieces.laf_db == pytest.approx(whole.laf_db, abs=1e-9)
    assert pieces.lae_db == pytest.approx(whole.lae_db, abs=1e-9)


def test_meter_and_spectrum_agree_on_noise() -> None:
    noise = pink(8 * RATE, seed=4).astype(np.float64)
    assert measured(SoundLevelMeter(), noise).laeq_db == pytest.approx(leq(noise), abs=0.1)


def test_a_block_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"block must have the shape \(n,\), n at least 1, got \(0,\)"):
        SoundLevelMeter().add(np.zeros(0))


def test_the_third_octave_filters_are_class_1() -> None:
    impulse = np.zeros(1 << 15)
    impulse[0] = 1.0
    filters = ThirdOctaveFilters()
    # in two blocks: a filter that forgot its state between them would fail
    response = np.concatenate([filters.filter(impulse[:300]), filters.filter(impulse[300:])], axis=1)
    for centre, answer in zip(CENTRES, response, strict=True):
        for ratio, least, most in third_octave_limits():
            if centre * ratio < 23_000.0:
                tone = np.exp(-2j * np.pi * centre * ratio / RATE * np.arange(len(answer)))
                attenuation = -db(abs(np.sum(answer * tone)) ** 2)
                assert least <= attenuation <= most, f"{centre:.0f} Hz band, tone of {centre * ratio:.1f} Hz"
