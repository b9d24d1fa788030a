"""The sounds of Star Memory: a lake high in the mountains at night, a glass tone for each star, and the songs of its birds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from audio.levels import RATE, Floats
from audio.making import band, bubbles, lasting, noise, sway, time

_LOOP_S = 14
#: Hz: two octaves of a pentatonic scale on D
TONES = (293.66, 329.63, 369.99, 440.0, 493.88, 587.33, 659.26, 739.99, 880.0)


def tarn(generator: np.random.Generator) -> Floats:
    """Water against a deck, wind that is far off in the firs: a loop of 14 s."""
    n = lasting(_LOOP_S)
    wind = noise(generator, n, band(80.0, 420.0, slope=0.9)) * sway(generator, n, 0.07, 0.25, 5.0)
    firs = noise(generator, n, band(350.0, 1100.0, slope=0.9)) * sway(generator, n, 0.07, 0.3, 6.0)
    lap = bubbles(generator, n, 18 * _LOOP_S, 260.0, 900.0) * sway(generator, n, 0.2, 0.8, 5.0)
    lap /= np.sqrt(np.mean(lap**2))
    sound = np.tanh(0.55 * (wind + 0.55 * firs + 0.30 * np.tanh(lap)))
    return np.asarray(sound - np.mean(sound))


def star(pitch: float, _: np.random.Generator) -> Floats:
    """A glass that is struck softly: partials as of a wine glass, 1, 2.32, 4.25 (A. P. French, Am. J. Phys. 51 (1983), 688)."""
    t = time(1.5)
    sound = np.zeros(len(t))
    for ratio, level, decay in ((1.0, 1.0, 0.42), (1.003, 0.35, 0.50), (2.32, 0.16, 0.20), (4.25, 0.045, 0.09)):
        sound += level * np.sin(2 * np.pi * pitch * ratio * t) * np.exp(-t / decay)
    return np.asarray(sound * (1.0 - np.exp(-t / 0.012)))


def _whistle(length: float, notes: tuple[tuple[float, float, float, float, float], ...], over: float = 0.1) -> Floats:
    """Whistled notes: (start in s, seconds, Hz at first and at last, loudness) each; `over` : how strong the octave is."""
    t = time(length)
    sound = np.zeros(len(t))
    for start, lasts, low, high, loud in notes:
        into = np.clip((t - start) / lasts, 0.0, 1.0)
        phase = 2 * np.pi * np.cumsum(low + (high - low) * into) / RATE
        sound += loud * np.sin(np.pi * into) ** 0.8 * (np.sin(phase) + over * np.sin(2 * phase))
    return sound


def bird_owl(_: np.random.Generator) -> Floats:
    """One long hoot that wavers."""
    t = time(1.2)
    into = np.clip((t - 0.05) / 1.05, 0.0, 1.0)
    waver = 1.0 + 0.3 * np.sin(2 * np.pi * 9.0 * t) * np.clip(into * 2.0 - 0.6, 0.0, 1.0)
    phase = 2 * np.pi * np.cumsum(385.0 + 18.0 * np.sin(np.pi * into)) / RATE
    return np.asarray(np.sin(np.pi * into) ** 0.8 * waver * (np.sin(phase) + 0.12 * np.sin(2 * phase)))


def bird_wren(_: np.random.Generator) -> Floats:
    """A quick trill that climbs."""
    return _whistle(
        1.1, tuple((0.04 + 0.075 * k, 0.06, 2500.0 + 95.0 * k, 3250.0 + 95.0 * k, 0.6) for k in range(13)), 0.04
    )


def bird_hoopoe(_: np.random.Generator) -> Floats:
    """Oop, oop, oop: three low, even notes."""
    return _whistle(1.0, tuple((0.04 + 0.28 * k, 0.17, 560.0, 535.0, 1.0) for k in range(3)), 0.15)


def bird_dove(_: np.random.Generator) -> Floats:
    """A coo that purrs, rises and falls."""
    t = time(1.2)
    into = np.clip((t - 0.04) / 1.08, 0.0, 1.0)
    pitch = 470.0 + 130.0 * np.sin(np.pi * into) ** 2
    purr = 0.6 + 0.4 * np.sin(2 * np.pi * 26.0 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return np.asarray(np.sin(np.pi * into) ** 0.7 * purr * (np.sin(phase) + 0.25 * np.sin(2 * phase)))


def bird_magpie(generator: np.random.Generator) -> Floats:
    """Five soft, dry chatters."""
    sound = np.zeros(lasting(1.0))
    for k in range(5):
        t = time(0.13)
        rattle = np.maximum(np.sin(2 * np.pi * 46.0 * t), 0.0) * np.sin(np.pi * np.clip(t / 0.12, 0, 1))
        dry = noise(generator, len(t), band(1300.0, 2600.0, slope=0.4)) + 0.8 * np.sin(2 * np.pi * 1750.0 * t)
        at = lasting(0.03 + 0.17 * k)
        sound[at : at + len(t)] += rattle * dry
    return sound


def nightingale(generator: np.random.Generator) -> Floats:
    """A phrase of a nightingale, far off: slow rising flutes, a quick low rattle, a last clear note."""
    notes = [(0.10 + 0.36 * k, 0.30, 1250.0 + 40 * k, 1330.0 + 60 * k, 0.35 + 0.16 * k) for k in range(4)]
    notes += [(1.75 + 0.085 * k, 0.07, 1900.0, 1500.0, 0.75) for k in range(8)]
    notes += [(2.55 + 0.11 * k, 0.09, 2600.0 - 60 * k, 2250.0, 0.6) for k in range(3)]
    notes += [(2.98, 0.42, 1500.0, 1620.0 + 20.0 * float(generator.random()), 0.8)]
    return _whistle(3.6, tuple(notes), 0.06)


def completed(_: np.random.Generator) -> Floats:
    """A figure of stars is whole: a soft chord, its notes one after the other."""
    t = time(2.6)
    sound = np.zeros(len(t))
    for k, pitch in enumerate((293.66, 440.0, 587.33, 739.99)):
        late = np.maximum(t - 0.16 * k, 0.0)
        for ratio, level, decay in ((1.0, 1.0, 0.85), (2.0, 0.2, 0.5), (2.32, 0.05, 0.25)):
            sound += (
                0.9**k
                * level
                * np.sin(2 * np.pi * pitch * ratio * late)
                * np.exp(-late / decay)
                * (1.0 - np.exp(-late / 0.04))
            )
    return sound


_STARS: dict[str, Callable[[np.random.Generator], Floats]] = {
    f"star-{k + 1}": partial(star, pitch) for k, pitch in enumerate(TONES)
}
LOOPS = {"tarn": tarn}
CUES = _STARS | {
    "bird-owl": bird_owl,
    "bird-wren": bird_wren,
    "bird-hoopoe": bird_hoopoe,
    "bird-dove": bird_dove,
    "bird-magpie": bird_magpie,
    "nightingale": nightingale,
    "constellation": completed,
}
