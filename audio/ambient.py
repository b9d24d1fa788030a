"""The room, told from what Respite plays itself: power subtraction.

Calibration gives the playback path's power gain in each third octave; that gain times the power of what was played (the
layer and the world, as the mixer knows them) is taken from what the microphone hears, and the room remains. Only powers
are compared, never phases, so that the clocks of the loudspeaker and the microphone may drift apart.

Under closed headphones the microphone hears the room alone: nothing is to be subtracted, and of the room the insertion
loss of the headphones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audio.background import STEP, Short
from audio.levels import CENTRES, HOP, RATE, A, Floats, Z
from audio.likeness import Likeness

#: analysis frames in 2 s and in 1 s
WINDOW = round(2.0 * RATE / HOP)
SECOND = round(1.0 * RATE / HOP)

#: the ambient can be told from the rest when it makes up at least this part of what the microphone hears
_LEAST_SHARE = 0.02
#: Hz: the width of each third octave
_WIDTHS: Floats = CENTRES * (10.0**0.05 - 10.0**-0.05)
#: seconds of independent sound in one measurement
_SPAN_S = STEP * HOP / RATE
#: how much the latest look counts in what is known of that
_EVENLY = 0.3
#: how much of the played sound's own chance remains after the subtraction (the room smears it)
_REMAINS = 0.5


@dataclass(frozen=True, slots=True)
class Look:
    """found : the layer in what was heard, None where it was not there

    slipped : what was played and what was heard did not lie side by side: they were of other moments
    """

    found: Likeness | None
    slipped: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One analysis frame: third-octave powers (2, 21), A- and Z-weighted, over the same moment.

    mic : what the microphone heard
    mix : everything that was played
    layer : the layer's part of it
    look : how the layer was heard again up to here, in the frames in which it was looked for
    """

    mic: Floats
    mix: Floats
    layer: Floats
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Levels at the ear: third-octave powers (2, 21), A- and Z-weighted.

    ambient : what remains of what was heard; by chance a band may come out below nothing
    told : whether the room can be told from what is played
    layer, world : what is played
    """

    ambient: Floats
    told: bool
    layer: Floats
    world: Floats


class Ambient:
    """Tells the room from what is played.

    path : (21,) power gain from the mixer's output to the ear, in each third octave, re the microphone's full scale
    shut : (21,) power gain from the room at the microphone to the room at the ear (closed headphones); None: they are one
    hears : whether the microphone hears what is played
    """

    def __init__(self, path: Floats, shut: Floats | None = None, *, hears: bool = True) -> None:
        self.path = path
        self._shut = np.ones_like(path) if shut is None else shut
        self._hears = 1.0 if hears else 0.0
        self._frames: deque[Frame] = deque(maxlen=WINDOW)
        self._fresh = 0
        #: relative standard deviation of the power that what is played has at the ear (`audio.likeness`)
        self.uneven = 0.0
        #: standard deviation of the latest short measurement's power
        self.chance = 0.0

    def __len__(self) -> int:
        return len(self._frames)

    def forget(self) -> None:
        """What was heard before counts no longer."""
        self._frames.clear()
        self._fresh = 0

    def add(self, frame: Frame) -> Short | None:
        """Take a frame; each third gives a short measurement of the room."""
        self._frames.append(frame)
        if frame.look is not None and frame.look.found is not None:
            self.uneven += _EVENLY * (frame.look.found.uneven - self.uneven)
        self._fresh += 1
        if self._fresh < STEP:
            return None
        self._fresh = 0
        now = self.estimate(STEP)
        assert now is not None
        self.chance = self._chance(now)
        return Short(float(np.sum(now.ambient[A])), self.chance, tuple(self._moments()))

    def _moments(self) -> Iterator[float]:
        """The room's A-weighted power in each of the latest frames."""
        for frame in list(self._frames)[-STEP:]:
            yield float(np.sum((frame.mic[A] - self._hears * frame.mix[A] * self.path) * self._shut))

    def _chance(self, now: Estimate) -> float:
        """The standard deviation of a short measurement's A-weighted power, for noises.

        The power of noise in a band of width B over a time T has the relative standard deviation 1 / sqrt(B T); that of the
        product of two independent noises, which the subtraction leaves, is sqrt(2 / (B T)) of the root of their powers.
        """
        lately = self.estimate(WINDOW)
        assert lately is not None
        room = np.maximum(lately.ambient[A], 0.0)
        played = self._hears * (now.layer[A] + now.world[A]) * self._shut
        variance = (2.0 * played * room + room**2 + (_REMAINS * played) ** 2) / (_WIDTHS * _SPAN_S)
        return float(np.hypot(np.sqrt(np.sum(variance)), self.uneven * np.sum(played)))

    def estimate(self, frames: int = WINDOW) -> Estimate | None:
        """Levels over the latest `frames` analysis frames (fewer where there are fewer), None before the first."""
        latest = list(self._frames)[-frames:]
        if not latest:
            return None
        count = len(latest)
        mic, mix, layer = (sum(getattr(frame, name) for frame in latest) / count for name in ("mic", "mix", "layer"))
        at_ear, layer = mix * self.path, layer * self.path
        # Bands are added with their signs: a band that comes out below nothing by chance makes up for its neighbour.
        ambient = (mic - self._hears * at_ear) * self._shut
        heard, room = float(np.sum(mic[A] * self._shut)), float(np.sum(ambient[A]))
        told = heard > 0.0 and room > _LEAST_SHARE * heard and float(np.sum(ambient[Z])) > 0.0
        return Estimate(ambient, told, layer, np.maximum(at_ear - layer, 0.0))
