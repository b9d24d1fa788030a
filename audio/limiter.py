"""The true-peak limiter: what leaves the mixer never passes -1 dBTP, and what stays below is not touched.

Peaks between the samples are found as ITU-R BS.1770-4 (annex 2) does, four times oversampled. The gain is down before the
peak comes (1.3 ms) and comes back afterwards (100 ms); both ears share it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from audio.levels import RATE, Samples
from audio.ramp import BLOCK

#: dB re full scale, true peak
CEILING_DBTP = -1.0
RELEASE_S = 0.1
#: frames between two nodes of the gain, and how many such segments late the sound leaves
_SEGMENT, _LATE = 32, 3
#: frames from in to out, always
DELAY = _LATE * _SEGMENT

_SEGMENTS = BLOCK // _SEGMENT
#: the interpolating filter of BS.1770-4, annex 2: two of its four phases, the others are these backwards
_FIRST = (
    0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625,
    0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
)  # fmt: skip
_SECOND = (
    -0.0291748046875, 0.029296875, -0.0517578125, 0.0891113281250, -0.16650390625, 0.465087890625,
    0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
)  # fmt: skip
PHASES: Samples = np.array([_FIRST, _SECOND, _SECOND[::-1], _FIRST[::-1]], dtype=np.float32)
_TAPS = PHASES.shape[1]


class Limiter:
    """Limits a bus of `rows` signals, of which the first two are heard and the others follow. For the audio callback."""

    def __init__(self, rows: int) -> None:
        #: the least gain of the latest block, 1.0 where nothing was limited
        self.gain = 1.0
        self._peak_most = 10.0 ** (CEILING_DBTP / 20.0)
        self._release = 1.0 - math.exp(-_SEGMENT / RATE / RELEASE_S)
        # No interpolated peak is higher than this many times the highest sample: most blocks need no second look.
        self._safe = self._peak_most / float(np.max(np.sum(np.abs(PHASES), axis=1)))
        self._line: Samples = np.zeros((rows, BLOCK + DELAY), dtype=np.float32)
        self._heard: Samples = np.zeros((2, _TAPS - 1 + BLOCK), dtype=np.float32)
        self._shifted: Samples = np.zeros((_TAPS, 2 * BLOCK), dtype=np.float32)
        self._between: Samples = np.zeros((len(PHASES), 2 * BLOCK), dtype=np.float32)
        self._highest: Samples = np.zeros(len(PHASES) * 2 * _SEGMENTS, dtype=np.float32)
        self._peaks: Samples = np.zeros(_SEGMENTS, dtype=np.float32)
        self._nodes: Samples = np.ones((_SEGMENTS, 2), dtype=np.float32)
        rise = (np.arange(1, _SEGMENT + 1) / _SEGMENT).astype(np.float32)
        self._between_nodes: Samples = np.stack([1.0 - rise, rise]).astype(np.float32)
        self._gain: Samples = np.ones((_SEGMENTS, _SEGMENT), dtype=np.float32)
        # what the latest segment left behind: its peak, the gain it needs, the gain at its beginning, ...
        self._last_peak = 0.0
        self._last_need = self._last_edge = self._last_held = self._last_node = 1.0

    def process(self, bus: Samples) -> None:
        """Limit `bus`, (rows, BLOCK) float32, in place; it comes out DELAY frames late."""
        line = self._line
        for row in range(len(bus)):
            line[row, DELAY:] = bus[row]
        needed = self._find_peaks(bus)
        resting = self._last_peak <= self._peak_most and self._last_need == self._last_node == 1.0
        if needed or not resting:
            self._move()
            gain = self._gain.reshape(BLOCK)
            for row in range(len(bus)):
                np.multiply(line[row, :BLOCK], gain, out=bus[row])
            self.gain = float(np.min(gain))
        else:
            self._last_peak = 0.0
            self.gain = 1.0
            for row in range(len(bus)):
                bus[row] = line[row, :BLOCK]
        for row in range(len(bus)):
            line[row, :DELAY] = line[row, BLOCK:]

    def _find_peaks(self, bus: Samples) -> bool:
        """Find the true peak of each segment; False when none can pass the ceiling."""
        heard = self._heard
        highest = 0.0
        for ear in range(2):
            heard[ear, : _TAPS - 1] = heard[ear, BLOCK:]
            heard[ear, _TAPS - 1 :] = bus[ear]
            highest = max(highest, float(np.max(heard[ear])), -float(np.min(heard[ear])))
        if highest <= self._safe:
            self._peaks.fill(0.0)
            return False
        for tap in range(_TAPS):
            for ear in range(2):
                start = _TAPS - 1 - tap
                self._shifted[tap, ear * BLOCK : (ear + 1) * BLOCK] = heard[ear, start : start + BLOCK]
        np.matmul(PHASES, self._shifted, out=self._between)
        np.abs(self._between, out=self._between)
        np.maximum.reduce(self._between.reshape(-1, _SEGMENT), axis=1, out=self._highest)
        np.maximum.reduce(self._highest.reshape(-1, _SEGMENTS), axis=0, out=self._peaks)
        return bool(np.max(self._peaks) > self._peak_most)

    def _move(self) -> None:
        """Find the gain of each frame that leaves now.

        The gain at an edge between two segments is what both of them and the next one need; where it falls, it falls over
        two segments. So within a segment it never passes what the segment needs.
        """
        nodes = self._nodes
        for index in range(_SEGMENTS):
            peak = float(self._peaks[index])
            # (a peak is found up to half a filter later than it sounds: it may be the segment's before)
            need = min(1.0, self._peak_most / max(peak, self._last_peak, 1e-9))
            edge = min(need, self._last_need)
            ahead = min(edge, self._last_edge)
            held = min(ahead, self._last_held + self._release * (1.0 - self._last_held))
            if held > 0.9999:
                held = 1.0 if ahead == 1.0 else held
            node = 0.5 * (held + self._last_held)
            nodes[index, 0], nodes[index, 1] = self._last_node, node
            self._last_peak, self._last_need, self._last_edge = peak, need, edge
            self._last_held, self._last_node = held, node
        np.matmul(nodes, self._between_nodes, out=self._gain)


def true_peak(sound: npt.NDArray[np.floating]) -> float:
    """The true peak of a sound (frames,), dB re full scale, by the same measure."""
    peak = max(float(np.max(np.abs(np.convolve(sound, phase)))) for phase in PHASES)
    return 20.0 * math.log10(max(peak, 1e-10))
