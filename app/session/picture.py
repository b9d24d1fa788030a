"""The picture of one session: the render process, what it is told, and what it reports."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any, Protocol

from app.config import Devices
from app.engine import messages as picture
from app.errors import IllegalStep, RespiteError
from app.processes.station import Spare, Station
from app.session.comeback import Comeback
from app.session.log import SessionLog
from app.session.plan import Mode, SessionPlan
from app.session.wish import Wish, fitted, later, world_of
from scenes.base import Value, chosen

#: seconds granted to open the display and build the world (a first build bakes its light)
OPENING_S = 90.0
#: seconds granted to the first picture of a mode, for which the graphics driver translates every shader of the world at once
FIRST_S = 10.0
#: seconds of the fade to dark at a stop: software draws few pictures a second, and half a second is all there is
FADE_S = 0.25
#: seconds after which a switch is given up
SWITCH_S = 28.0


class Audience(Protocol):
    """Who is told what happens in the picture."""

    def picture_opened(self) -> None: ...

    def picture_changed(
        self, before: picture.ModeChanged | None, now: picture.ModeChanged, *, returned: bool
    ) -> None: ...

    def picture_lost(self) -> None: ...

    def picture_seen(self, jpeg: bytes) -> None: ...

    def happened(self, happening: picture.SceneHappening) -> None: ...

    def line_said(self, line: picture.SceneLine) -> None: ...

    @property
    def delivered_s(self) -> float: ...

    def rating_given(self, rating: picture.RatingGiven) -> None: ...

    def item_answered(self, told: picture.ItemAnswered) -> None: ...

    def world_asks(self, told: picture.SceneAsks) -> None: ...

    def patient_stops(self, source: str) -> None: ...

    def sound_asked(self, cue: picture.SceneCue) -> None: ...

    def head_turned(self, facing: picture.Facing) -> None: ...


class Picture:
    """Shows the world in the mode asked for, and comes back (in 2D) when its process dies.

    A headset that was lost is gone back to by itself where the plan says so: the mode is asked for again and again, without a word
    about refusals. Not after the whole process was lost with it: what ended it could end the next one too.
    """

    def __init__(self, spare: Spare, devices: Devices, log: SessionLog, plan: SessionPlan, audience: Audience) -> None:
        self._devices, self._log, self._plan, self._audience = devices, log, plan, audience
        self._station = Station(spare, self._said, self._came, self._went)
        self._seed = 0
        self._next_mode = plan.mode
        self._comfort = plan.comfort
        #: what the patient has of the world now
        self.wish = plan.wish
        #: the world that is shown
        self.world = plan.world
        self._fps = 0
        self._request = 0
        self._answer: asyncio.Future[picture.ModeChanged] | None = None
        self._comeback = Comeback(plan.returns)
        # what was asked for quietly, by request, and until when its answer is waited for; the refusal heard last
        self._quiet: dict[int, float] = {}
        self._refusal = ""
        self._stopping = False
        #: the mode that a switch under way leads to
        self.wanted: Mode | None = None
        #: what the patient points with, as in `RatingGiven.source`; "" before anything
        self.points = ""
        #: whether the headset is worn, None where that can't be told or none is in use
        self.worn: bool | None = None
        #: True while there is a picture that can be told what to show
        self.opened = False
        #: the mode in force, None before the first picture
        self.shown: picture.ModeChanged | None = None
        #: True while a world is being built behind the dark: the process hears nothing, and there is nothing to darken
        self.building = True
        #: set once all is dark and still
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
    def awaited(self) -> Mode | None:
        """The mode that comes back by itself once the headset is there again."""
        return self._comeback.awaited

    @property
    def comfort(self) -> picture.Comfort:
        return self._comfort

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
        if self._comeback.awaited is not None and not mode.worn:
            self._call_off()
        self._comeback.instead(mode)
        if self.shown.mode == mode:
            return
        self._request += 1
        self._answer, self.wanted = asyncio.get_running_loop().create_future(), mode
        self._log.event("switch_asked", {"mode": mode.value})
        self._station.expect(patience_s=FIRST_S)
        try:
            if not self._station.send(picture.SetMode(mode=mode.value, request=self._request)):
                raise RespiteError("the picture is being started again: wait for it, then switch")
            changed = await asyncio.wait_for(self._answer, SWITCH_S)
        except TimeoutError as error:
            raise RespiteError(
                f"the picture did not change within {SWITCH_S:.0f} s: try again, or stop the session"
            ) from error
        finally:
            self._answer = self.wanted = None
            self._comeback.tried(time.monotonic())
        if changed.mode != mode:
            raise RespiteError(changed.reason or f"the picture stays in {Mode(changed.mode).spoken}")

    def come_back(self, now: float) -> None:
        """Ask for the mode that is waited for, if it is time to; to be called again and again. `now` : seconds, monotonic"""
        mode = self._comeback.due(now)
        if (
            mode is None
            or self.shown is None
            or self._answer is not None
            or now < max(self._quiet.values(), default=0.0)
        ):
            return
        self._ask_quietly(mode, now)

    def stay(self) -> None:
        """From now on nothing comes back by itself."""
        if self._comeback.awaited is not None:
            self._call_off()
        self._comeback.close()

    def _ask_quietly(self, mode: Mode, now: float) -> None:
        self._request += 1
        if self._station.send(picture.SetMode(mode=mode.value, request=self._request)):
            self._quiet[self._request] = now + SWITCH_S
            self._station.expect(patience_s=FIRST_S)
        self._comeback.tried(now)

    def _call_off(self) -> None:
        """Nothing is waited for any longer; an attempt that is under way is taken back."""
        self._log.event("await_ended", {})
        if self._quiet:
            self._ask_quietly(self.mode, time.monotonic())

    def set_comfort(self, comfort: picture.Comfort) -> None:
        self._comfort = comfort
        self._station.send(picture.SetComfort(comfort=comfort))

    def change_world(self, name: str, value: Value, after: Wish) -> None:
        """The world's level or a live choice is another; `after` is what is wished for from now on."""
        self.wish = after
        self._station.send(picture.ChangeWorld(name=name, value=value))

    def enter(self, world: str, wish: Wish) -> None:
        """Show another world; `Audience.picture_opened` is told once it is there, still and dark."""
        self.world, self.wish = world, wish
        self.opened = False
        self._station.expect(patience_s=OPENING_S)
        fitting = self._fitting()
        self._station.send(
            picture.EnterWorld(world=world, seed=self._seed, training=fitting.training, chosen=dict(fitting.chosen))
        )

    def _fitting(self) -> Wish:
        """What is wished for of the world from here on, in the exposure that is left; it goes on record."""
        world, delivered_s = world_of(self.world), self._audience.delivered_s
        wish = fitted(world, self.wish, self._plan.seconds - delivered_s)
        self._log.event(
            "world_opened", {"world": self.world, "seed": self._seed, "chosen": chosen(world.choices, wish.chosen)}
        )
        return replace(wish, training=later(wish.training, delivered_s))

    def say(self, text: str) -> None:
        self._station.send(picture.Say(text=text))

    def play(self, on: bool, dim: float = 0.0) -> None:
        self._station.send(picture.Play(on=on, dim=dim))

    def ask(self, phase: str, instrument: str, number: int = 1, of: int = 1) -> None:
        self._station.send(picture.AskRating(phase=phase, instrument=instrument, number=number, of=of))

    def ask_item(self, ask: picture.AskItem) -> None:
        self._station.send(ask)

    def close_items(self, *, thanks: bool) -> None:
        self._station.send(picture.CloseItems(thanks=thanks))

    def close_rating(self) -> None:
        self._station.send(picture.CloseRating())

    def recentre(self) -> None:
        self._log.event("recentred", {})
        self._station.send(picture.Recentre())

    def mirror(self, fps: int) -> None:
        self._fps = fps
        self._station.send(picture.SetMirror(fps=fps))

    def stop(self) -> None:
        """Have all dark and still. While a world is built it is so already."""
        self._stopping = True
        self._station.send(picture.Stop(fade_s=FADE_S))
        if self.building:
            self.stopped.set()

    def kill(self) -> None:
        self._station.kill()

    async def close(self) -> None:
        await self._station.close()

    # ---- the process ----------------------------------------------------------------------------------------------

    def _came(self) -> None:
        self.building = True
        self._station.expect(patience_s=OPENING_S)
        wish = self._fitting()
        self._station.send(
            picture.Open(
                world=self.world,
                seed=self._seed,
                mode=self._next_mode.value,
                language=self._plan.language,
                simulated=self._plan.simulated,
                offscreen=self._devices.offscreen,
                size=self._devices.size,
                comfort=self._comfort,
                training=wish.training,
                chosen=dict(wish.chosen),
            )
        )
        if self._fps:
            self.mirror(self._fps)

    def _went(self, why: str) -> None:
        lost, self.shown, self.opened, self.worn = self.shown, None, False, None
        if self._quiet or (lost is not None and Mode(lost.mode).worn):
            self._comeback.over()
        self._quiet.clear()
        if lost is not None and Mode(lost.mode).worn:
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
                self.opened, self.building = True, False
                self._station.expect(patience_s=FIRST_S)
                self._log.event(
                    "opened",
                    {
                        "display": message.display,
                        "renderer": message.renderer,
                        "first_picture_s": message.first_picture_s,
                    },
                )
                self._audience.picture_opened()
            case picture.WorldLeft():
                self.building = True
                if self._stopping:
                    self.stopped.set()
            case picture.WorldEntered(world=world, took_s=took_s):
                self.building = False
                if world == self.world:  # else yet another one is on its way
                    self.opened = True
                    self._station.expect(patience_s=FIRST_S)
                    self._log.event("world_entered", {"world": world, "took_s": round(took_s, 2)})
                    self._audience.picture_opened()
            case picture.ModeChanged():
                self._changed(message)
            case picture.RatingGiven():
                self._audience.rating_given(message)
            case picture.ItemAnswered():
                self._audience.item_answered(message)
            case picture.SceneAsks():
                self._audience.world_asks(message)
            case picture.StopAsked(source=source):
                self._audience.patient_stops(source)
            case picture.Stopped():
                self.stopped.set()
            case picture.SceneCue():
                self._audience.sound_asked(message)
            case picture.Facing():
                self._audience.head_turned(message)
            case picture.SceneHappening():
                self._audience.happened(message)
            case picture.SceneLine():
                self._audience.line_said(message)
            case picture.FrameStats():
                self._log.frames(message)
            case picture.Worn(worn=worn):
                self.worn = worn
                if worn is not None:
                    self._log.event("worn", {"worn": worn}, message.t_ns)
            case picture.HeadMotion():
                self._log.head_motion(message)
            case picture.ScaleChanged():
                data = {"scale": message.scale, "missed": message.missed, "periods": message.periods}
                self._log.event("resolution", data, message.t_ns)
            case picture.PointerChanged():
                self.points = message.source
                self._log.event("pointer", {"source": message.source, "profile": message.profile}, message.t_ns)
            case picture.Fault(what=what, why=why, do=do):
                # what a quiet attempt came to was told when the headset was lost
                if f"{what}: {why}" != self._refusal:
                    self._log.fault(what, why, do)

    def _changed(self, message: picture.ModeChanged) -> None:
        before, now = self.shown, time.monotonic()
        quiet = self._quiet.pop(message.request, None) is not None
        self._refusal = message.reason if quiet else ""
        if quiet and before is not None and before.mode == message.mode:
            self._comeback.tried(now)
            return
        self.shown = message
        self._next_mode = mode = Mode(message.mode)
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
                "by_itself": quiet or (before is not None and not message.request),
                "state": message.state,
            },
            message.t_ns,
        )
        if message.reason:
            self._log.notice("warning", message.reason)
        self._await(before, mode, message, now)
        if quiet:
            self._log.notice("info", f"the headset is back: {mode.spoken} is shown again")
        self._audience.picture_changed(before, message, returned=quiet)
        if self._answer is not None and not self._answer.done() and message.request == self._request:
            self._answer.set_result(message)

    def _await(self, before: picture.ModeChanged | None, mode: Mode, message: picture.ModeChanged, now: float) -> None:
        """Wait for the mode that was lost just now; stop waiting for one that is there."""
        if mode.worn:
            self._comeback.over()
        elif (
            before is not None
            and (message.reason or not message.request)  # a loss may overtake a switch, and answers it then
            and self._comeback.lost(Mode(before.mode), now)
        ):
            self._log.event("awaited", {"mode": before.mode})
            self._log.notice("info", f"{Mode(before.mode).spoken} comes back by itself once the headset is there again")
