"""Sees what a process hands to the OpenXR runtime: every image as it is released, and the views it was submitted for.

It stands between the display and the loader (`openxr_calls.function`), so that it sees what is submitted and not what was meant.
``python -m tests.openxr.onlooker FILE PICTURES PASSES SCALE`` wears the headset, and writes what it saw beside its own drawing
of the same scene with matrices built from the submitted views alone.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xr
from panda3d.core import LMatrix4f, MatrixLens, NodePath, OmniBoundingVolume

from app.engine import gl as g
from app.engine.displays import openxr_calls
from app.engine.gl import GL, of_screen

Array = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

#: metres, as the worlds are drawn
NEAR, FAR = 0.1, 4000.0
NODES = 200


@dataclass(frozen=True)
class Submitted:
    """One eye of one frame. orientation : x y z w; fov : left, right, up, down, radians; pixels : (height, width, 3), top first"""

    position: tuple[float, ...]
    orientation: tuple[float, ...]
    fov: tuple[float, ...]
    pixels: Pixels


class Onlooker:
    """Put it in place before the display is imported; set `watching`, and take what it `saw`."""

    def __init__(self) -> None:
        self.watching = False
        self.saw: list[Sequence[Submitted]] = []
        self._gl = GL(of_screen())
        self._buffer = 0
        self._acquired: dict[int, Any] = {}
        self._images: dict[int, list[int]] = {}
        self._released: dict[int, Pixels] = {}
        self._function = openxr_calls.function
        openxr_calls.function = self.function

    def function(self, name: str) -> Callable[..., int]:
        call, look = self._function(name), getattr(self, f"_{name}", None)
        if look is None:
            return call

        def seen(*arguments: Any) -> int:
            if self.watching:
                look(*arguments)
            return call(*arguments)

        return seen

    def _AcquireSwapchainImage(self, chain: Any, _info: Any, index: Any) -> None:
        self._acquired[_key(chain)] = index._obj

    def _ReleaseSwapchainImage(self, chain: Any, _info: Any) -> None:
        key = _key(chain)
        if key not in self._acquired:
            return
        if key not in self._images:
            found = xr.enumerate_swapchain_images(chain, xr.SwapchainImageOpenGLKHR)
            self._images[key] = [image.image for image in found]
        self._released[key] = self._read(self._images[key][self._acquired[key].value])

    def _EndFrame(self, _session: Any, end: Any) -> None:
        info = end._obj
        if not info.layer_count:
            return
        layer = ctypes.cast(info._layers[0], ctypes.POINTER(xr.CompositionLayerProjection)).contents
        views = []
        for view in layer._views[: layer.view_count]:
            whole = self._released.get(_key(view.sub_image.swapchain))
            if whole is None:
                return
            rect, p, q, f = view.sub_image.image_rect, view.pose.position, view.pose.orientation, view.fov
            x, y, width, height = rect.offset.x, rect.offset.y, rect.extent.width, rect.extent.height
            views.append(
                Submitted(
                    (p.x, p.y, p.z),
                    (q.x, q.y, q.z, q.w),
                    (f.angle_left, f.angle_right, f.angle_up, f.angle_down),
                    whole[y : y + height, x : x + width][::-1],
                )
            )
        self.saw.append(views)

    def _read(self, texture: int) -> Pixels:
        """The image in the context that is current, the lowest row first."""
        gl = self._gl
        before = gl.get(g.READ_FRAMEBUFFER_BINDING)
        if not self._buffer:
            self._buffer = gl.make("Framebuffers")
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, self._buffer)
        gl.FramebufferTexture2D(g.READ_FRAMEBUFFER, g.COLOR_ATTACHMENT0, g.TEXTURE_2D, texture, 0)
        width, height = self._size(texture)
        pixels = np.empty((height, width, 4), np.uint8)
        gl.ReadPixels(0, 0, width, height, g.RGBA, g.UNSIGNED_BYTE, pixels.ctypes.data)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, before)
        return pixels[..., :3]

    def _size(self, texture: int) -> tuple[int, int]:
        library = ctypes.CDLL("libGL.so.1")
        library.glBindTexture(g.TEXTURE_2D, texture)
        size = (ctypes.c_int * 2)()
        for at, what in enumerate((0x1000, 0x1001)):  # GL_TEXTURE_WIDTH, GL_TEXTURE_HEIGHT
            library.glGetTexLevelParameteriv(g.TEXTURE_2D, 0, what, ctypes.byref(size, 4 * at))
        library.glBindTexture(g.TEXTURE_2D, 0)
        return size[0], size[1]


def _key(handle: Any) -> int:
    return int(ctypes.cast(handle, ctypes.c_void_p).value or 0)


# ---- the reference ----------------------------------------------------------------------------------------------------


def rotation(quaternion: Sequence[float]) -> Array:
    x, y, z, w = np.asarray(quaternion) / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def clip_from_world(view: Submitted, world_from_tracking: Array) -> Array:
    """From the world's axes (z up) to OpenGL's clip space by what OpenXR says of poses and fields of view; column vectors."""
    eye = np.eye(4)
    eye[:3, :3], eye[:3, 3] = rotation(view.orientation), view.position
    left, right, up, down = np.tan(view.fov)
    projection = np.array(
        [
            [2 / (right - left), 0, (right + left) / (right - left), 0],
            [0, 2 / (up - down), (up + down) / (up - down), 0],
            [0, 0, -(FAR + NEAR) / (FAR - NEAR), -2 * FAR * NEAR / (FAR - NEAR)],
            [0, 0, -1, 0],
        ]
    )
    to_openxr = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1.0]])
    matrix: Array = projection @ np.linalg.inv(eye) @ to_openxr @ np.linalg.inv(world_from_tracking)
    return matrix


def draw(wearing: Any, scene: NodePath, view: Submitted, world_from_tracking: Array) -> Pixels:
    """The scene through one view, on a buffer of its own."""
    from app.engine.canvas import Canvas

    height, width = view.pixels.shape[:2]
    lens = MatrixLens()
    lens.set_film_size(2, 2)
    lens.set_user_mat(LMatrix4f(*clip_from_world(view, world_from_tracking).T.ravel()))
    screen = wearing.screen
    canvas = Canvas(screen.engine, screen.output, "reference", (width, height), lens)
    canvas.camera.node().set_cull_bounds(OmniBoundingVolume())
    canvas.camera.reparent_to(scene)
    canvas.active = True
    screen.engine.render_frame()
    screen.engine.extract_texture_data(canvas.texture, screen.output.get_gsg())
    texture = canvas.texture
    image = np.frombuffer(texture.get_ram_image_as("RGB"), np.uint8).reshape(height, width, 3)[::-1].copy()
    canvas.close()
    return image


def main(file: str, pictures: int, passes: int, scale: float) -> None:
    onlooker = Onlooker()
    # imported with the onlooker in place, since the display takes the function by name
    from app.bench.nodes import boxes, two_pass
    from app.bench.ours import SETTLE, Wearing
    from app.engine.displays.openxr import OpenXRDisplay

    OpenXRDisplay.one_pass = passes == 1
    wearing = Wearing()
    wearing.headset.canvas.use(scale)
    scene = boxes(NODES, two_pass())
    scene.reparent_to(wearing.root)
    for _ in range(SETTLE):
        wearing.frame()
    print("watching", flush=True)
    onlooker.watching = True
    while len(onlooker.saw) < pictures:
        wearing.frame()
    onlooker.watching = False
    world_from_tracking = np.array(wearing.headset.rig.get_net_transform().get_mat(), np.float64).T
    saw = onlooker.saw[:pictures]
    wearing.headset.close()
    found: dict[str, Any] = {"one_pass": wearing.headset.canvas.both is not None}
    for name in ("position", "orientation", "fov", "pixels"):
        found[name] = np.array([[getattr(view, name) for view in views] for views in saw])
    found["reference"] = np.array([[draw(wearing, wearing.root, view, world_from_tracking) for view in v] for v in saw])
    np.savez(file, **found)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
