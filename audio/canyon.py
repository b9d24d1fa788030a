"""The sounds of Snow Canyon: those who live there, each with a voice of its own, and small bells."""

from __future__ import annotations

import numpy as np

from audio.levels import RATE, Floats
from audio.making import band, noise, time


def _firm(sound: Floats, much: float) -> Floats:
    """Its highest peaks laid down softly, so that all of it may be heard. `much` : 1 hardly, 4 well."""
    firm = np.tanh(much * sound / np.max(np.abs(sound)))
    return np.asarray(firm - np.mean(firm))


def _voiced(t: Floats, start: float, length: float, pitch: Floats, tones: tuple[float, ...]) -> Floats:
    """A call of `length` seconds, its `pitch` (Hz) given for each frame, with overtones as loud as `tones`."""
    inside = (t >= start) & (t < start + length)
    phase = 2 * np.pi * np.cumsum(pitch * inside) / RATE
    x = np.clip((t - start) / length, 0.0, 1.0)
    swell = np.sin(np.pi * x**0.7) ** 1.2
    tone = sum(level * np.sin((k + 1) * phase) for k, level in enumerate(tones))
    return np.where(inside, swell * tone, 0.0)


def penguin(generator: np.random.Generator) -> Floats:
    """Two soft honks of a small penguin."""
    t = time(0.9)
    sound = np.zeros(len(t))
    for start, length, pitch in ((0.02, 0.22, 430.0), (0.34, 0.38, 470.0)):
        x = np.clip((t - start) / length, 0.0, 1.0)
        glide = pitch * (1.0 + 0.16 * np.sin(np.pi * x) - 0.10 * x) * (1.0 + 0.018 * np.sin(2 * np.pi * 38.0 * t))
        sound += _voiced(t, start, length, glide, (1.0, 0.75, 0.5, 0.28, 0.14, 0.07))
    breath = noise(generator, len(t), band(500.0, 2400.0, slope=0.5)) * np.abs(sound) * 0.10
    return _firm(sound + breath, 1.2)


def otter(generator: np.random.Generator) -> Floats:
    """Chirps of an otter that is pleased."""
    t = time(1.1)
    sound = np.zeros(len(t))
    for start, low, high in (
        (0.02, 1150.0, 1750.0),
        (0.22, 1250.0, 1950.0),
        (0.40, 1200.0, 1800.0),
        (0.66, 1050.0, 1650.0),
    ):
        length = float(generator.uniform(0.10, 0.16))
        x = np.clip((t - start) / length, 0.0, 1.0)
        sound += _voiced(t, start, length, low + (high - low) * np.sin(np.pi * x**0.8), (1.0, 0.22, 0.06))
    return _firm(sound, 1.2)


def fox(generator: np.random.Generator) -> Floats:
    """A young fox's small yips."""
    t = time(0.8)
    sound = np.zeros(len(t))
    for start, pitch in ((0.02, 690.0), (0.24, 760.0)):
        x = np.clip((t - start) / 0.15, 0.0, 1.0)
        sound += _voiced(t, start, 0.15, pitch * (1.0 + 0.28 * np.sin(np.pi * x)), (1.0, 0.5, 0.3, 0.12))
    air = noise(generator, len(t), band(900.0, 3000.0, slope=0.7)) * np.abs(sound) * 0.08
    return _firm(sound + air, 1.2)


def bells(generator: np.random.Generator) -> Floats:
    """A handful of small round bells, shaken softly a few times."""
    t = time(1.8)
    sound = np.zeros(len(t))
    for shake in (0.02, 0.24, 0.46, 0.80):
        for _ in range(7):
            start = shake + float(generator.uniform(0.0, 0.05))
            pitch = float(generator.uniform(2300.0, 4100.0))
            late = np.maximum(t - start, 0.0)
            ring = np.sin(2 * np.pi * pitch * late) + 0.4 * np.sin(2 * np.pi * 1.51 * pitch * late)
            sound += ring * np.exp(-late / 0.16) * np.minimum(late / 0.004, 1.0) * generator.uniform(0.4, 1.0)
    return _firm(sound, 1.6)


def rising(generator: np.random.Generator) -> Floats:
    """Something wonderful begins: glass tones that climb and stay in the air."""
    t = time(4.5)
    sound = np.zeros(len(t))
    for k, root in enumerate((293.66, 440.0, 587.33, 659.26, 880.0)):
        late = np.maximum(t - 0.26 * k, 0.0)
        for ratio, level, decay in ((1.0, 1.0, 1.5), (2.002, 0.35, 0.9), (3.01, 0.10, 0.5)):
            detuned = root * ratio * (1.0 + 0.0007 * generator.standard_normal())
            sound += level * np.sin(2 * np.pi * detuned * late) * np.exp(-late / decay) * np.minimum(late / 0.05, 1.0)
    return _firm(sound, 0.8)


CUES = {"penguin": penguin, "otter": otter, "fox": fox, "bells": bells, "rising": rising}
