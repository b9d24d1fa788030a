"""A room without hardware: a sound server of its own, whose null sink is the loudspeaker and the ear at once.

What is played on the output device `room` is heard, sample for sample, by the microphone `earmic`, together with a steady
pink noise that a process of its own plays into the same room. Tests and demonstrations use it where a machine has no
sound hardware. (A room that is not transparent, with delay, reverberation and all sorts of noise: `app.rig.acoustics`.)
"""

from __future__ import annotations

import math
import select
import subprocess
import sys
import threading

import numpy as np

from app.rig.server import PATIENCE_S, RoomError, SoundServer, come_first, end
from audio.levels import CENTRES, RATE, A, Samples, band_powers, db
from audio.sources import pink

OUTPUT, MICROPHONE = "room", "earmic"

_NOISE_FRAMES = 1 << 19
_BLOCK = 2048


def room_noise() -> Samples:
    """What the room's noise is made of: pink, mean square 1, a loop of 11 s, float32 (frames,)."""
    return pink(_NOISE_FRAMES, seed=77, low=float(CENTRES[0]), high=float(CENTRES[-1]))


class VirtualRoom(SoundServer):
    """A sound server, a loudspeaker `room`, a microphone `earmic`, and noise of a known level.

    Parameters
    ----------
    noise_dbfs : dB re full scale, unweighted, of the steady noise in the room; None for a room without any
    """

    def __init__(self, noise_dbfs: float | None = -50.0) -> None:
        super().__init__(["room"], {OUTPUT: "room", MICROPHONE: "room.monitor"}, (OUTPUT, MICROPHONE))
        self._noise_dbfs = noise_dbfs
        self._noise: subprocess.Popen[bytes] | None = None

    @property
    def noise_dba(self) -> float:
        """The true A-weighted level of the room's noise, dB re full scale, third octaves 100 Hz to 10 kHz."""
        if self._noise_dbfs is None:
            return -math.inf
        return db(float(np.sum(band_powers(room_noise(), loop=True)[A]))) + self._noise_dbfs

    def set_noise(self, noise_dbfs: float) -> None:
        """Step the noise to another level (dB re full scale, unweighted)."""
        self._noise_dbfs = noise_dbfs
        if self._noise is not None and self._noise.stdin is not None:
            self._noise.stdin.write(f"{noise_dbfs}\n".encode())
            self._noise.stdin.flush()

    def suspend(self, on: bool) -> None:
        """The loudspeaker stops asking for sound, or asks again."""
        self.pactl("suspend-sink", "room", "1" if on else "0")

    def _start_sounds(self) -> None:
        level = "-inf" if self._noise_dbfs is None else str(self._noise_dbfs)
        self._noise = self._python("app.rig.room:play_noise", level)
        began = self._noise.stdout
        if began is None or not select.select([began], [], [], PATIENCE_S)[0] or began.readline() != b"sounding\n":
            raise RoomError(f"the virtual room's noise did not start: {self._last_words()}")

    def _end_sounds(self) -> None:
        end(self._noise)
        self._noise = None


def play_noise() -> None:
    """Play the room's noise until standard input ends; each line on it is a new level in dB. A process of its own."""
    come_first(0)
    level_db = float(sys.argv[1])
    wanted = [level_db]

    def listen() -> None:
        for line in sys.stdin:
            wanted[0] = float(line)
        player.terminate()

    player = subprocess.Popen(
        [
            *("pacat", "--playback", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2"),
            *("--device=room", "--latency-msec=250", "--client-name=room-noise"),
        ],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    threading.Thread(target=listen, daemon=True).start()
    if player.stdin is None:
        return
    sound = np.repeat(room_noise()[:, None], 2, axis=1)
    gain, told, position = 10.0 ** (level_db / 20.0), False, 0
    try:
        while True:
            target = 10.0 ** (wanted[0] / 20.0)
            ramp = np.linspace(gain, target, _BLOCK, dtype=np.float32)[:, None]
            player.stdin.write((sound[position : position + _BLOCK] * ramp).tobytes())
            gain, position = target, (position + _BLOCK) % len(sound)
            if not told and position >= 6 * _BLOCK:
                print("sounding", flush=True)
                told = True
    except BrokenPipeError:
        player.wait()
