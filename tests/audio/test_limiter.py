"""The limiter: what it lets through, what it leaves alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import resample_poly

from audio.levels import RATE, Samples
from audio.limiter import CEILING_DBTP, DELAY, Limiter, true_peak
from audio.ramp import BLOCK


def limited(sound: npt.NDArray[np.floating]) -> tuple[Samples, list[float]]:
    """What comes of a sound (frames, 2), and the least gain of each block."""
    limiter, gains, out = Limiter(3), [], []
    for start in range(0, len(sound) - BLOCK + 1, BLOCK):
        bus = np.zeros((3, BLOCK), dtype=np.float32)
        bus[:2] = sound[start : start + BLOCK].T
        bus[2] = sound[start : start + BLOCK, 0]
        limiter.process(bus)
        gains.append(limiter.gain)
        out.append(bus.copy())
    return np.concatenate(out, axis=1), gains


def noise(seed: int, level: float, seconds: float = 1.0) -> npt.NDArray[np.floating]:
    return np.random.default_rng(seed).standard_normal((round(seconds * RATE), 2)) * level


def sine(frequency: float, level: float, phase: float = 0.0) -> npt.NDArray[np.floating]:
    wave = level * np.sin(2 * np.pi * frequency * np.arange(RATE) / RATE + phase)
    return np.stack([wave, wave], axis=1)


def bursts() -> npt.NDArray[np.floating]:
    sound = noise(3, 0.02)
    for at in range(4000, RATE - 4000, 5000):
        sound[at : at + 300] += 3.0 * np.sin(np.arange(300) * 0.4)[:, None]
    return sound


def test_what_is_not_too_loud_passes_untouched_and_a_little_late() -> None:
    sound = noise(1, 0.05)
    assert true_peak(sound[:, 0]) < CEILING_DBTP
    out, gains = limited(sound)
    assert set(gains) == {1.0}
    whole = out.shape[1]
    assert np.array_equal(out[:2, DELAY:].T, sound[: whole - DELAY].astype(np.float32))


@pytest.mark.parametrize(
    "sound",
    [
        noise(2, 1.0),
        bursts(),
        sine(997.0, 2.0),
        # a quarter of the rate, its samples beside the peaks: each sample stays under full scale, the wave does not
        sine(RATE / 4, 1.25, np.pi / 4),
        np.repeat(np.sign(np.sin(np.arange(RATE) * 0.02))[:, None], 2, axis=1) * 1.5,
    ],
    ids=["noise", "bursts", "sine", "between the samples", "square"],
)
def test_no_true_peak_passes_the_ceiling(sound: npt.NDArray[np.floating]) -> None:
    assert max(true_peak(sound[:, ear]) for ear in range(2)) > CEILING_DBTP + 1.0
    out, _ = limited(sound)
    for ear in range(2):
        assert true_peak(out[ear]) < CEILING_DBTP + 0.05
        # another way of looking between the samples, finer than the standard's
        assert 20 * np.log10(np.max(np.abs(resample_poly(out[ear].astype(np.float64), 16, 1)))) < 0.0


def test_the_gain_is_one_for_both_ears_and_for_what_follows() -> None:
    sound = bursts()
    sound[:, 1] *= 0.1
    out, gains = limited(sound)
    assert min(gains) < 0.5
    assert np.array_equal(out[0], out[2])
    late = sound[: out.shape[1] - DELAY]
    told = np.abs(late[:, 0]) > 1e-3
    gain = out[:, DELAY:].T[told] / np.stack([late[:, 0], late[:, 1], late[:, 0]], axis=1)[told]
    close = np.abs(late[told, 1]) > 1e-4
    assert np.allclose(gain[close, 0], gain[close, 1], rtol=1e-3)


def test_it_lets_go_within_half_a_second_and_leaves_what_follows_alone() -> None:
    sound = noise(4, 0.05)
    sound[1000:1200] += 4.0
    out, gains = limited(sound)
    assert gains[1] < 0.5 or gains[2] < 0.5
    quiet = slice(RATE // 2 + 3 * BLOCK, out.shape[1])
    late = sound[quiet.start - DELAY : out.shape[1] - DELAY]
    # e^-5 of at most 13 dB is left at first, and nothing in the end
    assert np.max(np.abs(out[:2, quiet].T - late)) < 0.01
    assert gains[-1] > 0.9999


def test_limiting_a_tone_adds_little_that_was_not_there() -> None:
    out, _ = limited(sine(400.0, 1.5))
    steady = out[0, RATE // 2 : RATE // 2 + 24_000].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady)))) ** 2
    tone = slice(190, 211)
    rest = np.sum(spectrum) - np.sum(spectrum[tone])
    assert 10 * np.log10(rest / np.sum(spectrum[tone])) < -50.0
