"""Calibration: the room's level, then the gain of the path from the mixer to the microphone.

First the room alone is measured, then the layer is played about 12 dB over it. What the microphone hears then, less the
room, over what was played, is the path's power gain in each third octave. No absolute calibration is needed for a
ratio: both levels are heard by one microphone, in one place, at one gain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from audio.levels import HOP, RATE, A, Floats, Z, db
from audio.snr import SECOND, Frame

#: dB(A) re full scale: less than this is no room but a microphone that is switched off
DEAF_DB = -95.0
#: dB the layer is to stand over the ambient while the path is measured, and the least that will do
WANTED_OVER_DB, LEAST_OVER_DB = 12.0, 5.0
#: the layer is raised by this much, dB, until the microphone hears it; first it is tried as if the path lost nothing
_PROBE_STEP_DB = 12.0
#: dB re the layer's own full scale
_SOFTEST_DB, _LOUDEST_DB = -60.0, -4.0
#: analysis frames until a change of gain has surely reached the microphone, and how many of them are then looked at
_TRAVEL, _LOOK = round(0.7 * RATE / HOP), round(0.35 * RATE / HOP)


@dataclass(frozen=True, slots=True)
class Measured:
    """What calibration found.

    ambient : (2, 21) third-octave powers of the room, A- and Z-weighted, re full scale; None where nothing was heard
    path : (21,) power gain from the mixer's output to the microphone; None where it could not be measured
    path_db : the path's gain for the layer's spectrum, A-weighted
    reason : why it is not calibrated; "" when it is
    """

    ambient: Floats | None
    path: Floats | None
    path_db: float | None
    reason: str

    @property
    def calibrated(self) -> bool:
        return self.path is not None

    @property
    def ambient_db(self) -> float | None:
        return None if self.ambient is None else db(float(np.sum(self.ambient[A])))


class _Phase(Enum):
    AMBIENT = auto()
    PROBE = auto()
    SETTLE = auto()
    NOISE = auto()
    DONE = auto()


class Calibration:
    """One calibration, moved on by each analysis frame.

    `gain_db` is what the layer is to be played at now (None: silent). `align` is True once, when the layer has been heard
    for a while: the moment to measure the delay between playing and hearing.
    """

    def __init__(self, ambient_s: float, noise_s: float, layer: Floats) -> None:
        """layer : (2, 21) third-octave powers of the layer at a gain of 0 dB"""
        self.gain_db: float | None = None
        self.align = False
        self.measured: Measured | None = None
        self._layer = layer
        self._unit_db = db(float(np.sum(layer[A])))
        self._phase = _Phase.AMBIENT
        self._ambient_frames = max(round(ambient_s * RATE / HOP), 4)
        self._noise_frames = max(round(noise_s * RATE / HOP), 4)
        self._frames: list[Frame] = []
        self._ambient: Floats = np.zeros_like(layer)

    def add(self, frame: Frame) -> None:
        """Take the next analysis frame; `measured` stands once all is known."""
        self._frames.append(frame)
        self.align = False
        match self._phase:
            case _Phase.AMBIENT if len(self._frames) >= self._ambient_frames:
                self._end_ambient()
            case _Phase.PROBE if len(self._frames) >= _TRAVEL + _LOOK:
                self._end_probe()
            case _Phase.SETTLE if len(self._frames) >= _TRAVEL + SECOND // 2:
                self.align = True
                self._next(_Phase.NOISE)
            case _Phase.NOISE if len(self._frames) >= self._noise_frames:
                self._end_noise()
            case _:
                pass

    def _next(self, phase: _Phase) -> None:
        self._phase = phase
        self._frames.clear()

    def _fail(self, reason: str, ambient: Floats | None) -> None:
        self.gain_db = None
        self.measured = Measured(ambient=ambient, path=None, path_db=None, reason=reason)
        self._next(_Phase.DONE)

    def _end_ambient(self) -> None:
        heard = np.array([frame.mic for frame in self._frames])
        if len(heard) >= 3 * SECOND:
            # Someone speaking for a moment is not the room: the median of the seconds leaves the moment out.
            seconds = len(heard) // SECOND
            heard = np.array([part.mean(axis=0) for part in np.array_split(heard, seconds)])
            self._ambient = np.median(heard, axis=0)
        else:
            self._ambient = heard.mean(axis=0)
        level = db(float(np.sum(self._ambient[A])))
        if level < DEAF_DB:
            self._fail(_DEAF, None)
            return
        self.gain_db = min(max(level + 6.0 - self._unit_db, _SOFTEST_DB), _LOUDEST_DB)
        self._next(_Phase.PROBE)

    def _end_probe(self) -> None:
        assert self.gain_db is not None
        heard = float(np.mean([np.sum(frame.mic[A]) for frame in self._frames[-_LOOK:]]))
        ambient = float(np.sum(self._ambient[A]))
        over, loudest = db(heard) - db(ambient), self.gain_db >= _LOUDEST_DB
        if over >= 3.0 or (loudest and over >= 1.0):
            path_db = db(heard - ambient) - self._unit_db - self.gain_db
            wanted = db(ambient) + WANTED_OVER_DB - path_db - self._unit_db
            self.gain_db = min(wanted, _LOUDEST_DB)
            self._next(_Phase.SETTLE)
        elif loudest:
            self._fail(_UNHEARD, self._ambient)
        else:
            self.gain_db = min(self.gain_db + _PROBE_STEP_DB, _LOUDEST_DB)
            self._next(_Phase.PROBE)

    def _end_noise(self) -> None:
        heard = np.mean([frame.mic for frame in self._frames], axis=0)
        played = np.mean([frame.mix for frame in self._frames], axis=0)
        excess = heard - self._ambient
        over = db(float(np.sum(excess[A]))) - db(float(np.sum(self._ambient[A])))
        if over < LEAST_OVER_DB:
            self._fail(_UNHEARD, self._ambient)
            return
        path = path_gain(heard[Z], self._ambient[Z], played[Z])
        layer = self._layer[A]
        self.measured = Measured(
            ambient=self._ambient,
            path=path,
            path_db=db(float(np.sum(layer * path))) - db(float(np.sum(layer))),
            reason="",
        )
        self.gain_db = None
        self._next(_Phase.DONE)


_DEAF = "the microphone hears nothing: it may be muted or unplugged; unmute it and calibrate again"
_UNHEARD = (
    "the microphone does not hear what is played: put it where the patient's ear is and turn the loudspeaker up; "
    "closed headphones can't be calibrated by a microphone in the room"
)


def path_gain(heard: Floats, ambient: Floats, played: Floats) -> Floats:
    """The path's power gain (21,) in each third octave, from unweighted powers (21,).

    A band in which the room drowns what is played is filled in from its neighbours, along the levels in dB.
    """
    clear = (heard > 2.0 * ambient) & (played > 0.0)
    if not np.any(clear):
        clear = np.argmax(heard / np.maximum(ambient, 1e-20)) == np.arange(len(heard))
    index = np.arange(len(heard))
    gain_db = 10.0 * np.log10(np.maximum(heard - ambient, 1e-20)[clear] / np.maximum(played, 1e-20)[clear])
    filled: Floats = np.interp(index, index[clear], gain_db)
    return np.asarray(10.0 ** (filled / 10.0))
