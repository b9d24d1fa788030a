"""What the worlds' sounds are made of: noise of any colour on a circle, slow sways, bubbles in water."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audio.levels import RATE, Floats


def lasting(seconds: float) -> int:
    """How many frames so many seconds are."""
    return round(seconds * RATE)


def time(seconds: float) -> Floats:
    """(frames,) seconds since the beginning."""
    return np.arange(lasting(seconds)) / RATE


def noise(generator: np.random.Generator, frames: int, shape: Callable[[Floats], Floats]) -> Floats:
    """Circular noise (frames,), mean square 1, with the amplitude spectrum `shape` of the frequency in Hz."""
    frequency = np.fft.rfftfreq(frames, 1.0 / RATE)
    spectrum = generator.standard_normal(len(frequency)) + 1j * generator.standard_normal(len(frequency))
    sound = np.fft.irfft(spectrum * shape(frequency), frames)
    return np.asarray(sound / np.sqrt(np.mean(sound**2)))


def band(low: float, high: float, slope: float = 0.0) -> Callable[[Floats], Floats]:
    """A smooth band from `low` to `high` (Hz), falling by `slope` as a power of the frequency inside."""

    def shape(frequency: Floats) -> Floats:
        f = np.maximum(frequency, 1e-3)
        edges = 1.0 / np.sqrt(1.0 + (low / f) ** 8) / np.sqrt(1.0 + (f / high) ** 6)
        return np.asarray(edges * (f / low) ** -slope)

    return shape


def sway(generator: np.random.Generator, frames: int, slowest: float, fastest: float, depth_db: float) -> Floats:
    """A gain (frames,) that wanders on a circle, between `slowest` and `fastest` times a second."""
    wander = noise(generator, frames, band(slowest, fastest, slope=0.5))
    return np.asarray(10.0 ** (depth_db * np.tanh(wander / 1.5) / 20.0))


def bubbles(generator: np.random.Generator, frames: int, count: int, low: float, high: float) -> Floats:
    """Bubbles in water, on a circle: short sines that rise a little as they decay (Minnaert 1933; van den Doel 2005)."""
    sound = np.zeros(frames)
    for _ in range(count):
        pitch = low * (high / low) ** generator.random()
        decay = 0.13 / (pitch / 100.0) + 0.002
        t = np.arange(min(lasting(6.0 * decay), frames)) / RATE
        phase = 2 * np.pi * pitch * (t + generator.uniform(0.5, 4.0) * t**2)
        strength = generator.exponential() ** 1.2 * (low / pitch) ** 0.4
        ping = strength * np.sin(phase) * np.exp(-t / decay) * np.minimum(t / 0.001, 1.0)
        where = (generator.integers(frames) + np.arange(len(t))) % frames
        sound[where] += ping
    return sound
