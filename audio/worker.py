"""The worker: opens the devices, brings them back, calibrates, plays, and reports each second.

A thread of its own, so that the audio callback and the process's heartbeat never wait for a device or a measurement.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from audio.background import STEP_S
from audio.device import HANDS_FREE, HANDS_FREE_OUTPUT, Devices, Found, telephone
from audio.holder import Holder
from audio.layers import Layer, make
from audio.levels import RATE
from audio.listener import Listener
from audio.lookout import Lookout
from audio.measured import Measured, resumed, told
from audio.measuring import INTERRUPTED, Measure, Measurements
from audio.messages import (
    Calibrate,
    Fault,
    Keep,
    Kept,
    MeasureCalibrator,
    MeasureCoupler,
    MeasureRoom,
    Message,
    Open,
    Opened,
    Play,
    PlayCue,
    Resume,
    Say,
    Silent,
    Stop,
)
from audio.mixer import Mixer
from audio.performer import Performer
from audio.recovery import Back, Lost, Recover, Recovery, lost_now
from audio.space import worn
from audio.volume import Route
from audio.watch import Watch

_log = logging.getLogger(__name__)

#: seconds that a change needs to pass from the mixer to the microphone, with some to spare
_TRAVEL_S = 0.5
#: seconds after a gap in a stream until what was played and what was heard lie side by side again: two looks of the listener's
_ALIGNED_S = 1.0

#: flag of `Level` -> why the calibration is void
VOID = {
    "device_changed": "the sound device is another one than was calibrated: calibrate again",
    "volume_changed": "the volume is another one than was calibrated: calibrate again",
}
HUNG = "the sound server does not answer: start it, or this computer, again"
NO_SOUND = "there is neither an output nor a microphone to calibrate"


def refusal(found: Found, played: Route | None, heard: Route | None) -> str:
    """Why what is open can't be calibrated: a Bluetooth headset that plays telephone sound, by its name or its profile."""
    if heard is not None and heard.telephone:
        return HANDS_FREE
    by_name = found.output is not None and telephone(found.output)
    return HANDS_FREE_OUTPUT if by_name or (played is not None and played.telephone) else ""


class Worker(threading.Thread):
    """Obeys `audio.messages`, except `Stop` and `Quit`, whose fades the process itself performs."""

    def __init__(self, mixer: Mixer, devices: Devices, noise: Layer, send: Callable[[Message], None]) -> None:
        """noise : what the path is measured with, and the layer until one is asked for"""
        super().__init__(name="worker", daemon=True)
        self.recovering = threading.Event()
        self._mixer, self._devices, self._send = mixer, devices, send
        self._noise = self._layer = noise
        self._performer = Performer(mixer, send)
        self._holder = Holder(noise.bands)
        self._commands: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._open = Open()
        self._listener: Listener | None = None
        self._measurements = Measurements(mixer, devices, noise.bands, send)
        #: why what is open can't be calibrated, "" where it can
        self._refusal = ""
        self._estimate_at = 0.0
        self._flags: set[str] = set()
        #: what the streams complained of since the last second was told
        self._complaints: set[str] = set()
        self._playing = False
        self._steady_at = 0.0
        self._next_s = 0.0
        self._recovery = Recovery(devices)
        self._lookout: Lookout | None = None
        self._watch = Watch()

    def post(self, command: Message) -> None:
        """Hand over a command; it is obeyed soon."""
        self._commands.put(command)

    def finish(self) -> None:
        """End the thread after what it does now."""
        self._watch.end()
        self._commands.put(None)

    def run(self) -> None:
        self._watch.start()
        while True:
            try:
                command = self._commands.get(timeout=0.04)
            except queue.Empty:
                self._tick()
                continue
            if command is None:
                return
            self._obey(command)

    # ---- commands ----------------------------------------------------------------------------------------------------

    def _obey(self, command: Message) -> None:
        match command:
            case Open():
                self._obey_open(command)
            case Keep(kept=kept):
                self._obey_keep(kept)
            case Resume():
                self._obey_resume(command)
            case Calibrate() | MeasureCalibrator() | MeasureCoupler() | MeasureRoom():
                self._obey_measure(command)
            case Play():
                self._obey_play(command)
            case PlayCue():
                if self._playing:
                    self._performer.cue(command)
            case Say():
                self._obey_say(command)
            case Stop():
                self._interrupt()
                self._playing = False
            case Recover():
                self._interrupt()
                self._recovery.begin(Lost.OUTPUT, self._open, command)
            case _:
                raise TypeError(f"the audio process knows no command {type(command).__name__}")

    def _obey_open(self, command: Open) -> None:
        self._interrupt()
        try:
            self._take_layer(command.layer)
            self._holder.begin(command, self._layer.bands)
        except ValueError as error:
            self._send(Opened(output=None, microphone=None, rate=RATE, reason=str(error)))
            return
        if not self._recovery.give_up():
            self._send(Opened(output=None, microphone=None, rate=RATE, reason=HUNG))
            return
        self._open = command
        self._place(command.kept)
        self._flags.clear()
        self._open_devices()

    def _open_devices(self) -> None:
        opening = self._open
        found = self._devices.open(opening.output, opening.microphone)
        self._follow(found)
        self._watch.settle()
        self._set_gains(0.01)
        self.recovering.clear()
        # What is missing may be plugged in, or its server started, at any moment.
        self._lookout = None
        if found.output is None:
            self.recovering.set()
            self._recovery.begin(Lost.OUTPUT, opening, lost_now(found.reason))
        elif found.microphone is None:
            self._lookout = Lookout(opening.microphone)
        self._tell_opened(found)

    def _take_layer(self, name: str) -> None:
        """Have the layer `name` ready; it sounds with the next `Play`."""
        if name == self._layer.name:
            return
        if self._layer is not self._noise:
            self._layer.close()
        self._layer = self._noise if name == self._noise.name else make(name)

    def _tell_opened(self, found: Found) -> None:
        routes = self._watch.routes()
        played, heard = routes.output, routes.microphone
        self._refusal = refusal(found, played, heard)
        self._send(
            Opened(
                output=found.output,
                microphone=found.microphone,
                rate=RATE,
                reason="; ".join(filter(None, (found.reason, self._refusal))),
                output_volume=None if played is None else played.volume,
                microphone_volume=None if heard is None else heard.volume,
                output_rate=None if played is None else played.rate,
                microphone_rate=None if heard is None else heard.rate,
            )
        )

    def _obey_keep(self, kept: Kept | None) -> None:
        self._interrupt()
        self._open = replace(self._open, kept=kept)
        self._place(kept)
        self._holder.begin(self._open)

    def _obey_resume(self, command: Resume) -> None:
        self._interrupt()
        if self._listener is None or self._refusal:
            self._tell_calibrated()
            return
        self._adopt(resumed(command, self._open.kept))

    def _place(self, kept: Kept | None) -> None:
        self._mixer.set_wearing(worn(self._devices.found.output) if kept is None else kept.wearing)

    def _obey_measure(self, command: Measure) -> None:
        self._interrupt()
        found, refused = self._devices.found, self._refusal
        if found.output is None or found.microphone is None:
            refused = found.reason or NO_SOUND
        if refused:
            self._measurements.refuse(command, refused)
            if isinstance(command, Calibrate):
                self._holder.forget(refused)
                self._tell_calibrated()
            return
        self._playing = False
        self._mixer.say(None)
        self._mixer.set_layer(self._noise, 0.1)
        self._measurements.begin(command, layer=self._layer.bands, kept=self._open.kept, cap_dba=self._open.cap_dba)

    def _obey_play(self, command: Play) -> None:
        self._interrupt()
        if not command.on:
            self._playing = False
            self._mixer.fade_layer(False, command.fade_s)
            self._mixer.fade_ambience(None, command.fade_s)
            return
        if not self._playing:
            now = time.monotonic()
            self._steady_at = now + command.fade_s + _TRAVEL_S
            self._next_s = now + 1.0
            self._playing = True
        self._mixer.set_layer(self._layer, 0.1)
        self._mixer.fade_master(True, 0.01)
        self._set_gains(0.01)
        self._mixer.fade_layer(True, command.fade_s)
        ambience = None if command.ambience is None else self._performer.ambience(command.ambience)
        if ambience is not None or command.ambience is None:
            self._mixer.fade_ambience(ambience, command.fade_s)

    def _obey_say(self, command: Say) -> None:
        if self._measurements.under_way and command.path is not None:
            why, do = "the room is being listened to", "Speak it when the measurement is done"
            self._send(Fault(what="The line was not spoken", why=why, do=do))
            return
        self._performer.say(command)

    def _interrupt(self) -> None:
        if isinstance(self._measurements.interrupt(), Calibrate):
            self._holder.forget(INTERRUPTED)
            self._tell_calibrated()

    # ---- measuring ---------------------------------------------------------------------------------------------------

    def _follow(self, found: Found) -> None:
        self._listener = None
        self._flags.discard("deaf")
        self._place(self._open.kept)
        if found.output is not None and found.microphone is not None:
            mixer, devices = self._mixer, self._devices
            self._listener = Listener(mixer.played, mixer.played_layer, devices.heard, devices.travel_s)

    def _tick(self) -> None:
        now = time.monotonic()
        back = self._recovery.take()
        if back is not None:
            self._come_back(back)
        self._heed_complaints()
        if not self._recovery.silent:
            self._listen()
            self._look()
            if self._lookout is not None and not self._playing and self._lookout.sees():
                self._open_devices()
        if now >= self._next_s:
            # Seconds that were missed (a device that took long to come back) are not made up for.
            self._next_s = max(self._next_s + 1.0, now + 0.5)
            self._hold()

    def _heed_complaints(self) -> None:
        """After a gap in a stream nothing is learnt and nothing stated until what is heard and what is played match again."""
        complaints = self._devices.take_complaints()
        if complaints:
            self._complaints.update(complaints)
            self._holder.restart()
            aligned = time.monotonic() + _ALIGNED_S
            self._steady_at, self._estimate_at = max(self._steady_at, aligned), max(self._estimate_at, aligned)

    def _listen(self) -> None:
        if self._measurements.under_way:
            measured = self._measurements.listen(self._listener)
            if measured is not None:
                self._adopt(measured)
        else:
            for frame in () if self._listener is None else self._listener.frames():
                if time.monotonic() >= self._estimate_at and self._holder.add(frame, playing=self._playing):
                    self._set_gains(STEP_S if self._playing else 0.05)
        if self._devices.deaf() and not self._recovery.deaf:
            self._lose_microphone()

    def _lose_microphone(self) -> None:
        self._listener = None
        self._flags.add("deaf")
        self._interrupt()
        self._recovery.begin(Lost.MICROPHONE, self._open, lost_now("nothing came from it for a second"))
        self._send(
            Fault(
                what="The microphone stopped",
                why="nothing has come from it for a second; the layer stays as loud as it is, and no SNR is stated",
                do="Plug it in again; it is listened to as soon as it is there",
            )
        )

    def _look(self) -> None:
        """Void the calibration when a stream was moved or a volume was turned."""
        change = self._watch.change()
        if change is None:
            return
        if self._holder.calibrated or self._measurements.under_way:
            self._void(change.flag, change.why, change.louder_db)
        elif change.flag == "device_changed":
            self._flags.add(change.flag)

    def _void(self, flag: str, why: str, louder_db: float | None = None) -> None:
        _log.warning("the calibration is void: %s", why)
        self._interrupt()
        self._holder.forget(VOID[flag], louder_db)
        self._set_gains(0.1)
        self._flags.add(flag)
        self._tell_calibrated()
        self._send(
            Fault(what="The calibration holds no longer", why=why, do="Calibrate again; until then no SNR is stated")
        )

    def _adopt(self, measured: Measured) -> None:
        self._estimate_at = time.monotonic() + 0.3 + _TRAVEL_S
        self._flags -= set(VOID)
        self._watch.settle()
        self._holder.adopt(measured)
        self._set_gains(0.3)
        self._tell_calibrated()

    def _tell_calibrated(self) -> None:
        self._send(told(self._holder.measured))

    # ---- holding -----------------------------------------------------------------------------------------------------

    def _set_gains(self, seconds: float) -> None:
        self._mixer.set_layer_gain(self._holder.gain_db, seconds)
        self._mixer.set_world_gain(self._holder.world_gain_db, seconds)
        self._mixer.set_ceiling(self._holder.ceiling_dba, self._holder.path)
        self._mixer.set_speech_gain(self._holder.speech_gain_db, seconds)

    def _hold(self) -> None:
        """Once a second: report, while the layer plays."""
        flags, self._complaints = self._flags | self._complaints, set()
        if self._mixer.ducked:
            flags.add("ducked")
        silent = self._recovery.silent or not self._devices.sounding
        if silent:
            flags.add("silent")
        heard = not silent and "deaf" not in flags
        if heard and not self._measurements.under_way:
            flags |= self._holder.second(playing=self._playing)
        if self._playing:
            self._send(self._holder.level(time.monotonic() - self._steady_at, flags, heard=heard))

    # ---- recovery ----------------------------------------------------------------------------------------------------

    def _come_back(self, back: Back) -> None:
        """Devices are there again. Others than before void the calibration."""
        self._follow(back.found)
        self._holder.restart()
        self._steady_at = self._estimate_at = time.monotonic() + 0.3 + _TRAVEL_S
        if back.what is Lost.OUTPUT:
            if back.before.output is None:
                self._tell_opened(back.found)
            if back.found.microphone is None and back.before.microphone is None:
                self._lookout = Lookout(self._open.microphone)
            self._send(Silent(back=True, seconds=time.monotonic() - back.cause.lost_at, why=back.cause.why))
            self.recovering.clear()
        if back.found.microphone is None and back.before.microphone is not None:
            self._lose_microphone()
        elif self._holder.calibrated and not back.same:
            self._void("device_changed", f"another device came back ({_names(back.before)} -> {_names(back.found)})")


def _names(found: Found) -> str:
    return ", ".join(name for name in (found.output, found.microphone) if name)
