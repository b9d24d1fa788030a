"""The cap in loud rooms: how near what reaches the ear comes to it, and that it never passes it.

Each room is so loud that the target can't be reached under the cap; half-way it becomes louder than the cap itself. Judged is what
came from the loudspeaker alone, recorded apart from the room's noises.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as File

import numpy as np
import soundfile

from app.rig.acoustics import MICROPHONE, OUTPUT, AcousticRoom
from app.rig.air import Path
from app.rig.driven import Sound, sound_in
from app.rig.noises import Script, level_db
from audio.levels import RATE, Samples, a_weighting_db, db
from audio.messages import Calibrate, Calibrated, Kept, Level, Open, Opened, Play, PlayCue

#: dB(A): the cap, the room before and after it becomes louder, dB SPL; and what 0 dB re full scale is at the microphone
_CAP, _ROOM, _LOUDER, _FULL_SCALE = 70.0, 68.0, 74.0, 110.0
#: seconds in each
_SECONDS = 14.0
_PAUSE_S = 1.5


@dataclass(frozen=True, slots=True)
class Loud:
    """A loud room, and what is played in it. layer : a name, or what makes a clinic's own file"""

    path: Path
    layer: str | Callable[[File], None]
    ambience: str


def run(progress: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """Every room; dB over the cap of the loudest second and of the loudest moment (A-weighted, "fast"): below 0 is under it."""
    found = {}
    for name, loud in _rooms().items():
        progress(f"the cap, {name}: {2 * _SECONDS + 30.0:.0f} s")
        found[name] = _held(loud)
    return found


def _rooms() -> dict[str, Loud]:
    return {
        "dry, pink noise, river": Loud(Path(rt60_s=0.0, seed=11), "pink", "river"),
        "0.5 s, consonant, forest": Loud(Path(rt60_s=0.5, seed=12, mono=True), "consonant", "forest"),
        "0.8 s, own file of tones": Loud(Path(rt60_s=0.8, seed=13), _tones, "river"),
    }


def _tones(file: File) -> None:
    """Half a minute of three pure tones, which a room makes louder or softer by chance, as no third octave tells."""
    t = np.arange(30 * RATE) / RATE
    soundfile.write(file, 0.15 * np.sum([np.sin(2.0 * np.pi * hz * t) for hz in (440.0, 1000.0, 2510.0)], axis=0), RATE)


def _held(loud: Loud) -> dict[str, float]:
    calm = Script(((0.0, _ROOM - _FULL_SCALE),), "fan")
    with tempfile.TemporaryDirectory() as folder, AcousticRoom(loud.path, calm) as room, sound_in(room) as sound:
        layer = loud.layer
        if not isinstance(layer, str):
            layer(File(folder, "own.wav"))
            layer = str(File(folder, "own.wav"))
        kept = Kept(mic_full_scale_dba=_FULL_SCALE)
        sound.send(Open(output=OUTPUT, microphone=MICROPHONE, layer=layer, cap_dba=_CAP, kept=kept))
        sound.until(Opened)
        sound.send(Calibrate(ambient_s=8.0, noise_s=8.0))
        calibrated = sound.until(Calibrated, 60.0)
        begins = time.monotonic()
        sound.send(Play(on=True, ambience=loud.ambience))
        capped = _listen(sound, _SECONDS)
        room.play(Script(((0.0, _LOUDER - _FULL_SCALE),), "fan", seed=2))
        capped += _listen(sound, _SECONDS)
        ends = time.monotonic() - 1.0
        played, _ = room.truth().streams(begins, ends - begins)
    most = _CAP - _FULL_SCALE
    seconds = [level_db(played[first : first + RATE]) for first in range(0, len(played) - RATE, RATE // 4)]
    return {
        "calibrated": float(calibrated.calibrated),
        "loudest_second_over_cap_db": max(seconds) - most,
        "loudest_moment_over_cap_db": fast_db(played) - most,
        "median_second_over_cap_db": float(np.median(seconds)) - most,
        "seconds_said_capped": float(capped),
    }


def _listen(sound: Sound, seconds: float) -> int:
    """Let it play, with a cue now and then; the seconds in which it said that the cap held it."""
    until, cue, said = time.monotonic() + seconds, 0.0, 0
    while time.monotonic() < until:
        if time.monotonic() > cue:
            sound.send(PlayCue(sound="chime", azimuth=0.7))
            cue = time.monotonic() + _PAUSE_S
        said += "capped" in sound.until(Level).flags
    return said


def fast_db(sound: Samples) -> float:
    """The highest A-weighted level with the time weighting "fast" (IEC 61672-1, 125 ms), dB re a mean square of 1.

    sound : float32 (frames, channels), which are averaged as powers
    """
    spectrum = np.fft.rfft(np.asarray(sound, dtype=np.float64), axis=0)
    frequency = np.maximum(np.fft.rfftfreq(len(sound), 1.0 / RATE), 1.0)
    weighted = np.fft.irfft(spectrum * 10.0 ** (a_weighting_db(frequency)[:, None] / 20.0), len(sound), axis=0)
    # Averaged over each millisecond, and then exponentially.
    step = RATE // 1000
    whole = len(weighted) // step * step
    powers = np.mean(np.mean(weighted[:whole] ** 2, axis=1).reshape(-1, step), axis=1)
    keep, mean, most = np.exp(-0.001 / 0.125), 0.0, 0.0
    for now in powers:
        mean = keep * mean + (1.0 - keep) * float(now)
        most = max(most, mean)
    return db(most)
