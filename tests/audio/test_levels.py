"""Levels against tables and against sounds whose levels are known."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import CENTRES, RATE, A, Floats, Z, a_weighting_db, band_powers, db, leq
from audio.sources import pink

# IEC 61672-1:2013, table 3 (A weighting at the exact base-ten frequencies, dB)
IEC_TABLE = {
    20: -19.1, 21: -16.1, 22: -13.4, 23: -10.9, 24: -8.6, 25: -6.6, 26: -4.8, 27: -3.2, 28: -1.9, 29: -0.8, 30: 0.0,
    31: 0.6, 32: 1.0, 33: 1.2, 34: 1.3, 35: 1.2, 36: 1.0, 37: 0.5, 38: -0.1, 39: -1.1, 40: -2.5,
}  # fmt: skip


def sine(frequency: float, amplitude: float = 1.0, seconds: float = 2.0) -> Floats:
    return np.asarray(amplitude * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE))


def test_the_a_weighting_is_the_standards() -> None:
    exponents = np.array(list(IEC_TABLE))
    error = a_weighting_db(10.0 ** (exponents / 10.0)) - np.array(list(IEC_TABLE.values()))
    assert np.max(np.abs(error)) < 0.051  # the table is rounded to a tenth


@pytest.mark.parametrize(("exponent", "weight"), [(23, -10.9), (30, 0.0), (34, 1.3), (39, -1.1)])
def test_a_sine_of_full_scale_has_its_weighted_level(exponent: int, weight: float) -> None:
    tone = sine(10.0 ** (exponent / 10.0))
    assert leq(tone, Z) == pytest.approx(-3.01, abs=0.02)
    assert leq(tone, A) == pytest.approx(-3.01 + weight, abs=0.08)


def test_a_sine_lies_in_its_own_third_octave() -> None:
    powers = band_powers(sine(1000.0))[Z]
    assert np.argmax(powers) == list(IEC_TABLE).index(30)
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
