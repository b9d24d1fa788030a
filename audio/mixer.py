"""The mixer: everything that sounds, added up in the audio callback.

The callback neither blocks nor allocates memory for sound: buffers are made beforehand, commands wait in a queue that it
empties. Each gain moves along a ramp, so that nothing begins, changes or ends with a click.

    layer -> gain -> fade ------------------------------+
    ambience -> fade -----------+                       |
    cues, each from its place --+-> world gain -> way --+-> ceiling -> true-peak limiter -> fade -> out
    a spoken line -> speech gain -----------------------+
    (all of these ducked) and a voice -> speech gain ---+

The layer goes the whole way a second time, alone, so that those who measure have both as they left, frame by frame.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import numpy as np

from audio.ceiling import Ceiling, weights
from audio.crossing import Crossing
from audio.layers import Layer
from audio.levels import Floats, Samples
from audio.limiter import Limiter
from audio.messages import Wearing
from audio.ramp import BLOCK as BLOCK
from audio.ramp import Ramp
from audio.ring import Ring
from audio.space import Head, Loudspeakers, Space, spectrum
from audio.speaker import Speaker
from audio.talker import Talker
from audio.voices import Cue, Voices

#: how far back the worker may look, frames (11 s)
MEMORY = 1 << 19

#: how many sounds' spectra are remembered
_REMEMBERED = 64


def amplitude(gain_db: float) -> float:
    return float(10.0 ** (gain_db / 20.0))


class Mixer:
    """Mixes blocks of stereo sound. `render` belongs to the audio callback, everything else to other threads.

    layer : at a gain of 0 dB
    """

    def __init__(self, layer: Layer) -> None:
        #: what was played, for those who measure: everything (2 channels), and the layer alone
        self.played = Ring(MEMORY, 2)
        self.played_layer = Ring(MEMORY, 1)
        #: `time.monotonic()` of the latest callback
        self.called = 0.0
        self._commands: deque[Callable[[], None]] = deque()
        self._layer = Crossing(layer)
        self._layer_gain, self._layer_fade = Ramp(), Ramp()
        self._ambience: Samples | None = None
        self._ambience_next: Samples | None = None
        self._ambience_at = 0
        self._ambience_fade, self._world_gain = Ramp(), Ramp()
        self._spaces: dict[bool, Space] = {False: Loudspeakers(), True: Head()}
        self._voices = Voices(self._spaces[False])
        self._spectra: dict[int, tuple[Samples, Samples]] = {}
        self._speaker, self._talker = Speaker(), Talker()
        self._ceiling, self._limiter = Ceiling(3), Limiter(3)
        self._master, self._duck = Ramp(1.0), Ramp(1.0)
        self._mono, self._gain = (np.zeros(BLOCK, dtype=np.float32) for _ in range(2))
        # left, right, and the layer alone
        self._bus: Samples = np.zeros((3, BLOCK), dtype=np.float32)

    # ---- for other threads -------------------------------------------------------------------------------------------

    def set_layer_gain(self, gain_db: float, seconds: float = 1.0) -> None:
        """Move the layer's gain, dB re its own full scale."""
        self._commands.append(lambda: self._layer_gain.to(amplitude(gain_db), seconds))

    def set_world_gain(self, gain_db: float, seconds: float = 1.0) -> None:
        """Move the gain of everything that is neither the layer nor speech, dB re the sounds as stored."""
        self._commands.append(lambda: self._world_gain.to(amplitude(gain_db), seconds))

    def set_speech_gain(self, gain_db: float, seconds: float = 1.0) -> None:
        """Move the gain of spoken lines, dB re `audio.speech.SPEECH_LEVEL_DB`."""

        def command() -> None:
            self._speaker.gain.to(amplitude(gain_db), seconds)
            self._talker.gain.to(amplitude(gain_db), seconds)

        self._commands.append(command)

    def set_ceiling(self, most_dba: float | None, path: Floats | None = None) -> None:
        """Never play louder than this: dB(A) re full scale, "fast", the mean power of both channels; None: no ceiling.

        path : (21,) power gains from here to the ear in each third octave: `most_dba` is meant there. None: meant here
        """
        weighting = weights(path)
        self._commands.append(lambda: self._ceiling.set(most_dba, weighting))

    def set_wearing(self, wearing: Wearing) -> None:
        """Place cues for what the patient hears through."""
        space = self._spaces[wearing is not Wearing.LOUDSPEAKER]
        self._commands.append(lambda: self._voices.hear_through(space))

    def set_layer(self, layer: Layer, seconds: float = 1.0) -> None:
        """Fade over to another layer. The old one may be closed when `crossing` is over."""
        self._commands.append(lambda: self._layer.to(layer, seconds))

    def fade_layer(self, on: bool, seconds: float) -> None:
        """Fade the layer in or out."""
        self._commands.append(lambda: self._layer_fade.to(1.0 if on else 0.0, seconds))

    def fade_ambience(self, sound: Samples | None, seconds: float) -> None:
        """Fade to the loop `sound`, float32 (frames,), or to none. Another loop that still sounds fades out first."""

        def command() -> None:
            if sound is not None and (self._ambience is None or self._ambience is sound):
                if self._ambience is None:
                    self._ambience_at = 0
                self._ambience, self._ambience_next = sound, None
                self._ambience_fade.to(1.0, seconds)
            else:
                self._ambience_next = sound
                self._ambience_fade.to(0.0, seconds if sound is None else seconds / 2)

        self._commands.append(command)

    def cue(self, sound: Samples, azimuth: float, gain_db: float, elevation: float = 0.0) -> None:
        """Play `sound`, float32 (frames,), once, from a direction of the world. The ninth at a time ends the oldest."""
        cue = Cue(sound, self._spectrum(sound), azimuth, elevation, amplitude(gain_db))
        self._commands.append(lambda: self._voices.start(cue))

    def face(self, azimuth: float, elevation: float = 0.0, ahead: float = 0.0) -> None:
        """The head looks there now, and `ahead` lies before the patient's place, radians in the world."""
        self._commands.append(lambda: self._voices.face(azimuth, elevation, ahead))

    def say(self, line: Samples | None, seconds: float = 0.15) -> None:
        """Speak `line`, float32 (frames,); None ends what is spoken within `seconds`."""
        self._commands.append(lambda: self._speaker.say(line, seconds))

    def fade_master(self, on: bool, seconds: float) -> None:
        """Fade everything in or out. What is faded out for good ends: cues and speech do not come back."""
        self._commands.append(lambda: self._master.to(1.0 if on else 0.0, seconds))

    def duck(self, db: float, seconds: float = 0.3) -> None:
        """Lower everything but a voice by `db` (0 or less), or lift it again; those who measure have it as it left."""
        self._commands.append(lambda: self._duck.to(amplitude(db), seconds))

    def talk(self, piece: Samples) -> None:
        """The next piece of a voice, float32 (frames,) mono: see `audio.talker`. To be called from one thread alone."""
        self._talker.write(piece)

    @property
    def ducked(self) -> bool:
        """Everything is lowered, or on its way there or back."""
        return self._duck.value != 1.0 or self._duck.target != 1.0

    def restart(self) -> None:
        """Begin from silence, as after the device was lost. Only while no callback runs."""
        self._master.value = 0.0
        self._master.to(self._master.target, 0.3)

    @property
    def silent(self) -> bool:
        """Everything has been faded out, and nothing waits that would change it."""
        return not self._commands and self._master.closed

    @property
    def speaking(self) -> bool:
        """A line is being spoken."""
        return self._speaker.speaking

    @property
    def crossing(self) -> bool:
        """One layer is still giving way to another."""
        return bool(self._commands) or self._layer.crossing

    @property
    def held_db(self) -> float:
        """By how many dB the ceiling holds everything back now, 0 or less."""
        return self._ceiling.held_db

    def _spectrum(self, sound: Samples) -> Samples:
        known = self._spectra.get(id(sound))
        if known is None:
            if len(self._spectra) >= _REMEMBERED:
                self._spectra.clear()
            # (kept with its sound, so that no other sound gets its number)
            known = self._spectra[id(sound)] = sound, spectrum(sound)
        return known[1]

    # ---- the callback ------------------------------------------------------------------------------------------------

    def render(self, out: Samples) -> None:
        """Fill `out`, float32 (BLOCK, 1 or 2), with what comes next."""
        while self._commands:
            self._commands.popleft()()
        bus, gain = self._bus, self._gain
        left, right, layer = bus
        self._render_world(left, right)
        self._speaker.add(left, right)
        self._layer.fill(layer)
        for ramp in (self._layer_gain, self._layer_fade):
            ramp.fill(gain)
            np.multiply(layer, gain, out=layer)
        np.add(left, layer, out=left)
        np.add(right, layer, out=right)
        if self.ducked:
            self._duck.fill(gain)
            for row in bus:
                np.multiply(row, gain, out=row)
        self._talker.add(left, right)
        self._ceiling.process(bus)
        self._limiter.process(bus)
        self._master.fill(gain)
        for row in bus:
            np.multiply(row, gain, out=row)
        if self._master.closed:
            self._voices.clear()
            self._speaker.clear()
            self._talker.clear()
        if out.shape[1] == 1:
            np.add(left, right, out=left)
            np.multiply(left, 0.5, out=left)
            right[:] = left
            out[:, 0] = left
        else:
            out[:, 0] = left
            out[:, 1] = right
        self.played.write(bus[:2].T)
        self.played_layer.write(bus[2:].T)
        self.called = time.monotonic()

    def _render_world(self, left: Samples, right: Samples) -> None:
        left.fill(0.0)
        right.fill(0.0)
        gain = self._gain
        if self._ambience is not None:
            self._ambience_fade.fill(gain)
            # One loop heard twice, half its length apart, is wide, and as seamless as it was.
            half = len(self._ambience) // 2
            _loop(self._ambience, (self._ambience_at + half) % len(self._ambience), right)
            np.multiply(right, gain, out=right)
            self._ambience_at = _loop(self._ambience, self._ambience_at, left)
            np.multiply(left, gain, out=left)
            if self._ambience_fade.closed:
                self._ambience, self._ambience_next = self._ambience_next, None
                if self._ambience is not None:
                    self._ambience_at = 0
                    self._ambience_fade.to(1.0, 1.0)
        self._voices.add(left, right)
        for ramp in (self._world_gain, self._speaker.way):
            ramp.fill(gain)
            np.multiply(left, gain, out=left)
            np.multiply(right, gain, out=right)


def _loop(sound: Samples, at: int, out: Samples) -> int:
    """Copy the next frames of a loop that is longer than a block; gives where the following ones begin."""
    count = len(out)
    first = min(count, len(sound) - at)
    out[:first] = sound[at : at + first]
    if first < count:
        out[first:] = sound[: count - first]
    return (at + count) % len(sound)
