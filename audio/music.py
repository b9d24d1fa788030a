"""Calm music without an end, and the same piece out of tune with itself.

The finding that the layer goes back to (Zhou et al., Science 377:198, 2022) was the same for consonant music, for its
dissonant version and for white noise. Here both versions are played from one score: the consonant one in pure intervals, in the
dissonant one each voice is shifted by another interval, so that they rub against each other while rhythm, loudness and
instruments stay alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from audio.levels import HOP, RATE, Floats, Samples
from audio.textures import Events, Painter, band, levelled

#: Hz: A3, the tonic
_TONIC = 220.0
#: chords as pure ratios to the tonic, bass first, and what may follow each
_CHORDS: dict[str, tuple[str, ...]] = {
    "I": ("1/2", "1", "5/4", "3/2"),
    "ii": ("5/9", "10/9", "4/3", "5/3"),
    "iii": ("5/8", "15/16", "5/4", "3/2"),
    "IV": ("2/3", "1", "4/3", "5/3"),
    "V": ("3/4", "9/8", "3/2", "15/8"),
    "vi": ("5/6", "1", "5/4", "5/3"),
}
_NEXT: dict[str, tuple[str, ...]] = {
    "I": ("IV", "vi", "V", "iii"),
    "ii": ("V", "IV"),
    "iii": ("vi", "IV"),
    "IV": ("I", "V", "ii", "I"),
    "V": ("I", "vi", "I"),
    "vi": ("IV", "ii", "iii"),
}
#: semitones by which the voices are shifted to be dissonant, bass first, and the plucked notes
_SHIFTS, _PLUCK_SHIFT = (0.0, 2.0, -1.0, -3.0), 6.0
#: seconds between plucked notes, of a chord, of its coming and of its going
_BEAT_S, _RISE_S, _FALL_S = 0.7, 1.8, 2.6
_CHORD_BEATS = (8, 10, 12)
_TABLE = 1 << 16
#: the side reeds are softer than the middle one, so that a note shimmers but never goes out
_REEDS = (0.3, 0.9, 0.3)
_COUNT: Floats = np.arange(HOP, dtype=np.float64)


def _table() -> Samples:
    """One period of a soft reed: odd and even harmonics that fall by some 8 dB an octave, mean square 1."""
    phase = 2.0 * np.pi * np.arange(_TABLE) / _TABLE
    wave = np.sum([np.sin(n * phase + n * n) / n**1.35 for n in range(1, 13)], axis=0)
    return np.asarray(wave / np.sqrt(np.mean(wave**2)), dtype=np.float32)


@dataclass(slots=True)
class _Voice:
    """A held note of three reeds, a few cents apart."""

    steps: tuple[float, ...]
    places: list[float]
    loud: float
    age: float
    held: float


class Music:
    """Slow chords held by soft reeds, with plucked notes over them and a breath of air; chords follow one another by chance.

    dissonant : with the upper voices and the plucked notes shifted
    """

    def __init__(self, generator: np.random.Generator, level_dba: float, *, dissonant: bool = False) -> None:
        self._generator, self._level_dba, self._dissonant = generator, level_dba, dissonant
        # The air has dice of its own: the score stays the same whatever else is drawn.
        self._painter = Painter(np.random.default_rng(generator.integers(1 << 62)))
        self._air = levelled(np.sqrt(band(100.0, 10_000.0, slope=1.0)), level_dba - 13.0)
        self._table = _table()
        self._loud = 10.0 ** ((level_dba - 2.0) / 20.0)
        self._plucks = Events(4 * RATE)
        self._voices: list[_Voice] = []
        self._chord = "I"
        self._to_chord = self._to_beat = 0.0
        self._begin(first=True)

    def hop(self) -> Floats:
        hop_s = HOP / RATE
        self._to_chord -= hop_s
        if self._to_chord <= 0.0:
            self._chord = str(self._generator.choice(_NEXT[self._chord]))
            self._begin()
        while self._to_beat < hop_s:
            if self._generator.random() < 0.8:
                self._pluck(int(self._to_beat * RATE))
            self._to_beat += _BEAT_S * (0.5 if self._generator.random() < 0.2 else 1.0)
        self._to_beat -= hop_s
        sound = self._painter.hop(self._air) + self._plucks.hop()
        for voice in self._voices:
            sound += self._held(voice)
        self._voices = [voice for voice in self._voices if voice.age < voice.held + _FALL_S]
        return sound

    def frequencies(self, chord: str) -> Sequence[float]:
        """Hz of the held notes of a chord."""
        shifts = _SHIFTS if self._dissonant else (0.0,) * len(_SHIFTS)
        ratios = (float(Fraction(ratio)) for ratio in _CHORDS[chord])
        return [_TONIC * ratio * 2.0 ** (shift / 12.0) for ratio, shift in zip(ratios, shifts, strict=True)]

    def _begin(self, *, first: bool = False) -> None:
        seconds = _BEAT_S * float(self._generator.choice(_CHORD_BEATS))
        self._to_chord += seconds
        for frequency, loud in zip(self.frequencies(self._chord), (0.4, 0.6, 0.55, 0.5), strict=True):
            cents = float(self._generator.uniform(1.5, 3.0))
            steps = tuple(frequency * 2.0 ** (side * cents / 1200.0) * _TABLE / RATE for side in (-1.0, 0.0, 1.0))
            places = [float(place) for place in self._generator.uniform(0.0, _TABLE, 3)]
            # The first chord is there already.
            age = _RISE_S if first else 0.0
            self._voices.append(_Voice(steps, places, 0.7 * loud * self._loud, age, age + seconds))

    def _held(self, voice: _Voice) -> Floats:
        sound = np.zeros(HOP)
        for reed, step in enumerate(voice.steps):
            places = (voice.places[reed] + step * _COUNT).astype(np.int64)
            sound += _REEDS[reed] * self._table[places & (_TABLE - 1)]
            voice.places[reed] = (voice.places[reed] + step * HOP) % _TABLE
        begun, voice.age = voice.age, voice.age + HOP / RATE
        if begun < _RISE_S or voice.age > voice.held:
            age = begun + _COUNT / RATE
            rise = np.clip(age / _RISE_S, 0.0, 1.0)
            fall = np.clip((voice.held + _FALL_S - age) / _FALL_S, 0.0, 1.0)
            sound *= np.sin(np.pi / 2.0 * np.minimum(rise, fall))
        sound *= voice.loud
        return sound

    def _pluck(self, at: int) -> None:
        """A plucked note of the chord, one to three octaves up."""
        ratio = float(Fraction(str(self._generator.choice(_CHORDS[self._chord][1:]))))
        frequency = _TONIC * ratio * float(self._generator.choice((2.0, 2.0, 4.0)))
        loud = self._loud * float(self._generator.uniform(0.5, 0.8))
        if self._dissonant:
            frequency *= 2.0 ** (_PLUCK_SHIFT / 12.0)
        length_s = min(2.6 * (400.0 / frequency) ** 0.3, 3.8)
        t = np.arange(round(length_s * RATE)) / RATE
        sound = np.zeros(len(t))
        for n, part in enumerate((1.0, 0.45, 0.25, 0.12, 0.06), start=1):
            if n * frequency < 10_000.0:
                sound += part * np.sin(2.0 * np.pi * n * frequency * t) * np.exp(-t * (1.2 + 1.1 * n))
        fade = np.minimum((length_s - t) / 0.2, 1.0)
        self._plucks.add(at, sound * fade * np.minimum(t / 0.012, 1.0), loud)
