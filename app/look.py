"""Pictures of a world without a screen: a still, or numbered ones a thirtieth of a second apart."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import (
    Camera,
    FrameBufferProperties,
    GraphicsEngine,
    GraphicsOutput,
    GraphicsPipe,
    GraphicsPipeSelection,
    Lens,
    LVector3f,
    MatrixLens,
    NodePath,
    PerspectiveLens,
    Texture,
    WindowProperties,
    load_prc_file_data,
)
from PIL import Image

from app.config import cache_folder
from app.errors import BadInput
from scenes.bakery import Bakery
from scenes.base import Ray, Request, Scene, SceneContext
from scenes.registry import DEFAULT, WORLDS

EYE_HEIGHT = 1.2
#: metres from the head's middle to an eye
HALF_PUPILS = 0.032
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class View:
    """Where the patient looks from the seat: degrees to the right and up, the picture's width in degrees."""

    right: float = 0.0
    up: float = 0.0
    fov: float = 78.0


class Studio:
    """An offscreen picture on a GPU or in software. A context manager.

    size : pixels; stereo : both eyes side by side, each `size` wide
    beside : a studio that is open already; both then show the same world, which without it only one may
    """

    def __init__(self, size: tuple[int, int], stereo: bool = False, beside: Studio | None = None) -> None:
        self.buffer: Any
        self.size = size
        self.stereo = stereo
        load_prc_file_data(
            "", "load-display p3headlessgl\naux-display\nwindow-type none\naudio-library-name null\nsync-video 0\n"
        )
        load_prc_file_data("", "gl-version 3 3\ntextures-power-2 none\n")
        self.engine = GraphicsEngine.get_global_ptr()
        pipe = GraphicsPipeSelection.get_global_ptr().make_module_pipe("p3headlessgl")
        if pipe is None:
            raise BadInput("pictures without a screen need EGL and p3headlessgl cannot open it; install libegl1")
        width, height = size[0] * (2 if stereo else 1), size[1]
        wanted = FrameBufferProperties()
        wanted.set_rgba_bits(8, 8, 8, 8)
        wanted.set_depth_bits(24)
        shared = (beside.buffer.get_gsg(), beside.buffer) if beside else ()
        self.buffer = self.engine.make_output(
            beside.buffer.get_pipe() if beside else pipe,
            "look",
            0,
            wanted,
            WindowProperties.size(width, height),
            GraphicsPipe.BF_refuse_window,
            *shared,
        )
        if self.buffer is None:
            raise BadInput(f"no picture of {width} x {height} can be drawn on this machine; try a smaller --size")
        self.texture = Texture("look")
        self.buffer.add_render_texture(self.texture, GraphicsOutput.RTM_copy_ram)
        self.camera = NodePath(Camera("look"))
        self._regions()

    def _regions(self) -> None:
        if not self.stereo:
            self.buffer.make_display_region().set_camera(self.camera)
            return
        for eye, channel in enumerate((Lens.SC_left, Lens.SC_right)):
            region = self.buffer.make_mono_display_region(eye / 2, eye / 2 + 0.5, 0, 1)
            region.set_stereo_channel(channel)
            region.set_camera(self.camera)

    def aim(self, scene: Scene, view: View) -> None:
        """Put the camera where the patient's head is."""
        lens = PerspectiveLens()
        lens.set_aspect_ratio(self.size[0] / self.size[1])
        lens.set_fov(view.fov)
        lens.set_near_far(0.1, 3000)
        if self.stereo:
            flat = lens.get_projection_mat()
            both = MatrixLens()
            both.set_film_size(2, 2)
            both.set_user_mat(flat)
            for side, place in ((-1, both.set_left_eye_mat), (1, both.set_right_eye_mat)):
                moved = NodePath("eye")
                moved.set_pos(side * HALF_PUPILS, 0, 0)
                place(_inverse(moved.get_mat()) * flat)
            self.camera.node().set_lens(both)
        else:
            self.camera.node().set_lens(lens)
        self.camera.reparent_to(scene.seat)
        self.camera.set_pos_hpr(0, 0, EYE_HEIGHT, -view.right, view.up, 0)

    def shoot(self) -> Pixels:
        """(height, width, 3) bytes of a frame."""
        self.engine.render_frame()
        rows, columns = self.texture.get_y_size(), self.texture.get_x_size()
        return np.frombuffer(self.texture.get_ram_image_as("RGB"), np.uint8).reshape(rows, columns, 3)[::-1].copy()

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        self.camera.remove_node()
        self.engine.remove_window(self.buffer)


def _inverse(matrix: Any) -> Any:
    made = type(matrix)()
    made.invert_from(matrix)
    return made


@contextmanager
def visit(
    world: str,
    folder: Path,
    seed: int = 1,
    detail: float = 1.0,
    request: Callable[[Request], None] = lambda _: None,
) -> Iterator[Scene]:
    """A world of its own, with baked data kept in `folder`."""
    if world not in WORLDS:
        raise BadInput(f"there is no world {world!r}; there are: {', '.join(WORLDS)}")
    scene = WORLDS[world].load()(SceneContext(seed, Bakery(folder), request, detail))
    try:
        yield scene
    finally:
        scene.destroy()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--world", default=DEFAULT, help="which world (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("look.png"), help="the PNG to write (default: %(default)s)")
    parser.add_argument(
        "--at", type=float, default=12.0, metavar="S", help="seconds into the visit (default: %(default)s)"
    )
    parser.add_argument("--frames", type=int, default=1, help="how many pictures, 1/30 s apart, numbered (default: 1)")
    parser.add_argument("--size", default="1280x720", metavar="WxH", help="pixels (default: %(default)s)")
    parser.add_argument("--supersample", type=int, default=2, help="draw so many times finer and reduce (default: 2)")
    parser.add_argument("--right", type=float, default=0.0, metavar="DEG", help="look to the right by so many degrees")
    parser.add_argument("--up", type=float, default=0.0, metavar="DEG", help="look up by so many degrees")
    parser.add_argument(
        "--fov", type=float, default=78.0, metavar="DEG", help="the picture's width (default: %(default)s)"
    )
    parser.add_argument("--stereo", action="store_true", help="both eyes side by side")
    parser.add_argument("--throw", type=int, default=0, metavar="N", help="throw a snowball at N targets, 1 s before")
    parser.add_argument("--detail", type=float, default=1.0, help="0.5 to 1 (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="the visit's seed (default: 1)")
    parser.add_argument(
        "--cache", type=Path, required=False, default=None, metavar="DIR", help="where baked data is kept"
    )


def run(args: argparse.Namespace) -> int:
    """Write the pictures that `args` ask for; 0 when done."""
    width, height = _size(args.size)
    factor = max(1, args.supersample)
    folder = args.cache or cache_folder()
    view = View(args.right, args.up, args.fov)
    with (
        Studio((width * factor, height * factor), args.stereo) as studio,
        visit(args.world, folder, args.seed, args.detail) as scene,
    ):
        time = _advance(scene, max(args.at - 1.0, 0.0))
        for target in list(scene.targets())[: args.throw]:
            _throw_at(scene, target.position)
        scene.update(args.at, args.at - time)
        studio.aim(scene, view)
        for frame in range(args.frames):
            if frame:
                scene.update(args.at + frame / 30, 1 / 30)
            picture = Image.fromarray(studio.shoot())
            if factor > 1:
                picture = picture.resize((picture.width // factor, picture.height // factor), Image.Resampling.BOX)
            picture.save(_numbered(args.out, frame, args.frames))
    return 0


def _advance(scene: Scene, to: float) -> float:
    scene.update(to, 0.0)
    return to


def _throw_at(scene: Scene, place: LVector3f) -> None:
    origin = scene.root.get_relative_point(scene.seat, (0, 0, EYE_HEIGHT))
    direction = LVector3f(place - origin)
    direction.normalize()
    ray = Ray(origin, direction)
    scene.act(ray, scene.pick(ray))


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(v) for v in text.lower().split("x"))
    except ValueError:
        raise BadInput(f"--size must be like 1280x720, got {text!r}") from None
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise BadInput(f"--size must be 16 to 8192 pixels each way, got {text!r}")
    return width, height


def _numbered(out: Path, frame: int, frames: int) -> Path:
    return out if frames == 1 else out.with_name(f"{out.stem}-{frame:04d}{out.suffix}")
