"""Levels against tables and against sounds whose levels are known."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import (
    CENTRES,
    FRAME,
    RATE,
    A,
    BandAnalyser,
    Floats,
    Z,
    a_weighting_db,
    band_powers,
    c_weighting_db,
    db,
    leq,
)
from audio.sources import pink
from tests.audio.standards import WEIGHTINGS, third_octave_limits


def sine(frequency: float, amplitude: float = 1.0, seconds: float = 2.0) -> Floats:
    return np.asarray(amplitude * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE))


def test_the_weightings_are_the_standards() -> None:
    frequency = np.array([10.0 ** (row.exponent / 10.0) for row in WEIGHTINGS])
    # the table is rounded to a tenth
    assert np.max(np.abs(a_weighting_db(frequency) - [row.a for row in WEIGHTINGS])) < 0.051
    assert np.max(np.abs(c_weighting_db(frequency) - [row.c for row in WEIGHTINGS])) < 0.051


def test_the_bands_meet_the_class_1_limits_for_tones() -> None:
    analyser, time = BandAnalyser(), np.arange(FRAME) / RATE
    for band in (0, 1, 4, 10, 20):
        for ratio, least, most in third_octave_limits():
            if (frequency := CENTRES[band] * ratio) < 20_000.0:
                powers = [analyser.powers(np.sin(2 * np.pi * frequency * time + p))[Z, band] for p in (0.0, 1.57)]
                attenuation = -db(2.0 * float(np.mean(powers)))
                assert least <= attenuation <= most, f"{CENTRES[band]:.0f} Hz band, tone of {frequency:.1f} Hz"


@pytest.mark.parametrize(("exponent", "weight"), [(23, -10.9), (30, 0.0), (34, 1.3), (39, -1.1)])
def test_a_sine_of_full_scale_has_its_weighted_level(exponent: int, weight: float) -> None:
    tone = sine(10.0 ** (exponent / 10.0))
    assert leq(tone, Z) == pytest.approx(-3.01, abs=0.02)
    assert leq(tone, A) == pytest.approx(-3.01 + weight, abs=0.08)


def test_a_sine_lies_in_its_own_third_octave() -> None:
    powers = band_powers(sine(1000.0))[Z]
    assert CENTRES[np.argmax(powers)] == pytest.approx(1000.0)
    assert np.max(powers) > 0.999 * np.sum(powers)


def test_pink_noise_is_the_same_in_each_third_octave() -> None:
    noise = pink(20 * RATE, seed=1)
    bands = 10 * np.log10(band_powers(noise, loop=True)[Z])
    assert np.max(np.abs(bands - bands.mean())) < 0.7
    assert leq(noise, Z) == pytest.approx(0.0, abs=0.1)


def test_white_noise_fills_the_bands_by_their_width() -> None:
    noise = np.random.default_rng(3).standard_normal(20 * RATE)
    bands = band_powers(noise)[Z]
    width = CENTRES * (10.0**0.05 - 10.0**-0.05)
    error = 10 * np.log10(bands / (2.0 * width / RATE))
    assert np.max(np.abs(error[5:])) < 0.3
    assert np.max(np.abs(error)) < 1.0


def test_halving_the_amplitude_takes_six_decibels() -> None:
    noise = pink(4 * RATE, seed=2)
    assert leq(noise) - leq(noise / 2) == pytest.approx(6.02, abs=0.01)


def test_two_channels_count_by_their_power() -> None:
    left = pink(2 * RATE, seed=3)
    only_left = np.stack([left, np.zeros_like(left)], axis=1)
    assert leq(only_left) == pytest.approx(leq(left) - 3.01, abs=0.01)


def test_digital_silence_has_a_level() -> None:
    assert db(0.0) == -200.0
