"""The sounds of Dusk Lagoon: still water at night, a breath of surf, and voices that are soft and far away."""

from __future__ import annotations

import numpy as np

from audio.levels import Floats
from audio.making import band, bubbles, lasting, noise, sway, time

_LOOP_S = 24


def _firm(sound: Floats, much: float) -> Floats:
    """Its highest peaks laid down softly, so that all of it may be heard. `much` : 1 hardly, 4 well."""
    firm = np.tanh(much * sound / np.max(np.abs(sound)))
    return np.asarray(firm - np.mean(firm))


def lagoon(generator: np.random.Generator) -> Floats:
    """Water that laps at a jetty, soft air, crickets and a few frogs a long way off: a loop of 24 s."""
    n = lasting(_LOOP_S)
    air = noise(generator, n, band(70.0, 380.0, slope=1.0)) * sway(generator, n, 0.05, 0.25, 4.0)
    wash = noise(generator, n, band(220.0, 1500.0, slope=0.8)) * sway(generator, n, 0.12, 0.45, 7.0)
    lap = bubbles(generator, n, 26 * _LOOP_S, 240.0, 1100.0) * sway(generator, n, 0.2, 0.9, 6.0)
    lap /= np.sqrt(np.mean(lap**2))
    night = np.zeros(n)
    for pitch, rate, loud in ((2350.0, 9.0, 1.0), (2810.0, 7.0, 0.7), (3240.0, 11.0, 0.45)):
        # Whole numbers of cycles in the loop, so that its end runs into its beginning.
        t = np.arange(n) / n
        tone = np.sin(2 * np.pi * round(pitch * _LOOP_S) * t)
        trill = np.maximum(np.sin(2 * np.pi * round(rate * _LOOP_S) * t + generator.uniform(0, 6.28)), 0.0) ** 1.5
        song = 0.5 + 0.5 * np.sin(2 * np.pi * int(generator.integers(3, 8)) * t + generator.uniform(0, 6.28))
        night += loud * tone * trill * (0.35 + 0.65 * song) * sway(generator, n, 0.05, 0.2, 4.0)
    night /= np.sqrt(np.mean(night**2))
    choir = np.zeros(n)
    for _ in range(34):
        croak = _frog(generator, generator.uniform(0.7, 1.3))
        where = (generator.integers(n) + np.arange(len(croak))) % n
        choir[where] += croak * generator.uniform(0.3, 1.0)
    choir /= np.sqrt(np.mean(choir**2))
    return _firm(0.75 * air + 0.9 * wash + 0.40 * _firm(lap, 3.0) / 0.3 + 0.13 * night + 0.16 * choir, 2.6)


def _swell(generator: np.random.Generator, length: float, peak: float, low: float, high: float) -> Floats:
    """A wave on sand: rises until `peak` (s), then falls; its colour opens and closes with it."""
    t = time(length)
    rise = np.where(
        t < peak,
        0.5 - 0.5 * np.cos(np.pi * np.minimum(t / peak, 1.0)),
        np.exp(-(((t - peak) / (0.36 * (length - peak))) ** 2)),
    )
    dark = noise(generator, len(t), band(low, 2.6 * low, slope=0.6))
    light = noise(generator, len(t), band(2.0 * low, high, slope=0.9))
    return np.asarray(rise * dark + 0.75 * rise**2.2 * light)


def breath_in(generator: np.random.Generator) -> Floats:
    """Water that draws back."""
    return _swell(generator, 4.2, 2.3, 190.0, 1700.0)


def breath_out(generator: np.random.Generator) -> Floats:
    """Water that comes in, lower and longer."""
    return _swell(generator, 5.6, 1.9, 120.0, 1100.0)


def _bells(notes: tuple[tuple[float, float, float], ...], length: float, soft: float) -> Floats:
    """Soft bells: (start in s, pitch in Hz, loudness) each; `soft` : seconds of their attack."""
    t = time(length)
    sound = np.zeros(len(t))
    for start, pitch, loud in notes:
        late = np.maximum(t - start, 0.0)
        attack = 1.0 - np.exp(-late / soft)
        for ratio, level, decay in ((1.0, 1.0, 1.3), (2.0, 0.25, 0.8), (3.01, 0.08, 0.45)):
            sound += loud * level * np.sin(2 * np.pi * pitch * ratio * late) * attack * np.exp(-late / decay)
    return sound


def bloom(_: np.random.Generator) -> Floats:
    """A flower or a lamp opens: a warm chord that comes and goes."""
    return _bells(((0.0, 293.66, 1.0), (0.18, 369.99, 0.8), (0.40, 440.0, 0.75), (0.62, 587.33, 0.5)), 4.2, 0.09)


def shimmer(generator: np.random.Generator) -> Floats:
    """Many small lights: high soft notes, none at the same time."""
    scale = np.array([587.33, 659.26, 739.99, 880.0, 987.77, 1174.66])
    notes = tuple(
        (0.13 * k + float(generator.uniform(0, 0.06)), float(scale[generator.integers(6)]), 0.9 * 0.86**k)
        for k in range(11)
    )
    return _bells(notes, 3.8, 0.03)


def drop(generator: np.random.Generator) -> Floats:
    """A drop falls into still water."""
    t = time(1.1)
    sound = np.zeros(len(t))
    for start, pitch, loud in ((0.0, 520.0, 1.0), (0.11, 760.0, 0.45), (0.21, 640.0, 0.22)):
        late = np.maximum(t - start, 0.0)
        phase = 2 * np.pi * pitch * (late + 1.3 * late**2)
        sound += loud * np.sin(phase) * np.exp(-late / 0.085) * np.minimum(late / 0.004, 1.0)
    after = noise(generator, len(t), band(500.0, 2200.0, slope=0.8)) * np.exp(-(((t - 0.12) / 0.12) ** 2))
    return np.asarray(np.tanh(4.5 * (sound + 0.05 * after)) * np.minimum(t / 0.002, 1.0))


def windchime(generator: np.random.Generator) -> Floats:
    """Metal tubes that touch, a handful, in a friendly scale."""
    t = time(4.5)
    sound = np.zeros(len(t))
    scale = (523.25, 587.33, 659.26, 783.99, 880.0, 1046.5)
    for k in range(8):
        start, root = 0.24 * k + float(generator.uniform(0, 0.16)), scale[int(generator.integers(6))]
        late = np.maximum(t - start, 0.0)
        # The partials of a tube that hangs free: squares of 3.011, 5, 7, ... (Fletcher & Rossing 1998, 2.18).
        for ratio, level, decay in ((1.0, 1.0, 1.1), (2.76, 0.30, 0.5), (5.40, 0.07, 0.2)):
            sound += (
                0.86**k
                * level
                * np.sin(2 * np.pi * root * ratio * late)
                * np.exp(-late / decay)
                * np.minimum(late / 0.003, 1)
            )
    return sound


def owl(generator: np.random.Generator) -> Floats:
    """A tawny owl, soft: one long call, a pause, and a wavering one."""
    t = time(3.6)
    sound = np.zeros(len(t))
    for start, length, waver in ((0.05, 0.75, 0.0), (1.55, 0.28, 0.0), (1.95, 1.35, 1.0)):
        late = np.clip((t - start) / length, 0.0, 1.0)
        shape = np.sin(np.pi * late) ** 0.8 * (1.0 + 0.35 * waver * np.sin(2 * np.pi * 11.0 * (t - start)) * (1 - late))
        pitch = 395.0 + 26.0 * np.sin(np.pi * late) - 20.0 * late
        phase = 2 * np.pi * np.cumsum(pitch) / 48000.0
        sound += shape * (np.sin(phase) + 0.12 * np.sin(2 * phase) + 0.05 * np.sin(3 * phase))
    breath = noise(generator, len(t), band(300.0, 900.0, slope=0.5)) * 0.02
    return np.asarray(sound * (1.0 + breath))


def wings(generator: np.random.Generator) -> Floats:
    """Large wings, slow: five beats that pass."""
    t = time(3.4)
    beats = np.sum([np.exp(-(((t - 0.35 - 0.58 * k) / 0.13) ** 2)) * (1 - 0.12 * abs(k - 2)) for k in range(5)], axis=0)
    return np.asarray(noise(generator, len(t), band(110.0, 620.0, slope=0.7)) * beats)


def _frog(generator: np.random.Generator, height: float = 1.0) -> Floats:
    t = time(0.5)
    pulses = np.maximum(np.sin(2 * np.pi * 22.0 * height * t), 0.0) ** 2
    shape = np.sin(np.pi * np.clip(t / 0.46, 0, 1)) ** 0.7
    pitch = 2 * np.pi * 430.0 * height * t * (1 + 0.10 * t)
    return np.asarray(shape * pulses * (np.sin(pitch) + 0.4 * np.sin(2.1 * pitch)))


def frogs(generator: np.random.Generator) -> Floats:
    """Two or three frogs that answer each other."""
    sound = np.zeros(lasting(3.2))
    for start, height, loud in ((0.05, 1.0, 1.0), (0.75, 0.82, 0.7), (1.45, 1.0, 0.9), (2.15, 1.22, 0.5)):
        croak = _frog(generator, height)
        at = lasting(start)
        sound[at : at + len(croak)] += loud * croak
    return sound


LOOPS = {"lagoon": lagoon}
CUES = {
    "breath-in": breath_in,
    "breath-out": breath_out,
    "bloom": bloom,
    "shimmer": shimmer,
    "drop": drop,
    "windchime": windchime,
    "owl": owl,
    "wings": wings,
    "frogs": frogs,
}
