"""A simulated room, faster than the real one: what is played comes back late, filtered and with a tail, among its noise."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.fft import next_fast_len

from audio.ambient import Frame
from audio.calibration import Calibration
from audio.levels import CENTRES, FRAME, HOP, RATE, BandAnalyser, Floats, Samples, band_powers
from audio.measured import Measured
from audio.sources import pink

#: how long a change takes to be heard, frames of sound
DELAY = round(0.4 * RATE)


def talker(seconds: float, seed: int = 3) -> Samples:
    """Noise in syllables and pauses, mean square about 1 while it speaks, peaking near 500 Hz."""
    count = round(seconds * RATE)
    generator = np.random.default_rng(seed)
    time = np.arange(count) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 4.0 * time + np.cumsum(generator.standard_normal(count)) * 2e-3), 0.0, None)
    phrases = (np.sin(2 * np.pi * 0.25 * time) > -0.3).astype(float)
    noise = pink(1 << 19, seed, 200.0, 3000.0)
    sound: Samples = (np.resize(noise, count) * syllables * phrases * 2.0).astype(np.float32)
    return sound


def response(rt60_s: float, path_db: float, seed: int = 9) -> Floats:
    """A direct sound and a tail of as much power, together with a gain of `path_db`."""
    if rt60_s <= 0.0:
        return np.array([10.0 ** (path_db / 20.0)])
    generator = np.random.default_rng(seed)
    count = round(rt60_s * RATE)
    tail = generator.standard_normal(count) * 10.0 ** (-3.0 * np.arange(count) / count)
    tail /= np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return np.asarray(tail / np.sqrt(2.0) * 10.0 ** (path_db / 20.0))


def true_path(impulse: Floats) -> Floats:
    """The power gain (21,) of an impulse response, in third octaves."""
    spectrum = np.abs(np.fft.rfft(impulse, 1 << 17)) ** 2
    frequency = np.fft.rfftfreq(1 << 17, 1.0 / RATE)
    return np.array(
        [
            np.sum((spectrum / np.maximum(frequency, 1.0))[inside]) / np.sum(1.0 / frequency[inside])
            for centre in CENTRES
            if np.any(inside := (frequency > centre * 10**-0.05) & (frequency < centre * 10**0.05))
        ]
    )


class SimulatedRoom:
    """Runs a calibration in a room.

    noise : (n,) float, what else is heard in it from the beginning on, repeated when it is over
    impulse : from what is played to the microphone
    full_scale : the microphone's ends
    """

    def __init__(self, noise: Samples, impulse: Floats, full_scale: float = np.inf) -> None:
        self.noise, self.impulse, self.full_scale = noise, impulse, full_scale
        #: (n,) how loud the played part was at the microphone, mean squares of each hop
        self.played: list[float] = []

    def calibrate(self, calibration: Calibration, within_s: float = 120.0) -> Measured:
        sound, analyser = layer(), BandAnalyser()
        total = round(within_s * RATE)
        mix, came = np.zeros(total + FRAME), np.zeros(total + len(self.impulse) + FRAME)
        gain, at = 0.0, 0
        heard = np.zeros(total)
        late = HOP + len(self.impulse) - 1
        size = next_fast_len(late, real=True)
        spectrum = np.fft.rfft(self.impulse, size)
        while at + HOP <= total:
            target = 0.0 if calibration.gain_db is None else 10.0 ** (calibration.gain_db / 20.0)
            if gain or target:
                block = _around(sound, at) * np.linspace(gain, target, HOP)
                mix[at : at + HOP] = block
                came[at : at + late] += np.fft.irfft(np.fft.rfft(block, size) * spectrum, size)[:late]
            gain = target
            begin = at - DELAY
            part = came[begin : begin + HOP] if begin >= 0 else np.zeros(HOP)
            self.played.append(float(np.mean(part**2)))
            heard[at : at + HOP] = np.clip(part + _around(self.noise, at), -self.full_scale, self.full_scale)
            at += HOP
            if at < FRAME:
                continue
            mic = heard[at - FRAME : at]
            start = at - FRAME - DELAY
            powers = analyser.powers(mix[start : start + FRAME]) if start >= 0 else np.zeros((2, len(CENTRES)))
            frame = Frame(mic=analyser.powers(mic), mix=powers, layer=powers)
            calibration.add(frame, clipped=bool(np.max(np.abs(mic)) >= self.full_scale))
            if calibration.measured is not None:
                return calibration.measured
        raise AssertionError(f"the calibration did not end within {within_s} s")


def _around(loop: Samples, at: int) -> Samples:
    """The next HOP frames of a loop."""
    at %= len(loop)
    part = loop[at : at + HOP]
    return part if len(part) == HOP else np.concatenate([part, loop[: HOP - len(part)]])


def steady_noise(level_db: float, seconds: float = 60.0, seed: int = 21) -> Samples:
    """Pink noise, dB re full scale, unweighted."""
    noise: Samples = np.resize(pink(1 << 19, seed), round(seconds * RATE)) * np.float32(10.0 ** (level_db / 20.0))
    return noise


@cache
def layer() -> Samples:
    """A layer for tests: pink noise, mean square -16 dB re full scale, a loop of 11 s, (frames,)."""
    return pink(1 << 19, seed=5) * np.float32(10.0 ** (-16.0 / 20.0))


def layer_bands() -> Floats:
    return band_powers(layer(), loop=True)
