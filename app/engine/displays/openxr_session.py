"""A headset in use: the runtime's instance and session, from creation to destruction, in a thread of its own.

Every call into the runtime is made in this thread, on a GL context of its own, because any of them can block for ever when the
runtime hangs. It keeps the runtime's beat whatever the drawing does: `take` gives poses for one frame, `give` hands back the
picture drawn for them, and a beat for which none came in time shows the last one again, at the place it was drawn for. A thread
whose runtime never answers again is left behind; nothing else waits for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xr

from app.engine import gl as g
from app.engine.displays import openxr_faults as faults
from app.engine.displays.base import Device, DisplayFault
from app.engine.displays.flat import Sheet
from app.engine.displays.openxr_calls import Chain, Events, EyesLayer, FrameCalls, Layer, QuadLayer, Views, XrError
from app.engine.displays.openxr_graphics import graphics_binding
from app.engine.displays.openxr_input import Hands, Input, follows_eyes
from app.engine.displays.openxr_profiles import extensions, offered
from app.engine.displays.openxr_view import Eye
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
#: pictures that may be shown one beat late, one after the other, where the drawing has become quick enough again
BACKLOG = 3
#: seconds that a beat waits at most for its picture, where the runtime does not tell its period
BEAT_S = 0.02
#: seconds an orderly leave may take before everything is destroyed anyway
LEAVE_S = 0.3


@dataclass(frozen=True, slots=True)
class Headset:
    """What was found. width, height : pixels of one eye, as the runtime recommends"""

    device: Device
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Located:
    """One frame to draw.

    views : left and right, or None when nothing is to be drawn (hidden, or the headset does not know where it looks)
    period_s : the runtime's time from frame to frame
    """

    serial: int
    views: Views | None
    hands: Hands
    focused: bool
    period_s: float

    @property
    def eyes(self) -> Sequence[Eye] | None:
        return self.views.eyes if self.views is not None else None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture: of two eyes side by side, or of a flat one.

    texture, fence : the texture's GL name and the fence behind its drawing
    size : width, height in pixels of one eye or of the flat picture, from the texture's lower left on
    views : what the two eyes were drawn for; sheet : where the flat picture hangs. One of them is None.
    """

    texture: int
    fence: int
    size: tuple[int, int]
    views: Views | None
    sheet: Sheet | None


class HeadsetSession:
    """One attempt to show 3D, from the creation of the instance to its destruction.

    after : the session before, which must be gone first (a runtime gives one instance to a process)
    """

    def __init__(
        self, context: SharedContext, gl: GL, translate: Callable[[str], str], after: HeadsetSession | None = None
    ) -> None:
        self._context, self._gl, self._ = context, gl, translate
        self._after = after
        self._turn = threading.Condition()
        self._located: Located | None = None
        self._given: tuple[int, Drawing | None] | None = None
        self._pace = Pace()
        self._beaten = 0  # the runtime's nanoseconds of the last beat
        self._seen = 0  # the runtime's nanoseconds at which the last new picture was shown
        self._leave = False
        self._fault: DisplayFault | None = None
        self._answered = time.monotonic()
        self._showing = self._slow = False
        self._early = 0
        self.headset: Headset | None = None
        self.device = Device()
        self._copied = 0
        self._instance: Any = None
        self._session: Any = None
        self._chains: list[Chain] = []
        self._eyes: EyesLayer | None = None
        self._quad: QuadLayer | None = None
        self._layer: Layer | None = None
        self._running = self._made = False
        self._state: Any = None
        self._thread = threading.Thread(target=self._run, name="headset", daemon=True)
        self._thread.start()

    # ---- the drawing thread's side --------------------------------------------------------------------------

    def take(self, timeout_s: float) -> Located | None:
        """The next frame to draw, or None when there is none within `timeout_s`. Raises `DisplayFault` when 3D ended."""
        with self._turn:
            if timeout_s > 0:
                self._turn.wait_for(self._ready, timeout_s)
            if self._fault is not None:
                raise self._fault
            if self._located is not None and self._given is None:
                located, self._located = self._located, None
                return located
            quiet = time.monotonic() - self._answered
            if quiet > (PATIENCE_S if self._showing else START_PATIENCE_S):
                raise faults.silent(self.device, quiet, self._)
            return None

    def _ready(self) -> bool:
        return self._fault is not None or (self._located is not None and self._given is None)

    def give(self, serial: int, drawing: Drawing | None) -> bool:
        """The picture for the frame `serial`, or None: nothing was drawn. False when nobody wants it any more.

        It belongs to the session from now on; the next `take` hands out poses once it was taken over or let go.
        """
        with self._turn:
            if self._leave or self._fault is not None:
                return False
            self._given = serial, drawing
            self._turn.notify_all()
            return True

    def copied(self, fence: int = 0) -> int:
        """Take the fence behind the copying of the last picture (0: there is none), and leave `fence` in its place."""
        with self._turn:
            before, self._copied = self._copied, fence
            return before

    def pace(self) -> Pace:
        """What became of the runtime's beats since the last call."""
        with self._turn:
            pace, self._pace = self._pace, Pace()
            return pace

    def buzz(self, seconds: float, amplitude: float) -> None:
        """Let the hand that selected last hum, `amplitude` 0 to 1. Never blocks."""
        if self.headset is not None:
            self._input.buzz(seconds, amplitude)

    def leave(self) -> None:
        """End it, in its own time. Never blocks."""
        with self._turn:
            self._leave = True
            self._turn.notify_all()

    @property
    def gone(self) -> bool:
        return not self._thread.is_alive()

    def join(self, timeout_s: float) -> bool:
        """Wait until everything is destroyed; False when the runtime does not let go."""
        self._thread.join(timeout_s)
        return self.gone

    # ---- the runtime's side ---------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            if self._after is not None and not self._after.join(PATIENCE_S):
                raise faults.silent(self._after.device, PATIENCE_S, self._)
            self._after = None
            self._context.bind()
            self._show(self._start())
        except DisplayFault as fault:
            self._end(fault)
        except (xr.XrException, XrError, OSError) as error:
            log.info("3D ended: %s: %s", type(error).__name__, error)
            self._end(faults.explain(error, self.device, self._))
        finally:
            self._destroy()
            with self._turn:
                if self._fault is None:
                    self._fault = faults.ended(self.device, self._)
                self._turn.notify_all()

    def _end(self, fault: DisplayFault) -> None:
        with self._turn:
            self._fault = fault
            self._turn.notify_all()

    def _start(self) -> FrameCalls:
        enabled = [xr.KHR_OPENGL_ENABLE_EXTENSION_NAME, *extensions(offered())]
        self._instance = xr.create_instance(
            xr.InstanceCreateInfo(
                application_info=xr.ApplicationInfo("Respite", 1, "Panda3D", 1, xr.Version(1, 0, 0)),
                enabled_extension_names=enabled,
            )
        )
        runtime = _text(xr.get_instance_properties(self._instance).runtime_name)
        self.device = Device(runtime, None)
        self._answered = time.monotonic()
        system = xr.get_system(self._instance, xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY))
        properties = xr.get_system_properties(self._instance, system)
        self.device = Device(runtime, _text(properties.system_name))
        width, height = self._eye_size(system, properties)
        self._session = self._create_session(system)
        self._space = self._reference_space()
        self._eyes = EyesLayer(self._space, self._chain(2 * width, height))
        eyes = follows_eyes(self._instance, system, enabled)
        self._input = Input(self._instance, self._session, self._space, enabled, eyes=eyes)
        self._events = Events(self._instance)
        self._readers = self._gl.make("Framebuffers"), self._gl.make("Framebuffers")
        self._made = True
        modes = [int(mode) for mode in xr.enumerate_environment_blend_modes(self._instance, system, _STEREO)]
        opaque = xr.EnvironmentBlendMode.OPAQUE
        blend = opaque if opaque.value in modes else xr.EnvironmentBlendMode(modes[0])
        self._answered = time.monotonic()
        self.headset = Headset(self.device, width, height)
        log.info("3D on %s through %s, %d x %d an eye", self.device.system, runtime, width, height)
        return FrameCalls(self._session, self._space, blend)

    def _eye_size(self, system: Any, properties: Any) -> tuple[int, int]:
        views = xr.enumerate_view_configuration_views(self._instance, system, _STEREO)
        limit = properties.graphics_properties
        width = max(v.recommended_image_rect_width for v in views)
        height = max(v.recommended_image_rect_height for v in views)
        return min(width, limit.max_swapchain_image_width // 2), min(height, limit.max_swapchain_image_height)

    def _create_session(self, system: Any) -> Any:
        requirements = xr.GraphicsRequirementsOpenGLKHR()
        ask = ctypes.cast(
            xr.get_instance_proc_addr(self._instance, "xrGetOpenGLGraphicsRequirementsKHR"),
            xr.PFN_xrGetOpenGLGraphicsRequirementsKHR,
        )
        xr.check_result(xr.Result(ask(self._instance, system, ctypes.byref(requirements))))
        binding = graphics_binding(self._context)
        return xr.create_session(
            self._instance,
            xr.SessionCreateInfo(next=ctypes.cast(ctypes.pointer(binding), ctypes.c_void_p), system_id=system),
        )

    def _reference_space(self) -> Any:
        offered = {int(kind) for kind in xr.enumerate_reference_spaces(self._session)}
        stage, local = xr.ReferenceSpaceType.STAGE, xr.ReferenceSpaceType.LOCAL
        kind = stage if stage.value in offered else local
        return xr.create_reference_space(self._session, xr.ReferenceSpaceCreateInfo(kind, xr.Posef()))

    def _chain(self, width: int, height: int) -> Chain:
        formats = xr.enumerate_swapchain_formats(self._session)
        if g.SRGB8_ALPHA8 not in [int(f) for f in formats]:
            raise XrError("xrCreateSwapchain", xr.Result.ERROR_SWAPCHAIN_FORMAT_UNSUPPORTED.value)
        usage = xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT | xr.SwapchainUsageFlags.SAMPLED_BIT
        swapchain = xr.create_swapchain(
            self._session,
            xr.SwapchainCreateInfo(
                usage_flags=usage,
                format=g.SRGB8_ALPHA8,
                sample_count=1,
                width=width,
                height=height,
                face_count=1,
                array_size=1,
                mip_count=1,
            ),
        )
        images = [image.image for image in xr.enumerate_swapchain_images(swapchain, xr.SwapchainImageOpenGLKHR)]
        chain = Chain(swapchain, (width, height), images)
        self._chains.append(chain)
        return chain

    # ---- frames ---------------------------------------------------------------------------------------------

    def _show(self, calls: FrameCalls) -> None:
        serial, deadline = 0, time.monotonic() + READY_S
        unseen = 0.0
        while not self._leave:
            if not self._running or serial % POLL_EVERY == 0:
                self._poll()
            if not self._running:
                if time.monotonic() > deadline:
                    raise faults.unready(self.device, self._)
                time.sleep(0.005)
                self._answered = time.monotonic()
                continue
            calls.wait()
            began = time.monotonic()
            calls.begin()
            seen = bool(calls.state.should_render)
            unseen = 0.0 if seen else unseen or began
            if unseen and began - unseen > UNSEEN_S and self._layer is not None:
                raise faults.taken_off(self.device, self._)
            views = calls.locate() if seen else None
            hands = self._input.read(calls.state.predicted_display_time)
            serial += 1
            drawing = self._beat(calls, serial, views, hands, began)
            if drawing is not None:
                self._copy(drawing)
            calls.end(self._layer if seen else None)
            self._answered = time.monotonic()
        self._leave_orderly()

    def _beat(self, calls: FrameCalls, serial: int, views: Views | None, hands: Hands, began: float) -> Drawing | None:
        """Let the drawing thread draw for this beat, and wait for a picture as long as it is in time."""
        focused = self._state == xr.SessionState.FOCUSED
        period = calls.state.predicted_display_period / 1e9
        with self._turn:
            self._answered = began
            self._showing = True
            self._early = self._early + 1 if self._given is not None else 0
            if self._early and (not self._slow or self._early > BACKLOG):
                self._drop()  # it came after its beat, and the next ones may be in time: no backlog
                self._early = 0
            if self._located is not None:
                hands = hands.after(self._located.hands)
            self._located = Located(serial, views, hands, focused, period)
            self._turn.notify_all()
            limit = max(period, BEAT_S) - (time.monotonic() - began)
            self._turn.wait_for(lambda: self._leave or self._given is not None, max(limit, 0.001))
            given, self._given = self._given, None
            if given is None:
                self._slow = True
            else:
                self._slow = given[0] != serial
                self._turn.notify_all()
            self._count(calls, period, given, serial)
            return given[1] if given is not None else None

    def _drop_all(self) -> None:
        """What the drawing thread has not taken back goes with the session."""
        if not self._made:
            return
        with self._turn:
            self._drop()
        if fence := self.copied():
            self._gl.DeleteSync(fence)
        for buffer in self._readers:
            self._gl.drop("Framebuffers", buffer)

    def _drop(self) -> None:
        if self._given is not None and self._given[1] is not None:
            self._gl.DeleteSync(self._given[1].fence)
        self._given = None

    def _count(self, calls: FrameCalls, period: float, given: tuple[int, Drawing | None] | None, serial: int) -> None:
        """Under the lock: this beat, and those that the runtime let pass before it, go into the record."""
        now, pace = int(calls.state.predicted_display_time), self._pace
        before, self._beaten = self._beaten, now
        if not calls.state.should_render or (given is not None and given[1] is None):
            self._seen = 0  # nobody looks: nothing is missed
            return
        beats = max(1, round((now - before) / 1e9 / period)) if before and self._seen and period else 1
        pace.periods += beats
        if given is None:
            pace.missed += beats
            return
        pace.missed += beats - 1
        pace.late += given[0] != serial
        if self._seen:
            pace.times_ms.append((now - self._seen) / 1e6)
        self._seen = now

    def _copy(self, drawing: Drawing) -> None:
        """The picture into the swapchain's image, as stored: it is display-encoded, and so is the image's format."""
        gl = self._gl
        layer = self._layer_for(drawing)
        image = layer.chain.acquire()
        gl.WaitSync(drawing.fence, 0, 2**64 - 1)
        gl.DeleteSync(drawing.fence)
        for kind, buffer, texture in (
            (g.READ_FRAMEBUFFER, self._readers[0], drawing.texture),
            (g.DRAW_FRAMEBUFFER, self._readers[1], image),
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
            self._quad = QuadLayer(self._space, self._chain(*drawing.size))
        self._quad.place(drawing.sheet.pose, drawing.sheet.size)
        return self._quad

    def _poll(self) -> None:
        while (event := self._events.next()) is not None:
            if isinstance(event, xr.EventDataInstanceLossPending):
                raise faults.going(self.device, self._)
            if isinstance(event, xr.EventDataInteractionProfileChanged):
                self._input.rebind()
            if not isinstance(event, xr.EventDataSessionStateChanged):
                continue
            self._state = state = xr.SessionState(event.state)
            log.debug("session %s", state.name)
            if state == xr.SessionState.READY:
                xr.begin_session(self._session, xr.SessionBeginInfo(_STEREO))
                self._running = True
            elif state == xr.SessionState.STOPPING:
                self._running = False
                xr.end_session(self._session)
                raise faults.ended(self.device, self._)
            elif state is xr.SessionState.LOSS_PENDING:
                raise faults.going(self.device, self._)
            elif state is xr.SessionState.EXITING:
                raise faults.ended(self.device, self._)

    def _leave_orderly(self) -> None:
        if not self._running:
            return
        with contextlib.suppress(xr.XrException, XrError, DisplayFault):
            xr.request_exit_session(self._session)
            deadline = time.monotonic() + LEAVE_S
            while time.monotonic() < deadline:
                self._poll()  # STOPPING ends the session and raises
                time.sleep(0.002)

    def _destroy(self) -> None:
        """Destroy whatever was made. A runtime that is gone refuses, and that is all right."""
        for destroy, handle in (
            *((xr.destroy_swapchain, chain.swapchain) for chain in self._chains),
            (xr.destroy_session, self._session),
            (xr.destroy_instance, self._instance),
        ):
            if handle is not None:
                with contextlib.suppress(xr.XrException):
                    destroy(handle)
        self._chains.clear()
        self._drop_all()
        self._session = self._instance = None
        with contextlib.suppress(OSError):
            self._context.unbind()
            self._context.destroy()


_STEREO = xr.ViewConfigurationType.PRIMARY_STEREO


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
