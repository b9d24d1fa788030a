"""2D without a window: on a machine without a screen, or where none is wanted. Real pictures, seen through the mirror."""

from __future__ import annotations

from panda3d.core import FrameBufferProperties, GraphicsOutput, GraphicsPipe, WindowProperties

from app.engine.displays.base import DisplayFault
from app.engine.displays.screen import NO_GRAPHICS, UPDATE, ScreenDisplay
from app.engine.gl import Api, of_screen
from app.i18n import N_


class OffscreenDisplay(ScreenDisplay):
    """Draws into a buffer of `size`. On a screen's own driver (`on_screen`) a headset can be used beside it."""

    name = "offscreen"
    seen = False

    def __init__(self, size: tuple[int, int], *, on_screen: bool) -> None:
        if on_screen:
            super().__init__("pandagl", of_screen(), size)
        else:
            super().__init__("p3headlessgl", Api.EGL, size)

    def _open(self, framebuffer: FrameBufferProperties, size: tuple[int, int]) -> GraphicsOutput:
        properties = WindowProperties(size=size)
        output = self.engine.make_output(
            self.pipe, "offscreen", 0, framebuffer, properties, GraphicsPipe.BF_refuse_window
        )
        if output is None:
            raise DisplayFault(NO_GRAPHICS, N_("The graphics driver gives no buffer to draw into."), UPDATE)
        return output
