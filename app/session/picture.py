"""The picture of one session: the render process, what it is told, and what it reports."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from app.config import Devices
from app.engine import messages as picture
from app.processes.station import Spare, Station
from app.session.audience import Audience
from app.session.log import SessionLog
from app.session.modes import FIRST_S, Modes
from app.session.plan import Mode, SessionPlan
from app.session.wish import Wish, fitted, later, world_of
from scenes.base import Value, chosen

#: seconds granted to open the display and build the world (a first build bakes its light)
OPENING_S = 90.0
#: seconds of the fade to dark at a stop: software draws few pictures a second, and half a second is all there is
FADE_S = 0.25


class Picture:
    """Shows the world in the mode asked for (`modes`), and comes back (in 2D) when its process dies."""

    def __init__(self, spare: Spare, devices: Devices, log: SessionLog, plan: SessionPlan, audience: Audience) -> None:
        self._devices, self._log, self._plan, self._audience = devices, log, plan, audience
        self._station = Station(spare, self._said, self._came, self._went)
        self._seed = 0
        self._comfort = plan.comfort
        #: what the patient has of the world now
        self.wish = plan.wish
        #: the world that is shown
        self.world = plan.world
        self._fps = 0
        self._stopping = False
        #: the mode it is shown in
        self.modes = Modes(self._station, log, audience, plan)
        #: what the patient points with, as in `RatingGiven.source`; "" before anything
        self.points = ""
        #: whether the headset is worn, None where that can't be told or none is in use
        self.worn: bool | None = None
        #: True while there is a picture that can be told what to show
        self.opened = False
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
    def comfort(self) -> picture.Comfort:
        return self._comfort

    def start(self, seed: int, mode: Mode) -> None:
        self._seed, self.modes.next = seed, mode
        self._station.start()

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
                mode=self.modes.next.value,
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
        self.opened, self.worn = False, None
        self.modes.lost(why)
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
                self.modes.changed(message)
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
                if self.modes.news(f"{what}: {why}"):
                    self._log.fault(what, why, do)
