"""A second GL context that shares textures with Panda3D's, for the thread that talks to the headset's runtime.

OpenXR binds a GL context and forbids that it be current in another thread during its calls. With a context of its own the
runtime's calls live in a thread of their own, and a runtime that hangs takes neither the window nor the world with it.

GLX is tested. WGL is written from the documentation of ``WGL_ARB_create_context`` and is untested.
"""

from __future__ import annotations

import ctypes
import sys
from abc import ABC, abstractmethod
from typing import Any

from app.engine.gl import Api

_P, _I = ctypes.c_void_p, ctypes.c_int


class ContextError(OSError):
    """The graphics driver does not give a second context."""


class NoScreenError(ContextError):
    """The process draws without a screen (or on a system whose screens have no headsets)."""


class SharedContext(ABC):
    """Made in the thread where Panda3D's context is current; bound and let go in the thread that uses it."""

    @abstractmethod
    def bind(self) -> None: ...

    @abstractmethod
    def unbind(self) -> None: ...

    @abstractmethod
    def destroy(self) -> None:
        """Let go of it, bound nowhere."""


class GlxContext(SharedContext):
    """A context on a pixel buffer of one pixel, with the frame buffer configuration of the current context."""

    def __init__(self) -> None:
        gl = ctypes.CDLL("libGL.so.1")
        for name, result, arguments in (
            ("glXGetCurrentDisplay", _P, ()),
            ("glXGetCurrentContext", _P, ()),
            ("glXQueryContext", _I, (_P, _P, _I, _P)),
            ("glXChooseFBConfig", ctypes.POINTER(_P), (_P, _I, _P, _P)),
            ("glXCreateNewContext", _P, (_P, _P, _I, _P, _I)),
            ("glXCreatePbuffer", ctypes.c_ulong, (_P, _P, _P)),
            ("glXMakeContextCurrent", _I, (_P, ctypes.c_ulong, ctypes.c_ulong, _P)),
            ("glXDestroyContext", None, (_P, _P)),
            ("glXDestroyPbuffer", None, (_P, ctypes.c_ulong)),
            ("glXGetVisualFromFBConfig", _P, (_P, _P)),
        ):
            function = getattr(gl, name)
            function.restype, function.argtypes = result, arguments
        self._gl: Any = gl
        self.display: int = gl.glXGetCurrentDisplay() or 0
        current = gl.glXGetCurrentContext()
        if not self.display or not current:
            raise ContextError("a GLX context must be current to share with, and none is")
        fbconfig_id, screen, count = _I(), _I(), _I()
        gl.glXQueryContext(self.display, current, 0x8013, ctypes.byref(fbconfig_id))  # GLX_FBCONFIG_ID
        gl.glXQueryContext(self.display, current, 0x800C, ctypes.byref(screen))  # GLX_SCREEN
        wanted = (_I * 3)(0x8013, fbconfig_id.value, 0)
        configs = gl.glXChooseFBConfig(self.display, screen.value, wanted, ctypes.byref(count))
        if count.value < 1:
            raise ContextError(f"the X server must know frame buffer configuration {fbconfig_id.value}, and does not")
        self.fbconfig: int = configs[0]
        self.visual_id = fbconfig_id.value
        self.context: int = gl.glXCreateNewContext(self.display, self.fbconfig, 0x8014, current, 1) or 0  # RGBA type
        if not self.context:
            raise ContextError("the graphics driver must give a second OpenGL context, and did not; update the driver")
        size = (_I * 5)(0x8041, 1, 0x8040, 1, 0)  # width, height
        self.drawable: int = gl.glXCreatePbuffer(self.display, self.fbconfig, size)

    def bind(self) -> None:
        if not self._gl.glXMakeContextCurrent(self.display, self.drawable, self.drawable, self.context):
            raise ContextError("the second OpenGL context could not be bound; update the graphics driver")

    def unbind(self) -> None:
        self._gl.glXMakeContextCurrent(self.display, 0, 0, None)

    def destroy(self) -> None:
        self._gl.glXDestroyContext(self.display, self.context)
        self._gl.glXDestroyPbuffer(self.display, self.drawable)


class WglContext(SharedContext):
    """A context on the window's own device context. Untested."""

    def __init__(self) -> None:
        if sys.platform != "win32":
            raise ContextError("WGL must run on Windows")
        gl = ctypes.WinDLL("opengl32")
        for name in ("wglGetCurrentDC", "wglGetCurrentContext", "wglGetProcAddress"):
            getattr(gl, name).restype = _P
        gl.wglMakeCurrent.argtypes = (_P, _P)
        gl.wglDeleteContext.argtypes = (_P,)
        self._gl: Any = gl
        self.device: int = gl.wglGetCurrentDC() or 0
        current = gl.wglGetCurrentContext()
        create = gl.wglGetProcAddress(b"wglCreateContextAttribsARB")
        if not self.device or not current or not create:
            raise ContextError(
                "a WGL context with WGL_ARB_create_context must be current to share with; update the driver"
            )
        attributes = (_I * 1)(0)
        self.context: int = ctypes.WINFUNCTYPE(_P, _P, _P, _P)(create)(self.device, current, attributes) or 0
        if not self.context:
            raise ContextError("the graphics driver must give a second OpenGL context, and did not; update the driver")

    def bind(self) -> None:
        if not self._gl.wglMakeCurrent(self.device, self.context):
            raise ContextError("the second OpenGL context could not be bound; update the graphics driver")

    def unbind(self) -> None:
        self._gl.wglMakeCurrent(None, None)

    def destroy(self) -> None:
        self._gl.wglDeleteContext(self.context)


def is_current(api: Api) -> bool:
    """Whether a context is current in this thread that `share` could share with."""
    if api is Api.GLX:
        current = ctypes.CDLL("libGL.so.1").glXGetCurrentContext
    elif api is Api.WGL and sys.platform == "win32":
        current = ctypes.WinDLL("opengl32").wglGetCurrentContext
    else:
        return False
    current.restype = _P
    return bool(current())


def wait_for_screen(api: Api, on: bool) -> bool:
    """Whether the window's swaps wait for the screen's beat from now on, in the current context. False: nobody can say."""
    if api is Api.GLX:
        library = ctypes.CDLL("libGL.so.1")
        library.glXGetProcAddressARB.restype = _P
        address = library.glXGetProcAddressARB(b"glXSwapIntervalMESA")
        if address:
            return ctypes.CFUNCTYPE(_I, ctypes.c_uint)(address)(int(on)) == 0 and on
        address = library.glXGetProcAddressARB(b"glXSwapIntervalEXT")
        if address:
            library.glXGetCurrentDisplay.restype = _P
            library.glXGetCurrentDrawable.restype = ctypes.c_ulong
            display, drawable = library.glXGetCurrentDisplay(), library.glXGetCurrentDrawable()
            ctypes.CFUNCTYPE(None, _P, ctypes.c_ulong, _I)(address)(display, drawable, int(on))
            return on
    if api is Api.WGL and sys.platform == "win32":
        library = ctypes.WinDLL("opengl32")
        library.wglGetProcAddress.restype = _P
        address = library.wglGetProcAddress(b"wglSwapIntervalEXT")
        if address:
            return bool(ctypes.WINFUNCTYPE(_I, _I)(address)(int(on))) and on
    return False


def share(api: Api) -> SharedContext:
    """A context that shares with the one current in this thread. Raises `ContextError` where there is no way to."""
    if api is Api.GLX:
        return GlxContext()
    if api is Api.WGL:
        return WglContext()
    raise ContextError(
        "a headset must have a graphics context of a screen (GLX or WGL); this one was opened without a screen"
    )
