"""A room without hardware: a sound server of its own, whose null sink is the loudspeaker and the ear at once.

What is played on the output device `room` is heard, sample for sample, by the microphone `earmic`, together with a steady
pink noise that a process of its own plays into the same room. Tests and demonstrations use it where a machine has no
sound hardware. It needs PulseAudio with its command line tools, and ALSA's PulseAudio plugin.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType

import numpy as np

from app.errors import RespiteError
from audio.levels import CENTRES, RATE, A, Samples, band_powers, db
from audio.sources import pink

OUTPUT, MICROPHONE = "room", "earmic"

_NEEDED = {
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "pacat": "pulseaudio-utils",
}
_ALSA = """\
{system}
pcm.room {{ type pulse device "room" hint {{ show on description "room" }} }}
pcm.earmic {{ type pulse device "room.monitor" hint {{ show on description "earmic" }} }}
pcm.!default {{ type asym playback.pcm "room" capture.pcm "earmic" }}
ctl.!default {{ type pulse }}
"""
_NOISE_FRAMES = 1 << 19
_BLOCK = 2048
#: seconds the sound server may take for anything
_PATIENCE_S = 10.0


class RoomError(RespiteError):
    """The virtual room can't be set up."""


def room_noise() -> Samples:
    """What the room's noise is made of: pink, mean square 1, a loop of 11 s, float32 (frames,)."""
    return pink(_NOISE_FRAMES, seed=77, low=float(CENTRES[0]), high=float(CENTRES[-1]))


class VirtualRoom:
    """A sound server, a loudspeaker `room`, a microphone `earmic`, and noise of a known level.

    Parameters
    ----------
    noise_dbfs : dB re full scale, unweighted, of the steady noise in the room; None for a room without any

    `env` is merged into the environment of the processes that are to be in this room.

    Raises
    ------
    RoomError
        A program is missing, or the sound server did not start; the message says which and what to do.
    """

    def __init__(self, noise_dbfs: float | None = -50.0) -> None:
        self._noise_dbfs = noise_dbfs
        self._server: subprocess.Popen[bytes] | None = None
        self._noise: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    @property
    def env(self) -> dict[str, str]:
        """What a process needs to be in this room."""
        folder = self._home()
        return {
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_RUNTIME_PATH": str(folder / "runtime"),
            "PULSE_STATE_PATH": str(folder / "state"),
        }

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

    def kill_server(self) -> None:
        """The sound server dies, without a word to anyone."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        self._end_noise()

    def suspend(self, on: bool) -> None:
        """The loudspeaker stops asking for sound, or asks again."""
        self._pactl("suspend-sink", "room", "1" if on else "0")

    def start_server(self) -> None:
        """Start the sound server (again), and the noise with it."""
        folder = self._home()
        (folder / "native").unlink(missing_ok=True)
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={folder / 'native'}",
            # Without rewinds the sink plays in steps of 50 ms instead of up to 2 s: it runs at once, and evenly.
            "module-null-sink sink_name=room norewinds=1 format=float32le rate=48000 channels=2 "
            "sink_properties=device.description=room",
        ]
        # The server ends by itself when nobody is left in the room, should this process die before it can say so.
        options = (
            "-n -F /dev/null --daemonize=no --exit-idle-time=20 --use-pid-file=no --realtime=no --high-priority=no"
        )
        command = ["pulseaudio", *options.split(), "--disable-shm=yes", "--log-level=error"]
        command += [f"--load={module}" for module in modules]
        with (folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log)
        _come_first(self._server.pid)
        deadline = time.monotonic() + _PATIENCE_S
        while self._pactl("info") != 0:
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RoomError(f"the virtual room's PulseAudio did not start: {self._last_words()}")
            time.sleep(0.05)
        for setting in (
            "set-sink-volume room 65536",
            "set-source-volume room.monitor 65536",
            "set-default-sink room",
            "set-default-source room.monitor",
        ):
            self._pactl(*setting.split())
        self._start_noise()

    def __enter__(self) -> VirtualRoom:
        for program, package in _NEEDED.items():
            if shutil.which(program) is None:
                raise RoomError(f"the virtual room needs the program {program!r}: install the package {package}")
        self._folder = Path(tempfile.mkdtemp(prefix="respite-room-"))
        for name in ("runtime", "state"):
            (self._folder / name).mkdir(mode=0o700)
        system = Path("/usr/share/alsa/alsa.conf")
        if not system.exists():
            raise RoomError(
                f"the virtual room needs {system}: install the packages libasound2-data, libasound2-plugins"
            )
        (self._folder / "asound.conf").write_text(_ALSA.format(system=f"<{system}>"), encoding="utf-8")
        try:
            self.start_server()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_noise()
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(timeout=3.0)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _home(self) -> Path:
        if self._folder is None:
            raise RoomError("the virtual room is not open: use it in a with statement")
        return self._folder

    def _environment(self) -> dict[str, str]:
        environment = {key: value for key, value in os.environ.items() if key != "PULSE_LATENCY_MSEC"}
        return environment | self.env

    def _pactl(self, *arguments: str) -> int:
        quiet = subprocess.DEVNULL
        command = ["pactl", *arguments]
        try:
            done = subprocess.run(
                command, env=self._environment(), stdout=quiet, stderr=quiet, check=False, timeout=_PATIENCE_S
            )
        except subprocess.TimeoutExpired:
            return -1
        return done.returncode

    def _last_words(self) -> str:
        lines = (self._home() / "server.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def _start_noise(self) -> None:
        level = "-inf" if self._noise_dbfs is None else str(self._noise_dbfs)
        root = str(Path(__file__).resolve().parents[2])
        search = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self._noise = subprocess.Popen(
            [sys.executable, "-c", "from app.rig.room import play_noise; play_noise()", level],
            env=self._environment() | {"PYTHONPATH": search},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        began = self._noise.stdout
        if began is None or not select.select([began], [], [], _PATIENCE_S)[0] or began.readline() != b"sounding\n":
            raise RoomError(f"the virtual room's noise did not start: {self._last_words()}")

    def _end_noise(self) -> None:
        if self._noise is not None:
            for pipe in (self._noise.stdin, self._noise.stdout):
                if pipe is not None:
                    pipe.close()
            try:
                self._noise.wait(timeout=2.0)
            except subprocess.TimeoutExpired:
                self._noise.kill()
                self._noise.wait()
            self._noise = None


def _come_first(pid: int) -> None:
    """A room of air never waits for a processor: where the system lets us, neither does this one."""
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, pid, -10)


def play_noise() -> None:
    """Play the room's noise until standard input ends; each line on it is a new level in dB. A process of its own."""
    _come_first(0)
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
