"""The audio process: owns PortAudio, obeys `audio.messages`, and fades out before it ends.

Its main thread is the heartbeat: it takes commands, performs what must happen at once (`Stop`), watches that the device
keeps asking for sound, and watches its parent. What may take long is the worker's.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection, wait

import numpy as np

from audio.device import Devices
from audio.layers import calibration_noise
from audio.messages import (
    Alive,
    Calibrate,
    Duck,
    Facing,
    Keep,
    MeasureCalibrator,
    MeasureCoupler,
    MeasureRoom,
    Message,
    Open,
    Play,
    PlayCue,
    Quit,
    Resume,
    Say,
    Silent,
    Stop,
    Stopped,
    Voice,
    Warm,
)
from audio.mixer import Mixer
from audio.options import AudioOptions
from audio.recovery import Recover
from audio.worker import Worker

_log = logging.getLogger(__name__)

ALIVE_S = 0.25
_TICK_S = 0.02
#: seconds of fade when the parent is gone, and after which the process ends whatever still holds it
_LAST_FADE_S, _LAST_S = 0.6, 1.4
#: seconds after which there is time to load what is not needed at once
_LATER_S = 3.0


def main(conn: Connection, options: AudioOptions) -> None:
    """The entry of a spawned process. Ends after `Quit`, on SIGTERM, or within 2 s of its parent's death."""
    logging.basicConfig(
        level=options.log_level, stream=sys.stderr, format="%(asctime)s audio %(levelname)s %(message)s", force=True
    )
    _come_first()
    # A Ctrl-C in the terminal reaches every process: the parent decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    noise = calibration_noise()
    mixer = Mixer(noise)
    with Devices(mixer) as devices:
        process = _Process(conn, mixer, devices, ended)
        process.worker = Worker(mixer, devices, noise, process.send)
        process.run()
    if process.orphaned:
        # Nobody waits for what an interpreter does at its end, which may take longer than a dead app's sound may.
        os._exit(0)


def _come_first() -> None:
    """Ask to be served before the picture, where the system lets us: a late frame is seen, a late sound is a click.

    (Windows raises the priority of PortAudio's own threads by itself. A real-time class for the callback's thread made it
    worse where tried: it then waits for a thread that holds the interpreter and is never served.)
    """
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, -10)


class _Process:
    worker: Worker

    def __init__(self, conn: Connection, mixer: Mixer, devices: Devices, ended: threading.Event) -> None:
        self._conn, self._mixer, self._devices, self._ended = conn, mixer, devices, ended
        self._reports: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._sender = threading.Thread(target=self._send_reports, name="sender", daemon=True)
        self._parent = multiprocessing.parent_process()
        self._orphaned = False
        self._stop_by: float | None = None
        self._stopped_at: float | None = None

    @property
    def orphaned(self) -> bool:
        """The app is gone."""
        return self._orphaned

    def send(self, message: Message) -> None:
        """Report to the app, from any thread. An app that does not listen holds nothing up: `Stop` still stops."""
        self._reports.put(message)

    def _send_reports(self) -> None:
        while (message := self._reports.get()) is not None:
            try:
                self._conn.send(message)
            except OSError:
                self._orphaned = True
                return

    def run(self) -> None:
        self._sender.start()
        self.worker.start()
        self.send(Warm())
        # What a spoken line or a clinic's own file may need takes longer to come than a process that takes another's place may.
        later = threading.Timer(_LATER_S, importlib.import_module, args=("scipy.signal",))
        later.daemon = True
        later.start()
        next_alive = time.monotonic()
        while not self._ended.is_set() and not self._orphaned:
            self._take_commands()
            self._watch()
            self._finish_stop()
            if time.monotonic() >= next_alive:
                self.send(Alive())
                next_alive = time.monotonic() + ALIVE_S
        self._end()

    def _take_commands(self) -> None:
        sentinels = [] if self._parent is None else [self._parent.sentinel]
        ready = wait([self._conn, *sentinels], timeout=_TICK_S)
        if self._conn in ready:
            try:
                command = self._conn.recv()
            except (EOFError, OSError):
                self._orphaned = True
                return
            self._obey(command)
        elif ready:
            self._orphaned = True

    def _obey(self, command: Message) -> None:
        match command:
            case Quit():
                self._ended.set()
            case Stop():
                # What is mixed is heard a little later: the patient hears silence when `fade_s` is over.
                self._mixer.fade_master(False, max(command.fade_s - self._devices.latency_s, 0.1))
                self._stop_by = time.monotonic() + command.fade_s + 2.0
                self.worker.post(command)
            case Duck(db=db):
                self._mixer.duck(min(db, 0.0))
            case Voice(samples=samples):
                self._mixer.talk(np.frombuffer(samples, "<i2").astype(np.float32) / 32768.0)
            case Facing(azimuth=azimuth, elevation=elevation, ahead=ahead):
                self._mixer.face(azimuth, elevation, ahead)
            case (
                Open()
                | Keep()
                | Resume()
                | Calibrate()
                | MeasureCalibrator()
                | MeasureCoupler()
                | MeasureRoom()
                | Play()
                | PlayCue()
                | Say()
            ):
                self.worker.post(command)
            case _:
                raise TypeError(f"the audio process knows no command {type(command).__name__}")

    def _finish_stop(self) -> None:
        """Say `Stopped` once the last block that is not silent has been heard."""
        if self._stop_by is None:
            return
        now = time.monotonic()
        if self._stopped_at is None and (self._mixer.silent or not self._devices.sounding or now > self._stop_by):
            self._stopped_at = now + self._devices.latency_s
            # Under the closed master, so that the next start begins from nothing.
            self._mixer.fade_layer(False, 0.0)
            self._mixer.fade_ambience(None, 0.0)
        if self._stopped_at is not None and now >= self._stopped_at:
            self._stop_by = self._stopped_at = None
            self.send(Stopped())

    def _watch(self) -> None:
        if not self.worker.is_alive():
            self._ended.set()  # its own traceback stands in the log; the app starts another process
            return
        if self.worker.recovering.is_set():
            return
        why = self._devices.lost()
        if why:
            lost_at = min(self._mixer.called, time.monotonic())
            self.worker.recovering.set()
            self.send(Silent(back=False, seconds=time.monotonic() - lost_at, why=why))
            self.worker.post(Recover(why=why, lost_at=lost_at))

    def _end(self) -> None:
        """Fade out and end, in time even where a device will not let go."""
        last = threading.Timer(_LAST_S, os._exit, args=(1,))
        last.daemon = True
        last.start()
        self._mixer.fade_master(False, _LAST_FADE_S if self._orphaned else 0.15)
        by = time.monotonic() + 1.0
        while self._devices.sounding and not self._mixer.silent and time.monotonic() < by:
            time.sleep(_TICK_S)
        time.sleep(min(self._devices.latency_s, 0.3))
        if not self.worker.is_alive():
            _log.error("the worker ended by itself")
            self._devices.close()
            os._exit(1)
        self.worker.finish()
        self.worker.join(timeout=0.5)
        self._reports.put(None)
        self._sender.join(timeout=0.3)
