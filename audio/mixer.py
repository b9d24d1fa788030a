"""The mixer: everything that sounds, added up in the audio callback.

The callback neither blocks nor allocates memory for sound: buffers are made beforehand, commands wait in a queue that it
empties. Each gain moves along a ramp, so that nothing begins, changes or ends with a click.

    layer  -> gain -> fade ------------------------+
    ambience -> fade -+-> world gain --------------+-> master fade -> soft limiter -> out
    cues (up to 8) ---+
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audio.levels import RATE, Samples
from audio.ring import Ring

#: frames in one callback
BLOCK = 512
#: how far back the worker may look, frames (11 s)
MEMORY = 1 << 19

VOICES = 8
_HEAD_RADIUS_M, _SOUND_M_S = 0.0875, 343.0
_LIMIT = 0.8


def amplitude(gain_db: float) -> float:
    return float(10.0 ** (gain_db / 20.0))


def pan(azimuth: float) -> tuple[float, float, int, int]:
    """Gains and delays (frames) of the left and the right ear for a sound from `azimuth` (radians, positive right).

    Constant power between the ears; the delay is that of a round head (Woodworth 1938). Behind sounds as in front.
    """
    side = math.asin(max(-1.0, min(1.0, math.sin(azimuth))))
    angle = (side / (math.pi / 2) * 0.7 + 1.0) * math.pi / 4
    late = round(_HEAD_RADIUS_M / _SOUND_M_S * (side + math.sin(side)) * RATE)
    # The mean square over both ears is that of the sound itself, wherever it comes from.
    left, right = math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)
    return left, right, max(late, 0), max(-late, 0)


class Ramp:
    """A gain on its way."""

    _COUNT: Samples = np.arange(1, BLOCK + 1, dtype=np.float32)

    def __init__(self, value: float = 0.0) -> None:
        self.value = value
        self.target = value
        self._step = 0.0

    def to(self, target: float, seconds: float) -> None:
        """Be at `target` after `seconds`, in a straight line."""
        self.target = target
        self._step = (target - self.value) / max(seconds * RATE, float(BLOCK))

    @property
    def still(self) -> bool:
        return self.value == self.target

    def fill(self, out: Samples) -> None:
        """The gain of each frame of the next block (BLOCK,)."""
        if self.still:
            out.fill(self.value)
            return
        np.multiply(self._COUNT, self._step, out=out)
        np.add(out, self.value, out=out)
        if self._step > 0.0:
            np.minimum(out, self.target, out=out)
        else:
            np.maximum(out, self.target, out=out)
        self.value = float(out[-1])
        if abs(self.value - self.target) < 1e-6:
            self.value = self.target


@dataclass(slots=True)
class _Voice:
    sound: Samples
    left: float
    right: float
    left_at: int
    right_at: int
    ending: bool = False


class Mixer:
    """Mixes blocks of stereo sound. `render` belongs to the audio callback, everything else to other threads.

    layer : float32 (frames,), the layer at a gain of 0 dB, a loop
    """

    def __init__(self, layer: Samples) -> None:
        #: what was played, for those who measure: everything (2 channels), and the layer alone
        self.played = Ring(MEMORY, 2)
        self.played_layer = Ring(MEMORY, 1)
        #: `time.monotonic()` of the latest callback, and the highest absolute value it played
        self.called = 0.0
        self.peak = 0.0
        self._layer = layer
        self._layer_at = 0
        self._ambience: Samples | None = None
        self._ambience_next: Samples | None = None
        self._ambience_at = 0
        self._voices: list[_Voice] = []
        self._waiting: deque[_Voice] = deque(maxlen=VOICES)
        self._commands: deque[Callable[[], None]] = deque()
        self._layer_gain, self._layer_fade = Ramp(), Ramp()
        self._world_gain, self._ambience_fade = Ramp(), Ramp()
        self._master = Ramp(1.0)
        self._mono, self._ramp, self._gain = (np.zeros(BLOCK, dtype=np.float32) for _ in range(3))
        self._world, self._over = (np.zeros((BLOCK, 2), dtype=np.float32) for _ in range(2))
        self._fall = np.linspace(1.0, 0.0, BLOCK, dtype=np.float32)
        self._layer_out = np.zeros((BLOCK, 1), dtype=np.float32)
        self._mix = np.zeros((BLOCK, 2), dtype=np.float32)

    # ---- for other threads -------------------------------------------------------------------------------------------

    def set_layer_gain(self, gain_db: float, seconds: float = 1.0) -> None:
        """Move the layer's gain, dB re its own full scale."""
        self._commands.append(lambda: self._layer_gain.to(amplitude(gain_db), seconds))

    def set_world_gain(self, gain_db: float, seconds: float = 1.0) -> None:
        """Move the gain of everything that is not the layer, dB re the sounds as stored."""
        self._commands.append(lambda: self._world_gain.to(amplitude(gain_db), seconds))

    def fade_layer(self, on: bool, seconds: float) -> None:
        """Fade the layer in or out."""
        self._commands.append(lambda: self._layer_fade.to(1.0 if on else 0.0, seconds))

    def fade_ambience(self, sound: Samples | None, seconds: float) -> None:
        """Fade to the loop `sound`, float32 (frames,), or to none. Another loop that still sounds fades out first."""

        def command() -> None:
            if sound is not None and (self._ambience is None or self._ambience is sound):
                self._ambience, self._ambience_next = sound, None
                self._ambience_fade.to(1.0, seconds)
            else:
                self._ambience_next = sound
                self._ambience_fade.to(0.0, seconds if sound is None else seconds / 2)

        self._commands.append(command)

    def cue(self, sound: Samples, azimuth: float, gain_db: float) -> None:
        """Play `sound`, float32 (frames,), once. The ninth at a time takes the place of the oldest."""
        left, right, left_late, right_late = pan(azimuth)
        gain = amplitude(gain_db)
        voice = _Voice(sound, gain * left, gain * right, -left_late, -right_late)
        self._commands.append(lambda: self._waiting.append(voice))

    def fade_master(self, on: bool, seconds: float) -> None:
        """Fade everything in or out. What is faded out for good ends: cues do not come back."""
        self._commands.append(lambda: self._master.to(1.0 if on else 0.0, seconds))

    def restart(self) -> None:
        """Begin from silence, as after the device was lost. Only while no callback runs."""
        self._master.value = 0.0
        self._master.to(self._master.target, 0.3)

    @property
    def silent(self) -> bool:
        """Everything has been faded out, and nothing waits that would change it."""
        return not self._commands and self._master.still and self._master.value == 0.0

    # ---- the callback ------------------------------------------------------------------------------------------------

    def render(self, out: Samples) -> None:
        """Fill `out`, float32 (BLOCK, 1 or 2), with what comes next."""
        while self._commands:
            self._commands.popleft()()
        self._render_world()
        mono, gain, mix = self._mono, self._gain, self._mix
        self._layer_at = _loop(self._layer, self._layer_at, mono)
        self._layer_gain.fill(gain)
        np.multiply(mono, gain, out=mono)
        self._layer_fade.fill(gain)
        np.multiply(mono, gain, out=mono)
        self._master.fill(gain)
        np.multiply(mono, gain, out=mono)
        self._layer_out[:, 0] = mono
        np.multiply(self._world, gain[:, None], out=mix)
        np.add(mix, self._layer_out, out=mix)
        if self._master.still and self._master.value == 0.0:
            self._voices.clear()
            self._waiting.clear()
        self._limit()
        if out.shape[1] == 1:
            np.mean(mix, axis=1, out=mono)
            mix[:, 0] = mono
            mix[:, 1] = mono
            out[:, 0] = mono
        else:
            out[:] = mix
        self.played.write(mix)
        self.played_layer.write(self._layer_out)
        self.called = time.monotonic()

    def _render_world(self) -> None:
        world, mono, gain = self._world, self._mono, self._gain
        world.fill(0.0)
        if self._ambience is not None:
            self._ambience_fade.fill(gain)
            # One loop heard twice, half its length apart, is wide, and as seamless as it was.
            half = len(self._ambience) // 2
            _loop(self._ambience, (self._ambience_at + half) % len(self._ambience), mono)
            np.multiply(mono, gain, out=world[:, 1])
            self._ambience_at = _loop(self._ambience, self._ambience_at, mono)
            np.multiply(mono, gain, out=world[:, 0])
            if self._ambience_fade.still and self._ambience_fade.value == 0.0:
                self._ambience, self._ambience_next = self._ambience_next, None
                if self._ambience is not None:
                    self._ambience_at = 0
                    self._ambience_fade.to(1.0, 1.0)
        self._render_cues()
        self._world_gain.fill(gain)
        np.multiply(world, gain[:, None], out=world)

    def _render_cues(self) -> None:
        while self._waiting and len(self._voices) < VOICES:
            self._voices.append(self._waiting.popleft())
        if self._waiting and not self._voices[0].ending:
            self._voices[0].ending = True
        for voice in self._voices:
            self._add(voice, 0, voice.left, voice.left_at)
            self._add(voice, 1, voice.right, voice.right_at)
            voice.left_at += BLOCK
            voice.right_at += BLOCK
        for index in range(len(self._voices) - 1, -1, -1):
            voice = self._voices[index]
            if voice.ending or min(voice.left_at, voice.right_at) >= len(voice.sound):
                del self._voices[index]

    def _add(self, voice: _Voice, ear: int, gain: float, at: int) -> None:
        first, last = max(at, 0), min(at + BLOCK, len(voice.sound))
        if first >= last:
            return
        part = self._ramp[: last - first]
        np.multiply(voice.sound[first:last], gain, out=part)
        if voice.ending:
            np.multiply(part, self._fall[first - at : last - at], out=part)
        target = self._world[first - at : last - at, ear]
        np.add(target, part, out=target)

    def _limit(self) -> None:
        """Bend what would pass full scale, smoothly: x up to 0.8 stays as it is, above it approaches 1."""
        mix, over = self._mix, self._over
        np.abs(mix, out=over)
        peak = float(over.max())
        if peak > _LIMIT:
            np.clip(mix, -_LIMIT, _LIMIT, out=over)
            np.subtract(mix, over, out=mix)
            np.divide(mix, 1.0 - _LIMIT, out=mix)
            np.tanh(mix, out=mix)
            np.multiply(mix, 1.0 - _LIMIT, out=mix)
            np.add(mix, over, out=mix)
        self.peak = peak


def _loop(sound: Samples, at: int, out: Samples) -> int:
    """Copy the next frames of a loop that is longer than a block; gives where the following ones begin."""
    count = len(out)
    first = min(count, len(sound) - at)
    out[:first] = sound[at : at + first]
    if first < count:
        out[first:] = sound[: count - first]
    return (at + count) % len(sound)
