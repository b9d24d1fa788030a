"""A sound server of its own: null sinks for loudspeakers and rooms, which PortAudio finds by name. No sound hardware needed.

It needs PulseAudio with its command line tools, and ALSA's PulseAudio plugin.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from app.errors import RespiteError

_NEEDED = {
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "pacat": "pulseaudio-utils",
}
#: seconds the sound server may take for anything
PATIENCE_S = 10.0


class RoomError(RespiteError):
    """The virtual room can't be set up."""


def missing() -> str:
    """What a virtual room lacks here, "" where it can be had."""
    for program, package in _NEEDED.items():
        if shutil.which(program) is None:
            return f"the virtual room needs the program {program!r}: install the package {package}"
    return ""


class SoundServer:
    """PulseAudio with null sinks, apart from the machine's own sound.

    Parameters
    ----------
    sinks : names of the sinks; the first is the default output
    devices : PortAudio's name -> the PulseAudio sink or source that it is
    default : PortAudio's names of the default output and input

    `env` is merged into the environment of the processes that are to be in this room.

    Raises
    ------
    RoomError
        A program is missing, or the sound server did not start; the message says which and what to do.
    """

    def __init__(self, sinks: Sequence[str], devices: Mapping[str, str], default: tuple[str, str]) -> None:
        self._sinks, self._devices, self._default = tuple(sinks), dict(devices), default
        self._server: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    @property
    def env(self) -> dict[str, str]:
        """What a process needs to be in this room."""
        folder = self.folder
        return {
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_RUNTIME_PATH": str(folder / "runtime"),
            "PULSE_STATE_PATH": str(folder / "state"),
        }

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        if self._folder is None:
            raise RoomError("the virtual room is not open: use it in a with statement")
        return self._folder

    def kill_server(self) -> None:
        """The sound server dies, without a word to anyone."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        self._end_sounds()

    def start_server(self) -> None:
        """Start the sound server (again), and the room's sounds with it."""
        folder = self.folder
        (folder / "native").unlink(missing_ok=True)
        # The server ends by itself when nobody is left in the room, should this process die before it can say so.
        options = (
            "-n -F /dev/null --daemonize=no --exit-idle-time=20 --use-pid-file=no --realtime=no --high-priority=no"
        )
        command = ["pulseaudio", *options.split(), "--disable-shm=yes", "--log-level=error"]
        command.append(f"--load=module-native-protocol-unix auth-anonymous=1 socket={folder / 'native'}")
        command += [f"--load=module-null-sink {_sink(name)}" for name in self._sinks]
        with (folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log)
        come_first(self._server.pid)
        deadline = time.monotonic() + PATIENCE_S
        while self.pactl("info") != 0:
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RoomError(f"the virtual room's PulseAudio did not start: {self._last_words()}")
            time.sleep(0.05)
        for name in self._sinks:
            self.pactl("set-sink-volume", name, "65536")
            self.pactl("set-source-volume", f"{name}.monitor", "65536")
        output, microphone = (self._devices[name] for name in self._default)
        self.pactl("set-default-sink", output)
        self.pactl("set-default-source", microphone)
        self._start_sounds()

    def pactl(self, *arguments: str) -> int:
        """Tell the sound server something, as a person would at its mixer; hands back the exit code."""
        return self._ask(*arguments)[0]

    def record_stream_of(self, client: str, into: Path | None = None) -> subprocess.Popen[bytes]:
        """Record one program's stream alone, as it arrives at its sink: raw float32 stereo, into a file or standard output.

        client : a part of the program's name
        """
        _, listed = self._ask("-f", "json", "list", "sink-inputs")
        streams = json.loads(listed or "[]")
        found = [one["index"] for one in streams if client in one["properties"].get("application.name", "")]
        if not found:
            raise RoomError(f"the virtual room's stream {client!r} is not there: {self._last_words()}")
        command = ["parec", "--raw", "--format=float32le", "--rate=48000", "--channels=2", "--latency-msec=50"]
        with contextlib.ExitStack() as stack:
            out = subprocess.PIPE if into is None else stack.enter_context(into.open("wb"))
            return subprocess.Popen(
                [*command, f"--monitor-stream={found[0]}", f"--client-name=record-{client}"],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
            )

    def add_sink(self, name: str) -> None:
        """Plug a device in."""
        self.pactl("load-module", "module-null-sink", *_sink(name).split(maxsplit=4))

    def remove_sink(self, name: str) -> None:
        """Pull a device out."""
        _, modules = self._ask("list", "short", "modules")
        for line in modules.splitlines():
            if f"sink_name={name} " in line:
                self.pactl("unload-module", line.split()[0])

    def __enter__(self) -> Self:
        lacking = missing()
        if lacking:
            raise RoomError(lacking)
        self._folder = Path(tempfile.mkdtemp(prefix="respite-room-"))
        for name in ("runtime", "state"):
            (self._folder / name).mkdir(mode=0o700)
        system = Path("/usr/share/alsa/alsa.conf")
        if not system.exists():
            raise RoomError(
                f"the virtual room needs {system}: install the packages libasound2-data, libasound2-plugins"
            )
        (self._folder / "asound.conf").write_text(self._alsa(system), encoding="utf-8")
        try:
            self.start_server()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_sounds()
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

    # ---- for those who build on it -----------------------------------------------------------------------------------

    def _start_sounds(self) -> None:
        """Start what sounds in the room by itself."""

    def _end_sounds(self) -> None:
        """End what `_start_sounds` started."""

    def _environment(self) -> dict[str, str]:
        environment = {key: value for key, value in os.environ.items() if key != "PULSE_LATENCY_MSEC"}
        return environment | self.env

    def _python(self, target: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Run a function `module:name` of Respite in this room, in a process of its own, with both its ends in pipes."""
        module, name = target.split(":")
        root = str(Path(__file__).resolve().parents[2])
        search = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        return subprocess.Popen(
            [sys.executable, "-c", f"from {module} import {name}; {name}()", *arguments],
            env=self._environment() | {"PYTHONPATH": search},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _ask(self, *arguments: str) -> tuple[int, str]:
        command = ["pactl", *arguments]
        try:
            done = subprocess.run(
                command, env=self._environment(), capture_output=True, check=False, timeout=PATIENCE_S
            )
        except subprocess.TimeoutExpired:
            return -1, ""
        return done.returncode, done.stdout.decode(errors="replace")

    def _alsa(self, system: Path) -> str:
        lines = [f"<{system}>"]
        for name, device in self._devices.items():
            lines.append(f'pcm.{name} {{ type pulse device "{device}" hint {{ show on description "{name}" }} }}')
        output, microphone = self._default
        lines.append(f'pcm.!default {{ type asym playback.pcm "{output}" capture.pcm "{microphone}" }}')
        lines.append("ctl.!default { type pulse }")
        return "\n".join(lines) + "\n"

    def _last_words(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def _sink(name: str) -> str:
    # Without rewinds the sink plays in steps of 50 ms instead of up to 2 s: it runs at once, and evenly.
    return (
        f"sink_name={name} norewinds=1 format=float32le rate=48000 channels=2 sink_properties=device.description={name}"
    )


def end(process: subprocess.Popen[bytes] | None) -> None:
    """Close a process's pipes, which ends it, and see to it that it did end."""
    if process is None:
        return
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    try:
        process.wait(timeout=2.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def come_first(pid: int) -> None:
    """A room of air never waits for a processor: where the system lets us, neither does this one."""
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, pid, -10)
