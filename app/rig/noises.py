"""The noises of a ward: steady ones, and ones that pass. Pure functions of a length and a seed, for tests that must know the truth.

Each function gives float32 (frames,) at 48 kHz, whose A-weighted level (100 Hz to 10 kHz) is 0 dB re a mean square of 1: over
its whole length where it is steady, in its loudest second where it passes. (So its peaks lie over full scale until it is
played at a level of, say, -50 dB.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from audio.levels import CENTRES, RATE, Floats, Samples, a_weighting_db, db

#: the edges of what is measured, Hz: those of the third octaves from 100 Hz to 10 kHz
LOWEST_HZ, HIGHEST_HZ = float(CENTRES[0]) * 10.0**-0.05, float(CENTRES[-1]) * 10.0**0.05
#: steady noises repeat, without a seam, after this long
_LOOP_S = 30.0
_BLOCK = 1 << 14


def level_db(sound: Samples) -> float:
    """The A-weighted equivalent level, 100 Hz to 10 kHz, dB re a mean square of 1, of float32 (frames,) or (frames, channels).

    By one Fourier transform over the whole of it (Parseval's theorem) and the weighting of IEC 61672-1; channels are averaged
    as powers.
    """
    block = np.asarray(sound, dtype=np.float64).reshape(len(sound), -1)
    spectrum = np.fft.rfft(block, axis=0)
    frequency = np.fft.rfftfreq(len(block), 1.0 / RATE)
    inside = (frequency >= LOWEST_HZ) & (frequency <= HIGHEST_HZ)
    weight = 10.0 ** (a_weighting_db(frequency[inside]) / 10.0)
    density = np.mean(np.abs(spectrum[inside]) ** 2, axis=1)
    return db(2.0 * float(np.sum(density * weight)) / len(block) ** 2)


def loudest_db(sound: Samples) -> float:
    """The level of the loudest second, found in steps of a quarter of a second."""
    if len(sound) <= RATE:
        return level_db(np.pad(sound, (0, RATE - len(sound))))
    starts = range(0, len(sound) - RATE + 1, RATE // 4)
    return max(level_db(sound[start : start + RATE]) for start in starts)


# ---- steady -----------------------------------------------------------------------------------------------------------


def pink(seconds: float, seed: int) -> Samples:
    """The same power in each third octave."""
    return _steady(seconds, seed, lambda f: 1.0 / np.sqrt(f))


def white(seconds: float, seed: int) -> Samples:
    """The same power at each frequency."""
    return _steady(seconds, seed, np.ones_like)


def fan(seconds: float, seed: int) -> Samples:
    """A fan: falls by 6 dB an octave from 250 Hz on, with the tones of its blades, and beats a little."""
    sound = _steady(seconds, seed, lambda f: 1.0 / (1.0 + f / 250.0))
    t = np.arange(len(sound)) / RATE
    for harmonic, tone_db in ((1, -9.0), (2, -14.0), (3, -20.0)):
        # A whole number of turns in the loop, so that the tones too repeat without a seam.
        turns = round(118.0 * harmonic * len(sound) / RATE)
        tone = np.sqrt(2.0) * np.sin(2.0 * math.pi * turns * t * RATE / len(sound))
        weighted = tone_db - float(a_weighting_db(118.0 * harmonic))
        sound = sound + (10.0 ** (weighted / 20.0) * tone).astype(np.float32)
    beats = max(round(0.7 * len(sound) / RATE), 1)
    sound = sound * (1.0 + 0.04 * np.sin(2.0 * math.pi * beats * t * RATE / len(sound))).astype(np.float32)
    return _at_zero(sound, level_db(sound))


def _steady(seconds: float, seed: int, shape: Callable[[Floats], Floats]) -> Samples:
    sound = _coloured(round(seconds * RATE), seed, shape)
    return _at_zero(sound, level_db(sound))


def _coloured(frames: int, seed: int, shape: Callable[[Floats], Floats]) -> Samples:
    """Noise of a spectrum (amplitude over Hz) from 50 Hz to 12.5 kHz, that repeats without a seam; mean square 1."""
    generator = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(frames, 1.0 / RATE)
    spectrum = generator.standard_normal(len(frequency)) + 1j * generator.standard_normal(len(frequency))
    inside = (frequency > 50.0) & (frequency < 12_500.0)
    spectrum *= np.where(inside, shape(np.maximum(frequency, 50.0)), 0.0)
    sound = np.fft.irfft(spectrum, frames)
    result: Samples = (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)
    return result


def _at_zero(sound: Samples, level: float) -> Samples:
    return (sound * np.float32(10.0 ** (-level / 20.0))).astype(np.float32)


# ---- passing ----------------------------------------------------------------------------------------------------------


def talker(seconds: float, seed: int) -> Samples:
    """Someone talks: noise with the long-term spectrum of speech (ANSI S3.5-1997, normal effort, about), in syllables (4 a
    second), words and phrases with pauses between them."""
    generator = np.random.default_rng(seed)
    frames = round(seconds * RATE)
    voice = _coloured(frames, seed + 1, lambda f: (f / 500.0) ** 0.2 / (1.0 + (f / 500.0) ** 1.25))
    loudness = np.zeros(frames, dtype=np.float32)
    at = 0.0
    while at < seconds:
        phrase_ends = at + generator.uniform(1.2, 3.5)
        while at < min(phrase_ends, seconds):
            length = generator.uniform(0.14, 0.32)
            first, last = round(at * RATE), min(round((at + length) * RATE), frames)
            strength = 10.0 ** (generator.normal(0.0, 3.5) / 20.0)
            loudness[first:last] = strength * np.sin(np.linspace(0.0, math.pi, last - first)) ** 0.7
            at += length * generator.uniform(0.95, 1.25)
        at += generator.uniform(0.3, 1.2)
    sound = voice * loudness
    return _at_zero(sound, loudest_db(sound))


def door(seconds: float, seed: int) -> Samples:
    """A door falls shut: a click, a thump of a tenth of a second, and the frame's rattle."""
    frames = round(seconds * RATE)
    t = np.arange(frames) / RATE
    thump = _coloured(frames, seed, lambda f: 1.0 / (1.0 + (f / 160.0) ** 2)) * np.exp(-t / 0.09)
    click = _coloured(frames, seed + 1, np.ones_like) * np.exp(-t / 0.008) * 0.6
    rattle = _coloured(frames, seed + 2, lambda f: 1.0 / (1.0 + ((f - 1800.0) / 900.0) ** 2)) * np.exp(-t / 0.15) * 0.12
    sound = ((thump + click + rattle) * np.minimum(t / 0.002, 1.0)).astype(np.float32)
    return _at_zero(sound, loudest_db(sound))


def trolley(seconds: float, seed: int) -> Samples:
    """A trolley goes by: a rumble that swells and ebbs, and what rattles on it."""
    generator = np.random.default_rng(seed)
    frames = round(seconds * RATE)
    t = np.arange(frames) / RATE
    swell = np.exp(-0.5 * ((t - seconds / 2) / (seconds / 6)) ** 2)
    rumble = _coloured(frames, seed + 1, lambda f: 1.0 / (1.0 + (f / 200.0) ** 1.5))
    ring = _coloured(frames, seed + 2, lambda f: 1.0 / (1.0 + ((f - 3500.0) / 1500.0) ** 2))
    knocks = np.zeros(frames)
    for at in np.sort(generator.uniform(0.0, seconds, max(round(7 * seconds), 1))):
        first = round(at * RATE)
        length = min(round(0.06 * RATE), frames - first)
        knocks[first : first + length] += generator.uniform(0.2, 1.0) * np.exp(-np.arange(length) / (0.012 * RATE))
    sound = (swell * (rumble + 0.9 * ring * knocks)).astype(np.float32)
    return _at_zero(sound, loudest_db(sound))


def cough(seconds: float, seed: int) -> Samples:
    """Someone coughs, two or three times within the first 1.5 s."""
    generator = np.random.default_rng(seed)
    frames = round(seconds * RATE)
    t = np.arange(frames) / RATE
    voice = _coloured(frames, seed + 1, lambda f: 1.0 / (1.0 + ((f - 900.0) / 900.0) ** 2))
    loudness = np.zeros(frames)
    for index in range(int(generator.integers(2, 4))):
        since = t - 0.05 - index * generator.uniform(0.38, 0.48)
        burst = np.where(since > 0.0, np.minimum(since / 0.01, 1.0) * np.exp(-np.maximum(since, 0.0) / 0.09), 0.0)
        loudness += generator.uniform(0.6, 1.0) * burst
    sound = (voice * loudness).astype(np.float32)
    return _at_zero(sound, loudest_db(sound))


STEADY: dict[str, Callable[[float, int], Samples]] = {"pink": pink, "white": white, "fan": fan}
PASSING: dict[str, Callable[[float, int], Samples]] = {
    "talker": talker,
    "door": door,
    "trolley": trolley,
    "cough": cough,
}


# ---- scripts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passing:
    """One noise that passes: from `at_s` on for `seconds`, at `level_dba` in its loudest second."""

    sound: str
    at_s: float
    seconds: float
    level_dba: float
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Script:
    """What a room sounds like over time.

    steady : a name of `STEADY`
    levels : (seconds, dB(A) re full scale) points of the steady noise's level: straight lines (in dB) between them, the first
        holds before and the last after. A step is two points 0.02 s apart: see `steps`
    passing : what passes over it
    """

    levels: tuple[tuple[float, float], ...] = ((0.0, -50.0),)
    steady: str = "pink"
    passing: tuple[Passing, ...] = ()
    seed: int = 1

    def level_at(self, seconds: float | Floats) -> Floats:
        """The steady noise's level, dB(A), at these times."""
        times, levels = zip(*self.levels, strict=True)
        return np.asarray(np.interp(seconds, times, levels))

    def background(self) -> Script:
        """The same room without what passes."""
        return replace(self, passing=())

    def render(self, seconds: float) -> Samples:
        """The first `seconds`, float32 (frames,)."""
        frames = round(seconds * RATE)
        blocks = []
        for block in self.blocks():
            blocks.append(block)
            if len(blocks) * _BLOCK >= frames:
                break
        return np.concatenate(blocks)[:frames]

    def blocks(self, frames: int = _BLOCK) -> Iterator[Samples]:
        """The sound block by block, without an end."""
        steady = STEADY[self.steady](_LOOP_S, self.seed)
        parts = [(round(one.at_s * RATE), _rendered(one)) for one in self.passing]
        at = 0
        while True:
            count = np.arange(at, at + frames)
            gain = 10.0 ** (self.level_at(count / RATE) / 20.0)
            block = steady[count % len(steady)] * gain.astype(np.float32)
            for first, sound in parts:
                begin, end = max(first, at), min(first + len(sound), at + frames)
                if begin < end:
                    block[begin - at : end - at] += sound[begin - first : end - first]
            yield block
            at += frames


def _rendered(one: Passing) -> Samples:
    return (PASSING[one.sound](one.seconds, one.seed) * np.float32(10.0 ** (one.level_dba / 20.0))).astype(np.float32)


def steps(*levels: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """`Script.levels` of a level that jumps: (second from which on, dB(A))."""
    points = [levels[0]]
    for at, level in levels[1:]:
        points += [(at, points[-1][1]), (at + 0.02, level)]
    return tuple(points)
