"""Where a sound comes from: what it becomes on its way to the two ears, as filters.

For headphones the filters are those of a measured head (`audio.kemar`), interpolated between the measured directions; for
loudspeakers they share the sound out between the two. Directions are seen from the head, radians: azimuth positive right,
elevation positive up. A filter is a pair of spectra, (2, BINS) complex64, left and right, for a transform of SIZE frames.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

import assets
from audio.levels import RATE, Samples, a_weighting_db
from audio.messages import Wearing
from audio.ramp import BLOCK

Spectra = npt.NDArray[np.complex64]

#: frames of one transform, and its frequencies: a block, and the block before it
SIZE = 2 * BLOCK
BINS = SIZE // 2 + 1
#: metres, metres a second
_HEAD_RADIUS, _SOUND_SPEED = 0.0875, 343.0
#: delays come in this many parts of a frame (2.6 us); all are this many frames longer, as room for what a part rings ahead
_PARTS, _ROOM = 8, 24
_LONGEST = 40
_DEAF_HZ = 18_000.0
#: how far a sound is turned up or down at most, to be as loud from one direction as from another
_MOST_DB = 12.0


#: of the names of devices that are worn on the head, as systems and makers have them
_WORN = re.compile(
    r"\b(head|ear)[ -]?(phone|set|bud|piece)|\b(hmd|rift|oculus|quest|vive|pico)\b|\bindex hmd|耳机", re.IGNORECASE
)


def worn(output: str | None) -> Wearing:
    """Through what a patient hears, by the name of the output alone: the best that is known without a calibration."""
    return Wearing.OPEN if output is not None and _WORN.search(output) else Wearing.LOUDSPEAKER


def relative(azimuth: float, elevation: float, facing: tuple[float, float]) -> tuple[float, float]:
    """A direction of the world, seen from a head that looks to `facing` (azimuth, elevation)."""
    turned, (_, pitch) = azimuth - facing[0], facing
    right = math.sin(turned) * math.cos(elevation)
    level, up = math.cos(turned) * math.cos(elevation), math.sin(elevation)
    forward = level * math.cos(pitch) + up * math.sin(pitch)
    up = up * math.cos(pitch) - level * math.sin(pitch)
    return math.atan2(right, forward), math.asin(max(-1.0, min(1.0, up)))


def pan(azimuth: float) -> tuple[float, float, int, int]:
    """Gains and delays (frames) of the left and the right loudspeaker for a sound from `azimuth`.

    Constant power between the two; the delay is that of a round head (Woodworth 1938). Behind sounds as in front.
    """
    side = math.asin(max(-1.0, min(1.0, math.sin(azimuth))))
    angle = (side / (math.pi / 2) * 0.7 + 1.0) * math.pi / 4
    late = round(_HEAD_RADIUS / _SOUND_SPEED * (side + math.sin(side)) * RATE)
    # The mean square over both is that of the sound itself, wherever it comes from.
    left, right = math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)
    return left, right, max(late, 0), max(-late, 0)


class Space(Protocol):
    """Knows the filters of all directions. worn : whether it turns with the head"""

    worn: bool

    def filters(self, azimuth: float, elevation: float, out: Spectra) -> None:
        """Write the filters (2, BINS) of this direction. For the audio callback: allocates nothing."""


class Loudspeakers:
    """Shares a sound out between two loudspeakers (see `pan`)."""

    worn = False

    def __init__(self) -> None:
        self._late = _delays()

    def filters(self, azimuth: float, elevation: float, out: Spectra) -> None:
        side = math.asin(max(-1.0, min(1.0, math.sin(azimuth) * math.cos(elevation))))
        left, right, left_late, right_late = pan(side)
        np.multiply(self._late[_PARTS * left_late], left, out=out[0])
        np.multiply(self._late[_PARTS * right_late], right, out=out[1])


class Head:
    """The measured head's filters: the four directions around the one that is wanted, each by its nearness.

    What is interpolated has no delay in it; the delay is interpolated apart and put back. Directions below the lowest
    measured one (-40 degrees) sound as from there.
    """

    worn = True

    def __init__(self) -> None:
        with np.load(assets.path("sounds", "kemar.npz")) as kept:
            directions: Samples = kept["directions"]
            responses, late = kept["responses"].astype(np.float32), kept["delays"] * RATE
        self._late = _delays()
        self._table: Spectra = np.fft.rfft(responses, SIZE).astype(np.complex64)
        self._delays: list[float] = late.tolist()
        self._heights: list[float] = np.unique(directions[:, 1]).tolist()
        self._first: list[int] = np.searchsorted(directions[:, 1], self._heights).tolist()
        self._first.append(len(directions))
        self._starts: list[float] = directions[self._first[:-1], 0].tolist()
        self._index = np.zeros(4, dtype=np.intp)
        self._weights: Spectra = np.zeros((1, 4), dtype=np.complex64)
        self._around: Spectra = np.zeros((4, BINS), dtype=np.complex64)

    def filters(self, azimuth: float, elevation: float, out: Spectra) -> None:
        # The right ear hears from the right what the left ear hears from the left.
        self._ear(azimuth, elevation, out[0:1])
        self._ear(-azimuth, elevation, out[1:2])

    def _ear(self, azimuth: float, elevation: float, out: Spectra) -> None:
        height = min(max(math.degrees(elevation), self._heights[0]), self._heights[-1])
        step = self._heights[1] - self._heights[0]
        low = min(int((height - self._heights[0]) / step), len(self._heights) - 2)
        share = (height - self._heights[low]) / step
        late = 0.0
        for row, (ring, part) in enumerate(((low, 1.0 - share), (low + 1, share))):
            first, count = self._first[ring], self._first[ring + 1] - self._first[ring]
            along = (math.degrees(azimuth) - self._starts[ring]) % 360.0 * count / 360.0
            left = int(along) % count
            near = along - int(along)
            for column, index, weight in ((0, left, 1.0 - near), (1, (left + 1) % count, near)):
                self._index[2 * row + column] = first + index
                self._weights[0, 2 * row + column] = part * weight
                late += part * weight * self._delays[first + index]
        np.take(self._table, self._index, axis=0, out=self._around, mode="clip")
        np.matmul(self._weights, self._around, out=out)
        np.multiply(out[0], self._late[round(_PARTS * late)], out=out[0])


class Evenness:
    """Makes a sound as loud (A-weighted, mean power over both ears) from every direction as it is by itself."""

    def __init__(self) -> None:
        self._square: Samples = np.zeros(BINS, dtype=np.float32)

    def correct(self, filters: Spectra, spectrum: Samples, gain: float) -> None:
        """Scale `filters` (2, BINS) in place so that a sound with this `spectrum` comes out `gain` times as strong."""
        power = 0.0
        for ear in filters:
            np.abs(ear, out=self._square)
            np.multiply(self._square, self._square, out=self._square)
            power += 0.5 * float(np.dot(self._square, spectrum))
        most = 10.0 ** (_MOST_DB / 20.0)
        scale = gain * min(max(1.0 / math.sqrt(max(power, 1e-9)), 1.0 / most), most)
        for ear in filters:
            np.multiply(ear, scale, out=ear)


def spectrum(sound: Samples) -> Samples:
    """How the A-weighted power of `sound`, float32 (frames,), spreads over BINS frequencies; the sum is 1 (0 of silence)."""
    window = np.hanning(SIZE + 1)[:-1].astype(np.float32)
    padded = np.concatenate([np.zeros(BLOCK, np.float32), sound, np.zeros(SIZE, np.float32)])
    power = np.zeros(BINS)
    for at in range(0, len(padded) - SIZE + 1, BLOCK):
        power += np.abs(np.fft.rfft(padded[at : at + SIZE] * window)) ** 2
    weighted = power * 10.0 ** (a_weighting_db(np.maximum(np.fft.rfftfreq(SIZE, 1.0 / RATE), 1.0)) / 10.0)
    share: Samples = (weighted / max(float(np.sum(weighted)), 1e-30)).astype(np.float32)
    return share


@cache
def _delays() -> Spectra:
    """Delays as filters, (parts, BINS): of `index` / _PARTS + _ROOM frames; gently deaf to what nobody hears."""
    frames: npt.NDArray[Any] = np.arange(_LONGEST * _PARTS)[:, None] / _PARTS + _ROOM
    turn = np.exp(-2j * np.pi * frames * np.arange(BINS) / SIZE)
    # A part of a frame rings for long at the highest frequency there is, unless that is let go.
    deaf = np.clip((np.fft.rfftfreq(SIZE, 1.0 / RATE) - _DEAF_HZ) / (RATE / 2 - _DEAF_HZ), 0.0, 1.0)
    late: Spectra = (turn * np.cos(0.5 * np.pi * deaf) ** 2).astype(np.complex64)
    return late
