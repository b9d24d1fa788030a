"""The few OpenGL functions Panda3D does not offer: blits between framebuffers, asynchronous reading, fences.

They are looked up by name through the window system that Panda3D opened (`Api`), so the same code serves GLX and EGL, and WGL
and macOS, which are untested.
A `GL` belongs to no context: call it only where a context is current (in a draw callback, or in a thread that has bound one).
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Any

READ_FRAMEBUFFER, DRAW_FRAMEBUFFER = 0x8CA8, 0x8CA9
READ_FRAMEBUFFER_BINDING, DRAW_FRAMEBUFFER_BINDING = 0x8CAA, 0x8CA6
RENDERBUFFER, COLOR_ATTACHMENT0, FRAMEBUFFER_COMPLETE = 0x8D41, 0x8CE0, 0x8CD5
TEXTURE_2D, RGBA8, SRGB8_ALPHA8, RGBA, UNSIGNED_BYTE = 0x0DE1, 0x8058, 0x8C43, 0x1908, 0x1401
COLOR_BUFFER_BIT, LINEAR, NEAREST = 0x4000, 0x2601, 0x2600
SCISSOR_TEST, FRAMEBUFFER_SRGB, BACK = 0x0C11, 0x8DB9, 0x0405
PIXEL_PACK_BUFFER, STREAM_READ, MAP_READ_BIT = 0x88EB, 0x88E1, 0x0001
SYNC_GPU_COMMANDS_COMPLETE, TIMEOUT_EXPIRED = 0x9117, 0x911B
TEXTURE_BINDING_2D, TEXTURE_MIN_FILTER, TEXTURE_MAG_FILTER = 0x8069, 0x2801, 0x2800
EXTENSIONS = 0x1F03

_U, _I, _P = ctypes.c_uint, ctypes.c_int, ctypes.c_void_p
_SIGNATURES: dict[str, tuple[Any, ...]] = {  # result, arguments
    "BindFramebuffer": (None, _U, _U),
    "GenFramebuffers": (None, _I, _P),
    "DeleteFramebuffers": (None, _I, _P),
    "FramebufferTexture2D": (None, _U, _U, _U, _U, _I),
    "FramebufferRenderbuffer": (None, _U, _U, _U, _U),
    "CheckFramebufferStatus": (_U, _U),
    "BlitFramebuffer": (None, _I, _I, _I, _I, _I, _I, _I, _I, _U, _U),
    "GenRenderbuffers": (None, _I, _P),
    "DeleteRenderbuffers": (None, _I, _P),
    "BindRenderbuffer": (None, _U, _U),
    "RenderbufferStorage": (None, _U, _U, _I, _I),
    "GenBuffers": (None, _I, _P),
    "DeleteBuffers": (None, _I, _P),
    "BindBuffer": (None, _U, _U),
    "BufferData": (None, _U, ctypes.c_ssize_t, _P, _U),
    "MapBufferRange": (_P, _U, ctypes.c_ssize_t, ctypes.c_ssize_t, _U),
    "UnmapBuffer": (ctypes.c_ubyte, _U),
    "ReadPixels": (None, _I, _I, _I, _I, _U, _U, _P),
    "DrawBuffer": (None, _U),
    "Enable": (None, _U),
    "Disable": (None, _U),
    "IsEnabled": (ctypes.c_ubyte, _U),
    "GetIntegerv": (None, _U, _P),
    "GetError": (_U,),
    "FenceSync": (_P, _U, _U),
    "WaitSync": (None, _P, _U, ctypes.c_uint64),
    "ClientWaitSync": (_U, _P, _U, ctypes.c_uint64),
    "GenTextures": (None, _I, _P),
    "BindTexture": (None, _U, _U),
    "TexImage2D": (None, _U, _I, _I, _I, _I, _I, _U, _U, _P),
    "TexParameteri": (None, _U, _U, _I),
    "DeleteSync": (None, _P),
    "Flush": (None,),
    "GetString": (ctypes.c_char_p, _U),
    "Finish": (None,),
}


class Api(StrEnum):
    """The window system's half of OpenGL."""

    GLX = "glx"
    WGL = "wgl"
    EGL = "egl"
    CGL = "cgl"


def lookup(api: Api) -> Callable[[str], int]:
    """What finds a GL function's address by its full name; 0 where there is none."""
    if api is Api.WGL and sys.platform == "win32":
        opengl32 = ctypes.WinDLL("opengl32")
        kernel32 = ctypes.WinDLL("kernel32")
        opengl32.wglGetProcAddress.restype = kernel32.GetProcAddress.restype = _P
        kernel32.GetProcAddress.argtypes = (_P, ctypes.c_char_p)

        def find(name: str) -> int:
            # wglGetProcAddress knows only what came after OpenGL 1.1, and says "no" in five ways
            address = opengl32.wglGetProcAddress(name.encode()) or 0
            if address in (0, 1, 2, 3, 2**64 - 1):
                address = kernel32.GetProcAddress(opengl32._handle, name.encode()) or 0
            return int(address)

        return find
    if api is Api.CGL:
        framework = ctypes.CDLL("/System/Library/Frameworks/OpenGL.framework/OpenGL")
        return lambda name: ctypes.cast(getattr(framework, name), _P).value or 0
    library, function = {
        Api.GLX: ("libGL.so.1", "glXGetProcAddressARB"),
        Api.EGL: ("libEGL.so.1", "eglGetProcAddress"),
    }[api]
    entry = getattr(ctypes.CDLL(library), function)
    entry.restype, entry.argtypes = _P, (ctypes.c_char_p,)
    return lambda name: int(entry(name.encode()) or 0)


class GL:
    """OpenGL's functions by their names without the ``gl``, as ctypes functions (they let go of the interpreter's lock)."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._find = lookup(api)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        result, *arguments = _SIGNATURES[name]
        address = self._find(f"gl{name}")
        if not address:
            raise OSError(f"gl{name} must be offered by the graphics driver, and is not; update the driver")
        function = ctypes.CFUNCTYPE(result, *arguments)(address)
        setattr(self, name, function)
        return function

    def make(self, kind: str) -> int:
        """A new object of `kind` ("Framebuffers", "Renderbuffers", "Buffers", "Textures")."""
        name = _U(0)
        getattr(self, f"Gen{kind}")(1, ctypes.byref(name))
        return name.value

    def drop(self, kind: str, name: int) -> None:
        getattr(self, f"Delete{kind}")(1, ctypes.byref(_U(name)))

    def extensions(self) -> frozenset[str]:
        """What the driver offers beyond the standard; empty where a context does not list it."""
        return frozenset((self.GetString(EXTENSIONS) or b"").decode("ascii", "replace").split())

    def get(self, what: int) -> int:
        value = _I(0)
        self.GetIntegerv(what, ctypes.byref(value))
        return value.value

    def blit(
        self, source: tuple[int, int, int, int], target: tuple[int, int, int, int], *, smooth: bool, flip: bool = False
    ) -> None:
        """Copy colours from the read framebuffer to the draw framebuffer, as stored: no cutting off, no conversion.

        source, target : left, bottom, right, top in pixels
        flip : top and bottom change places
        """
        self.Disable(SCISSOR_TEST)
        self.Disable(FRAMEBUFFER_SRGB)
        left, bottom, right, top = target
        if flip:
            bottom, top = top, bottom
        self.BlitFramebuffer(*source, left, bottom, right, top, COLOR_BUFFER_BIT, LINEAR if smooth else NEAREST)


def of_screen() -> Api:
    """The window system's OpenGL on this platform."""
    return {"win32": Api.WGL, "darwin": Api.CGL}.get(sys.platform, Api.GLX)
