"""2D in a window, with the mouse and the keys. While the headset is in use the window shows what its left eye sees."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from panda3d.core import (
    ButtonThrower,
    DataGraphTraverser,
    DataNode,
    EventQueue,
    FrameBufferProperties,
    GraphicsOutput,
    GraphicsPipe,
    LPoint3f,
    LVector3f,
    MouseAndKeyboard,
    NodePath,
    WindowProperties,
)

from app.engine.displays.base import DisplayFault
from app.engine.displays.screen import ScreenDisplay
from app.engine.gl import of_screen
from app.engine.meanwhile import Meanwhile
from app.engine.pointer import Aim
from scenes.base import PointerKind

#: radians that one press of an arrow key moves the aim, and how far it goes
STEP, REACH_X, REACH_Y = math.radians(2.5), math.radians(36), math.radians(22)
_PREFIX = "window-"
_CLOSE = "close-window"
_ESCAPE = "escape"
_ARROWS = {"arrow_left": (-1, 0), "arrow_right": (1, 0), "arrow_up": (0, 1), "arrow_down": (0, -1)}
_SELECT = ("space", "enter")
#: which way a key leads while it is held down
_LEADS = {**_ARROWS, "a": (-1, 0), "d": (1, 0), "w": (0, 1), "s": (0, -1)}


class WindowDisplay(ScreenDisplay):
    """A window titled Respite. Its closing counts as the Escape key: it asks to stop."""

    name = "window"

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__("pandagl", of_screen(), size)
        self._keys: list[str] = []
        self._click = self._press = False
        self._arrows = (0.0, 0.0)
        self._arrows_used = False
        self._held: set[str] = set()
        self._input = NodePath(DataNode("input"))
        keyboard = self._input.attach_new_node(MouseAndKeyboard(self.output, 0, "keyboard"))
        thrower = ButtonThrower("buttons")
        thrower.set_prefix(_PREFIX)
        keyboard.attach_new_node(thrower)
        self._traverser = DataGraphTraverser()
        self.output.set_close_request_event(_CLOSE)
        self._size = self.size

    def _open(self, framebuffer: FrameBufferProperties, size: tuple[int, int]) -> GraphicsOutput:
        properties = WindowProperties(size=size)
        properties.set_title("Respite")
        properties.set_cursor_hidden(True)  # the world's own cursor stands in its place
        output = self.engine.make_output(
            self.pipe, "window", 0, framebuffer, properties, GraphicsPipe.BF_require_window
        )
        if output is None:
            raise DisplayFault(
                "No window", "A window must open, and did not.", "Check the screen and the graphics driver."
            )
        return output

    def poll(self) -> None:
        """Take in what the mouse, the keys and the window's frame did. Needed in every mode."""
        self._hear()
        if self.size != self._size:
            self._size = self.size
            self.resized()

    @contextmanager
    def unattended(self, asked: Callable[[PointerKind], None]) -> Iterator[None]:
        def listen() -> None:
            self._take_in()
            self._hear()
            if _ESCAPE in self._keys:
                self._keys.clear()
                asked(PointerKind.KEYS)

        with Meanwhile(listen):
            yield

    def _take_in(self) -> None:
        """Fetch the window's events as a picture does, and draw nothing."""
        drawn = [output for output in self.engine.get_windows() if output.is_active()]
        for output in drawn:
            output.set_active(False)
        self.engine.render_frame()
        for output in drawn:
            output.set_active(True)

    def _hear(self) -> None:
        self._traverser.traverse(self._input.node())
        queue = EventQueue.get_global_event_queue()
        while not queue.is_queue_empty():
            name = queue.dequeue_event().get_name()
            if name == _CLOSE:
                self._keys.append(_ESCAPE)
            elif name.startswith(_PREFIX):
                self._pressed(name.removeprefix(_PREFIX).removesuffix("-repeat"))

    def _pressed(self, name: str) -> None:
        if name in _LEADS:
            self._held.add(name)
        else:
            self._held.discard(name.removesuffix("-up"))
        if name == "mouse1":
            self._click = True
        elif name == "f11":
            properties = WindowProperties()
            properties.set_fullscreen(not self.output.is_fullscreen())
            self.output.request_properties(properties)
        elif not name.endswith("-up"):
            self._keys.append(name)

    def pressed(self) -> Sequence[str]:
        keys, self._keys = self._keys, []
        return keys

    def stick(self) -> tuple[float, float]:
        right, forward = (sum(_LEADS[key][axis] for key in self._held) for axis in (0, 1))
        return float(max(-1, min(1, right))), float(max(-1, min(1, forward)))

    def steer(self, key: str) -> None:
        """A key that no panel wanted moves the aim, or selects."""
        if key in _ARROWS:
            right, up = _ARROWS[key]
            x, y = self._arrows
            self._arrows = (
                max(-REACH_X, min(REACH_X, x + right * STEP)),
                max(-REACH_Y, min(REACH_Y, y + up * STEP)),
            )
            self._arrows_used = True
        elif key in _SELECT:
            self._press = True

    def aims(self) -> Sequence[Aim]:
        aims = []
        pointer = self.output.get_pointer(0)
        width, height = self.size
        if pointer.get_in_window():
            x, y = 2 * pointer.get_x() / width - 1, 1 - 2 * pointer.get_y() / height
            aims.append(Aim(PointerKind.MOUSE, self.through(x, y), self._click))
        if self._arrows_used or self._press:
            x, y = self._arrows
            ahead = LVector3f(math.sin(x) * math.cos(y), math.cos(x) * math.cos(y), math.sin(y))
            aims.append(Aim(PointerKind.KEYS, self.ray(LPoint3f(0, 0, 0), ahead), self._press))
        self._click = self._press = False
        return aims

    def recentre(self) -> None:
        self._arrows = (0.0, 0.0)
        self.sit()
