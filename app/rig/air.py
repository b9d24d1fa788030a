"""The air of a virtual room: what a loudspeaker's sound and a ward's noises go through on their way to an ear.

`Air` is the arithmetic alone; `carry` and `make_noise` are the processes that do it on a sound server.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from app.rig.noises import Passing, Script
from app.rig.server import come_first
from audio.levels import RATE, Floats, Samples

#: frames that are carried at a time
BLOCK = 1024
#: taps of the interpolation between samples (a windowed sinc), for a clock that drifts
_TAPS = 32


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the loudspeaker to the ear.

    delay_s : of the direct sound
    path_db : gain of the energy of the whole response, for a white sound
    rt60_s : time in which the reverberation falls by 60 dB; 0 for a room without any
    direct_db : the direct sound's energy over the reverberation's
    drift_ppm : by how much faster the ear's clock runs than the loudspeaker's
    mono : both ears hear the mean of both loudspeakers (else each its own, by responses of their own)
    """

    delay_s: float = 0.03
    path_db: float = -12.0
    rt60_s: float = 0.0
    direct_db: float = 0.0
    drift_ppm: float = 0.0
    mono: bool = False
    seed: int = 1

    def responses(self) -> Samples:
        """The impulse responses of both ears, float32 (taps, 2), the delay included."""
        start = round(self.delay_s * RATE)
        taps = start + max(round(1.1 * self.rt60_s * RATE), 1)
        response = np.zeros((taps, 2))
        for ear in range(2):
            if self.rt60_s > 0.0:
                generator = np.random.default_rng([self.seed, 0 if self.mono else ear])
                t = np.arange(taps - start) / RATE
                tail = generator.standard_normal(len(t)) * 10.0 ** (-3.0 * t / self.rt60_s)
                # Walls and air take more of the high sounds than of the low.
                tail = np.convolve(tail, 0.3 ** np.arange(8))[: len(t)]
                tail[: round(0.003 * RATE)] = 0.0
                response[start:, ear] = tail / math.sqrt(float(np.sum(tail**2))) * 10.0 ** (-self.direct_db / 20.0)
            response[start, ear] += 1.0
            response[:, ear] *= 10.0 ** (self.path_db / 20.0) / math.sqrt(float(np.sum(response[:, ear] ** 2)))
        return response.astype(np.float32)


class Air:
    """Carries sound along a path, block by block (uniformly partitioned overlap-save convolution)."""

    def __init__(self, path: Path) -> None:
        self._mono = path.mono
        responses = path.responses()
        count = math.ceil(len(responses) / BLOCK)
        padded = np.zeros((count * BLOCK, 2))
        padded[: len(responses)] = responses
        parts = padded.reshape(count, BLOCK, 2)
        self._spectra = np.fft.rfft(np.concatenate([parts, np.zeros_like(parts)], axis=1), axis=1)
        self._past = np.zeros_like(self._spectra)
        self._before: Floats = np.zeros((BLOCK, 2))
        self._drift = _Drift(path.drift_ppm) if path.drift_ppm else None

    def carry(self, block: Samples) -> Samples:
        """What arrives while `block`, float32 (BLOCK, 2), is played. With drift a few frames more or fewer."""
        now: Floats = np.asarray(block, dtype=np.float64)
        if self._mono:
            now = np.repeat(np.mean(now, axis=1, keepdims=True), 2, axis=1)
        self._past = np.roll(self._past, 1, axis=0)
        self._past[0] = np.fft.rfft(np.concatenate([self._before, now]), axis=0)
        self._before = now
        spectrum = np.sum(self._past * self._spectra, axis=0)
        arrived = np.fft.irfft(spectrum, axis=0)[BLOCK:]
        if self._drift is not None:
            arrived = self._drift.carry(arrived)
        return arrived.astype(np.float32)


class _Drift:
    """Another clock: reads the sound at a slightly different pace."""

    def __init__(self, ppm: float) -> None:
        self._pace = 1.0 / (1.0 + ppm * 1e-6)
        self._kept: Floats = np.zeros((_TAPS, 2))
        self._at = float(_TAPS // 2)

    def carry(self, block: npt.NDArray[np.floating]) -> Floats:
        sound = np.concatenate([self._kept, block])
        count = max(math.ceil((len(sound) - _TAPS // 2 - self._at) / self._pace), 0)
        where = self._at + self._pace * np.arange(count)
        first = np.floor(where).astype(int)
        offsets = np.arange(_TAPS) - _TAPS // 2 + 1
        distance = where[:, None] - (first[:, None] + offsets)
        weights = np.sinc(distance) * (0.5 + 0.5 * np.cos(2.0 * math.pi * distance / _TAPS))
        result: Floats = np.einsum("nt,ntc->nc", weights, sound[np.clip(first[:, None] + offsets, 0, len(sound) - 1)])
        dropped = len(sound) - _TAPS
        self._kept = sound[dropped:]
        self._at += self._pace * count - dropped
        return result


# ---- processes --------------------------------------------------------------------------------------------------------


def dumped(script: Script) -> str:
    """A script as one line."""
    return json.dumps(asdict(script))


def _loaded(line: str) -> Script:
    fields = json.loads(line)
    fields["levels"] = tuple(tuple(point) for point in fields["levels"])
    fields["passing"] = tuple(Passing(**one) for one in fields["passing"])
    return Script(**fields)


def _player(name: str, latency_ms: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *("pacat", "--playback", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2"),
            *("--device=room", f"--latency-msec={latency_ms}", f"--client-name={name}"),
        ],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _until_told(*ends: subprocess.Popen[bytes]) -> None:
    """End these when standard input ends (whoever started this process is gone, or wants it to end)."""

    def listen() -> None:
        sys.stdin.read()
        for process in ends:
            process.terminate()

    threading.Thread(target=listen, daemon=True).start()


def carry() -> None:
    """Carry what `speaker` plays into `room` (argument: a `Path` as JSON), until standard input ends."""
    come_first(0)
    air = Air(Path(**json.loads(sys.argv[1])))
    source = subprocess.Popen(
        [
            *("parec", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2"),
            *("--device=speaker.monitor", "--latency-msec=20", "--client-name=air-in"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    player = _player("air", 120)
    for process in (source, player):
        come_first(process.pid)
    _until_told(source, player)
    if source.stdout is None or player.stdin is None:
        return
    carried = 0
    try:
        while data := source.stdout.read(BLOCK * 8):
            if len(data) < BLOCK * 8:
                break
            player.stdin.write(air.carry(np.frombuffer(data, dtype=np.float32).reshape(-1, 2)).tobytes())
            player.stdin.flush()
            carried += 1
            if carried == 20:
                print("carrying", flush=True)
    except BrokenPipeError:
        pass
    for process in (source, player):
        process.terminate()
        process.wait()


def make_noise() -> None:
    """Play a script into `room` (argument: its line), until standard input ends; a line on it is the next script."""
    come_first(0)
    player = _player("noise", 200)
    come_first(player.pid)
    scripts: list[Iterator[Samples]] = [_loaded(sys.argv[1]).blocks(BLOCK)]

    def listen() -> None:
        for line in sys.stdin:
            blocks = _loaded(line).blocks(BLOCK)
            scripts.append(_after(next(blocks), blocks))  # rendered here, so that the player does not wait for it
        player.terminate()

    threading.Thread(target=listen, daemon=True).start()
    if player.stdin is None:
        return
    rise = np.linspace(0.0, 1.0, BLOCK, dtype=np.float32)
    played = 0
    try:
        while True:
            block = next(scripts[0])
            if len(scripts) > 1:
                old, block = block, next(scripts[1])
                block = old * (1.0 - rise) + block * rise
                del scripts[0]
                print("changed", flush=True)
            player.stdin.write(np.repeat(block[:, None], 2, axis=1).tobytes())
            played += 1
            if played == 20:
                print("sounding", flush=True)
    except BrokenPipeError:
        player.wait()


def _after(first: Samples, rest: Iterator[Samples]) -> Iterator[Samples]:
    yield first
    yield from rest
