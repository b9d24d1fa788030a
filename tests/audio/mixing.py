"""Mixers that play, and sounds that show every jump: constants and low tones instead of music."""

from __future__ import annotations

import math

import numpy as np

from audio.layers import LoopLayer
from audio.levels import RATE, Samples
from audio.messages import Wearing
from audio.mixer import BLOCK, Mixer
from audio.voices import VOICES

STILL = np.full(RATE, 0.4, dtype=np.float32)


def run(mixer: Mixer, seconds: float) -> Samples:
    blocks = []
    for _ in range(math.ceil(seconds * RATE / BLOCK)):
        out = np.zeros((BLOCK, 2), dtype=np.float32)
        mixer.render(out)
        blocks.append(out)
    return np.concatenate(blocks)


def playing() -> Mixer:
    mixer = Mixer(LoopLayer(STILL))
    mixer.set_layer_gain(-6.0)
    mixer.set_world_gain(-6.0)
    mixer.fade_layer(True, 0.1)
    mixer.fade_ambience(STILL, 0.1)
    run(mixer, 1.2)
    return mixer


def tone(frequency: float, level: float = 0.1, seconds: float = 1.0) -> Samples:
    """Repeats without a seam, for a frequency that is a whole number."""
    return (level * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def swell(frequency: float, seconds: float = 1.5) -> Samples:
    """A tone that rises and falls softly, as a cue or a line does."""
    sound = tone(frequency, 0.3, seconds)
    edge = np.sin(np.linspace(0.0, np.pi / 2, 1200)).astype(np.float32) ** 2
    sound[:1200] *= edge
    sound[-1200:] *= edge[::-1]
    return sound


def noise(seed: int, level: float = 0.1, seconds: float = 2.0) -> Samples:
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * level).astype(np.float32)


def full() -> Mixer:
    """Everything sounds: layer, ambience, eight cues around the head, a spoken line. All are low tones."""
    mixer = Mixer(LoopLayer(tone(210)))
    mixer.set_wearing(Wearing.CLOSED)
    mixer.fade_layer(True, 0.0)
    mixer.set_layer_gain(0.0, 0.0)
    mixer.set_world_gain(0.0, 0.0)
    mixer.fade_ambience(tone(330), 0.0)
    run(mixer, 0.3)
    for k in range(VOICES):
        mixer.cue(swell(240 + 30 * k, 4.0), 0.8 * k, -12.0, 0.1 * k)
    mixer.say(swell(400, 4.0))
    run(mixer, 0.3)
    return mixer
