"""The signal-to-noise ratio at the patient's ear: its definition, its estimate, and the controller that holds it.

Why: in mice, sound 5 dB above the ambient noise lowered responses to pain, louder sound did not (Zhou et al. 2022, Science
377:198-204, doi 10.1126/science.abn4663). No study in people varied this ratio, so nothing is promised: the ratio is
delivered, measured and logged.

SNR = L(layer alone at the ear) - L(ambient at the ear), A-weighted equivalent levels in the third octaves 100 Hz to 10 kHz
(`Definition.LAYER_ONLY`); or L(layer and ambient together) - L(ambient) (`Definition.TOTAL_OVER_AMBIENT`).

How the ambient is told from what Respite plays itself: power subtraction. Calibration gives the playback path's power gain
in each third octave; that gain times the power of what was played (the layer and the world, as the mixer knows them) is
taken from what the microphone hears, and the room remains. Only powers are compared, never phases, so that the clocks of
the loudspeaker and the microphone may drift apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from audio.levels import HOP, RATE, A, Floats, Z, db, power

#: analysis frames in 2 s and in 1 s
WINDOW = round(2.0 * RATE / HOP)
SECOND = round(1.0 * RATE / HOP)

#: the ambient can be told from the rest when it makes up at least this part of what the microphone hears
_LEAST_SHARE = 0.03


class Definition(StrEnum):
    """What the ratio compares the ambient with."""

    LAYER_ONLY = "layer_only"
    TOTAL_OVER_AMBIENT = "total_over_ambient"


def layer_over_ambient(target_db: float, definition: Definition) -> float:
    """How far the layer alone must stand over the ambient, dB, for `target_db` by `definition`.

    Raises
    ------
    ValueError
        A total can't be less than a part of it: `target_db` must be above 0 for `TOTAL_OVER_AMBIENT`.
    """
    if definition is Definition.LAYER_ONLY:
        return target_db
    if target_db <= 0.0:
        raise ValueError(f"target_db must be above 0 dB for {definition.value}, got {target_db}")
    return db(power(target_db) - 1.0)


def ratio_db(layer: float, ambient: float, definition: Definition) -> float:
    """The delivered SNR in dB, of A-weighted powers at the ear."""
    over = layer if definition is Definition.LAYER_ONLY else layer + ambient
    return db(over) - db(ambient)


@dataclass(frozen=True, slots=True)
class Frame:
    """One analysis frame: third-octave powers (2, 21), A- and Z-weighted, over the same moment.

    mic : what the microphone heard
    mix : everything that was played
    layer : the layer's part of it
    """

    mic: Floats
    mix: Floats
    layer: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """Levels at the ear, (A-weighted, unweighted) powers.

    ambient : None where the room is drowned in what is played, and can't be told from it
    world : everything that is played and is not the layer
    spread_db : how much the ambient moved within the latest second, standard deviation of its short levels;
        steady noise has about 1 dB, speech 5 dB and more
    """

    ambient: tuple[float, float] | None
    layer: tuple[float, float]
    world: tuple[float, float]
    spread_db: float


class Estimator:
    """Tells the room from what is played, by power subtraction over the latest 2 s.

    path : (21,) power gain from the mixer's output to the microphone, in each third octave
    """

    def __init__(self, path: Floats) -> None:
        self._path = path
        self._frames: deque[Frame] = deque(maxlen=WINDOW)

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, frame: Frame) -> None:
        self._frames.append(frame)

    def estimate(self, frames: int = WINDOW) -> Estimate | None:
        """Levels over the latest `frames` analysis frames (fewer where there are fewer), None before the first."""
        latest = list(self._frames)[-frames:]
        if not latest:
            return None
        mic, mix, layer = (np.array([getattr(frame, name) for frame in latest]) for name in ("mic", "mix", "layer"))
        # Bands are added with their signs: a band that comes out below nothing by chance makes up for its neighbour.
        rest = np.sum(mic - mix * self._path, axis=2)
        heard = np.mean(np.sum(mic, axis=2), axis=0)
        ambient = np.mean(rest, axis=0)
        at_ear = np.mean(np.sum(layer * self._path, axis=2), axis=0)
        world = np.maximum(np.mean(np.sum((mix - layer) * self._path, axis=2), axis=0), 0.0)
        second = rest[-SECOND:, A]
        floor = max(0.1 * float(np.median(second)), 1e-20)
        spread = float(np.std(10.0 * np.log10(np.maximum(second, floor))))
        told = heard[A] > 0.0 and ambient[A] > _LEAST_SHARE * heard[A] and ambient[Z] > 0.0
        return Estimate(
            ambient=(float(ambient[A]), float(ambient[Z])) if told else None,
            layer=(float(at_ear[A]), float(at_ear[Z])),
            world=(float(world[A]), float(world[Z])),
            spread_db=spread,
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What the controller never goes past.

    lowest_gain_db, highest_gain_db : the layer's gain, dB re its own full scale
    highest_layer_db : the layer's A-weighted level at the microphone, dB re full scale; None where no cap is known
    """

    lowest_gain_db: float = -64.0
    highest_gain_db: float = 0.0
    highest_layer_db: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the controller wants from now on.

    gain_db : the layer's gain, dB re its own full scale
    ambient_db : the ambient that is held against, dB(A) re full scale
    flags : "talker", "capped", "slewing"
    """

    gain_db: float
    ambient_db: float
    flags: tuple[str, ...]


class Controller:
    """Holds the layer over the ambient, once a second.

    The ambient held against is the median of the last 11 seconds: someone who talks for a while does not raise the layer.
    A change that is steady (three seconds alike, and even within each) is no talker: a fan was switched on. It
    is believed at once, and followed faster.

    Parameters
    ----------
    unit_db : dB(A) re full scale at the microphone, of the layer at a gain of 0 dB
    over_db : how far the layer is to stand over the ambient, see `layer_over_ambient`
    ambient_db : dB(A) re full scale, as calibrated
    """

    HISTORY = 11
    RISE_DB, FALL_DB = 0.5, 2.0
    SURE_RISE_DB = 1.5
    STEADY_SPREAD_DB = 2.5
    ALIKE_DB = 1.5
    TALKER_DB = 2.0

    def __init__(self, unit_db: float, over_db: float, ambient_db: float, limits: Limits | None = None) -> None:
        self._unit_db = unit_db
        self._over_db = over_db
        self._limits = limits or Limits()
        # The calibrated ambient counts as several seconds, so that one odd second does not replace it.
        self._history: deque[float] = deque([ambient_db] * 5, maxlen=self.HISTORY)
        self._steady: deque[bool] = deque([True] * 5, maxlen=self.HISTORY)
        self._sure = False
        self.gain_db, _ = self._wanted(ambient_db)

    def update(self, ambient_db: float | None, spread_db: float, *, sounding: bool = True) -> Decision:
        """Take one second's ambient (None: not known) into account.

        sounding : while the layer is silent its gain may move freely
        """
        flags = []
        if ambient_db is not None:
            self._history.append(ambient_db)
            self._steady.append(spread_db < self.STEADY_SPREAD_DB)
            self._believe_a_steady_change()
        held = float(np.median(self._history))
        if ambient_db is not None and (ambient_db > held + self.TALKER_DB or spread_db > 2 * self.STEADY_SPREAD_DB):
            flags.append("talker")
        wanted, capped = self._wanted(held)
        if capped:
            flags.append("capped")
        rise = self.SURE_RISE_DB if self._sure else self.RISE_DB
        step = wanted - self.gain_db
        if sounding:
            step = min(max(step, -self.FALL_DB), rise)
        self.gain_db += step
        if abs(wanted - self.gain_db) > 0.25:
            flags.append("slewing")
        else:
            self._sure = False
        return Decision(self.gain_db, held, tuple(flags))

    def _believe_a_steady_change(self) -> None:
        latest: Sequence[float] = list(self._history)[-3:]
        alike = max(latest) - min(latest) < self.ALIKE_DB and all(list(self._steady)[-3:])
        if alike and abs(float(np.median(latest)) - float(np.median(self._history))) > self.ALIKE_DB / 2:
            self._sure = True
            self._history.clear()
            self._history.extend(latest)
            self._steady.clear()
            self._steady.extend([True] * len(latest))

    def _wanted(self, ambient_db: float) -> tuple[float, bool]:
        wanted = ambient_db + self._over_db - self._unit_db
        highest = self._limits.highest_gain_db
        if self._limits.highest_layer_db is not None:
            highest = min(highest, self._limits.highest_layer_db - self._unit_db)
        allowed = min(max(wanted, self._limits.lowest_gain_db), highest)
        return allowed, abs(allowed - wanted) > 0.05
