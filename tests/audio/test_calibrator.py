"""A calibrator's tone, and what is taken for none."""

from __future__ import annotations

import numpy as np
import pytest

from audio.calibrator import full_scale
from audio.levels import RATE, Samples

TIME = np.arange(3 * RATE) / RATE


def tone(frequency: float = 1000.0, peak: float = 0.1, noise: float = 1e-4) -> Samples:
    generator = np.random.default_rng(4)
    sound = peak * np.sin(2 * np.pi * frequency * TIME) + noise * generator.standard_normal(len(TIME))
    return np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)


def test_the_tone_says_what_full_scale_is() -> None:
    # an amplitude of 0.1 is -23.01 dB: 94 dB there puts 0 dB re full scale at 117.01 dB
    found = full_scale(tone(), 94.0)
    assert found.reason == ""
    assert found.full_scale_db == pytest.approx(117.01, abs=0.02)
    assert full_scale(tone(), 114.0).full_scale_db == pytest.approx(137.01, abs=0.02)


@pytest.mark.parametrize("frequency", [985.0, 1015.0])
def test_a_calibrator_may_be_a_little_off(frequency: float) -> None:
    assert full_scale(tone(frequency), 94.0).reason == ""


def one_ear() -> Samples:
    sound = tone()
    sound[:, 1] *= 0.01
    return sound


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (tone(peak=0.0), "no 1 kHz tone is heard"),
        (tone(peak=0.1, noise=0.1), "no 1 kHz tone is heard"),
        (tone(250.0), "no 1 kHz tone is heard"),
        (tone(1040.0), "must be 1000 Hz, 1040 Hz is heard"),
        (tone() * np.linspace(1.0, 1.1, len(TIME), dtype=np.float32)[:, None], "not steady"),
        (np.clip(tone(peak=2.0), -1.0, 1.0), "overdriven"),
        (one_ear(), "only one of the microphone's two channels"),
    ],
)
def test_what_is_no_calibrator_is_not_believed(sound: Samples, why: str) -> None:
    found = full_scale(sound, 94.0)
    assert found.full_scale_db is None
    assert why in found.reason


def test_a_level_that_no_calibrator_has_is_refused() -> None:
    assert "60 to 130 dB, got 9.4" in full_scale(tone(), 9.4).reason
