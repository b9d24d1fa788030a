"""The sound devices: an output stream that the mixer fills, and an input stream that fills a ring.

Two separate streams, 512 frames a block and 0.15 s of latency, at 48 kHz. Opening never raises for want of a device: what
is missing is said in `Found.reason`, and the rest goes on without it.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from audio.levels import RATE, Samples
from audio.mixer import BLOCK, MEMORY, Mixer
from audio.ring import Ring

_log = logging.getLogger(__name__)

#: (0.2 s and more give no more leave to be late where tried: the sound server then takes twice as much at a time)
LATENCY_S = 0.15
#: seconds without a callback after which a stream counts as lost, and what a stream may take to begin
SILENT_S, BEGIN_S = 0.5, 2.0

#: what a sound server has taken out of the buffer ahead of time and plays on with, seconds (measured: 0.05 at a time)
_TAKEN_S = 0.05

_HANDS_FREE = ("hands-free", "hands free", "handsfree", "hfp", "hsp")

NO_PORTAUDIO = "PortAudio is missing: install libportaudio2"
NOT_BEGUN = "this computer's sound system can't be started: check this computer's sound settings"
NO_OUTPUT = "there is no sound output: plug in headphones or a loudspeaker, then open the sound again"
NO_MICROPHONE = "there is no microphone: plug one in, then open the sound again"
HANDS_FREE = (
    "the microphone is a Bluetooth headset's: while it is open the headset plays telephone sound; "
    "use a microphone with a cable"
)
HANDS_FREE_OUTPUT = (
    "the output is a Bluetooth headset in its telephone profile, whose sound can't be calibrated; "
    "use headphones with a cable, or choose the headset's music profile (A2DP)"
)


def telephone(name: str) -> bool:
    """Whether a device is called as a Bluetooth headset's telephone side is."""
    return any(word in name.lower() for word in _HANDS_FREE)


@dataclass(frozen=True, slots=True)
class Found:
    """What was opened, by name; None where there is none, and `reason` says why ("" when all is there)."""

    output: str | None
    microphone: str | None
    reason: str


class _Refused(Exception):
    """A device can't be used; the message says why."""


class Devices:
    """The streams in use. A context manager: leaving it closes them."""

    def __init__(self, mixer: Mixer) -> None:
        self.heard = Ring(MEMORY, 2)
        self.found = Found(None, None, "not opened yet")
        #: what the streams complained of since it was last asked for: "underflow", "overflow"
        self.complaints: set[str] = set()
        self._mixer = mixer
        self._sounddevice: Any = None
        self._output: Any = None
        self._microphone: Any = None
        self._finished = False
        self._dry_s = BEGIN_S
        self._heard_at = self._begins_by = 0.0
        # PortAudio takes one caller at a time; who opens and closes is now the worker, now who brings devices back.
        self._one_at_a_time = threading.RLock()

    def open(self, output: str | None, microphone: str | None) -> Found:
        """Open the output and the microphone (PortAudio names or a part of one; None: the system's default)."""
        with self._one_at_a_time:
            return self._open(output, microphone)

    def _open(self, output: str | None, microphone: str | None) -> Found:
        self.close()
        # Until then a stream may still be waiting for its device.
        self._begins_by = time.monotonic() + BEGIN_S
        reasons = []
        names: list[str | None] = [None, None]
        try:
            self._begin()
        except OSError as error:
            _log.info("PortAudio can't be begun: %s", error)
            self.found = Found(None, None, NO_PORTAUDIO if "library not found" in str(error) else NOT_BEGUN)
            return self.found
        for index, (start, wanted) in enumerate(((self._open_output, output), (self._open_microphone, microphone))):
            try:
                names[index] = start(wanted)
            except _Refused as refusal:
                reasons.append(str(refusal))
        self.found = Found(names[0], names[1], "; ".join(reasons))
        return self.found

    def listen_again(self, microphone: str | None) -> bool:
        """Open the microphone alone, anew, while the output goes on; hands back whether it could be opened."""
        with self._one_at_a_time:
            stream, self._microphone = self._microphone, None
            self._shut(stream)
            try:
                name = self._open_microphone(microphone)
            except _Refused as refusal:
                _log.info("the microphone is not back yet: %s", refusal)
                return False
            self.found = replace(self.found, microphone=name)
            return True

    def close(self) -> None:
        """Close both streams. Nothing sounds any more, nothing is heard."""
        with self._one_at_a_time:
            streams = self._output, self._microphone
            # Given up first: a stream that ends because it is closed is not lost.
            self._output = self._microphone = None
            for stream in streams:
                self._shut(stream)

    def _shut(self, stream: Any) -> None:
        if stream is not None:
            with self._told("close"):
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)

    @property
    def sounding(self) -> bool:
        return self._output is not None

    @property
    def latency_s(self) -> float:
        """Seconds from mixing a block to hearing it."""
        return 0.0 if self._output is None else float(self._output.latency)

    @property
    def travel_s(self) -> float:
        """Seconds, about, from mixing a block to its coming back from the microphone."""
        return self.latency_s + (0.0 if self._microphone is None else float(self._microphone.latency))

    def lost(self) -> str:
        """What is wrong with the output, or "" when it sounds (or there is none to sound)."""
        if self._output is None:
            return ""
        if self._finished:
            return "the sound server or the device is gone"
        now = time.monotonic()
        if now > self._begins_by and now - self._mixer.called > SILENT_S:
            return f"the device asked for nothing for {SILENT_S:g} s"
        return ""

    def deaf(self) -> bool:
        """The microphone is open, yet nothing comes from it."""
        now = time.monotonic()
        return self._microphone is not None and now > self._begins_by and now - self._heard_at > 2 * SILENT_S

    def sounds(self, within_s: float) -> bool:
        """Whether the output goes on asking for sound before `within_s` seconds are over."""
        # A device that stands still asks too, until its buffer is full: twice that is more than a beginning.
        enough = self._mixer.played.written + round(2 * self.latency_s * RATE)
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline and not self._finished:
            if self._mixer.played.written > enough:
                return True
            time.sleep(0.02)
        return False

    def hears(self, within_s: float) -> bool:
        """Whether the microphone gives sound before `within_s` seconds are over."""
        heard, deadline = self.heard, time.monotonic() + within_s
        while time.monotonic() < deadline:
            if heard.written >= RATE // 5:
                return True
            time.sleep(0.02)
        return False

    def take_complaints(self) -> Sequence[str]:
        """What the streams complained of since the last call."""
        complaints, self.complaints = self.complaints, set()
        return sorted(complaints)

    def __enter__(self) -> Devices:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- opening -----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._sounddevice is None:
            # The import itself asks the machine for its devices: only now, and only in this process.
            try:
                self._sounddevice = importlib.import_module("sounddevice")
            except Exception as error:  # its own error class is not to be had when it can't be imported
                raise OSError(str(error)) from error
            return
        # PortAudio sees new devices, and forgets dead ones, only when it begins anew.
        with self._told("begin anew"):
            self._sounddevice._terminate()
        try:
            self._sounddevice._initialize()
        except self._sounddevice.PortAudioError as error:
            raise OSError(str(error)) from error

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """A dying device may refuse to be closed: that is worth a line, and no more."""
        try:
            yield
        except self._sounddevice.PortAudioError as error:
            _log.info("PortAudio would not %s: %s", what, error)

    def _choose(self, kind: str, wanted: str | None, missing: str) -> dict[str, Any]:
        channels = f"max_{kind}_channels"
        try:
            if wanted is None:
                return dict(self._sounddevice.query_devices(kind=kind))
            devices = [dict(device) for device in self._sounddevice.query_devices() if device[channels] > 0]
        except (self._sounddevice.PortAudioError, ValueError) as error:
            _log.info("no %s device: %s", kind, error)
            raise _Refused(missing) from error
        exact = [device for device in devices if device["name"] == wanted]
        near = [device for device in devices if wanted.lower() in device["name"].lower()]
        if not devices:
            raise _Refused(missing)
        if not exact and not near:
            names = ", ".join(repr(device["name"]) for device in devices[:6])
            raise _Refused(f"there is no {kind} device named {wanted!r}: choose one of {names}")
        return (exact or near)[0]

    def _open_output(self, wanted: str | None) -> str:
        device = self._choose("output", wanted, NO_OUTPUT)
        self._finished = False
        self._dry_s = BEGIN_S  # a device may take its time to begin
        self._mixer.called = time.monotonic()
        self._mixer.restart()
        self._output = self._start(
            self._sounddevice.OutputStream,
            device,
            channels=min(2, device["max_output_channels"]),
            callback=self._play,
            finished_callback=self._finish,
        )
        self._dry_s = max(float(self._output.latency), LATENCY_S) + _TAKEN_S
        return str(device["name"])

    def _open_microphone(self, wanted: str | None) -> str:
        device = self._choose("input", wanted, NO_MICROPHONE)
        name = str(device["name"])
        if telephone(name) or device["default_samplerate"] < 32_000:
            raise _Refused(HANDS_FREE)
        self.heard = Ring(MEMORY, 2)
        self._heard_at = time.monotonic()
        self._microphone = self._start(
            self._sounddevice.InputStream,
            device,
            channels=min(2, device["max_input_channels"]),
            callback=self._hear,
        )
        return name

    def _start(self, kind: Any, device: dict[str, Any], **options: Any) -> Any:
        stream = None
        try:
            stream = kind(
                device=device["index"],
                samplerate=RATE,
                blocksize=BLOCK,
                latency=LATENCY_S,
                dtype="float32",
                **options,
            )
            stream.start()
        except self._sounddevice.PortAudioError as error:
            if stream is not None:
                stream.close(ignore_errors=True)
            raise _Refused(f"{device['name']!r} can't be opened at {RATE} Hz: {error}") from error
        return stream

    # ---- callbacks, on PortAudio's threads ---------------------------------------------------------------------------

    def _play(self, out: Samples, frames: int, when: Any, status: Any) -> None:
        # Some sound servers fill a gap with silence and say nothing: who comes later than what it had lasts has left one.
        late = self._mixer.called > 0.0 and time.monotonic() - self._mixer.called > self._dry_s
        if late or (status and status.output_underflow):
            self.complaints.add("underflow")
        self._mixer.render(out)

    def _hear(self, block: Samples, frames: int, when: Any, status: Any) -> None:
        if status and status.input_overflow:
            self.complaints.add("overflow")
        self.heard.write(block)
        self._heard_at = time.monotonic()

    def _finish(self) -> None:
        self._finished = True
