"""The sounds of the Mirror Room: the sea below an open house, and water that is poured."""

from __future__ import annotations

import numpy as np

from audio.levels import Floats
from audio.making import band, bubbles, lasting, noise, sway, time

_LOOP_S = 16


def shore(generator: np.random.Generator) -> Floats:
    """Small waves on a beach below, leaves in a light wind, and a cicada or two far off: a loop of 16 s."""
    n = lasting(_LOOP_S)
    far = noise(generator, n, band(110.0, 620.0, slope=0.9)) * sway(generator, n, 0.05, 0.25, 4.0)
    t = np.arange(n) / n
    waves = np.zeros(n)
    foam = noise(generator, n, band(420.0, 3600.0, slope=0.8))
    # Three waves to the loop, no two alike; each runs in and draws back.
    for at, strength in ((0.08, 1.0), (0.42, 0.7), (0.73, 0.9)):
        late = ((t - at + 0.5) % 1.0 - 0.5) * _LOOP_S
        waves += strength * np.where(late < 0, np.exp(-((late / 1.1) ** 2)), np.exp(-((late / 2.3) ** 2)))
    wash = foam * (0.18 + waves)
    leaves = noise(generator, n, band(1500.0, 5200.0, slope=0.6)) * sway(generator, n, 0.08, 0.5, 7.0)
    song = np.zeros(n)
    for pitch, rate, loud in ((4150.0, 17.0, 1.0), (4620.0, 21.0, 0.6)):
        tone = np.sin(2 * np.pi * round(pitch * _LOOP_S) * t)
        pulse = np.maximum(np.sin(2 * np.pi * round(rate * _LOOP_S) * t), 0.0)
        slow = np.maximum(np.sin(2 * np.pi * (2 * t + generator.random())), 0.0)
        song += loud * tone * pulse * slow
    song /= np.sqrt(np.mean(song**2))
    sound = 0.8 * far + 0.75 * wash + 0.16 * leaves + 0.028 * song
    return np.asarray(np.tanh(1.6 * sound / np.max(np.abs(sound))))


def pour(generator: np.random.Generator) -> Floats:
    """Water from a jug into a bowl, which rings higher as it fills."""
    t = time(2.9)
    run = np.clip(t / 0.25, 0, 1) * np.clip((2.45 - t) / 0.45, 0, 1)
    stream = noise(generator, len(t), band(600.0, 3800.0, slope=0.7))
    drops = bubbles(generator, len(t), 420, 320.0, 1700.0)
    drops /= np.sqrt(np.mean(drops**2))
    ring = np.zeros(len(t))
    for pitch, loud in ((410.0, 1.0), (905.0, 0.35)):
        glide = pitch * (1.0 + 0.32 * t / 2.9)
        ring += loud * np.sin(2 * np.pi * np.cumsum(glide) / 48000.0)
    ring *= 0.25 + 0.75 * np.abs(noise(generator, len(t), band(4.0, 22.0)))
    return np.asarray(run * (0.45 * stream + 0.85 * drops + 0.16 * ring))


LOOPS = {"shore": shore}
CUES = {"pour": pour}
