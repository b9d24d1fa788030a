"""Noise that is painted hop by hop: the stuff of which the layers are made.

A hop of noise is the sum of two overlapping frames of independent Gaussian spectra under windows whose squares add up to
one. It is stationary where the spectrum stays, follows where the spectrum moves, and never repeats itself.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from audio.levels import CENTRES, FRAME, HOP, RATE, Floats, a_weighting_db

#: Hz, of the bins of a spectrum to paint, shape (FRAME // 2 + 1,)
FREQUENCIES: Floats = np.fft.rfftfreq(FRAME, 1.0 / RATE)
#: half a third octave beyond the lowest and the highest mid-band frequency: nothing is painted outside
LOW, HIGH = float(CENTRES[0]) * 10.0**-0.05, float(CENTRES[-1]) * 10.0**0.05
_INSIDE = (FREQUENCIES > LOW) & (FREQUENCIES < HIGH)
_A_POWER: Floats = np.where(_INSIDE, 10.0 ** (a_weighting_db(np.maximum(FREQUENCIES, 1.0)) / 10.0), 0.0)


class Texture(Protocol):
    """A sound without an end."""

    def hop(self) -> Floats:
        """The next HOP frames, shape (HOP,), at about the nominal level."""


class Painter:
    """Gaussian noise of any spectrum, and of another one in each hop."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self._window: Floats = np.sin(np.pi * (np.arange(FRAME) + 0.5) / FRAME)
        self._tail: Floats = np.zeros(HOP)
        self._bins = np.flatnonzero(_INSIDE)
        self._spectrum = np.zeros(len(FREQUENCIES), dtype=np.complex128)
        self._begun = False

    def hop(self, amplitude: Floats) -> Floats:
        """The next HOP frames of noise whose mean square is the sum of `amplitude` squared over `FREQUENCIES`."""
        if not self._begun:
            self._begun = True
            self._tail = self._frame(amplitude)[HOP:]
        frame = self._frame(amplitude)
        sound: Floats = self._tail + frame[:HOP]
        self._tail = frame[HOP:]
        return sound

    def _frame(self, amplitude: Floats) -> Floats:
        parts = self._generator.standard_normal((2, len(self._bins)))
        self._spectrum[self._bins] = (parts[0] + 1j * parts[1]) * amplitude[self._bins] * (FRAME / 2)
        return np.asarray(np.fft.irfft(self._spectrum, FRAME) * self._window)


def levelled(amplitude: Floats, level_dba: float) -> Floats:
    """The spectrum `amplitude`, scaled to an A-weighted level, dB re full scale."""
    now = float(np.sum(amplitude**2 * _A_POWER))
    return np.asarray(np.where(_INSIDE, amplitude, 0.0) * np.sqrt(10.0 ** (level_dba / 10.0) / now))


def band(low: float, high: float, slope: float = 0.0, steep: float = 3.0) -> Floats:
    """The power spectrum of a band with soft edges from `low` to `high` (Hz) of a total of 1 over `FREQUENCIES`.

    slope : inside, power falls with this power of the frequency (1 is pink)
    steep : outside, power falls with twice this power of the frequency
    """
    f = np.maximum(FREQUENCIES, 1.0)
    shape = f**-slope / (1.0 + (low / f) ** (2.0 * steep)) / (1.0 + (f / high) ** (2.0 * steep))
    shape = np.where(_INSIDE, shape, 0.0)
    return np.asarray(shape / np.sum(shape))


class Wander:
    """A number that wanders about 0 with a standard deviation of 1, smoothly, in about `seconds`.

    Gaussian noise through two equal first-order filters, one step a hop.
    """

    def __init__(self, generator: np.random.Generator, seconds: float) -> None:
        self._generator = generator
        self._keep = float(np.exp(-HOP / RATE / seconds))
        square = self._keep**2
        self._scale = float(np.sqrt((1.0 - square) ** 3 / (1.0 + square)))
        self._first = self._value = 0.0
        for _ in range(min(round(6.0 * seconds * RATE / HOP), 2000)):
            self.step()

    def step(self) -> float:
        """Its value in the next hop."""
        self._first = self._keep * self._first + self._scale * float(self._generator.standard_normal())
        self._value = self._keep * self._value + self._first
        return self._value


class Events:
    """Short sounds that begin at any moment and are added up, hop by hop.

    longest : frames, of the longest sound
    """

    def __init__(self, longest: int) -> None:
        self._ahead: Floats = np.zeros(longest + 2 * HOP)

    def add(self, at: int, sound: Floats, gain: float = 1.0) -> None:
        """Let `sound` begin `at` frames into the next hop, 0 to HOP."""
        part = self._ahead[at : at + len(sound)]
        part += gain * sound[: len(part)]

    def hop(self) -> Floats:
        """The next HOP frames."""
        sound = self._ahead[:HOP].copy()
        self._ahead[:-HOP] = self._ahead[HOP:]
        self._ahead[-HOP:] = 0.0
        return sound


class Steady:
    """Noise that stays as it is, its spectrum falling with `slope` as a power of the frequency (amplitude)."""

    def __init__(self, generator: np.random.Generator, level_dba: float, slope: float) -> None:
        self._painter = Painter(generator)
        self._amplitude = levelled(np.maximum(FREQUENCIES, 1.0) ** -slope, level_dba)

    def hop(self) -> Floats:
        return self._painter.hop(self._amplitude)
