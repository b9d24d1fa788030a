"""The world on a headset through OpenXR, drawn by Panda3D beside the screen that hosts its GL context.

The runtime lives in a thread and a GL context of its own (`openxr_session`). Here is what the stage sees: a display whose camera
has two eye matrices on one double-wide canvas, so that the scene is culled once for both eyes; or, in the mode "flat", the
screen's own canvas and camera, whose picture hangs before the patient. Canvas and camera are kept from one session to the next;
only the runtime's side is made anew, while the screen goes on.

GLX is tested. On Windows (WGL) everything is written from the documentation and untested.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from panda3d.core import LPoint3f, LQuaternionf, LVector3f, MatrixLens, NodePath, PythonCallbackObject

from app.engine import gl as g
from app.engine.canvas import FAR, NEAR, Canvas
from app.engine.displays import openxr_faults as faults
from app.engine.displays.base import Beat, Device, Display, DisplayFault, Mode
from app.engine.displays.flat import Sheet, before
from app.engine.displays.handover import Drawing, Located
from app.engine.displays.openxr_input import Hand
from app.engine.displays.openxr_profiles import EYE_GAZE
from app.engine.displays.openxr_session import HeadsetSession
from app.engine.displays.openxr_view import Pose, Spread, head_pose, spread, stereo, tracking_place
from app.engine.displays.pace import Pace, Resolution
from app.engine.displays.screen import Drawn, ScreenDisplay
from app.engine.gl import GL
from app.engine.glcontext import ContextError, SharedContext, is_current, share
from app.engine.loading import load
from app.engine.messages import Comfort
from app.engine.pointer import Aim, Side
from app.engine.single_pass import EXTENSIONS, dress
from scenes.base import Grip, PointerKind, Posture, Ray

log = logging.getLogger(__name__)

#: what a hit feels like: seconds, and strength as a share of the motor's (a snowball is soft)
BUZZ_S, BUZZ = 0.04, 0.3


class OpenXRDisplay(Display):
    """The headset. `open` begins to look for it, `ready` says when it can be put in force."""

    name = "openxr"
    #: draw both eyes in one pass where the graphics driver can
    one_pass = True

    def __init__(self, screen: ScreenDisplay, translate: Callable[[str], str]) -> None:
        self._screen, self._ = screen, translate
        self._session: HeadsetSession | None = None
        self._before: HeadsetSession | None = None
        self._wanted = False
        self._refusal: DisplayFault | None = None
        self._frame: Located | None = None
        self._eyes: Canvas | None = None
        self._one_pass = False
        self._between: Spread | None = None
        self._sheet: Sheet | None = None
        self._resolution = Resolution()
        self.mode, self.canvas = Mode.HEADSET, screen.canvas
        screen.canvas.before(PythonCallbackObject(self._wait_for_copy))
        self._lens = MatrixLens()
        self._lens.set_film_size(2, 2)
        self.rig = NodePath("tracking")
        self._centred = self._moved = False
        self._comfort = Comfort()
        #: where the head was when the patient was last put before the world
        self._rested = (LPoint3f(), LQuaternionf())
        #: where the head is in this frame, in the tracking's space and Panda3D's axes
        self._head = self._rested
        self._menu = False
        screen.drawn.append(self._drawn)

    # ---- coming and going -----------------------------------------------------------------------------------

    def open(self, mode: Mode) -> None:
        """Begin to look for the headset, to show `mode` on it. What comes of it is heard from `ready`."""
        self.leave()
        self.mode = mode
        self._wanted, self._refusal, self._centred = True, None, False
        self._resolution = Resolution()
        self.device = Device()
        if is_current(self._screen.gl.api):
            self._start()  # else with the next picture

    def ready(self, timeout_s: float) -> bool:
        """Whether the headset waits for its first picture, or does within a while. Raises `DisplayFault`: there is no 3D."""
        if self._refusal is not None:
            raise self._refusal
        if self._session is None:
            return False
        self.device = self._session.device
        if self._frame is None:
            self._frame = self._session.take(timeout_s)
        if self._frame is None:
            return False
        if self._frame.eyes is None:
            self._skip()
            return False
        self._prepare()
        return True

    def change(self, mode: Mode) -> None:
        """Show `mode` from the next picture on; the session with the runtime stays."""
        self.mode = mode
        self._prepare()

    def leave(self) -> None:
        """Give the headset back. Never blocks; the runtime is left behind in its own time."""
        self._wanted = False
        self._frame = None
        if self._session is not None:
            self._session.leave()
            self._before, self._session = self._session, None

    def close(self, timeout_s: float = 2.0) -> bool:
        """`leave`, and wait until the runtime let go of everything; False when it does not."""
        self.leave()
        gone = self._before is None or self._before.join(timeout_s)
        if gone:
            self._before = None
        return gone

    def _start(self) -> None:
        """Where Panda3D's context is current: make the context for the runtime's thread, and the thread."""
        self._wanted = False
        if self._eyes is None:
            self._one_pass = self.one_pass and bool(self._screen.gl.extensions().intersection(EXTENSIONS))
            log.info("the eyes are drawn %s", "both in one pass" if self._one_pass else "one after the other")
        before, self._before = self._before, None
        if before is not None and not before.gone and not before.join(0.5):
            self._before = before
            self._refusal = faults.silent(before.device, 0.5, self._)
            return
        try:
            context: SharedContext = share(self._screen.gl.api)
        except ContextError as error:
            self._refusal = faults.explain(error, self.device, self._)
            return
        self._session = HeadsetSession(context, self._screen.gl, self._)

    def _prepare(self) -> None:
        """A canvas of the size the runtime asks for, or the screen's."""
        assert self._session is not None
        headset, screen = self._session.headset, self._screen
        if self.mode is Mode.FLAT:
            self.canvas = screen.canvas
            return
        if headset is None:
            return
        size = (2 * headset.width, headset.height)
        if self._eyes is None:
            self._eyes = Canvas(
                screen.engine,
                screen.output,
                "eyes",
                size,
                self._lens,
                eyes=2,
                samples=screen.samples,
                one_pass=self._one_pass,
            )
            dress(self.rig.get_top())
            load(self.rig.get_top(), self._eyes.buffer.get_gsg())
            self._between = None
            self._eyes.before(PythonCallbackObject(self._wait_for_copy))
            screen.adopt(self._eyes)
            self._eyes.camera.reparent_to(self.rig)
        self._eyes.resize(size)
        self._eyes.use(self.scale)
        self.canvas = self._eyes

    def _wait_for_copy(self, data: object) -> None:
        if self._session is not None and (copied := self._session.copied()):
            self._screen.gl.WaitSync(copied, 0, 2**64 - 1)
            self._screen.gl.DeleteSync(copied)

    # ---- the contract ---------------------------------------------------------------------------------------

    def attach(self, seat: NodePath) -> None:
        self.rig.reparent_to(seat)

    @contextmanager
    def unattended(self, asked: Callable[[PointerKind], None]) -> Iterator[None]:
        session = self._session
        if session is not None:
            session.menu_pressed = partial(asked, PointerKind.CONTROLLER)
        try:
            with self._screen.unattended(asked):  # the window's keys are whoever's stands beside the patient
                yield
        finally:
            if session is not None:
                session.menu_pressed = None

    @property
    def worn(self) -> bool | None:
        return None if self._session is None else self._session.worn

    def begin(self) -> Beat:
        if self._session is None:
            raise self._refusal or faults.ended(self.device, self._)
        if self._frame is None:
            self._frame = self._session.take(0.05)
        frame = self._frame
        if frame is None:
            return Beat.WAIT
        self._head = head_pose(frame.eyes) if frame.eyes is not None else self._head
        self.period_s = frame.period_s
        self._menu = self._menu or any(hand.menu for hand in frame.hands.hands)
        if frame.eyes is None:
            return Beat.HIDDEN
        if (not self._centred and frame.focused) or any(hand.recentre for hand in frame.hands.hands):
            self.recentre()
        if self.mode is Mode.HEADSET:
            self._look(frame)
        elif self._sheet is None or self._sheet.aspect != self.canvas.aspect:
            self._hang()
        self._screen.show(self.canvas, beating=False)
        return Beat.SHOW

    def _look(self, frame: Located) -> None:
        assert frame.eyes is not None
        self.canvas.camera.set_pos_quat(*self._head)
        between = spread(frame.eyes)
        if between.differs(self._between):
            # the eyes have moved in the head (the headset was put on, or its lenses turned): rare
            self._between = between
            view = stereo(frame.eyes, NEAR, FAR)
            left, right, up, down = frame.eyes[0].tangents
            self.canvas.aspect = (right - left) / (up - down)
            view.put(self._lens)
            if self.canvas.both is not None:
                self.canvas.both.lens_changed(self._lens)
        if self.canvas.both is not None:
            self.canvas.both.moved()

    def _hang(self) -> None:
        """The flat picture before the patient, in the world's forward: the seat's eyes look along +y."""
        ahead = LQuaternionf(self.rig.get_quat(self.rig.get_parent()))
        ahead.invert_in_place()
        self._sheet = before(self._head[0], ahead, self.canvas.aspect)

    def pace(self) -> Pace | None:
        return self._session.pace() if self._session is not None else Pace()

    @property
    def scale(self) -> float:  # type: ignore[override]
        return self._resolution.scale if self.mode is Mode.HEADSET else 1.0

    def rescale(self, pace: Pace, seconds: float) -> bool:
        if self.mode is not Mode.HEADSET or not self._resolution.consider(pace, seconds):
            return False
        if self._eyes is not None:
            self._eyes.use(self.scale)
        return True

    def recentre(self) -> None:
        if self._frame is None or self._frame.eyes is None:
            self._centred = False  # at the next picture
            return
        self._rested, self._sheet = head_pose(self._frame.eyes), None
        self._place()
        self._centred = self._moved = True

    def _place(self) -> None:
        self.rig.set_mat(tracking_place(*self._rested, self._comfort))

    def accommodate(self, comfort: Comfort) -> None:
        turned, self._comfort = comfort.posture != self._comfort.posture, comfort
        if turned:
            self.recentre()
        elif self._centred:
            # nobody who looks aside just now shall find the world turned for a change of height
            self._place()

    def recentred(self) -> bool:
        moved, self._moved = self._moved, False
        return moved

    @property
    def head(self) -> Pose | None:
        if self._frame is None or self._frame.eyes is None:
            return None
        point, quat = self._head
        return Pose(
            (point.get_x(), point.get_z(), -point.get_y()),
            (quat.get_i(), quat.get_k(), -quat.get_j(), quat.get_r()),
        )

    def aims(self) -> Sequence[Aim]:
        if self._frame is None or self._frame.eyes is None:
            return ()
        aims = [self._aim(PointerKind.GAZE, *self._head)]
        hands = self._frame.hands
        if hands.gaze is not None:
            aims.append(self._aim(PointerKind.EYES, hands.gaze.point, hands.gaze.quat, profile=EYE_GAZE))
        for hand in hands.hands:
            aims.append(self._aim(hand.kind, hand.aim.point, hand.aim.quat, hand.select, hand.side, hand.profile))
        return [aim for aim in aims if aim is not None]

    def _aim(
        self,
        kind: PointerKind,
        point: LPoint3f,
        quat: LQuaternionf,
        select: bool = False,
        side: Side | None = None,
        profile: str | None = None,
    ) -> Aim | None:
        """From a place in the tracking's space, in Panda3D's axes; None where it points past the flat picture."""
        ahead = quat.xform(LVector3f(0, 1, 0))
        if self.mode is Mode.FLAT:
            met = self._sheet.meets(point, ahead) if self._sheet is not None else None
            ray = self._screen.through(*met) if met is not None else None
        else:
            ray = _ray(self.rig.get_top(), self.rig, point, ahead)
        return Aim(kind, ray, select, side, profile) if ray is not None else None

    def stick(self) -> tuple[float, float]:
        sticks = [hand.stick for hand in self._hands()]
        led = max(sticks, key=lambda stick: abs(stick[0]) + abs(stick[1]), default=(0.0, 0.0))
        return led if led != (0.0, 0.0) else self._screen.stick()

    def posture(self) -> Posture:
        seat, camera = self.rig.get_parent(), self.canvas.camera
        grips = {hand.side: self._grip(hand) for hand in self._hands()}
        left, right = grips.get(Side.LEFT), grips.get(Side.RIGHT)
        return Posture(camera.get_pos(seat), camera.get_quat(seat), left, right, self.stick())

    def _hands(self) -> Sequence[Hand]:
        return self._frame.hands.hands if self._frame is not None else ()

    def _grip(self, hand: Hand) -> Grip | None:
        if hand.grip is None:
            return None
        turn = LQuaternionf(hand.grip.quat * self.rig.get_quat())
        return Grip(self.rig.get_mat().xform_point(hand.grip.point), turn, hand.squeeze)

    def buzz(self) -> None:
        if self._session is not None:
            self._session.buzz(BUZZ_S, BUZZ)

    def pressed(self) -> Sequence[str]:
        return self._screen.pressed()

    def menu(self) -> bool:
        pressed, self._menu = self._menu, False
        return pressed

    def _drawn(self, gl: GL, picture: Drawn) -> None:
        if self._wanted:
            self._start()
        frame, session = self._frame, self._session
        if frame is None or session is None or self._screen.shown is not self.canvas:
            return
        deep = self.mode is Mode.HEADSET
        if (deep and frame.views is None) or (not deep and self._sheet is None):
            return
        fence = gl.FenceSync(g.SYNC_GPU_COMMANDS_COMPLETE, 0)
        gl.Flush()
        drawing = Drawing(
            picture.texture,
            fence,
            picture.size,
            frame.views if deep else None,
            None if deep else self._sheet,
        )
        if not session.give(frame.serial, drawing):
            gl.DeleteSync(fence)
        self._frame = None

    def _skip(self) -> None:
        if self._frame is not None and self._session is not None:
            self._session.give(self._frame.serial, None)
        self._frame = None

    def end(self) -> None:
        self._skip()  # only where nothing was drawn: a picture has been handed over in its drawing

    def rest(self) -> None:
        self.leave()
        if self._eyes is not None:
            self._eyes.active = False


def _ray(root: NodePath, node: NodePath, origin: LPoint3f, direction: LVector3f) -> Ray:
    ahead = root.get_relative_vector(node, direction)
    ahead.normalize()
    return Ray(root.get_relative_point(node, origin), ahead)
