"""The sound of one session: the audio process, its preparation, and what it reports."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from typing import Any

from app.config import Devices
from app.processes.station import Spare, Station
from app.session.dose import Noise
from app.session.kept import Verdict, alike
from app.session.listening import cap_dba
from app.session.log import SessionLog
from app.session.plan import SessionPlan
from app.session.safety import USED_UP, Safety
from app.session.view import SoundView
from audio import messages as sound
from scenes.registry import WORLDS

#: how often the process may be lost, and within how many seconds, before the session goes on without it
_LOSSES, _WITHIN_S = 4, 60.0


MICROPHONE_CAME = "there is a microphone now: the room is measured"
#: steps of a measurement in which noise is heard
NOISY = ("level", "noise")
#: why a process that takes over can't go on by what was calibrated
OTHERS = "the sound is back on devices or volumes that were not calibrated: no SNR is stated"


class Sound:
    """Opens the devices, calibrates, plays, logs each second, and comes back when its process dies.

    layer : what `audio.messages.Open` is told of the plan's layer: its name, or the path of a clinic's own file
    """

    def __init__(self, spare: Spare, devices: Devices, log: SessionLog, plan: SessionPlan, layer: str) -> None:
        self._devices, self._log, self._plan, self._layer = devices, log, plan, layer
        self._ambience = WORLDS[plan.world].ambience
        self._spare = spare
        self._station = Station(spare, self._said, self._came, self._went)
        self._prepared: asyncio.Future[str] | None = None
        self._verdict = Verdict()
        self._playing = self._played = False
        self._gain_db: float | None = None
        #: when the process was lost (monotonic, seconds), and whether the latest one is still to be made up for
        self._losses: list[float] = []
        self._missing = False
        #: what was opened and what was calibrated last, and the latest second: a process that takes over goes on from there
        self._open: sound.Opened | None = None
        self._found: sound.Calibrated | None = None
        self._latest: sound.Level | None = None
        self._noise = Noise()
        self._facing = (0.0, 0.0, 0.0)
        self._ducked_db = 0.0
        self.safety = Safety(log, plan)
        self.view: SoundView | None = None
        #: set once the process has said that nothing sounds any more
        self.stopped = asyncio.Event()

    @property
    def there(self) -> bool:
        return self._station.there

    @property
    def pid(self) -> int:
        return self._station.pid

    @property
    def preparing(self) -> bool:
        return self._prepared is not None and not self._prepared.done()

    async def prepare(self) -> str:
        """Start the process, open the devices and calibrate; hands back why the SNR can't be stated, or ""."""
        if self.safety.off:
            return f"{USED_UP}, so no sound is played"
        self._prepared = asyncio.get_running_loop().create_future()
        # A measurement that was disturbed is made once more.
        limit_s = 20.0 + 3 * (self._devices.ambient_s + self._devices.noise_s)
        self._station.start()
        try:
            return await asyncio.wait_for(self._prepared, limit_s)
        except TimeoutError:
            return f"the sound did not answer within {limit_s:.0f} s"

    def skip(self, why: str) -> None:
        """Don't wait for the preparation any longer."""
        if self._prepared is not None and not self._prepared.done():
            self._prepared.set_result(why)

    def enter(self, world: str) -> None:
        """Another world sounds from the next `play`."""
        self._ambience = WORLDS[world].ambience

    def play(self, on: bool) -> None:
        """The world's ambience and the layer fade in, or out."""
        self._playing, self._played = on, self._played or on
        self._station.send(sound.Play(on=on, ambience=self._ambience))
        if not on:
            self._hush()

    def cue(self, name: str, azimuth: float, elevation: float, distance: float, gain_db: float) -> None:
        self._station.send(
            sound.PlayCue(sound=name, azimuth=azimuth, elevation=elevation, distance=distance, gain_db=gain_db)
        )

    def face(self, azimuth: float, elevation: float, ahead: float = 0.0) -> None:
        """Which way the head looks now in the world, radians: positive right and up; `ahead` lies before the patient's place."""
        self._facing = (azimuth, elevation, ahead)
        self._station.send(sound.Facing(azimuth=azimuth, elevation=elevation, ahead=ahead))

    def say(self, path: str | None) -> None:
        """Speak the line in this file; None ends it."""
        self._station.send(sound.Say(path=path))

    def duck(self, db: float) -> None:
        """Lower all that is played by so many dB (0 or less), for somebody who talks."""
        self._ducked_db = db
        self._station.send(sound.Duck(db=db))

    @property
    def closed(self) -> bool:
        """Whether the patient is known to hear through closed headphones, which keep the room's voices out."""
        kept = self._verdict.kept
        return kept is not None and kept.wearing is sound.Wearing.CLOSED

    def voice(self, samples: bytes) -> None:
        """A piece of a voice, as `audio.messages.Voice`."""
        self._station.send(sound.Voice(samples=samples))

    def stop(self) -> None:
        self._playing = False
        self._hush()
        self._station.send(sound.Stop())

    def kill(self) -> None:
        self._station.kill()

    async def close(self) -> None:
        self._hush()
        await self._station.close()

    # ---- the process ----------------------------------------------------------------------------------------------

    def _came(self) -> None:
        self._station.send(
            sound.Open(
                output=self._devices.output,
                microphone=self._devices.microphone,
                layer=self._layer,
                target_db=self._plan.listening.target_db,
                definition=self._plan.listening.definition,
                cap_dba=cap_dba(self._plan.under_18),
                kept=self._verdict.kept,
                gain_db=self._gain_db,  # a process that takes over is no louder than the one before
            )
        )
        self.face(*self._facing)
        if self._ducked_db:
            self.duck(self._ducked_db)

    def _hush(self) -> None:
        """Nothing is played now."""
        self.view = None
        self.safety.quiet()

    def _went(self, why: str) -> None:
        self._hush()
        now = time.monotonic()
        self._losses = [at for at in self._losses if at > now - _WITHIN_S] + [now]
        self._missing = True
        self._log.event("silent", {"back": False, "seconds": 0.0, "why": f"the sound process was lost: {why}"})
        if len(self._losses) < _LOSSES:
            do = "the session goes on; the sound starts again"
        else:
            self._station.kill()
            why = f"{why}; it was lost again and again"
            do = "the session goes on without sound; check this computer's sound settings"
        self._log.fault("the sound was lost", why, do)
        self.skip("the sound process was lost")

    def _said(self, message: Any) -> None:
        match message:
            case sound.Opened():
                self._opened(message)
            case sound.Measuring(step=step, level_db=level_db):
                kept = self._verdict.kept
                if step in NOISY and kept is not None and kept.mic_full_scale_dba is not None:
                    self._noise.add(message.t_ns / 1e9, level_db + kept.mic_full_scale_dba)
            case sound.Calibrated():
                self._found = message
                noise, self._noise = self._noise, Noise()
                if noise.level_dba is not None:
                    self.safety.measured(noise.level_dba, noise.seconds)
                # another process at hand takes over within the time that it takes to open the devices
                self._spare.warm()
                self._log.event(
                    "calibrated",
                    {
                        "calibrated": message.calibrated,
                        "ambient_db": message.ambient_db,
                        "path_db": message.path_db,
                        "path_uncertainty_db": message.path_uncertainty_db,
                        "method": message.method,
                        "reason": message.reason,
                        "kept": self._verdict.id,
                        "not_kept": list(self._verdict.why_not),
                        "noise_dba": None if noise.level_dba is None else round(noise.level_dba, 1),
                        "noise_s": round(noise.seconds, 1),
                    },
                    message.t_ns,
                )
                self.skip("" if message.calibrated else message.reason or "the calibration failed")
            case sound.Level() if self._playing:
                self._second(message)
            case sound.Silent(back=back, seconds=seconds, why=why):
                self._log.event("silent", {"back": back, "seconds": seconds, "why": why}, message.t_ns)
                if back:
                    self._log.notice("info", f"the sound is back after {seconds:.1f} s")
                else:
                    self._log.notice("warning", f"the sound stopped: {why}")
            case sound.Fault(what=what, why=why, do=do):
                self._log.fault(what, why, do)
            case sound.Stopped():
                self.stopped.set()

    def _opened(self, message: sound.Opened) -> None:
        self._station.expect()
        was, self._open = self._open, message
        before, self._verdict = self._verdict, self._log.kept(message)
        if self._verdict.kept != before.kept:
            self._station.send(sound.Keep(kept=self._verdict.kept))
        for line in self._verdict.notices:
            self._log.notice("warning" if line in self._verdict.why_not else "info", line)
        self._log.event(
            "sound_opened",
            {
                "output": message.output,
                "microphone": message.microphone,
                "rate": message.rate,
                "reason": message.reason,
                "layer": self._plan.listening.layer,
                "target_db": self._plan.listening.target_db,
                "definition": self._plan.listening.definition,
                "cap_dba": cap_dba(self._plan.under_18),
                "output_volume": message.output_volume,
                "microphone_volume": message.microphone_volume,
                "output_rate": message.output_rate,
                "microphone_rate": message.microphone_rate,
                "kept": None if self._verdict.kept is None else asdict(self._verdict.kept),
            },
        )
        if self.preparing:
            if message.output is None:
                self._log.fault(
                    "there is no sound",
                    message.reason,
                    "connect loudspeakers or headphones; the session goes on without",
                )
                self.skip("there is no sound output")
            elif message.microphone is None:
                self.skip("there is no microphone")
            else:
                self._calibrate()
        elif message.microphone is not None and was is not None and was.microphone is None and not self._played:
            self._log.notice("info", MICROPHONE_CAME)
            self._calibrate()
        else:
            self._take_up(was, message)
        if self._missing and message.output is not None:
            self._missing = False
            seconds = time.monotonic() - self._losses[-1]
            self._log.event("silent", {"back": True, "seconds": round(seconds, 2), "why": "the sound process was lost"})

    def _calibrate(self) -> None:
        self._station.send(sound.Calibrate(ambient_s=self._devices.ambient_s, noise_s=self._devices.noise_s))

    def _take_up(self, was: sound.Opened | None, now: sound.Opened) -> None:
        """Go on as the process before did: by what it had calibrated, where the devices are the same."""
        found, latest = self._found, self._latest
        if self._missing and found is not None and found.calibrated:
            if was is not None and alike(was, now):
                change_db = 0.0 if latest is None else latest.path_change_db or 0.0
                background_db = None if latest is None else latest.background_db
                self._station.send(sound.Resume(found=found, path_change_db=change_db, background_db=background_db))
            else:
                self._log.notice("warning", OTHERS)
        if self._playing:
            self.play(True)

    def _second(self, level: sound.Level) -> None:
        self._gain_db, self._latest = level.gain_db, level
        self._log.level(level)
        self.safety.second(level)
        self.view = SoundView(level, self._plan.listening, self.safety.dose, self.safety.out_of_reach)
