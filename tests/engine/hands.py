"""A hand on the mouse and the keys of a virtual screen's only window, through Xlib."""

from __future__ import annotations

import ctypes
from typing import Any

_KEY, _BUTTON = (2, 3), (4, 5)


class _Event(ctypes.Structure):
    """XKeyEvent and XButtonEvent, which have the same shape, padded to XEvent's size."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("root", ctypes.c_ulong),
        ("subwindow", ctypes.c_ulong),
        ("time", ctypes.c_ulong),
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("x_root", ctypes.c_int),
        ("y_root", ctypes.c_int),
        ("state", ctypes.c_uint),
        ("code", ctypes.c_uint),
        ("same_screen", ctypes.c_int),
        ("pad", ctypes.c_long * 24),
    ]


class Hands:
    """Types into the window and moves the mouse over it. `display` : the X display's name"""

    def __init__(self, display: str) -> None:
        self._x: Any = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def _windows(self) -> list[int]:
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self._x.XQueryTree(
            self._display,
            self._root,
            ctypes.byref(root),
            ctypes.byref(parent),
            ctypes.byref(children),
            ctypes.byref(count),
        )
        return [children[n] for n in range(count.value)]

    @property
    def there(self) -> bool:
        """Whether a window is open."""
        return bool(self._windows())

    def _window(self) -> ctypes.c_ulong:
        windows = self._windows()
        assert windows, "no window is open"
        return ctypes.c_ulong(windows[-1])

    def _send(self, kind: int, code: int) -> None:
        event = _Event(type=kind, display=self._display, code=code, same_screen=1)
        event.window, event.root = self._window().value, self._root.value
        self._x.XSendEvent(self._display, self._window(), 1, ctypes.c_long(0), ctypes.byref(event))
        self._x.XFlush(self._display)

    def key(self, name: str, parts: tuple[int, ...] = _KEY) -> None:
        """Press and let go a key, by X's name for it ("Escape", "Return", "7")."""
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
        code = self._x.XKeysymToKeycode(self._display, symbol)
        for kind in parts:
            self._send(kind, code)

    def hold(self, name: str) -> None:
        """Press a key and keep it down."""
        self.key(name, _KEY[:1])

    def let_go(self, name: str) -> None:
        self.key(name, _KEY[1:])

    def move(self, x: int, y: int) -> None:
        """Put the mouse on a point of the window, pixels from its upper left corner."""
        self._x.XWarpPointer(self._display, ctypes.c_ulong(0), self._window(), 0, 0, 0, 0, x, y)
        self._x.XFlush(self._display)

    def click(self) -> None:
        """Press and let go the left button."""
        for kind in _BUTTON:
            self._send(kind, 1)

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)
