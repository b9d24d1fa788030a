"""The 2D display, and the host of all drawing: Panda3D's engine, one GL context for the life of the process.

Every picture ends on a canvas. Where it is finished, the mirror reads it, and the headset's thread learns that it is drawn. The
host's own output, the window, only takes a copy of it (of the left eye of the headset's), and beside a headset not of every one.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from panda3d.core import (
    ExecutionEnvironment,
    FrameBufferProperties,
    GraphicsEngine,
    GraphicsOutput,
    GraphicsPipeSelection,
    LPoint3f,
    LVector3f,
    NodePath,
    PerspectiveLens,
    PythonCallbackObject,
    load_prc_file_data,
)

from app.engine import gl as g
from app.engine.canvas import FAR, NEAR, Canvas
from app.engine.displays.base import Beat, Display, DisplayFault, Mode
from app.engine.gl import GL, Api
from app.engine.glcontext import wait_for_screen
from app.engine.messages import Comfort
from app.engine.pointer import Aim
from app.i18n import N_
from scenes.base import Ray

log = logging.getLogger(__name__)

#: radians would be the lens's only exception: Panda3D takes degrees here; across a picture of 16:9
FIELD_OF_VIEW = 78.0
#: a software renderer draws at most about this many pixels and has them enlarged
SOFTWARE_PIXELS = 640 * 360
PERIOD_S = 1 / 60
#: seconds from copy to copy in the window while a headset is in use
COPY_S = 1 / 15
#: faults of a screen are raised as message ids, and translated by who tells them
NO_GRAPHICS, UPDATE = N_("No graphics"), N_("Install or update the graphics driver, then start again.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture. It is told in the drawing, the picture's framebuffer bound for reading.

    size : width, height of the only or the left eye, pixels, at the lower left of the texture
    aspect : width over height as seen
    texture : the GL name of the whole
    """

    size: tuple[int, int]
    aspect: float
    texture: int


_CONFIGURATION = """
aux-display
load-display {pipe}
audio-library-name null
notify-level warning
sync-video false
textures-power-2 none
support-threads true
x-init-threads true
gl-debug false
"""


def is_software(renderer: str) -> bool:
    """Whether a GL renderer's name says that the processor draws."""
    return any(word in renderer.lower() for word in ("llvmpipe", "softpipe", "swrast", "software", "gdi generic"))


class ScreenDisplay(Display):
    """A host with a 2D canvas. Subclasses open the output."""

    mode = Mode.SCREEN
    #: whether anybody can look at the output
    seen = True
    period_s = PERIOD_S
    output: GraphicsOutput

    def __init__(self, pipe: str, api: Api, size: tuple[int, int]) -> None:
        load_prc_file_data("respite", _CONFIGURATION.format(pipe=pipe))
        if sys.platform == "darwin":  # which has GLSL 330 in a core context only
            load_prc_file_data("respite", "gl-version 3 3")
        # Panda3D knows the environment as it was when the process began
        ExecutionEnvironment.set_environment_variable("DISPLAY", os.environ.get("DISPLAY", ""))
        self.engine = GraphicsEngine.get_global_ptr()
        self.engine.set_auto_flip(True)
        self.pipe = GraphicsPipeSelection.get_global_ptr().make_module_pipe(pipe)
        # a wrong pipe name falls back in silence, and an unusable one gives None
        if self.pipe is None or not self.pipe.is_valid():
            raise DisplayFault(
                "No graphics", f"Panda3D's {pipe} must open, and did not.", "Install the graphics driver."
            )
        framebuffer = FrameBufferProperties()
        framebuffer.set_rgba_bits(8, 8, 8, 0)
        self.output = self._open(framebuffer, size)
        self.engine.open_windows()
        gsg = self.output.get_gsg()
        if gsg is None or not self.output.is_valid() or not gsg.get_supports_glsl():
            raise DisplayFault(NO_GRAPHICS, N_("The graphics driver does not offer OpenGL 3.3."), UPDATE)
        self.renderer = str(gsg.get_driver_renderer())
        self.software = is_software(self.renderer)
        self.samples = 0 if self.software else 4
        self.gl = GL(api)
        self.output.set_clear_color((0, 0, 0, 1))
        lens = PerspectiveLens()
        lens.set_near_far(NEAR, FAR)
        self.canvas = Canvas(self.engine, self.output, "flat", self._canvas_size(), lens, samples=self.samples)
        self._aspect()
        self._eye_height_m = Comfort().eye_height_m
        self.adopt(self.canvas)
        copy = self.output.make_display_region()
        copy.set_draw_callback(PythonCallbackObject(self._copy))
        self._copy_due = 0.0
        self._reader = 0
        self._shown: Canvas = self.canvas
        self.drawn: list[Callable[[GL, Drawn], None]] = []
        self._due = 0.0
        #: whether the screen's own beat paces the pictures
        self._synchronised = False
        self._beating = self._retime = True

    def adopt(self, canvas: Canvas) -> None:
        """Finish this canvas's pictures too, in the drawing of each."""
        canvas.after(PythonCallbackObject(self._finished))

    @abstractmethod
    def _open(self, framebuffer: FrameBufferProperties, size: tuple[int, int]) -> GraphicsOutput: ...

    @property
    def size(self) -> tuple[int, int]:
        """The output's width and height, pixels."""
        return self.output.get_x_size(), self.output.get_y_size()

    def _canvas_size(self) -> tuple[int, int]:
        width, height = self.size
        scale = min(1.0, (SOFTWARE_PIXELS / (width * height)) ** 0.5) if self.software else 1.0
        return max(2, round(width * scale)), max(2, round(height * scale))

    def _aspect(self) -> None:
        width, height = self.size
        # what is seen up and down stays the same; a wider window shows more to the sides
        vertical_film = 9.0
        lens = self.canvas.lens
        lens.set_film_size(16.0, vertical_film)
        lens.set_fov(FIELD_OF_VIEW)
        focal = lens.get_focal_length()
        lens.set_film_size(vertical_film * width / height, vertical_film)
        lens.set_focal_length(focal)

    def resized(self) -> None:
        """The output has a new size."""
        self.canvas.resize(self._canvas_size())
        self.canvas.aspect = self.size[0] / self.size[1]
        self._aspect()

    @property
    def shown(self) -> Canvas:
        """The canvas that is drawn on."""
        return self._shown

    def show(self, canvas: Canvas, *, beating: bool) -> None:
        """Draw on `canvas` from now on, and copy it (or its left eye) to the output; `beating`: at the screen's own beat."""
        if canvas is not self._shown:
            self._shown.active = False
            self._shown = canvas
        if beating is not self._beating:
            self._beating, self._retime = beating, True
        canvas.active = True
        now = time.monotonic()
        copied = self.seen and (beating or now >= self._copy_due)
        if copied:
            self._copy_due = now + COPY_S
        if copied is not self.output.is_active():
            self.output.set_active(copied)

    def _finished(self, data: object) -> None:
        """The canvas is drawn: tell who waits for it, with the picture bound for reading."""
        gl, canvas = self.gl, self._shown
        buffer = gl.get(g.DRAW_FRAMEBUFFER_BINDING)
        picture = Drawn(canvas.used, canvas.aspect, canvas.finish(gl))
        for drawn in self.drawn:
            drawn(gl, picture)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, buffer)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, buffer)
        gl.Enable(g.SCISSOR_TEST)  # as Panda3D set it for this region

    def _copy(self, data: object) -> None:
        gl, canvas = self.gl, self._shown
        if self._retime:
            # 2D keeps the screen's beat; a copy beside the headset must never hold the headset up
            self._retime = False
            self._synchronised = not self.software and wait_for_screen(gl.api, self._beating)
        target = gl.get(g.DRAW_FRAMEBUFFER_BINDING)
        if not self._reader:
            self._reader = gl.make("Framebuffers")
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, self._reader)
        gl.FramebufferTexture2D(g.READ_FRAMEBUFFER, g.COLOR_ATTACHMENT0, g.TEXTURE_2D, canvas.texture_id(), 0)
        gl.blit(cover(canvas.used, canvas.aspect, self.size), (0, 0, *self.size), smooth=True)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, target)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, target)
        gl.Enable(g.SCISSOR_TEST)  # as Panda3D set it for this region

    # ---- the contract -----------------------------------------------------------------------------------------------

    def attach(self, seat: NodePath) -> None:
        self.canvas.camera.reparent_to(seat)
        self.sit()

    def accommodate(self, comfort: Comfort) -> None:
        self._eye_height_m = comfort.eye_height_m
        self.sit()

    def sit(self) -> None:
        """Look straight ahead from the seat, which a screen shows level and as large as it is."""
        self.canvas.camera.set_pos_hpr(0, 0, self._eye_height_m, 0, 0, 0)

    def begin(self) -> Beat:
        now = time.monotonic()
        if now < self._due:
            time.sleep(min(self._due - now, 0.05))
        # keep the beat where we are in time, start afresh where we are late
        now = time.monotonic()
        # where the screen's beat paces, this only keeps a broken one from running wild
        self._due = max(self._due + (PERIOD_S * 0.9 if self._synchronised else PERIOD_S), now)
        self.show(self.canvas, beating=True)
        return Beat.SHOW

    def poll(self) -> None:
        """Take in what the screen's own devices did, in every mode."""

    def steer(self, key: str) -> None:
        """A key that no panel wanted."""

    def aims(self) -> Sequence[Aim]:
        return ()

    def through(self, x: float, y: float) -> Ray:
        """The ray through a point of the picture, -1 to 1 to the right and up, in the axes of the stage's root."""
        near, far = LPoint3f(), LPoint3f()
        self.canvas.lens.extrude((x, y), near, far)
        return self.ray(LPoint3f(0, 0, 0), far - near)

    def ray(self, origin: LPoint3f, direction: LVector3f) -> Ray:
        """A ray given in the camera's axes, in those of the stage's root."""
        camera, root = self.canvas.camera, self.canvas.camera.get_top()
        direction = root.get_relative_vector(camera, direction)
        direction.normalize()
        return Ray(root.get_relative_point(camera, origin), direction)

    def end(self) -> None:
        pass

    def rest(self) -> None:
        self.canvas.active = False

    def close(self) -> None:
        """Let go of the GL context and everything in it."""
        self.drawn.clear()
        self.engine.remove_all_windows()


def cover(source: tuple[int, int], aspect: float, target: tuple[int, int]) -> tuple[int, int, int, int]:
    """The middle part of a picture that fills another without stretching: left, bottom, right, top in the source's pixels.

    source : width, height of the picture, pixels, which are seen as wide to high as `aspect`
    target : width, height to be filled, square pixels
    """
    width, height = source
    shape = target[0] / target[1]
    if aspect > shape:
        cut = round(width * (1 - shape / aspect) / 2)
        return cut, 0, width - cut, height
    cut = round(height * (1 - aspect / shape) / 2)
    return 0, cut, width, height - cut
