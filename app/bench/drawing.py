"""How long a graphics processor draws at a world, both eyes at a headset's full size."""

from __future__ import annotations

import ctypes
import time
from pathlib import Path
from typing import Any

import numpy as np
from panda3d.core import PythonCallbackObject

from app.bench.ride import HZ, Ride
from app.engine import gl as g
from app.engine.gl import GL, Api

#: frames after the first that are not counted
SETTLE = 30


def run(world: str, cache: str, frames: int = 180) -> dict[str, Any]:
    """Milliseconds of whole frames with four samples a pixel, the graphics processor awaited after each."""
    with Ride(world, Path(cache), samples=4) as ride:
        gl = GL(Api.EGL)
        pixel = (ctypes.c_ubyte * 4)()

        def finished(_: object) -> None:
            ride.canvas.finish(gl)
            gl.ReadPixels(0, 0, 1, 1, g.RGBA, g.UNSIGNED_BYTE, pixel)

        ride.canvas.after(PythonCallbackObject(finished))
        taken = []
        for number in range(frames + SETTLE):
            began = time.perf_counter()
            ride.step(1 / HZ)
            ride.draw()
            if number >= SETTLE:
                taken.append((time.perf_counter() - began) * 1e3)
        return {
            "p50_ms": round(float(np.percentile(taken, 50)), 3),
            "p95_ms": round(float(np.percentile(taken, 95)), 3),
        }
