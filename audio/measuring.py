"""The measurement that is under way: what it plays, what it is told, and what it answers.

At most one of four: a calibrator on the microphone, headphones in a coupler, the room, and the calibration before a session. Each
begins in silence, waits until what sounded before has died away, and tells how far it is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from audio.ambient import Frame
from audio.calibration import Calibration
from audio.calibrator import Tone
from audio.device import Devices
from audio.levels import HOP, RATE, A, Floats, Z, db
from audio.listener import Listener
from audio.measured import Measured, in_db
from audio.messages import (
    BandsMeasured,
    Calibrate,
    CalibratorMeasured,
    Kept,
    MeasureCalibrator,
    MeasureCoupler,
    MeasureRoom,
    Measuring,
    Message,
)
from audio.mixer import Mixer
from audio.ring import Ring
from audio.steady import steady

_log = logging.getLogger(__name__)

Measure = Calibrate | MeasureCalibrator | MeasureCoupler | MeasureRoom
Send = Callable[[Message], None]

#: seconds in which what sounds is faded out, and until that has passed from the mixer through the room to the microphone
_FADE_S, _TRAVEL_S = 0.3, 0.8
_TELL_S = 0.2
#: a sample from here on is no sample of the sound any more, but of the microphone's end
CLIPPED = 0.999

INTERRUPTED = "calibration was interrupted: calibrate again"


class _Step(Protocol):
    """What is measured: it takes frames and says what is to be played."""

    gain_db: float | None
    align: bool

    @property
    def step(self) -> str: ...

    @property
    def done(self) -> float: ...

    def add(self, frame: Frame, *, clipped: bool = False) -> None: ...


class _Room:
    """The room's third octaves, by what is steady of them."""

    gain_db: float | None = None
    align = False
    step = "room"

    def __init__(self, seconds: float) -> None:
        self.bands: Floats | None = None
        self.reason = ""
        self._wanted = max(round(seconds * RATE / HOP), 4)
        self._frames: list[Frame] = []
        self._clipped = 0

    @property
    def done(self) -> float:
        return min(len(self._frames) / self._wanted, 1.0)

    def add(self, frame: Frame, *, clipped: bool = False) -> None:
        self._frames.append(frame)
        self._clipped += clipped
        if len(self._frames) < self._wanted:
            return
        heard = np.array([frame.mic for frame in self._frames])
        part = steady(10.0 * np.log10(np.maximum(np.sum(heard[:, A], axis=1), 1e-20)))
        if self._clipped > 0.2 * self._wanted:
            self.reason = "the microphone is overdriven: turn its volume down, and measure again"
        elif not part.found:
            self.reason = "no steady noise is heard, something moves all the time: ask for quiet, and measure again"
        else:
            self.bands = np.mean(heard[part.which, Z], axis=0)


class Peaks:
    """The highest sample that came into a ring since it was last asked for."""

    def __init__(self, ring: Ring) -> None:
        self._ring, self._at = ring, ring.written

    def take(self) -> float:
        written = self._ring.written
        new = self._ring.read(self._at, written - self._at) if written > self._at else None
        self._at = written
        return 0.0 if new is None else float(np.max(np.abs(new)))


class Measurements:
    """Carries out one measurement at a time. Belongs to the worker's thread.

    noise : (2, 21) third-octave powers of the calibration noise at a gain of 0 dB
    """

    def __init__(self, mixer: Mixer, devices: Devices, noise: Floats, send: Send) -> None:
        self._mixer, self._devices, self._noise, self._send = mixer, devices, noise, send
        self._command: Measure | None = None
        self._step: _Step | None = None
        self._tone: Tone | None = None
        self._peaks = Peaks(devices.heard)
        self._sounding = False
        self._begin_at = self._tell_at = 0.0
        self._peak, self._level_db = 0.0, -200.0

    @property
    def under_way(self) -> bool:
        return self._command is not None

    def begin(self, command: Measure, *, layer: Floats, kept: Kept | None, cap_dba: float) -> None:
        """Silence everything and begin. Nothing else may be under way; an output and a microphone must be open.

        layer : (2, 21) third-octave powers of the layer that is to be held, at a gain of 0 dB
        """
        self._mixer.fade_layer(False, _FADE_S)
        self._mixer.fade_ambience(None, _FADE_S)
        self._begin_at = time.monotonic() + _FADE_S + _TRAVEL_S
        self._command, self._tone, self._step = command, None, None
        self._peaks = Peaks(self._devices.heard)
        self._peak, self._level_db = 0.0, -200.0
        full_scale = None if kept is None else kept.mic_full_scale_dba
        highest_db = None if full_scale is None else cap_dba - full_scale
        match command:
            case MeasureCalibrator(level_db=level_db, seconds=seconds):
                self._tone = Tone(level_db, seconds)
            case MeasureCoupler(seconds=seconds):
                self._step = Calibration(seconds, seconds, self._noise, highest_db=highest_db)
            case MeasureRoom(seconds=seconds):
                self._step = _Room(seconds)
            case Calibrate(ambient_s=ambient_s, noise_s=noise_s):
                self._step = Calibration(ambient_s, noise_s, self._noise, layer=layer, kept=kept, highest_db=highest_db)

    def refuse(self, command: Measure, reason: str) -> None:
        """Answer a measurement that can't be made or did not end (but for `Calibrate`, whose answer is the worker's)."""
        if isinstance(command, MeasureCalibrator):
            self._send(CalibratorMeasured(full_scale_db=None, reason=reason))
        elif not isinstance(command, Calibrate):
            self._send(BandsMeasured(bands_db=None, reason=reason))

    def interrupt(self) -> Measure | None:
        """End what is under way, and answer it. Hands back what it was."""
        command, self._command = self._command, None
        if command is not None:
            self._play(None, 0.1)
            self.refuse(command, INTERRUPTED)
        return command

    def listen(self, listener: Listener | None) -> Measured | None:
        """Go on with what was heard. Hands back what a `Calibrate` found, once; other measurements answer by themselves."""
        peak = self._peaks.take()
        self._peak = max(self._peak, peak)
        due = time.monotonic() >= self._begin_at
        if due and self._tone is not None:
            self._tone.take(self._devices.heard)
        for frame in () if listener is None else listener.frames():
            self._level_db = db(float(np.sum(frame.mic[A])))
            if not due or self._step is None:
                continue
            self._step.add(frame, clipped=peak >= CLIPPED)
            if self._step.align and listener is not None:
                travel = listener.align()
                _log.info("from mixer to microphone: %s", "not found" if travel is None else f"{travel:.3f} s")
            self._play(self._step.gain_db, 0.3)
            if self._over():
                break
        self._tell()
        return self._finish()

    # ---- inside ------------------------------------------------------------------------------------------------------

    def _over(self) -> bool:
        match self._step:
            case Calibration(measured=measured):
                return measured is not None
            case _Room() as room:
                return room.bands is not None or room.reason != ""
            case _:
                return self._tone is not None and self._tone.measured is not None

    def _finish(self) -> Measured | None:
        if not self._over():
            return None
        command, step, tone = self._command, self._step, self._tone
        self._command = self._step = self._tone = None
        self._play(None, 0.3)
        if tone is not None and tone.measured is not None:
            self._send(tone.measured)
        elif isinstance(step, _Room):
            self._send(BandsMeasured(bands_db=in_db(step.bands), reason=step.reason))
        elif isinstance(step, Calibration) and step.measured is not None:
            if isinstance(command, Calibrate):
                return step.measured
            self._send(BandsMeasured(bands_db=in_db(step.measured.path), reason=step.measured.reason))
        return None

    def _play(self, gain_db: float | None, seconds: float) -> None:
        """Have the noise at this gain; None: silence."""
        if gain_db is not None:
            self._mixer.fade_master(True, 0.01)
            self._mixer.set_layer_gain(gain_db, seconds)
        if (gain_db is not None) != self._sounding:
            self._sounding = gain_db is not None
            self._mixer.fade_layer(self._sounding, seconds)

    def _tell(self) -> None:
        now = time.monotonic()
        if now < self._tell_at:
            return
        self._tell_at = now + _TELL_S
        step = self._step or self._tone
        if step is not None:
            self._send(Measuring(step=step.step, done=step.done, level_db=self._level_db, peak=self._peak))
        self._peak = 0.0
