"""What a block of sound costs: eight voices through a measured head, the layer, ambience, ceiling and true-peak limiter.

Beside it the same signal path from a general library (SciPy's block convolution and polyphase resampling), in the same run, and
the least anyone could do: adding up ten sounds without any care.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from scipy import signal

from audio.layers import LoopLayer
from audio.levels import RATE, Samples
from audio.messages import Wearing
from audio.mixer import BLOCK, Mixer
from audio.voices import VOICES

_BLOCK_S = BLOCK / RATE


def run(seconds: float = 3.0) -> dict[str, float]:
    """Microseconds of processor time a block (median, 99th percentile), and the share of a block's time, of each."""
    blocks = max(round(seconds / _BLOCK_S), 50)
    found: dict[str, float] = {"block_us": _BLOCK_S * 1e6}
    for name, work in (("ours", _ours(seconds)), ("scipy", _scipy()), ("plain", _plain())):
        taken = _timed(work, blocks)
        found[f"{name}_us"] = float(np.median(taken)) * 1e6
        found[f"{name}_p99_us"] = float(np.percentile(taken, 99)) * 1e6
        found[f"{name}_share"] = float(np.median(taken)) / _BLOCK_S
    return {name: round(value, 4) for name, value in found.items()}


def _timed(work: Callable[[], None], blocks: int) -> list[float]:
    for _ in range(20):
        work()
    taken = []
    for _ in range(blocks):
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return taken


def _sound(seed: int, seconds: float) -> Samples:
    generator = np.random.default_rng(seed)
    return (0.05 * generator.standard_normal(round(seconds * RATE))).astype(np.float32)


def _ours(seconds: float) -> Callable[[], None]:
    mixer = Mixer(LoopLayer(_sound(1, 11.0)))
    mixer.set_wearing(Wearing.OPEN)
    mixer.set_layer_gain(-6.0)
    mixer.set_world_gain(-6.0)
    mixer.fade_layer(True, 0.1)
    mixer.fade_ambience(_sound(2, 11.0), 0.1)
    mixer.set_ceiling(-3.0)
    cues = [_sound(10 + voice, 1.5 * seconds + 1.0) for voice in range(VOICES)]
    for voice, cue in enumerate(cues):
        mixer.cue(cue, 2.0 * math.pi * voice / VOICES, 0.0)
    out = np.zeros((BLOCK, 2), dtype=np.float32)
    turned = 0.0

    def work() -> None:
        nonlocal turned
        # The head turns all the while: each voice crosses over to a new direction in each block.
        turned += 0.02
        mixer.face(turned)
        mixer.render(out)

    return work


def _scipy() -> Callable[[], None]:
    taps = 256
    generator = np.random.default_rng(3)
    responses = (0.1 * generator.standard_normal((VOICES, 2, taps))).astype(np.float32)
    voices = generator.standard_normal((VOICES, BLOCK)).astype(np.float32) * np.float32(0.05)
    layer, ambience = (generator.standard_normal(BLOCK).astype(np.float32) * np.float32(0.05) for _ in range(2))
    up = signal.firwin(49, 0.25).astype(np.float32) * np.float32(4.0)

    def work() -> None:
        both = np.zeros((2, BLOCK + taps - 1), dtype=np.float32)
        for voice in range(VOICES):
            # Twice: from where the voice was, and from where it is now, faded over.
            for _ in range(2):
                both += signal.oaconvolve(voices[voice][None, :], responses[voice], axes=1)
        mix = both[:, :BLOCK] + layer + ambience
        peaks = np.abs(signal.upfirdn(up, mix, 4, axis=1)).max()
        np.multiply(mix, 1.0 / max(float(peaks), 1.0), out=mix)

    return work


def _plain() -> Callable[[], None]:
    generator = np.random.default_rng(4)
    sounds = [generator.standard_normal((BLOCK, 2)).astype(np.float32) * np.float32(0.05) for _ in range(VOICES + 2)]

    def work() -> None:
        mix = np.zeros((BLOCK, 2), dtype=np.float32)
        for sound in sounds:
            mix += sound * np.float32(0.5)
        np.clip(mix, -1.0, 1.0, out=mix)

    return work
