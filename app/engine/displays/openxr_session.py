"""A headset in use: the runtime's instance and session, from creation to destruction, in a thread of its own.

Every call into the runtime is made in this thread, on a GL context of its own, because any of them can block for ever when the
runtime hangs. It keeps the runtime's beat whatever the drawing does: `take` gives poses for one frame, `give` hands back the
picture drawn for them, and a beat for which none came in time shows the last one again, at the place it was drawn for. A thread
whose runtime never answers again is left behind; nothing else waits for it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable

import xr

from app.engine import gl as g
from app.engine.displays import openxr_faults as faults
from app.engine.displays.base import Device, DisplayFault
from app.engine.displays.handover import Drawing, Handover, Located
from app.engine.displays.openxr_calls import Events, EyesLayer, FrameCalls, Layer, QuadLayer, XrError
from app.engine.displays.openxr_input import Input
from app.engine.displays.openxr_runtime import STEREO, Headset, Runtime
from app.engine.displays.pace import Pace
from app.engine.gl import GL
from app.engine.glcontext import SharedContext

log = logging.getLogger(__name__)

#: seconds without an answer after which a runtime hangs: while it starts (it may start its own server first), and in use
START_PATIENCE_S, PATIENCE_S = 20.0, 1.25
#: seconds a session may take to become ready to show a picture (it is just being put on)
READY_S = 15.0
#: seconds of not being seen after which the headset counts as taken off
UNSEEN_S = 1.2
#: beats from one look at the runtime's events to the next while pictures are shown
POLL_EVERY = 4
#: seconds an orderly leave may take before everything is destroyed anyway
LEAVE_S = 0.3


class HeadsetSession:
    """One attempt to show 3D, from the creation of the instance to its destruction."""

    def __init__(self, context: SharedContext, gl: GL, translate: Callable[[str], str]) -> None:
        self._context, self._gl, self._ = context, gl, translate
        self._handover = Handover(lambda drawing: gl.DeleteSync(drawing.fence))
        self._runtime = Runtime(context, self._found)
        self._lock = threading.Lock()
        self._copied = 0
        self._leave = False
        self._fault: DisplayFault | None = None
        self._answered = time.monotonic()
        self._showing = self._running = False
        #: called in the session's own thread when a menu button is pressed, while nobody takes frames
        self.menu_pressed: Callable[[], None] | None = None
        self.headset: Headset | None = None
        self.device = Device()
        self._input: Input | None = None
        self._eyes: EyesLayer | None = None
        self._quad: QuadLayer | None = None
        self._layer: Layer | None = None
        self._framebuffers: list[int] = []
        self._state = xr.SessionState.UNKNOWN
        # what the runtime says by XR_EXT_user_presence, None where it says nothing; whether its last beat was to be seen
        self._present: bool | None = None
        self._seen = True
        self._thread = threading.Thread(target=self._run, name="headset", daemon=True)
        self._thread.start()

    # ---- the drawing thread's side --------------------------------------------------------------------------

    def take(self, timeout_s: float) -> Located | None:
        """The next frame to draw, or None when there is none within `timeout_s`. Raises `DisplayFault` when 3D ended."""
        located = self._handover.take(timeout_s)
        if self._fault is not None:
            raise self._fault
        if located is None:
            quiet = time.monotonic() - self._answered
            if quiet > (PATIENCE_S if self._showing else START_PATIENCE_S):
                raise faults.silent(self.device, quiet, self._)
        return located

    def give(self, serial: int, drawing: Drawing | None) -> bool:
        """The picture for the frame `serial`, or None: nothing was drawn. False when nobody wants it any more.

        It belongs to the session from now on; the next `take` hands out poses once it was taken over or let go.
        """
        return self._handover.give(serial, drawing)

    def copied(self, fence: int = 0) -> int:
        """Take the fence behind the copying of the last picture (0: there is none), and leave `fence` in its place."""
        with self._lock:
            before, self._copied = self._copied, fence
            return before

    def pace(self) -> Pace:
        """What became of the runtime's beats since the last call."""
        return self._handover.pace()

    def buzz(self, seconds: float, amplitude: float) -> None:
        """Let the hand that selected last hum, `amplitude` 0 to 1. Never blocks."""
        if self._input is not None:
            self._input.buzz(seconds, amplitude)

    @property
    def worn(self) -> bool | None:
        """Whether the headset is worn; None where that can't be told: not every runtime knows, or says so.

        A runtime that shows nothing has it taken off, or something of its own before the patient's eyes.
        """
        return self._present if self._present is not None else None if self._seen else False

    def leave(self) -> None:
        """End it, in its own time. Never blocks."""
        self._leave = True
        self._handover.close()

    @property
    def gone(self) -> bool:
        return not self._thread.is_alive()

    def join(self, timeout_s: float) -> bool:
        """Wait until everything is destroyed; False when the runtime does not let go."""
        self._thread.join(timeout_s)
        return self.gone

    # ---- the runtime's side ---------------------------------------------------------------------------------

    def _found(self, device: Device) -> None:
        self.device = device
        self._answered = time.monotonic()

    def _run(self) -> None:
        fault: DisplayFault | None = None
        try:
            self._context.bind()
            self._show(self._start())
        except DisplayFault as ended:
            fault = ended
        except (xr.XrException, XrError, OSError) as error:
            log.info("3D ended: %s: %s", type(error).__name__, error)
            fault = faults.explain(error, self.device, self._)
        finally:
            # whoever draws hears of it first: a runtime may take its time over the rest
            self._fault = fault or faults.ended(self.device, self._)
            self._handover.close()
            self._destroy()

    def _start(self) -> FrameCalls:
        headset, calls, self._input = self._runtime.open()
        self._eyes = EyesLayer(self._runtime.space, self._runtime.chain(2 * headset.width, headset.height))
        self._events = Events(self._runtime.instance)
        self._framebuffers = [self._gl.make("Framebuffers"), self._gl.make("Framebuffers")]
        self._answered = time.monotonic()
        self.headset = headset
        return calls

    # ---- frames ---------------------------------------------------------------------------------------------

    def _show(self, calls: FrameCalls) -> None:
        assert self._input is not None
        serial, deadline, unseen = 0, time.monotonic() + READY_S, 0.0
        while not self._leave:
            # until the patient has the focus, the runtime takes each of its steps with a poll
            if self._state != xr.SessionState.FOCUSED or serial % POLL_EVERY == 0:
                self._poll()
            if not self._running:
                if time.monotonic() > deadline:
                    raise faults.unready(self.device, self._)
                time.sleep(0.005)
                self._answered = time.monotonic()
                continue
            calls.wait()
            self._answered = began = time.monotonic()
            self._showing = True
            calls.begin()
            seen = self._seen = bool(calls.state.should_render)
            unseen = 0.0 if seen else unseen or began
            if unseen and began - unseen > UNSEEN_S and self._layer is not None:
                raise faults.taken_off(self.device, self._)
            shown_ns = int(calls.state.predicted_display_time)
            serial += 1
            located = Located(
                serial,
                calls.locate() if seen else None,
                self._input.read(shown_ns),
                self._state == xr.SessionState.FOCUSED,
                calls.state.predicted_display_period / 1e9,
                shown_ns,
            )
            if self.menu_pressed is not None and any(hand.menu for hand in located.hands.hands):
                self.menu_pressed()
            drawing = self._handover.beat(located, began)
            if drawing is not None:
                self._copy(drawing)
            calls.end(self._layer if seen else None)
            self._answered = time.monotonic()
        self._leave_orderly()

    def _copy(self, drawing: Drawing) -> None:
        """The picture into the swapchain's image, as stored: it is display-encoded, and so is the image's format."""
        gl = self._gl
        layer = self._layer_for(drawing)
        image = layer.chain.acquire()
        gl.WaitSync(drawing.fence, 0, 2**64 - 1)
        gl.DeleteSync(drawing.fence)
        for kind, buffer, texture in (
            (g.READ_FRAMEBUFFER, self._framebuffers[0], drawing.texture),
            (g.DRAW_FRAMEBUFFER, self._framebuffers[1], image),
        ):
            gl.BindFramebuffer(kind, buffer)
            gl.FramebufferTexture2D(kind, g.COLOR_ATTACHMENT0, g.TEXTURE_2D, texture, 0)
        width, height = drawing.size
        if isinstance(layer, QuadLayer):
            gl.blit((0, 0, width, height), (0, 0, *layer.chain.size), smooth=True)
        else:
            both = (0, 0, 2 * width, height)
            gl.blit(both, both, smooth=False)
        # the drawing thread waits on this fence before it draws over the picture
        fence = gl.FenceSync(g.SYNC_GPU_COMMANDS_COMPLETE, 0)
        gl.Flush()
        if stale := self.copied(fence):
            gl.DeleteSync(stale)
        layer.chain.release()
        self._layer = layer

    def _layer_for(self, drawing: Drawing) -> EyesLayer | QuadLayer:
        if drawing.views is not None:
            assert self._eyes is not None
            self._eyes.place(drawing.views, drawing.size)
            return self._eyes
        assert drawing.sheet is not None
        if self._quad is None:
            self._quad = QuadLayer(self._runtime.space, self._runtime.chain(*drawing.size))
        self._quad.place(drawing.sheet.pose, drawing.sheet.size)
        return self._quad

    def _poll(self) -> None:
        while (event := self._events.next()) is not None:
            if isinstance(event, xr.EventDataInstanceLossPending):
                raise faults.going(self.device, self._)
            if isinstance(event, xr.EventDataInteractionProfileChanged) and self._input is not None:
                self._input.rebind()
            if isinstance(event, xr.EventDataUserPresenceChangedEXT):
                self._present = bool(event.is_user_present)
            if isinstance(event, xr.EventDataSessionStateChanged):
                self._enter(xr.SessionState(event.state))

    def _enter(self, state: xr.SessionState) -> None:
        log.debug("session %s", state.name)
        self._state = state
        if state == xr.SessionState.READY:
            xr.begin_session(self._runtime.session, xr.SessionBeginInfo(STEREO))
            self._running = True
        elif state == xr.SessionState.STOPPING:
            self._running = False
            with contextlib.suppress(xr.XrException):  # whatever it says to that, it has ended
                xr.end_session(self._runtime.session)
            raise faults.ended(self.device, self._)
        elif state == xr.SessionState.LOSS_PENDING:
            raise faults.going(self.device, self._)
        elif state == xr.SessionState.EXITING:
            raise faults.ended(self.device, self._)

    def _leave_orderly(self) -> None:
        if not self._running:
            return
        with contextlib.suppress(xr.XrException, XrError, DisplayFault):
            xr.request_exit_session(self._runtime.session)
            deadline = time.monotonic() + LEAVE_S
            while time.monotonic() < deadline:
                self._poll()  # STOPPING ends the session and raises
                time.sleep(0.002)

    def _destroy(self) -> None:
        self._runtime.close()
        self._handover.empty()
        if fence := self.copied():
            self._gl.DeleteSync(fence)
        for buffer in self._framebuffers:
            self._gl.drop("Framebuffers", buffer)
        with contextlib.suppress(OSError):
            self._context.unbind()
            self._context.destroy()
