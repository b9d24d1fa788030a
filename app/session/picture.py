"""The picture of one session: the render process, what it is told, and what it reports."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from app.config import Devices
from app.engine import messages as picture
from app.errors import IllegalStep, RespiteError
from app.processes.station import Spare, Station
from app.session.log import SessionLog
from app.session.plan import Mode, SessionPlan

#: seconds granted to open the display and build the world (a first build bakes its light)
OPENING_S = 90.0
#: seconds of the fade to dark at a stop: software draws few pictures a second, and half a second is all there is
FADE_S = 0.25
#: seconds after which a switch is given up
SWITCH_S = 28.0


class Audience(Protocol):
    """Who is told what happens in the picture."""

    def picture_opened(self) -> None: ...

    def picture_changed(self, before: picture.ModeChanged | None, now: picture.ModeChanged) -> None: ...

    def picture_lost(self) -> None: ...

    def picture_seen(self, jpeg: bytes) -> None: ...

    def rating_given(self, rating: picture.RatingGiven) -> None: ...

    def patient_stops(self, source: str) -> None: ...

    def sound_asked(self, cue: picture.SceneCue) -> None: ...


class Picture:
    """Shows the world in the mode asked for, and comes back (in 2D) when its process dies."""

    def __init__(self, spare: Spare, devices: Devices, log: SessionLog, plan: SessionPlan, audience: Audience) -> None:
        self._devices, self._log, self._plan, self._audience = devices, log, plan, audience
        self._station = Station(spare, self._said, self._came, self._went)
        self._seed = 0
        self._next_mode = plan.mode
        self._fps = 0
        self._request = 0
        self._answer: asyncio.Future[picture.ModeChanged] | None = None
        #: True while there is a picture that can be told what to show
        self.opened = False
        #: the mode in force, None before the first picture
        self.shown: picture.ModeChanged | None = None
        #: set once the process has said that all is dark and still
        self.stopped = asyncio.Event()

    @property
    def there(self) -> bool:
        return self._station.there

    @property
    def pid(self) -> int:
        return self._station.pid

    @property
    def mode(self) -> Mode:
        return Mode(self.shown.mode) if self.shown else self._next_mode

    @property
    def switching(self) -> bool:
        return self._answer is not None

    def start(self, seed: int, mode: Mode) -> None:
        self._seed, self._next_mode = seed, mode
        self._station.start()

    async def switch(self, mode: Mode) -> None:
        """Show the world in `mode`; returns when it is shown.

        Raises
        ------
        RespiteError
            It can't be: the line says why and what to do.
        """
        if self._answer is not None:
            raise IllegalStep("a switch is under way: wait until the picture has changed")
        if self.shown is None:
            raise IllegalStep("nothing is shown yet: wait for the first picture, then switch")
        if self.shown.mode == mode:
            return
        self._request += 1
        self._answer = asyncio.get_running_loop().create_future()
        self._log.event("switch_asked", {"mode": mode.value})
        try:
            if not self._station.send(picture.SetMode(mode=mode.value, request=self._request)):
                raise RespiteError("the picture is being started again: wait for it, then switch")
            changed = await asyncio.wait_for(self._answer, SWITCH_S)
        except TimeoutError as error:
            raise RespiteError(
                f"the picture did not change within {SWITCH_S:.0f} s: try again, or stop the session"
            ) from error
        finally:
            self._answer = None
        if changed.mode != mode:
            raise RespiteError(changed.reason or f"the picture stays in {changed.mode.upper()}")

    def say(self, text: str) -> None:
        self._station.send(picture.Say(text=text))

    def play(self, on: bool) -> None:
        self._station.send(picture.Play(on=on))

    def ask(self, phase: str, instrument: str) -> None:
        self._station.send(picture.AskRating(phase=phase, instrument=instrument))

    def close_rating(self) -> None:
        self._station.send(picture.CloseRating())

    def recentre(self) -> None:
        self._log.event("recentred", {})
        self._station.send(picture.Recentre())

    def mirror(self, fps: int) -> None:
        self._fps = fps
        self._station.send(picture.SetMirror(fps=fps))

    def stop(self) -> None:
        self._station.send(picture.Stop(fade_s=FADE_S))

    def kill(self) -> None:
        self._station.kill()

    async def close(self) -> None:
        await self._station.close()

    # ---- the process ----------------------------------------------------------------------------------------------

    def _came(self) -> None:
        self._station.expect(patience_s=OPENING_S)
        self._station.send(
            picture.Open(
                world=self._plan.world,
                seed=self._seed,
                mode=self._next_mode.value,
                language=self._plan.language,
                simulated=self._plan.simulated,
                offscreen=self._devices.offscreen,
                size=self._devices.size,
            )
        )
        if self._fps:
            self.mirror(self._fps)

    def _went(self, why: str) -> None:
        lost, self.shown, self.opened = self.shown, None, False
        if lost is not None and lost.mode == Mode.D3:
            self._next_mode = Mode.D2
            where = f"{why} (headset {lost.system}, runtime {lost.runtime})"
            todo = "the session goes on in 2D; press 3D to try the headset again"
        else:
            where, todo = why, "it starts again by itself"
        self._log.fault("the picture was lost", where, todo)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(RespiteError(f"the picture was lost while it switched: {todo}"))
        self._audience.picture_lost()

    def _said(self, message: Any) -> None:
        match message:
            case picture.Picture(jpeg=jpeg):
                self._audience.picture_seen(jpeg)
            case picture.Opened():
                self.opened = True
                self._station.expect()
                self._log.event(
                    "opened",
                    {
                        "display": message.display,
                        "renderer": message.renderer,
                        "first_picture_s": message.first_picture_s,
                    },
                )
                self._audience.picture_opened()
            case picture.ModeChanged():
                self._changed(message)
            case picture.RatingGiven():
                self._audience.rating_given(message)
            case picture.StopAsked(source=source):
                self._audience.patient_stops(source)
            case picture.Stopped():
                self.stopped.set()
            case picture.SceneCue():
                self._audience.sound_asked(message)
            case picture.SceneHappening(kind=kind, data=data):
                self._log.event(kind, data, message.t_ns)
            case picture.FrameStats():
                self._log.frames(message)
            case picture.HeadMotion():
                self._log.head_motion(message)
            case picture.Fault(what=what, why=why, do=do):
                self._log.fault(what, why, do)

    def _changed(self, message: picture.ModeChanged) -> None:
        before, self.shown = self.shown, message
        self._next_mode = Mode(message.mode)
        self._log.event(
            "mode",
            {
                "mode": message.mode,
                "display": message.display,
                "runtime": message.runtime,
                "system": message.system,
                "reason": message.reason,
                "took_s": message.took_s,
                "request": message.request,
                "state": message.state,
            },
            message.t_ns,
        )
        if message.reason:
            self._log.notice("warning", message.reason)
        self._audience.picture_changed(before, message)
        if self._answer is not None and not self._answer.done() and message.request == self._request:
            self._answer.set_result(message)
