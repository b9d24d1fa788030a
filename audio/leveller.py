"""Keeps a texture level: what is held 5 dB over a room may not rise and fall by itself."""

from __future__ import annotations

from collections import deque

import numpy as np

from audio.levels import HOP, RATE, A, BandAnalyser, Floats, power
from audio.textures import Texture

#: of the absolute value: below it nothing is touched, above it a peak is bent smoothly and stays under `_MOST`
_KNEE, _MOST = 0.7, 0.98


class Leveller:
    """A texture, at the same A-weighted level throughout, its peaks under full scale.

    Its level is measured over `seconds` around each moment, what comes included, and a slow gain makes up for what is
    missing: short sounds keep their shape, and nothing is seen to be turned down after the fact.

    level_dba : dB(A) re full scale, 100 Hz to 10 kHz
    seconds : long against what is to be kept, short against what is to be levelled
    most_db : dB, how far it is turned up at most
    """

    def __init__(self, texture: Texture, level_dba: float, seconds: float = 0.5, most_db: float = 60.0) -> None:
        self._texture = texture
        self._wanted = power(level_dba)
        self._most = power(most_db)
        self._analyser = BandAnalyser()
        self._half = max(round(seconds * RATE / HOP / 2.0), 1)
        self._taper: Floats = np.hanning(2 * self._half + 3)[1:-1]
        self._hops: deque[Floats] = deque()
        self._powers: deque[float] = deque(maxlen=2 * self._half + 1)
        self._last: Floats = texture.hop()
        for _ in range(self._half):
            self._take()
        for _ in range(self._half):
            self._powers.appendleft(self._powers[0])
        self._gain = self._next_gain()

    def hop(self) -> Floats:
        self._take()
        gain = self._next_gain()
        sound = self._hops.popleft() * np.linspace(self._gain, gain, HOP, endpoint=False)
        self._gain = gain
        return bend(sound)

    def _take(self) -> None:
        sound = self._texture.hop()
        self._hops.append(sound)
        frame = np.concatenate([self._last, sound])
        self._powers.append(float(np.sum(self._analyser.powers(frame)[A])))
        self._last = sound

    def _next_gain(self) -> float:
        taper = self._taper[-len(self._powers) :]
        now = float(np.dot(taper, self._powers) / np.sum(taper))
        return float(np.sqrt(min(self._wanted / max(now, 1e-20), self._most)))


def bend(sound: Floats) -> Floats:
    """Bend what would pass full scale, smoothly."""
    if float(np.max(np.abs(sound))) <= _KNEE:
        return sound
    over = np.maximum(np.abs(sound) - _KNEE, 0.0)
    room = _MOST - _KNEE
    return np.asarray(np.clip(sound, -_KNEE, _KNEE) + np.sign(sound) * room * np.tanh(over / room))
