"""The leveller with noise that jumps."""

from __future__ import annotations

import numpy as np
import pytest

from audio.leveller import Leveller, bend
from audio.levels import HOP, RATE, Floats, leq
from audio.textures import LOW, Painter, band, levelled

SECOND = round(RATE / HOP)


class Jumping:
    """Noise at -30 dB(A), and at -18 from the hop `at` on; silent from `until` on."""

    def __init__(self, at: int, until: int = 1 << 30) -> None:
        self._painter, self._at, self._until, self._hop = Painter(np.random.default_rng(1)), at, until, 0

    def hop(self) -> Floats:
        self._hop += 1
        loud = self._hop >= self._at
        sound = self._painter.hop(levelled(np.sqrt(band(200.0, 5000.0, slope=1.0)), -18.0 if loud else -30.0))
        return sound if self._hop < self._until else np.zeros(HOP)


def heard(leveller: Leveller, seconds: int) -> Floats:
    return np.concatenate([leveller.hop() for _ in range(seconds * SECOND)])


def test_what_jumps_is_level_but_for_the_moment_of_the_jump() -> None:
    sound = heard(Leveller(Jumping(at=5 * SECOND), -20.0), 10)
    levels = [leq(sound[at : at + RATE // 2]) for at in range(0, len(sound) - RATE, RATE // 2)]
    assert np.sum(np.abs(np.array(levels) + 20.0) > 0.7) <= 2
    assert np.max(np.abs(np.array(levels) + 20.0)) < 6.0


def test_silence_is_not_blown_up() -> None:
    sound = heard(Leveller(Jumping(at=1, until=3 * SECOND), -20.0, most_db=6.0), 6)
    assert leq(sound[: 2 * RATE]) == pytest.approx(-20.0, abs=0.5)
    assert np.max(np.abs(sound[4 * RATE :])) == 0.0


def test_peaks_are_bent_and_nothing_else_is_touched() -> None:
    sound = np.array([0.0, 0.3, -0.69, 0.9, -4.0])
    bent = bend(sound)
    assert bent[:3].tolist() == sound[:3].tolist()
    assert 0.7 < bent[3] < 0.9
    assert -0.985 < bent[4] < -0.97


def test_noise_has_the_power_and_the_band_it_is_painted_with() -> None:
    painter, amplitude = Painter(np.random.default_rng(2)), np.sqrt(band(300.0, 3000.0)) * 0.1
    sound = np.concatenate([painter.hop(amplitude) for _ in range(20 * SECOND)])
    assert float(np.mean(sound**2)) == pytest.approx(0.01, rel=0.02)
    # as steady at the joints of the hops as between them
    power = np.mean(sound.reshape(-1, HOP) ** 2, axis=0)
    assert np.mean(power[:64]) == pytest.approx(np.mean(power), rel=0.1)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    below = round(0.9 * LOW * len(sound) / RATE)
    assert np.sum(spectrum[:below]) < 1e-4 * np.sum(spectrum)
