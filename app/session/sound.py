"""The sound of one session: the audio process, its preparation, and what it reports."""

from __future__ import annotations

import asyncio
from typing import Any

from app.config import Devices
from app.processes.station import Spare, Station
from app.session.log import SessionLog
from app.session.view import SoundView
from audio import messages as sound


class Sound:
    """Opens the devices, calibrates, plays, logs each second, and comes back when its process dies.

    ambience : the world's steady sound, or None
    """

    def __init__(self, spare: Spare, devices: Devices, log: SessionLog, ambience: str | None) -> None:
        self._devices, self._log, self._ambience = devices, log, ambience
        self._station = Station(spare, self._said, self._came, self._went)
        self._prepared: asyncio.Future[str] | None = None
        self._playing = False
        self._gain_db: float | None = None
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
        self._prepared = asyncio.get_running_loop().create_future()
        limit_s = 10.0 + 2 * (self._devices.ambient_s + self._devices.noise_s)
        self._station.start()
        try:
            return await asyncio.wait_for(self._prepared, limit_s)
        except TimeoutError:
            return f"the sound did not answer within {limit_s:.0f} s"

    def skip(self, why: str) -> None:
        """Don't wait for the preparation any longer."""
        if self._prepared is not None and not self._prepared.done():
            self._prepared.set_result(why)

    def play(self, on: bool) -> None:
        """The world's ambience and the layer fade in, or out."""
        self._playing = on
        self._station.send(sound.Play(on=on, ambience=self._ambience))
        if not on:
            self.view = None

    def cue(self, name: str, azimuth: float, distance: float, gain_db: float) -> None:
        self._station.send(sound.PlayCue(sound=name, azimuth=azimuth, distance=distance, gain_db=gain_db))

    def stop(self) -> None:
        self._playing = False
        self._station.send(sound.Stop())

    def kill(self) -> None:
        self._station.kill()

    async def close(self) -> None:
        await self._station.close()

    # ---- the process ----------------------------------------------------------------------------------------------

    def _came(self) -> None:
        self._station.send(
            sound.Open(
                output=self._devices.output,
                microphone=self._devices.microphone,
                target_db=self._devices.target_db,
                definition=self._devices.definition,
                gain_db=self._gain_db,  # a process that takes over is no louder than the one before
            )
        )

    def _went(self, why: str) -> None:
        self.view = None
        self._log.event("silent", {"back": False, "seconds": 0.0, "why": f"the sound process was lost: {why}"})
        self._log.fault("the sound was lost", why, "the session goes on; the sound starts again, without a stated SNR")
        self.skip("the sound process was lost")

    def _said(self, message: Any) -> None:
        match message:
            case sound.Opened():
                self._opened(message)
            case sound.Calibrated():
                self._log.event(
                    "calibrated",
                    {
                        "calibrated": message.calibrated,
                        "ambient_db": message.ambient_db,
                        "path_db": message.path_db,
                        "reason": message.reason,
                    },
                    message.t_ns,
                )
                self.skip("" if message.calibrated else message.reason or "the calibration failed")
            case sound.Level() if self._playing:
                self._gain_db = message.gain_db
                self.view = SoundView(
                    snr_db=message.snr_db,
                    target_db=message.target_db,
                    ambient_db=message.ambient_db,
                    layer_db=message.layer_db,
                    calibrated=message.calibrated,
                    flags=message.flags,
                )
                self._log.level(message)
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
        self._log.event(
            "sound_opened",
            {
                "output": message.output,
                "microphone": message.microphone,
                "rate": message.rate,
                "reason": message.reason,
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
                self._station.send(sound.Calibrate(ambient_s=self._devices.ambient_s, noise_s=self._devices.noise_s))
        elif self._playing:
            self.play(True)
