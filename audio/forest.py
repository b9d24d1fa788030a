"""The sounds of Forest Walk: a wood in the morning, footfalls on earth, wood and water, and those who answer."""

from __future__ import annotations

import numpy as np

from audio.levels import RATE, Floats
from audio.making import band, bubbles, lasting, noise, sway, time

_LOOP_S = 20


def _firm(sound: Floats, much: float) -> Floats:
    """Its highest peaks laid down softly, so that all of it may be heard. `much` : 1 hardly, 4 well."""
    return np.asarray(np.tanh(much * sound / np.max(np.abs(sound))))


def _note(t: Floats, start: float, length: float, pitch: Floats | float, soft: float = 0.012) -> Floats:
    """A whistled note, its `pitch` (Hz) fixed or one for each frame."""
    inside = (t >= start) & (t < start + length)
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(pitch, t.shape) * inside) / RATE
    x = np.clip((t - start) / length, 0.0, 1.0)
    swell = np.sin(np.pi * x) ** 0.7 * np.minimum((t - start) / soft, 1.0)
    return np.where(inside, swell * (np.sin(phase) + 0.10 * np.sin(2 * phase)), 0.0)


def _phrase(generator: np.random.Generator, length: float, low: float, high: float, notes: int) -> Floats:
    """Some notes of a bird: short slides up and down, and trills."""
    t = time(length)
    song = np.zeros(len(t))
    at = 0.02
    for _ in range(notes):
        long = float(generator.uniform(0.07, 0.22))
        if at + long > length - 0.05:
            break
        x = np.clip((t - at) / long, 0.0, 1.0)
        first, last = low * (high / low) ** generator.random(2)
        pitch = first * (last / first) ** x
        if generator.random() < 0.35:
            pitch = pitch * (1.0 + 0.06 * np.sin(2 * np.pi * generator.uniform(18.0, 30.0) * (t - at)))
        song += _note(t, at, long, pitch) * generator.uniform(0.55, 1.0)
        at += long + float(generator.uniform(0.03, 0.12))
    return song


def forest(generator: np.random.Generator) -> Floats:
    """Air in high leaves, a brook somewhere, and birds a good way off: a loop of 20 s."""
    n = lasting(_LOOP_S)
    air = noise(generator, n, band(180.0, 800.0, slope=0.9)) * sway(generator, n, 0.05, 0.25, 4.0)
    leaves = noise(generator, n, band(1300.0, 5200.0, slope=0.6)) * sway(generator, n, 0.06, 0.5, 6.0)
    brook = bubbles(generator, n, 60 * _LOOP_S, 420.0, 2200.0) * sway(generator, n, 0.1, 0.6, 3.0)
    brook /= np.sqrt(np.mean(brook**2))
    birds = np.zeros(n)
    for low, high, times, loud in ((2300.0, 3900.0, 5, 1.0), (3100.0, 5200.0, 4, 0.7), (1500.0, 2300.0, 4, 0.8)):
        for _ in range(times):
            phrase = _phrase(generator, float(generator.uniform(0.7, 1.8)), low, high, int(generator.integers(3, 9)))
            # Far away a song comes with its echo from the trunks.
            far = np.concatenate([phrase, np.zeros(lasting(0.5))])
            for late, faint in ((0.11, 0.35), (0.23, 0.22), (0.37, 0.12)):
                far[lasting(late) : lasting(late) + len(phrase)] += faint * phrase
            where = (generator.integers(n) + np.arange(len(far))) % n
            birds[where] += loud * generator.uniform(0.4, 1.0) * far
    birds = _firm(birds, 2.5)
    birds /= np.sqrt(np.mean(birds**2))
    return _firm(0.7 * air + 0.40 * leaves + 0.22 * brook + 0.26 * birds, 2.0)


def _grains(generator: np.random.Generator, frames: int, count: int, spread: float, low: float, high: float) -> Floats:
    """Small crackles, most of them early."""
    sound = np.zeros(frames)
    for _ in range(count):
        long = int(generator.integers(50, 320))
        at = min(int(generator.exponential(spread) * RATE), frames - long - 1)
        sound[at : at + long] += generator.standard_normal(long) * np.hanning(long) * generator.exponential()
    shaped = np.fft.irfft(np.fft.rfft(sound) * band(low, high, slope=0.4)(np.fft.rfftfreq(frames, 1 / RATE)), frames)
    return np.asarray(shaped / np.sqrt(np.mean(shaped**2)))


def step_path(generator: np.random.Generator) -> Floats:
    """A shoe on trodden earth with leaves on it: heel, then toe."""
    t = time(0.45)
    heel = np.sin(2 * np.pi * 78.0 * t) * np.exp(-t / 0.035)
    body = noise(generator, len(t), band(120.0, 600.0, slope=0.7)) * np.exp(-t / 0.045)
    toe = noise(generator, len(t), band(180.0, 900.0, slope=0.7)) * np.exp(-(((t - 0.13) / 0.035) ** 2))
    crackle = _grains(generator, len(t), 110, 0.07, 900.0, 5200.0) * np.exp(-t / 0.13)
    return _firm(np.minimum(t / 0.004, 1.0) * (0.3 * heel + 0.5 * body + 0.30 * toe + 0.30 * crackle), 2.5)


def step_wood(generator: np.random.Generator) -> Floats:
    """A shoe on a plank: a dull knock with the hollow under it."""
    t = time(0.5)
    knock = np.zeros(len(t))
    for pitch, loud, decay in ((118.0, 0.5, 0.075), (233.0, 0.9, 0.060), (395.0, 0.7, 0.042), (671.0, 0.4, 0.028)):
        knock += loud * np.sin(2 * np.pi * pitch * t + generator.uniform(0, 6.28)) * np.exp(-t / decay)
    touch = noise(generator, len(t), band(300.0, 1800.0, slope=0.6)) * np.exp(-t / 0.018)
    late = np.maximum(t - 0.12, 0.0)
    toe = np.sin(2 * np.pi * 262.0 * late) * np.exp(-late / 0.045) * (t > 0.12)
    return _firm(np.minimum(t / 0.003, 1.0) * (0.8 * knock + 0.35 * touch + 0.30 * toe), 2.5)


def step_water(generator: np.random.Generator) -> Floats:
    """A shoe in a hand's breadth of still water."""
    t = time(0.8)
    plash = noise(generator, len(t), band(300.0, 2600.0, slope=0.8)) * np.exp(-(((t - 0.05) / 0.06) ** 2))
    drops = bubbles(generator, len(t), 70, 500.0, 2300.0)
    drops = drops / np.max(np.abs(drops)) * np.exp(-((t - 0.16) ** 2) / 0.03)
    return np.asarray(np.minimum(t / 0.008, 1.0) * (0.7 * plash + 1.2 * drops))


def robin(generator: np.random.Generator) -> Floats:
    """A bird that answers from close by."""
    phrase = _phrase(generator, 2.3, 2400.0, 4700.0, 14)
    song = np.concatenate([phrase, np.zeros(lasting(0.4))])
    song[lasting(0.09) : lasting(0.09) + len(phrase)] += 0.16 * phrase
    return song


def glow(generator: np.random.Generator) -> Floats:
    """Light that opens: soft glassy notes, one after another, upwards."""
    t = time(3.2)
    sound = np.zeros(len(t))
    for k, pitch in enumerate((523.25, 659.26, 783.99, 1046.5, 1318.5)):
        late = np.maximum(t - 0.16 * k, 0.0)
        tone = np.sin(2 * np.pi * pitch * late) + 0.22 * np.sin(2 * np.pi * 2.01 * pitch * late)
        shiver = 1.0 + 0.12 * np.sin(2 * np.pi * generator.uniform(4.0, 6.0) * late)
        sound += tone * shiver * np.minimum(late / 0.06, 1.0) * np.exp(-late / 0.75) * 0.82**k
    return sound


def rustle(generator: np.random.Generator) -> Floats:
    """Somebody light goes through leaves."""
    t = time(1.5)
    hops = sum(np.exp(-(((t - at) / 0.075) ** 2)) for at in (0.15, 0.42, 0.66, 0.95, 1.15))
    return _firm(_grains(generator, len(t), 700, 0.5, 700.0, 4800.0) * hops, 3.0)


def pipes(generator: np.random.Generator) -> Floats:
    """A wind chime of five wooden pipes."""
    t = time(3.6)
    sound = np.zeros(len(t))
    notes = np.array([440.0, 493.88, 587.33, 659.26, 880.0])
    at = 0.0
    for k in (2, 4, 1, 3, 0, 4, 2):
        late = np.maximum(t - at, 0.0)
        for ratio, loud, decay in ((1.0, 1.0, 0.55), (2.76, 0.25, 0.16), (5.40, 0.08, 0.06)):
            sound += (
                loud
                * np.sin(2 * np.pi * notes[k] * ratio * late)
                * np.exp(-late / decay)
                * np.minimum(late / 0.003, 1.0)
            )
        at += float(generator.uniform(0.12, 0.42))
    return sound


def flutter(generator: np.random.Generator) -> Floats:
    """A small flock takes wing."""
    t = time(2.6)
    sound = np.zeros(len(t))
    for _ in range(9):
        rate, start = generator.uniform(9.0, 14.0), generator.uniform(0.0, 0.7)
        beats = np.maximum(np.sin(2 * np.pi * rate * (t - start)), 0.0) ** 2 * (t > start)
        air = noise(generator, len(t), band(250.0, 1800.0, slope=0.7))
        sound += (
            beats * air * np.exp(-np.maximum(t - start, 0) / 0.8) * np.minimum(np.maximum(t - start, 0) / 0.05, 1.0)
        )
    return sound


LOOPS = {"forest": forest}
CUES = {
    "step-path": step_path,
    "step-wood": step_wood,
    "step-water": step_water,
    "robin": robin,
    "glow": glow,
    "rustle": rustle,
    "pipes": pipes,
    "flutter": flutter,
}
