"""The layers of nature: ocean, rain, stream, wind, night. Noise whose spectrum moves, and small sounds by the thousand.

Their level hardly moves (the layer's has to be held): what a wave or a gust does is told by its colour.
"""

from __future__ import annotations

import numpy as np

from audio.levels import HOP, RATE, Floats
from audio.textures import FREQUENCIES, Events, Painter, Wander, band, levelled

_HOP_S = HOP / RATE


def _gain(level_db: float) -> float:
    """A power gain."""
    return float(10.0 ** (level_db / 10.0))


class Ocean:
    """Waves that come in every 7 to 13 s: a swell that rises, breaks, and runs out as foam."""

    def __init__(self, generator: np.random.Generator, level_dba: float) -> None:
        self._generator, self._level_dba = generator, level_dba
        self._painter = Painter(generator)
        self._sway = Wander(generator, 3.0)
        self._far = band(190.0, 900.0, slope=1.0, steep=1.5) + 0.05 * band(900.0, 5000.0, slope=1.5, steep=1.5)
        self._swell = band(150.0, 480.0, slope=0.6, steep=2.0)
        self._break = band(220.0, 3000.0, slope=0.8, steep=1.5)
        self._foam = [band(low, 8500.0, slope=0.6, steep=2.0) for low in np.geomspace(900.0, 3200.0, 12)]
        #: (moment of breaking, strength), seconds
        self._waves: list[tuple[float, float]] = []
        self._now = 0.0
        self._next = 3.0

    def hop(self) -> Floats:
        self._now += _HOP_S
        while self._next < self._now + 8.0:
            self._waves.append((self._next, float(np.exp(0.25 * self._generator.standard_normal()))))
            self._next += float(self._generator.uniform(7.0, 13.0))
        self._waves = [wave for wave in self._waves if wave[0] > self._now - 14.0]
        power = self._far * _gain(1.5 * self._sway.step())
        for moment, strength in self._waves:
            age = self._now - moment
            swell = 2.5 * np.exp(-((age / (2.6 if age < 0.0 else 1.4)) ** 2))
            crash = 3.5 * _burst(age, 0.45, 1.3)
            foam = 1.6 * _burst(age - 0.5, 1.0, 2.8)
            colour = self._foam[min(max(int(age / 7.0 * len(self._foam)), 0), len(self._foam) - 1)]
            power = power + strength * (swell * self._swell + crash * self._break + foam * colour)
        return self._painter.hop(levelled(np.sqrt(power), self._level_dba))


def _burst(age: float, rise: float, fall: float) -> float:
    """0 before, up to 1 with `rise`, down again with `fall` (seconds)."""
    if age <= 0.0:
        return 0.0
    return float((1.0 - np.exp(-((age / rise) ** 2))) * np.exp(-age / fall))


class Rain:
    """Steady rain on leaves and puddles: a broad rush, and drops that can be told apart."""

    def __init__(self, generator: np.random.Generator, level_dba: float) -> None:
        self._generator, self._level_dba = generator, level_dba
        self._painter = Painter(generator)
        self._heavy, self._near = Wander(generator, 4.0), Wander(generator, 1.5)
        self._low = band(250.0, 1400.0, slope=0.6, steep=1.5)
        self._high = band(1400.0, 9500.0, slope=0.5, steep=1.5)
        self._bank = [_drop(generator) for _ in range(240)]
        self._events = Events(max(len(drop) for drop in self._bank))
        self._drop_gain = 1.3 * 10.0 ** (level_dba / 20.0)

    def hop(self) -> Floats:
        heavy, near = self._heavy.step(), self._near.step()
        power = _gain(0.8 * near) * self._low + 1.3 * _gain(0.8 * heavy) * self._high
        rush = self._painter.hop(levelled(np.sqrt(power), self._level_dba - 2.0))
        for _ in range(self._generator.poisson(max(12.0 + 3.0 * heavy, 3.0))):
            drop = self._bank[int(self._generator.integers(len(self._bank)))]
            loud = min(float(self._generator.exponential()) ** 1.4, 6.0)
            self._events.add(int(self._generator.integers(HOP)), drop, self._drop_gain * loud)
        return rush + self._events.hop()


def _drop(generator: np.random.Generator) -> Floats:
    """A drop: the tick of its impact, and often the bubble that it leaves in water (Minnaert 1933), peak about 1."""
    length = RATE // 16
    t = np.arange(length) / RATE
    tick = generator.standard_normal(length) * np.exp(-t / generator.uniform(0.0006, 0.0025))
    # soften the tick: a drop on a leaf is duller than one on stone
    width = int(generator.integers(2, 9))
    sound = np.convolve(tick, np.hanning(width + 2)[1:-1])[:length]
    sound *= 0.6 / np.max(np.abs(sound))
    if generator.random() < 0.45:
        pitch = float(np.exp(generator.uniform(np.log(900.0), np.log(5500.0))))
        decay = 0.13 / (pitch / 100.0) + 0.002
        late = np.maximum(t - generator.uniform(0.002, 0.012), 0.0)
        phase = 2.0 * np.pi * pitch * (late + generator.uniform(0.5, 4.0) * late**2)
        sound += 0.45 * np.sin(phase) * np.exp(-late / decay) * np.minimum(late / 0.0008, 1.0)
    fade = np.minimum((length - np.arange(length)) / 480.0, 1.0)
    return np.asarray(sound * fade * np.minimum(t / 0.0002, 1.0))


class Stream:
    """A brook among stones: water that rushes in six voices, and bubbles."""

    _VOICES = ((160.0, -4.0), (320.0, -1.0), (640.0, 0.0), (1250.0, -2.0), (2500.0, -5.0), (5000.0, -9.0))

    def __init__(self, generator: np.random.Generator, level_dba: float) -> None:
        self._generator, self._level_dba = generator, level_dba
        self._painter = Painter(generator)
        self._voices = [_gain(level) * band(low, 2.0 * low, slope=1.0) for low, level in self._VOICES]
        self._sways = [Wander(generator, float(generator.uniform(0.12, 0.5))) for _ in self._voices]
        self._lively = Wander(generator, 1.2)
        self._bank = [_bubble(generator) for _ in range(240)]
        self._events = Events(max(len(bubble) for bubble in self._bank))
        self._bubble_gain = 0.9 * 10.0 ** (level_dba / 20.0)

    def hop(self) -> Floats:
        parts = [_gain(2.2 * sway.step()) * voice for sway, voice in zip(self._sways, self._voices, strict=True)]
        rush = self._painter.hop(levelled(np.sqrt(np.sum(parts, axis=0)), self._level_dba - 2.0))
        for _ in range(self._generator.poisson(max(11.0 + 3.5 * self._lively.step(), 2.0))):
            bubble = self._bank[int(self._generator.integers(len(self._bank)))]
            loud = min(float(self._generator.exponential()) ** 1.2, 4.0)
            self._events.add(int(self._generator.integers(HOP)), bubble, self._bubble_gain * loud)
        return rush + self._events.hop()


def _bubble(generator: np.random.Generator) -> Floats:
    """A bubble in water: a short tone that rises a little as it decays (Minnaert 1933; van den Doel 2005), peak about 1."""
    pitch = float(np.exp(generator.uniform(np.log(330.0), np.log(2600.0))))
    decay = 0.13 / (pitch / 100.0) + 0.002
    t = np.arange(round(7.0 * decay * RATE)) / RATE
    phase = 2.0 * np.pi * pitch * (t + generator.uniform(0.5, 4.0) * t**2)
    loud = (330.0 / pitch) ** 0.3
    return np.asarray(loud * np.sin(phase) * np.exp(-t / decay) * np.minimum(t / 0.001, 1.0))


class Wind:
    """Wind in trees: gusts that are darker or brighter, a hollow note that wanders, leaves that stir."""

    def __init__(self, generator: np.random.Generator, level_dba: float) -> None:
        self._level_dba = level_dba
        self._painter = Painter(generator)
        self._gust, self._flutter, self._note = (Wander(generator, s) for s in (2.0, 0.25, 3.0))
        self._bed = band(190.0, 750.0, slope=1.0, steep=1.5)
        self._leaves = band(1500.0, 8000.0, slope=0.9, steep=1.5)

    def hop(self) -> Floats:
        gust = self._gust.step()
        centre = 480.0 * 2.0 ** (0.55 * gust + 0.2 * self._note.step())
        hollow = 1.0 / (1.0 + (3.2 * np.log2(np.maximum(FREQUENCIES, 1.0) / centre)) ** 4)
        howl = hollow / np.sum(hollow)
        stir = 0.22 * _gain(4.0 * gust + 1.5 * self._flutter.step())
        power = self._bed + _gain(2.0 * gust - 1.0) * howl + min(stir, 3.0) * self._leaves
        return self._painter.hop(levelled(np.sqrt(power), self._level_dba))


class Night:
    """A summer's night: a breath of air, far leaves, and some crickets, near and far."""

    def __init__(self, generator: np.random.Generator, level_dba: float) -> None:
        self._level_dba = level_dba
        self._painter = Painter(generator)
        self._air, self._leaves = Wander(generator, 5.0), Wander(generator, 2.5)
        self._bed = band(170.0, 1000.0, slope=0.9, steep=1.5)
        self._rustle = band(900.0, 8000.0, slope=1.2, steep=1.5)
        self._events = Events(RATE)
        loud = 10.0 ** ((level_dba + 2.0) / 20.0)
        self._crickets = [
            _Cricket(generator, loud * 10.0 ** (-far_db / 20.0)) for far_db in (0.0, 3.0, 6.0, 8.0, 10.0, 12.0)
        ]

    def hop(self) -> Floats:
        power = _gain(1.5 * self._air.step()) * self._bed + 0.3 * _gain(2.0 * self._leaves.step()) * self._rustle
        for cricket in self._crickets:
            cricket.sing(self._events)
        return self._painter.hop(levelled(np.sqrt(power), self._level_dba - 1.0)) + self._events.hop()


class _Cricket:
    """One cricket: chirps of three to five pulses, some two a second, with rests."""

    def __init__(self, generator: np.random.Generator, loud: float) -> None:
        self._generator, self._loud = generator, loud
        pitch = generator.uniform(3900.0, 4900.0)
        pulses, pulse_s = int(generator.integers(3, 6)), generator.uniform(0.026, 0.034)
        t = np.arange(round((pulses * pulse_s + 0.01) * RATE)) / RATE
        place = (t % pulse_s) / (0.62 * pulse_s)
        shape = np.where(place < 1.0, np.sin(np.pi * np.minimum(place, 1.0)) ** 2, 0.0)
        swell = np.minimum((t // pulse_s + 1.0) / pulses, 1.0) * (t < pulses * pulse_s)
        # the pitch falls a little in each pulse
        self._chirp: Floats = shape * swell * np.sin(2.0 * np.pi * pitch * (t - 0.012 * place * (t % pulse_s)))
        self._every = generator.uniform(0.38, 0.6)
        self._next = generator.uniform(0.0, 4.0)
        self._left = int(generator.integers(4, 20))

    def sing(self, events: Events) -> None:
        while self._next < _HOP_S:
            events.add(int(self._next * RATE), self._chirp, self._loud * float(self._generator.uniform(0.8, 1.1)))
            self._next += self._every * float(self._generator.uniform(0.97, 1.03))
            self._left -= 1
            if not self._left:
                self._left = int(self._generator.integers(4, 25))
                self._next += float(self._generator.uniform(1.0, 7.0))
        self._next -= _HOP_S
