"""What the patient points at, and what comes of it: panels first, then the world."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from panda3d.core import LPoint3f, LVector3f, NodePath

from app.engine.choice import Account, Choice
from app.engine.lines import Lines
from app.engine.messages import AskItem, ItemAnswered, PointerChanged, RatingGiven
from app.engine.panels import Cursor, MessagePanel, Panel, QuestionPanel, RatingPanel, StopPanel
from app.engine.patient import SimulatedPatient
from app.engine.pointer import Aim, Pointer, Selection
from app.engine.regard import Regard
from app.engine.text import Texts
from app.session.instruments import load
from scenes.base import Happening, Line, PointerKind, Ray, Scene, Target

#: seconds of looking until something of the world is acted on
SCENE_DWELL_S = 0.9
#: metres from the eyes
RATING_M, MESSAGE_M, STOP_M = 1.75, 2.0, 1.2
#: degrees that a message is above the middle
MESSAGE_ABOVE = 8.0
#: degrees below the rest direction; whoever lies on a pillow lifts the head to look down, and less of it is comfortable
STOP_BELOW, STOP_BELOW_LYING = 40.0, 28.0
#: on a screen Stop is smaller and its centre lies this far from the picture's lower right corner, metres at its distance
STOP_SIZE_FLAT, STOP_CORNER = 0.6, 0.17
#: degrees of pitch below which a panel stays level
LEVEL = 12.0
#: seconds that a panel stays after what was asked on it
THANKS_S = 0.9
#: metres at which the cursor hovers over nothing
IDLE_M = 6.0


class Encounter:
    """The patient's pointer among the panels and the things of one world.

    seat : the node panels hang from; `camera` is handed in with each frame, since displays change
    """

    def __init__(
        self,
        seat: NodePath,
        scene: Scene,
        texts: Texts,
        language: str,
        simulated: SimulatedPatient | None,
        stop_asked: Callable[[PointerKind], None],
        rated: Callable[[RatingGiven | ItemAnswered], None],
        clock: Callable[[], float],
        pointed: Callable[[PointerChanged], None],
        happened: Callable[[Happening], None],
    ) -> None:
        self._seat, self._scene, self._texts, self._language = seat, scene, texts, language
        self._simulated, self._rated, self._clock, self._pointed = simulated, rated, clock, pointed
        self._stop = StopPanel(seat, texts, stop_asked)
        self._cursor = Cursor(seat.get_top())
        self._choice, self._pointer, self._account = Choice(), Pointer(), Account()
        self._regard = Regard(scene.pick, happened)
        self._lines = Lines(seat, texts)
        #: the key of what is under the pointer, None for nothing
        self.on: str | None = None
        #: what the patient points with now, None with nothing
        self.source: PointerKind | None = None
        self._panel: RatingPanel | QuestionPanel | None = None
        # what is asked once the word of thanks for what was asked before has been read
        self._next: Callable[[NodePath], None] | None = None
        self._phase: str | None = None
        self._message: MessagePanel | None = None
        self._farewell_s: float | None = None
        #: degrees of pitch the patient rests at: 0 sitting, about 90 lying on the back
        self.rest_pitch = 0.0
        #: whether the world can be acted on
        self.playing = False

    def enter(self, scene: Scene) -> None:
        """Another world takes the place of the one that was pointed at, which may be gone by now."""
        self._scene = scene
        self._regard.enter(scene.pick)
        self.on = None
        self._pointer.reset()
        self._lines.say("", 0.0)
        scene.quiet(self._panel is not None)

    # ---- panels ---------------------------------------------------------------------------------------------

    def ask(self, phase: str, instrument: str, camera: NodePath, place: tuple[int, int] = (1, 1)) -> None:
        """Show the rating panel ahead of where the patient looks. place : as in `RatingPanel`"""
        if self._after_thanks(lambda now: self.ask(phase, instrument, now, place)):
            return
        self.close_rating()
        self._phase = phase
        words = (self._texts, load(instrument), self._language)
        self._panel = RatingPanel(self._seat, *words, self._clock, self._confirmed, phase, place)
        self._asking(camera)

    def ask_item(self, ask: AskItem, camera: NodePath) -> None:
        """Show an item of a questionnaire: in the place of the one before, or ahead of where the patient looks."""
        if self._after_thanks(lambda now: self.ask_item(ask, now)):
            return
        if isinstance(self._panel, QuestionPanel) and self._panel.ask.questionnaire == ask.questionnaire:
            self._panel.show(ask)
            return
        self.close_rating()
        self._panel = QuestionPanel(self._seat, self._texts, ask, self._clock, self._rated)
        self._asking(camera)

    def close_items(self, *, thanks: bool) -> None:
        """The questionnaire is over, with a word of thanks where the patient came to its end."""
        self._next = None
        if isinstance(self._panel, QuestionPanel):
            if thanks:
                self._panel.thank()
                self._farewell_s = THANKS_S
            else:
                self.close_rating()

    def close_rating(self) -> None:
        """Take the panel on which something is asked away, if there is one."""
        self._farewell_s, self._next = None, None
        if self._panel is not None:
            self._panel.close()
            self._panel, self._phase = None, None
            self._pointer.reset()
            self._scene.quiet(False)

    def _asking(self, camera: NodePath) -> None:
        self.gather(camera)
        self._pointer.reset()
        self._scene.quiet(True)

    def _after_thanks(self, ask: Callable[[NodePath], None]) -> bool:
        """Whether a word of thanks is being read; then `ask` is called once it has been."""
        if self._farewell_s is not None:
            self._next = ask
        return self._farewell_s is not None

    @property
    def gaze(self) -> Ray | None:
        """Where the patient looks, None before the first frame."""
        return self._regard.ray

    @property
    def asking(self) -> bool:
        """Whether a rating is asked."""
        return self._panel is not None

    def say(self, text: str, camera: NodePath) -> None:
        """Show `text` ("" takes it away), already in the patient's language."""
        if self._message is not None:
            self._message.close()
            self._message = None
        if text:
            self._message = MessagePanel(self._seat, self._texts, text)
            self.gather(camera)

    def play(self, on: bool, camera: NodePath) -> None:
        """Whether the world can be acted on from now on."""
        self.playing = on
        if not on:
            self._regard.away(camera_ray(self._seat.get_top(), camera))
            self._lines.say("", 0.0)

    def line(self, line: Line) -> None:
        """The world says a line."""
        self._lines.say(self._texts(line.text) if line.text else "", line.seconds)

    def gather(self, camera: NodePath) -> None:
        """Put the panels that are shown ahead of where the patient looks, on whichever display that is."""
        heading, level = _level(self._seat, camera)
        self._lines.gather()
        if self._panel is not None:
            self._place(self._panel, camera, heading, level, RATING_M)
        if self._message is not None:
            self._place(self._message, camera, heading, level + MESSAGE_ABOVE, MESSAGE_M)

    def place_stop(self, camera: NodePath, *, lying: bool = False) -> None:
        """Put Stop where looking down finds it, or toward the feet for who is `lying` in a world turned with them."""
        self._place(self._stop, camera, 0.0, self.rest_pitch - (STOP_BELOW_LYING if lying else STOP_BELOW), STOP_M)

    def place_stop_flat(self, camera: NodePath) -> None:
        """Put Stop into the lower right corner of a screen, square to it."""
        across, upward = (STOP_M * math.tan(math.radians(angle) / 2) for angle in camera.node().get_lens().get_fov())
        root = self._stop.root
        root.set_scale(STOP_SIZE_FLAT)
        root.set_hpr(camera.get_hpr(self._seat))
        corner = LPoint3f(across - STOP_CORNER, STOP_M, STOP_CORNER - upward)
        root.set_pos(self._seat.get_relative_point(camera, corner))

    def _place(self, panel: Panel, camera: NodePath, heading: float, pitch: float, metres: float) -> None:
        # a world that seems larger or smaller than it is leaves the panels as large and as near as they are
        scale = camera.get_scale(self._seat).get_x()
        panel.root.set_hpr(heading, pitch, 0)
        panel.root.set_scale(scale)
        eyes = camera.get_pos(self._seat)
        ahead = self._seat.get_relative_vector(panel.root, LVector3f(0, 1, 0))
        ahead.normalize()
        panel.root.set_pos(eyes + ahead * (metres * scale))

    def _confirmed(self, given: RatingGiven) -> None:
        self._farewell_s = THANKS_S  # its word of thanks is read before it goes
        self._rated(given)

    # ---- each frame -----------------------------------------------------------------------------------------

    def update(self, aims: Sequence[Aim], keys: Sequence[str], camera: NodePath, time: float, dt: float) -> list[str]:
        """Move on by `dt` seconds; hands back the keys that no panel wanted."""
        head = camera_ray(self._seat.get_top(), camera)
        if self._next is not None and self._farewell_s is None:
            ask, self._next = self._next, None
            ask(camera)
        self._lines.update(
            dt,
            _level(self._seat, camera),
            lambda panel, heading, pitch, metres: self._place(panel, camera, heading, pitch, metres),
            aside=self._panel is not None or self._message is not None,
        )
        if self._simulated is not None:
            targets = self._scene.targets() if self.playing else ()
            aims = self._simulated.aims(head, self._panel, targets, self._phase, time, dt)
        unused = [key for key in keys if self._panel is None or not self._panel.key(key)]
        aim = self._choice.choose(aims, dt)
        self.source = aim.kind if aim is not None else None
        if aim is None:
            self.on = None
            self._regard.away(head)
            self._account.update(None, False, dt)
            self._pointer.reset()
            self._animate(None, None, None, dt)
            return unused
        owner, target = self._pick(aim.ray)
        self.on = target.key if target is not None else None
        if self.playing and self._panel is None:
            self._regard.update(aims, aim, target if owner is None else None, head, time)
        else:
            self._regard.away(head)
        selection = self._pointer.update(aim, target, owner.dwell_s if owner else SCENE_DWELL_S, dt)
        if (change := self._account.update(aim, selection is not None, dt)) is not None:
            self._pointed(change)
        if selection is not None:
            self._chosen(owner, selection)
        self._animate(aim, owner, target, dt)
        return unused

    def _pick(self, ray: Ray) -> tuple[Panel | None, Target | None]:
        panel = self._panel
        if panel is not None and (target := panel.pick(ray)) is not None:
            return panel, target
        if (target := self._stop.pick(ray)) is not None:
            return self._stop, target
        if panel is not None:
            return panel, None
        return None, self._scene.pick(ray) if self.playing else None

    def _chosen(self, owner: Panel | None, selection: Selection) -> None:
        aim = selection.aim
        if owner is not None:
            owner.press(selection.target, aim.kind)
        elif self.playing:
            self._scene.act(aim.ray, selection.target)

    def _animate(self, aim: Aim | None, owner: Panel | None, target: Target | None, dt: float) -> None:
        progress = self._pointer.progress
        for panel in (self._stop, self._panel, self._message):
            if panel is not None:
                panel.update(dt, target if panel is owner else None, progress if panel is owner else 0.0)
        visible = aim is not None and (self.playing or owner is not None)
        # a panel draws its own ring; the cursor's would hide what is written there
        ring = progress if owner is None or target is None else 0.0
        self._cursor.update(aim, self._distance(aim, owner, target), ring, visible, dt)
        if self._farewell_s is not None:
            self._farewell_s -= dt
            if self._farewell_s <= 0:
                ask = self._next
                self.close_rating()
                self._next = ask

    def _distance(self, aim: Aim | None, owner: Panel | None, target: Target | None) -> float:
        if aim is None:
            return IDLE_M
        if owner is not None and (reach := owner.reach(aim.ray)) is not None:
            return reach
        return (target.position - aim.ray.origin).length() if target is not None else IDLE_M

    def close(self) -> None:
        """Take everything away."""
        for panel in (self._panel, self._message, self._stop):
            if panel is not None:
                panel.close()
        self._lines.close()
        self._cursor.close()


def camera_ray(root: NodePath, camera: NodePath) -> Ray:
    """From between the eyes, straight ahead."""
    ahead = root.get_relative_vector(camera, LVector3f(0, 1, 0))
    ahead.normalize()
    return Ray(root.get_relative_point(camera, LPoint3f(0, 0, 0)), ahead)


def _level(seat: NodePath, camera: NodePath) -> tuple[float, float]:
    """Heading and pitch of a panel ahead of where the camera looks, degrees: level unless the patient lies or leans back."""
    heading, pitch = look_angles(seat, camera)
    return heading, pitch if abs(pitch) > LEVEL else 0.0


def direction_angles(direction: LVector3f) -> tuple[float, float]:
    """Azimuth and elevation of a direction, radians, positive right and up; the world's forward is 0."""
    x, y, z = direction
    return math.atan2(x, y), math.atan2(z, math.hypot(x, y))


def look_angles(seat: NodePath, camera: NodePath) -> tuple[float, float]:
    """Heading and pitch of where the camera looks, degrees, in the seat's frame. Lying down the heading is the feet's."""
    ahead = seat.get_relative_vector(camera, LVector3f(0, 1, 0))
    top = seat.get_relative_vector(camera, LVector3f(0, 0, 1))
    ahead.normalize()
    pitch = math.degrees(math.asin(max(-1.0, min(1.0, ahead.get_z()))))
    if abs(pitch) > 60.0:
        ahead = top * (-1.0 if pitch > 0 else 1.0)
    return math.degrees(math.atan2(-ahead.get_x(), ahead.get_y())), pitch
