"""What a runtime is told of the GL context that draws for it."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import xr

from app.engine.glcontext import GlxContext, SharedContext, WglContext


def graphics_binding(context: SharedContext) -> Any:
    """OpenXR's description of a GL context. The Windows one is untested."""
    if isinstance(context, GlxContext):
        binding = xr.GraphicsBindingOpenGLXlibKHR()
        kinds = dict(binding._fields_)
        for name, value in (
            ("x_display", context.display),
            ("glx_fbconfig", context.fbconfig),
            ("glx_drawable", context.drawable),
            ("glx_context", context.context),
        ):
            kind = kinds[name]
            setattr(binding, name, ctypes.cast(value, kind) if hasattr(kind, "contents") else value)
        return binding
    if isinstance(context, WglContext) and sys.platform == "win32":
        return xr.GraphicsBindingOpenGLWin32KHR(h_dc=context.device, h_glrc=context.context)
    raise OSError("OpenXR must be given a GLX or a WGL context, and there is none")
