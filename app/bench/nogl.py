"""Takes the drawing itself out of the timing where the processor draws.

A software driver draws in the thread that asks for it, and would drown what is compared: the work of the two bridges. So the
draw calls of Mesa's current context are replaced by a function that does nothing, for every bridge alike. What Panda3D and the
bridges do for a frame, and all other calls to OpenGL and OpenXR, stay as they are.
"""

from __future__ import annotations

import ctypes
import sys

#: the library, and what its functions' names begin with, newest first
_MESA = (("libGLX_mesa.so.0", "_mesa_glapi_"), ("libglapi.so.0", "_glapi_"))
_CALLS = (
    "glClear",
    "glBlitFramebuffer",
    "glDrawArrays",
    "glDrawElements",
    "glDrawRangeElements",
    "glDrawArraysInstanced",
    "glDrawElementsInstanced",
)


def drop_drawing() -> bool:
    """Drop the draw calls of the GL context that is current in this thread; False where that can't be done."""
    if not sys.platform.startswith("linux"):
        return False
    for library, prefix in _MESA:
        try:
            mesa = ctypes.CDLL(library)
            current, offset = getattr(mesa, f"{prefix}get_dispatch"), getattr(mesa, f"{prefix}get_proc_offset")
        except (OSError, AttributeError):
            continue
        current.restype, offset.argtypes = ctypes.c_void_p, (ctypes.c_char_p,)
        table = ctypes.cast(current(), ctypes.POINTER(ctypes.c_void_p))
        if not table:
            return False
        # any arguments will do for a function that looks at one number and changes nothing
        nothing = ctypes.cast(ctypes.CDLL(None).abs, ctypes.c_void_p).value
        for name in _CALLS:
            slot = offset(name.encode())
            if slot > 0:
                table[slot] = nothing
        return True
    return False
