"""A room that is not transparent: the loudspeaker reaches the ear late, softer and with reverberation, over a ward's noises.

    program -> sink `speaker` -> its monitor -> `air` (delay, gain, response, drift) -> sink `room` -> its monitor = `earmic`
                                                                    noises ----------------^

The sound server keeps each of the two streams that meet in `room` apart: `truth` says what the ear got of each, whatever the
program believes.
"""

from __future__ import annotations

import json
import select
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path as File

import numpy as np
import numpy.typing as npt

from app.rig.air import Path, dumped
from app.rig.noises import Script, level_db
from app.rig.server import PATIENCE_S, RoomError, SoundServer, end
from audio.levels import RATE, Samples

OUTPUT, MICROPHONE = "speaker", "earmic"
_WIDTH = 8  # bytes of a frame: float32, 2 channels
#: Hz: by what lies in between a noise is found again
_TELLS = 200.0, 12_000.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the ear got in one stretch of time, apart.

    begins_s : monotonic time
    ambient_dba, played_dba : of the noises and of what came from the loudspeaker, A-weighted, 100 Hz to 10 kHz, dB re full scale
    """

    begins_s: float
    ambient_dba: float
    played_dba: float

    @property
    def snr_db(self) -> float:
        """How far what is played stands over the noises."""
        return self.played_dba - self.ambient_dba


class Truth:
    """Both streams as they met at the ear, since the room was opened."""

    def __init__(self, played: _Take, noise: _Take) -> None:
        self._played, self._noise = played, noise

    @property
    def begins_s(self) -> float:
        """Monotonic time of the first sample that both have (right to some 50 ms)."""
        return max(self._played.begins_s, self._noise.begins_s)

    @property
    def ends_s(self) -> float:
        return min(self._played.ends_s, self._noise.ends_s)

    def streams(self, begins_s: float, seconds: float) -> tuple[Samples, Samples]:
        """What was played and the noises, float32 (frames, 2) each, from a monotonic time on."""
        return self._played.samples(begins_s, seconds), self._noise.samples(begins_s, seconds)

    def keep(self) -> None:
        """Keep both in memory: their files go when the room is closed."""
        for take in (self._played, self._noise):
            take.keep()

    def begin_of(self, script: Script, about_s: float) -> float:
        """When exactly a script began (found by likeness), given about when, monotonic time."""
        wanted = script.render(2.0)
        first = about_s - 1.5
        _, noise = self.streams(first, 5.0)
        return first + place_of(wanted, noise[:, 0]) / RATE

    def heard(self, begins_s: float, seconds: float = 1.0) -> Heard:
        """The levels of one stretch."""
        played, noise = self.streams(begins_s, seconds)
        return Heard(begins_s, level_db(noise), level_db(played))

    def seconds(self, begins_s: float | None = None, ends_s: float | None = None) -> Sequence[Heard]:
        """The levels of each second."""
        first = self.begins_s if begins_s is None else begins_s
        last = self.ends_s if ends_s is None else ends_s
        return [self.heard(float(at)) for at in np.arange(first, last - 1.0 + 1e-6)]


def place_of(wanted: npt.NDArray[np.floating], within: npt.NDArray[np.floating]) -> int:
    """At which sample `wanted` is most like what it lies `within`.

    By the phases alone, in which a steady noise is like itself at one place only; and not by the lowest and the highest
    frequencies, in which two beginnings are like each other.
    """
    size = 1 << (len(within) + len(wanted)).bit_length()
    spectra = np.fft.rfft(within, size) * np.conj(np.fft.rfft(wanted, size))
    frequency = np.fft.rfftfreq(size, 1.0 / RATE)
    tells = (frequency > _TELLS[0]) & (frequency < _TELLS[1])
    phases = np.where(tells, spectra / np.maximum(np.abs(spectra), 1e-30), 0.0)
    return int(np.argmax(np.fft.irfft(phases, size)[: len(within) - len(wanted)]))


class AcousticRoom(SoundServer):
    """A loudspeaker `speaker`, a microphone `earmic` beside the ear, the air between them, and noises.

    Parameters
    ----------
    path : the way from the loudspeaker to the ear
    noise : what the room sounds like; `play` puts another script in its place
    """

    def __init__(self, path: Path | None = None, noise: Script | None = None) -> None:
        super().__init__(["speaker", "room"], {OUTPUT: "speaker", MICROPHONE: "room.monitor"}, (OUTPUT, MICROPHONE))
        self._path, self._script = path or Path(), noise or Script()
        self._air: subprocess.Popen[bytes] | None = None
        self._noise: subprocess.Popen[bytes] | None = None
        self._takes: dict[str, _Take] = {}

    def play(self, script: Script) -> float:
        """Put another script in the place of the noises; hands back the monotonic time (to 0.3 s) at which it begins."""
        self._script = script
        if self._noise is None or self._noise.stdin is None:
            raise RoomError("the virtual room is not open: use it in a with statement")
        self._noise.stdin.write(f"{dumped(script)}\n".encode())
        self._noise.stdin.flush()
        self._await(self._noise, b"changed\n")
        return time.monotonic() + 0.3

    def truth(self) -> Truth:
        """What has reached the ear so far (since the sound server was last started)."""
        return Truth(self._takes["air"], self._takes["noise"])

    def _start_sounds(self) -> None:
        self._noise = self._python("app.rig.air:make_noise", dumped(self._script))
        self._air = self._python("app.rig.air:carry", json.dumps(asdict(self._path)))
        self._await(self._noise, b"sounding\n")
        self._await(self._air, b"carrying\n")
        for client in ("air", "noise"):
            file = self.folder / f"{client}.raw"
            self._takes[client] = _Take(file, self.record_stream_of(client, file))

    def _end_sounds(self) -> None:
        for process in (self._air, self._noise):
            end(process)
        self._air = self._noise = None
        for take in self._takes.values():
            take.end()

    def _await(self, process: subprocess.Popen[bytes], word: bytes) -> None:
        out = process.stdout
        if out is None or not select.select([out], [], [], PATIENCE_S)[0] or out.readline() != word:
            raise RoomError(f"the virtual room's sounds did not start: {self._last_words()}")


class _Take:
    """A recording that grows."""

    def __init__(self, file: File, recorder: subprocess.Popen[bytes]) -> None:
        self._file, self._recorder = file, recorder
        self._begins_s: float | None = None
        self._kept: bytes | None = None

    def keep(self) -> None:
        _ = self.begins_s
        self._kept = self._file.read_bytes()

    @property
    def begins_s(self) -> float:
        if self._begins_s is None:
            # Its last sample was written when the file was: the earliest guess of several is the best.
            guesses = []
            for _ in range(5):
                time.sleep(0.06)
                seen = self._file.stat()
                age = time.time() - seen.st_mtime
                guesses.append(time.monotonic() - age - seen.st_size / _WIDTH / RATE)
            self._begins_s = min(guesses)
        return self._begins_s

    @property
    def ends_s(self) -> float:
        size = self._file.stat().st_size if self._kept is None else len(self._kept)
        return self.begins_s + size / _WIDTH / RATE

    def samples(self, begins_s: float, seconds: float) -> Samples:
        first, count = round((begins_s - self.begins_s) * RATE), round(seconds * RATE)
        if self._kept is not None:
            data = self._kept[max(first, 0) * _WIDTH : max(first + count, 0) * _WIDTH]
        else:
            with self._file.open("rb") as file:
                file.seek(max(first, 0) * _WIDTH)
                data = file.read(count * _WIDTH)
        got = len(data) // (4 * 2)
        if first < 0 or got < count:
            raise ValueError(f"the room was not recorded from {begins_s:.1f} s on for {seconds:g} s")
        return np.frombuffer(data, dtype=np.float32, count=count * 2).reshape(-1, 2)

    def end(self) -> None:
        self._recorder.terminate()
        self._recorder.wait()
