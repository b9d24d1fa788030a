"""One visit to one world: it obeys the app's commands and shows the world on whichever display is in force.

A frame: the display says when; the patient points and chooses; the world moves on; the picture is drawn and handed over. Time in
the world stands still while the exposure is held. The stage owns the fades, the panels and the clock; the world owns the rest.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from panda3d.core import LVecBase3f, NodePath

from app.engine import messages as m
from app.engine.comfort import LYING, checked
from app.engine.displays.base import Beat, Display, DisplayFault, Mode
from app.engine.displays.choose import choose
from app.engine.displays.openxr_view import seat_place
from app.engine.encounter import Encounter, camera_ray, direction_angles, look_angles
from app.engine.fade import Fade
from app.engine.hearing import Hearing
from app.engine.loading import load
from app.engine.mirror import Mirror
from app.engine.patient import SimulatedPatient
from app.engine.pointer import HANDS
from app.engine.rest import Rest
from app.engine.showing import Showing
from app.engine.single_pass import dress
from app.engine.switch import Change, Switch
from app.engine.tally import Tally
from app.engine.text import Texts
from app.engine.vignette import Vignette
from app.errors import BadInput
from app.i18n import translator
from scenes.base import Ask, Cue, Happening, Line, PointerKind, Request
from scenes.registry import WORLDS, World

log = logging.getLogger(__name__)

#: seconds
OPENING_FADE_S, RETURN_FADE_S, LEAVE_FADE_S = 0.8, 0.5, 0.8
#: seconds: the most that one slow frame may ask of a world
LONGEST_FRAME_S = 0.5
#: degrees of pitch: who is beyond the first lies down and is not just looking up; beyond the second, when the clinician
#: says that the patient is comfortable, leans back
SUPINE, RECLINED = 50.0, 15.0
#: keys that recentre, for who stands beside the patient: no panel and no world wants them
RECENTRE_KEYS = ("home", "c")
#: of the foliage and particles that a software renderer is spared
SOFTWARE_DETAIL = 0.5


class Stage:
    """Open it with the app's `Open`; call `frame` until it is over, then `close`."""

    def __init__(
        self,
        world: World,
        opening: m.Open,
        cache_dir: str,
        send: Callable[[m.Message], None],
        send_picture: Callable[[bytes], None],
        worlds: Mapping[str, World] = WORLDS,
    ) -> None:
        began = opening.t_ns / 1e9
        self._send = send
        self._worlds = worlds
        self._ = translator(opening.language)
        self.screen, reason = choose(opening.size, offscreen=opening.offscreen)
        log.info("2D on the %s: %s; drawn by %s", self.screen.name, reason, self.screen.renderer)
        self._root = NodePath("stage")
        # what went wrong is the clinician's to read, whatever the patient's language: it is told in English, and the
        # console puts it into theirs
        self._switch = Switch(self.screen, translator("en"), self._changed, self._leaving)
        self._mirror = Mirror(send_picture)
        self.screen.drawn.append(self._mirror.drawn)
        self._steady = 0.0
        detail = SOFTWARE_DETAIL if self.screen.software else 1.0
        with self.screen.unattended(self._stop_asked):
            self._showing = Showing(self._root, cache_dir, detail, self._requested, world, opening)
        # panels and cameras hang beside the world, so that its shaders and lights are not theirs
        self._seat = self._root.attach_new_node("seat")
        self._follow()
        self._switch.attach(self._seat)
        self._comfort = checked(opening.comfort)
        self._switch.accommodate(self._comfort)
        self._vignette = Vignette(self._root, self._seat)
        self._fade = Fade(self._root)
        self._rest = Rest(self._fade)
        patient = SimulatedPatient(opening.seed, opening.simulated) if opening.simulated is not None else None
        texts = Texts(opening.language)
        self._encounter = Encounter(
            self._seat,
            self._showing.scene,
            texts,
            opening.language,
            patient,
            self._stop_asked,
            self._send,
            time.monotonic,
            self._send,
            self._showing.requested,
        )
        self._tally = Tally()
        self._hearing = Hearing(self._root, self._seat)
        self._held = False
        self._worn: bool | None = None
        self._stopping = False
        # the world to enter once all is dark
        self._entering: m.EnterWorld | None = None
        # the world that was built for this frame, which is its first
        self._entered: m.EnterWorld | None = None
        self._last = time.monotonic()
        self._settle()
        self._open(opening, began)

    def _enter(self, asked: m.EnterWorld) -> None:
        """Behind the dark, which holds its last picture: building takes as long as it takes. It ends with `Play`."""
        self._send(m.WorldLeft())
        self._leaving(self._switch.display)
        self._rest.pace = 1.0
        self._showing.enter(self._worlds[asked.world], asked)
        dress(self._showing.scene.root)  # for a headset that draws both eyes at once, and did so before
        self._encounter.enter(self._showing.scene)
        self._follow()
        self._showing.begin()
        load(self._root, self.screen.canvas.buffer.get_gsg())
        self._settle()
        self._entered = asked

    def _open(self, opening: m.Open, began: float) -> None:
        self._showing.begin()
        self.screen.begin()
        # the first picture takes the longest, since everything goes to the graphics card with it
        load(self._root, self.screen.canvas.buffer.get_gsg())
        self.screen.engine.render_frame()
        self._send(
            m.Opened(
                display=self.screen.name,
                renderer=self.screen.renderer,
                first_picture_s=time.monotonic() - began,
            )
        )
        self._fade.to(0.0, OPENING_FADE_S)
        self._last = time.monotonic()
        self._switch.ask(Mode(opening.mode), 0)

    # ---- commands -------------------------------------------------------------------------------------------

    def obey(self, command: m.Message) -> None:
        """Carry out one of the app's commands."""
        camera = self._switch.display.canvas.camera
        match command:
            case m.SetMode(mode=mode, request=request):
                self._switch.ask(Mode(mode), request)
            case m.AskRating(phase=phase, instrument=instrument, number=number, of=of):
                self._encounter.ask(phase, instrument, camera, (number, of))
                self._return()
            case m.AskItem():
                self._encounter.ask_item(command, camera)
                self._return()
            case m.CloseItems(thanks=thanks):
                self._encounter.close_items(thanks=thanks)
            case m.CloseRating():
                self._encounter.close_rating()
            case m.Say(text=text):
                self._encounter.say(self._(text) if text else "", camera)
            case m.Play(on=on, dim=dim):
                self._held, before, self._rest.dim = not on, self._rest.dim, 0.0 if on else dim
                self._encounter.play(on, camera)
                if on or self._rest.dim < before:
                    self._return()
            case m.SetMirror(fps=fps, width=width):
                self._mirror.set(fps, width)
            case m.Recentre():
                self._switch.display.recentre()
            case m.SetComfort(comfort=comfort):
                self._accommodate(comfort)
            case m.ChangeWorld(name=name, value=value):
                self._showing.scene.change(name, value)
            case m.EnterWorld():
                self._entering, self._held, self._rest.dim = command, True, 0.0
                self._encounter.play(False, camera)
                self._encounter.say("", camera)
                self._fade.to(1.0, LEAVE_FADE_S)
            case m.Stop(fade_s=fade_s, t_ns=t_ns):
                self._entering = None
                self._encounter.play(False, camera)
                self._encounter.close_rating()
                self._encounter.say("", camera)
                self._stopping = True
                # the time is counted from the command: a slow frame that it had to wait for shortens the fade
                self._fade.to(1.0, max(0.001, fade_s - (time.monotonic() - t_ns / 1e9)))
            case _:
                log.warning("no such command: %r", command)

    def _return(self) -> None:
        self._stopping = False
        if self._entering is not None:  # it is dark until the other world is there
            return
        self._fade.to(0.0, RETURN_FADE_S)

    def darken(self, fade_s: float) -> None:
        """Fade out, without a word to anyone: the app is gone."""
        self._fade.to(1.0, fade_s)

    @property
    def dark(self) -> bool:
        """Whether a fade to dark is done."""
        return self._fade.level >= 1.0

    def _accommodate(self, comfort: m.Comfort) -> None:
        before = self._comfort
        try:
            self._comfort = checked(comfort)
        except BadInput as error:  # whoever asked should have known; the patient keeps what is comfortable so far
            log.warning("no such comfort: %s", error)
            return
        if comfort != replace(before, vignette_deg=comfort.vignette_deg):  # else nothing but the edge changes
            self._switch.accommodate(comfort)
            self._lay_out()
            self._showing.scene.recentred()
            self._encounter.gather(self._switch.display.canvas.camera)

    def _settle(self, beyond: float = SUPINE) -> None:
        """Stop goes below the way the patient rests: level, or as the head is now if it is pitched `beyond` so many degrees."""
        _, pitch = look_angles(self._seat, self._switch.display.canvas.camera)
        self._encounter.rest_pitch = pitch if abs(pitch) > beyond else 0.0
        self._lay_out()

    def _lay_out(self) -> None:
        display = self._switch.display
        camera = display.canvas.camera
        self._shape = display.canvas.aspect
        if display.mode is Mode.HEADSET:
            self._encounter.place_stop(camera, lying=self._comfort.posture == LYING)
        else:  # a flat picture, wherever it hangs
            self._encounter.place_stop_flat(camera)

    # ---- what comes back ------------------------------------------------------------------------------------

    def _stop_asked(self, kind: PointerKind) -> None:
        self._send(m.StopAsked(source=kind.value))

    def _requested(self, request: Request) -> None:
        match request:
            case Cue():
                self._send(self._hearing.cue(request, self._switch.display.canvas.camera))
            case Line():
                self._encounter.line(request)
                self._send(m.SceneLine(text=request.text, seconds=request.seconds, voice=request.voice))
            case Ask():
                self._send(m.SceneAsks(world=self._showing.scene.name, instruments=request.instruments))
            case Happening():
                self._happened(request)

    def _happened(self, happening: Happening) -> None:
        gaze = self._encounter.gaze or camera_ray(self._root, self._switch.display.canvas.camera)
        azimuth, elevation = direction_angles(gaze.direction)
        self._send(
            m.SceneHappening(
                kind=happening.kind,
                data=happening.data,
                world_s=round(self._showing.time_s, 3),
                azimuth=round(azimuth, 4),
                elevation=round(elevation, 4),
                on=self._encounter.on,
            )
        )
        if happening.kind == "hit" and self._encounter.source in HANDS:
            self._switch.display.buzz()

    def _leaving(self, display: Display) -> None:
        """`display` is about to go out of force, or into another mode."""
        for report in self._tally.due(display, at_once=True):
            self._send(report)
        self._tally.interrupt()

    def _changed(self, change: Change) -> None:
        display, fault = change.display, change.fault
        self._settle()
        self._encounter.gather(display.canvas.camera)
        self._send(
            m.ModeChanged(
                request=change.request,
                mode=display.mode.value,
                display=display.name,
                runtime=change.device.runtime,
                system=change.device.system,
                reason=fault.reason if fault else "",
                took_s=time.monotonic() - change.since,
                state=self._showing.scene.state(),
            )
        )
        if fault is not None and fault.do:
            self._send(m.Fault(what=fault.what, why=fault.why, do=fault.do))

    # ---- each frame -----------------------------------------------------------------------------------------

    def frame(self) -> None:
        """Show one frame, or find that none is due yet (within about 50 ms)."""
        beat = self._switch.begin()
        if beat is Beat.WAIT:
            return
        display = self._switch.display
        now = time.monotonic()
        dt, self._last = min(now - self._last, LONGEST_FRAME_S), now
        self._advance(dt, seen=beat is Beat.SHOW)
        self.screen.engine.render_frame()
        display.end()
        if self._entered is not None:
            # all of it went to the graphics card with this picture, dark as it was
            asked, self._entered, self._last = self._entered, None, time.monotonic()
            self._send(m.WorldEntered(world=asked.world, took_s=time.monotonic() - asked.t_ns / 1e9))
        if beat is Beat.SHOW:
            self._tally.frame(time.monotonic())
            self._switch.shown()
        for report in self._tally.due(display):
            self._send(report)
        if display.worn is not self._worn:
            self._worn = display.worn
            self._send(m.Worn(worn=self._worn))
        if (facing := self._hearing.due(display.canvas.camera, now, worn=display.mode is Mode.HEADSET)) is not None:
            self._send(facing)

    def _advance(self, dt: float, *, seen: bool) -> None:
        self._steady += dt
        display = self._switch.display
        self.screen.poll()
        if display.mode is not Mode.HEADSET and display.canvas.aspect != self._shape:  # the window was resized
            self._settle()
        if display.recentred():
            self._settle(RECLINED)
            self._showing.scene.recentred()
            self._encounter.gather(display.canvas.camera)
        if (head := display.head) is not None:
            self._tally.head(head)
        if display.menu():
            self._stop_asked(PointerKind.CONTROLLER)
        if not self._stopping:
            keys = []
            for key in display.pressed():
                if key == "escape":
                    self._stop_asked(PointerKind.KEYS)
                elif key in RECENTRE_KEYS:
                    display.recentre()
                else:
                    keys.append(key)
            # who has taken the headset off points at nothing
            aims = display.aims() if seen else ()
            for key in self._encounter.update(aims, keys, display.canvas.camera, self._steady, dt):
                self.screen.steer(key)
        self._rest.update(dt, held=self._held, lit=self._encounter.asking, leaving=self._stopping)
        if (not self._held or self._rest.coming) and not self._stopping:
            posture = display.posture()
            # while a rating is asked, the keys are the panel's
            self._showing.scene.feel(replace(posture, stick=(0.0, 0.0)) if self._encounter.asking else posture)
            self._showing.move(dt * self._rest.pace)
            self._follow()
        self._vignette.update(self._comfort if display.mode is Mode.HEADSET else None, dt)
        fading = not self._fade.settled
        self._fade.update(dt)
        if self._entering is not None and self.dark and not fading:
            asked, self._entering = self._entering, None
            with self._switch.display.unattended(self._stop_asked):  # the patient's own Stop is heard all the while
                self._enter(asked)
        if self._stopping and fading and self._fade.settled:
            self._held = True
            self._send(m.Stopped())

    def _follow(self) -> None:
        # whatever a boat does, the patient's horizon stays level
        scene = self._showing.scene
        place, heading = seat_place(scene.seat.get_mat(scene.root.get_top()))
        self._seat.set_pos_hpr(place, LVecBase3f(math.degrees(heading), 0, 0))

    def close(self) -> bool:
        """Let go of everything; False when the headset's runtime does not answer and is left behind."""
        self._leaving(self._switch.display)
        clean = self._switch.close()
        self._mirror.close()
        self._encounter.close()
        self._showing.close()
        self.screen.close()
        return clean


def opened(
    world: World,
    opening: m.Open,
    cache_dir: str,
    send: Callable[[m.Message], None],
    send_picture: Callable[[bytes], None],
    worlds: Mapping[str, World] = WORLDS,
) -> Stage:
    """A stage, or `DisplayFault` told to the app before it is raised."""
    try:
        return Stage(world, opening, cache_dir, send, send_picture, worlds)
    except DisplayFault as fault:
        send(m.Fault(what=fault.what, why=fault.why, do=fault.do))
        raise
