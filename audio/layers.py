"""The layers: what can be held over the room's noise, by name.

Each is synthesised while it plays, from a seed, and never comes round to its beginning; a thread keeps some seconds
ready, so that the audio callback only copies. All have the same A-weighted level at a gain of 0 dB, so that one can take
another's place.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np

import assets
from audio.leveller import Leveller
from audio.levels import HOP, RATE, A, Floats, Samples, band_powers, db, power
from audio.music import Music
from audio.nature import Night, Ocean, Rain, Stream, Wind
from audio.sources import UnknownSound, even_pink
from audio.textures import Steady, Texture

#: dB(A) re full scale, 100 Hz to 10 kHz, of every layer at a gain of 0 dB: pink noise with a mean square of -16 dB
LAYER_LEVEL_DBA = -17.9
#: hops that are kept, half of them ready to be heard and half heard already, and that are ready before the first is heard
_KEPT, _AT_ONCE = 12 * RATE // HOP, 2 * RATE // HOP
#: seconds to wait where there is time, and where nothing is to be done
_PACE_S, _NAP_S = 0.03, 0.3
#: a clinic's own file keeps its shape within some seconds, and what is soft in it is raised by this much at most
_FILE_SLOWNESS_S, _FILE_UP_DB = 4.0, 10.0

_Maker = Callable[[np.random.Generator], Texture]


class Layer(Protocol):
    """A sound without an end that is held over the room's noise.

    name : as asked for
    bands : (2, 21) third-octave powers at a gain of 0 dB, A- and Z-weighted, its mean over a long time
    """

    name: str
    bands: Floats

    def fill(self, out: Samples) -> None:
        """The next frames, float32 (n,). For the audio callback: it neither waits nor allocates memory for sound."""

    def close(self) -> None:
        """Let go of what it holds. `fill` may still be called."""


class LoopLayer:
    """A sound that is played again and again; its end must run into its beginning.

    sound : float32 (frames,)
    """

    def __init__(self, sound: Samples, name: str = "") -> None:
        self.name = name
        self.bands = band_powers(sound, loop=True)
        self._sound = sound
        self._at = 0

    def fill(self, out: Samples) -> None:
        done = 0
        while done < len(out):
            count = min(len(out) - done, len(self._sound) - self._at)
            out[done : done + count] = self._sound[self._at : self._at + count]
            self._at = (self._at + count) % len(self._sound)
            done += count

    def close(self) -> None:
        pass


class StreamLayer:
    """A texture that is synthesised ahead of what is heard.

    live : a thread does it, which `fill` never waits for. Otherwise `fill` does it itself, as fast as it is called.

    Should the thread fall behind by all that is kept ready, what was heard last is heard backwards until there is more:
    neither silence nor a click.
    """

    def __init__(self, texture: Texture, bands: Floats, name: str = "", *, live: bool = True) -> None:
        self.name, self.bands = name, bands
        #: how often `fill` found nothing ready
        self.starved = 0
        self._texture = texture
        self._ring: Samples = np.zeros(_KEPT * HOP, dtype=np.float32)
        self._written = self._read = 0
        self._backwards = False
        self._turned = 0
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        if live:
            for _ in range(_AT_ONCE):
                self._write()
            self._thread = threading.Thread(target=self._run, name=f"layer {name}", daemon=True)
            self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            # a disk that does not answer holds nobody up: the thread ends with the process
            self._thread.join(timeout=1.0)

    @property
    def ready_s(self) -> float:
        """Seconds that could be heard now without anything more being made."""
        return (self._written - self._read) / RATE

    def fill(self, out: Samples) -> None:
        done = 0
        while done < len(out):
            if self._thread is None and self._written == self._read:
                self._write()
            done += self._back(out, done) if self._backwards else self._forth(out, done)

    def _forth(self, out: Samples, done: int) -> int:
        where = self._read % len(self._ring)
        count = min(len(out) - done, self._written - self._read, len(self._ring) - where)
        if count <= 0:
            self.starved += 1
            self._backwards, self._turned = True, self._written
            return 0
        out[done : done + count] = self._ring[where : where + count]
        self._read += count
        return count

    def _back(self, out: Samples, done: int) -> int:
        # Turn round for what is new, and well before the oldest, which may be written over at any moment.
        where = (self._read - 1) % len(self._ring)
        left = self._read - max(self._written - len(self._ring) // 2, 0)
        count = min(len(out) - done, where + 1, left)
        if count <= 0 or self._written > self._turned:
            self._backwards = False
            return 0
        stop = where - count
        out[done : done + count] = self._ring[where : stop if stop >= 0 else None : -1]
        self._read -= count
        return count

    def _write(self) -> None:
        where = self._written % len(self._ring)
        self._ring[where : where + HOP] = self._texture.hop()
        self._written += HOP

    def _run(self) -> None:
        while not self._closed.is_set():
            ahead = self._written - self._read
            if ahead >= len(self._ring) // 2:
                self._closed.wait(_NAP_S)
                continue
            self._write()
            if ahead > _AT_ONCE * HOP:
                # There is time: the callback and the controller come first.
                self._closed.wait(_PACE_S)


def _noise(slope: float) -> _Maker:
    return lambda generator: Steady(generator, LAYER_LEVEL_DBA, slope)


def _level(make_texture: Callable[[np.random.Generator, float], Texture]) -> _Maker:
    return lambda generator: Leveller(make_texture(generator, LAYER_LEVEL_DBA), LAYER_LEVEL_DBA)


_TEXTURES: dict[str, tuple[str, _Maker]] = {
    "pink": ("Pink noise", _noise(0.5)),
    "white": ("White noise", _noise(0.0)),
    "consonant": ("Consonant music", _level(Music)),
    "dissonant": ("Dissonant music", _level(partial(Music, dissonant=True))),
    "ocean": ("Ocean", _level(Ocean)),
    "rain": ("Rain", _level(Rain)),
    "stream": ("Stream", _level(Stream)),
    "wind": ("Wind", _level(Wind)),
    "night": ("Night", _level(Night)),
}

#: the layers' names, and what to call them
LAYERS: dict[str, str] = {name: label for name, (label, _) in _TEXTURES.items()}


def texture(name: str, seed: int = 0) -> Texture:
    """The texture of the layer `name` of `LAYERS`, the same for the same `seed`."""
    # Both kinds of music are dealt from one pack: they are one piece.
    score = "music" if name in ("consonant", "dissonant") else name
    return _TEXTURES[name][1](np.random.default_rng([seed, *score.encode()]))


def make(name: str, *, live: bool = True) -> Layer:
    """A layer, ready to be heard. Close it when it is done with.

    name : a name of `LAYERS`, or the path of a sound file (WAV, FLAC, MP3, Ogg; 10 s to 2 h)
    live : False renders in `fill`, as fast as it is called: for whatever is faster than real time

    Raises
    ------
    UnknownSound
        There is no such layer, or the file can't be used.
    """
    if name in LAYERS:
        return StreamLayer(texture(name), _bands()[name], name, live=live)
    if not Path(name).is_file():
        raise UnknownSound(f"layer {name!r} is unknown: name one of {', '.join(LAYERS)}, or a sound file that is there")
    # Only a clinic with a file of its own waits for what reads it to be loaded.
    from audio.files import File

    file = File(Path(name))
    stored = float(np.sum(file.bands[A]))
    gain = power(LAYER_LEVEL_DBA) / stored
    levelled = Leveller(file, LAYER_LEVEL_DBA, _FILE_SLOWNESS_S, db(gain) + _FILE_UP_DB)
    return StreamLayer(levelled, file.bands * gain, name, live=live)


def calibration_noise() -> LoopLayer:
    """What the path is measured with: even pink noise with a period of 1.4 s, -16 dB re full scale, unweighted."""
    return LoopLayer(even_pink(1 << 16, seed=5) * np.float32(10.0 ** (-16.0 / 20.0)), "calibration noise")


@cache
def _bands() -> dict[str, Floats]:
    """Third-octave powers (2, 21) of each layer over a long time, as `audio.synthesis` measured them."""
    table = json.loads(assets.path("sounds", "layers.json").read_text(encoding="utf-8"))
    return {name: 10.0 ** (np.array(table[name]) / 10.0) for name in LAYERS}
