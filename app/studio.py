"""Pictures of a world without a screen, and a visit to one without a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
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
    Lens,
    LPoint3f,
    LQuaternionf,
    MatrixLens,
    NodePath,
    PerspectiveLens,
    Texture,
    WindowProperties,
    load_prc_file_data,
)

from app.engine.pipes import headless
from app.errors import BadInput
from scenes.bakery import Bakery
from scenes.base import Posture, Ray, Request, Scene, SceneContext, Target, Training, Value
from scenes.registry import WORLDS, World

EYE_HEIGHT = 1.2
#: metres from the head's middle to an eye
HALF_PUPILS = 0.032
#: metres; what a picture shows begins and ends here
NEAR, FAR = 0.1, 3000.0
#: seconds: the longest step that a world is asked to take
STEP_S = 0.1
Pixels = npt.NDArray[np.uint8]


class Eye(StrEnum):
    """Whose view a picture is."""

    MIDDLE = "middle"
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


#: metres to the right of the head's middle
_ASIDE = {Eye.MIDDLE: 0.0, Eye.LEFT: -HALF_PUPILS, Eye.RIGHT: HALF_PUPILS, Eye.BOTH: 0.0}


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
        pipe = headless()
        if pipe is None:
            raise BadInput("pictures without a screen need EGL and p3headlessgl cannot open it; install libegl1")
        width, height = size[0] * (2 if stereo else 1), size[1]
        wanted = FrameBufferProperties()
        wanted.set_rgba_bits(8, 8, 8, 8)
        wanted.set_depth_bits(24)
        shared = (beside.buffer.get_gsg(), beside.buffer) if beside else ()
        self.buffer = self.engine.make_output(
            pipe,
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

    def aim(self, scene: Scene, view: View, eye: Eye = Eye.MIDDLE) -> None:
        """Put the camera where the patient's head is, or one eye of it."""
        lens = PerspectiveLens()
        lens.set_aspect_ratio(self.size[0] / self.size[1])
        lens.set_fov(view.fov)
        lens.set_near_far(NEAR, FAR)
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
        self.aim_freely(scene, (0, 0, EYE_HEIGHT), (-view.right, view.up, 0))
        self.camera.set_pos(self.camera, _ASIDE[eye], 0, 0)

    def aim_freely(self, scene: Scene, place: tuple[float, float, float], turn: tuple[float, float, float]) -> None:
        """Put the camera at `place` from the seat, turned by heading, pitch and roll in degrees, with the lens it has."""
        self.camera.reparent_to(scene.seat)
        self.camera.set_pos_hpr(*place, *turn)

    def shoot(self) -> Pixels:
        """(height, width, 3) bytes of a frame drawn now."""
        self.engine.render_frame()
        return self.read()

    def read(self) -> Pixels:
        """(height, width, 3) bytes of the frame that was drawn last."""
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
    world: str | World,
    folder: Path,
    seed: int = 1,
    detail: float = 1.0,
    request: Callable[[Request], None] = lambda _: None,
    training: Training | None = None,
    chosen: Mapping[str, Value] | None = None,
) -> Iterator[Scene]:
    """A world of its own, by its name or handed in, with baked data kept in `folder`."""
    if isinstance(world, str):
        if world not in WORLDS:
            raise BadInput(f"there is no world {world!r}; there are: {', '.join(WORLDS)}")
        world = WORLDS[world]
    scene = world.load()(SceneContext(seed, Bakery(folder), request, detail, training or Training(), chosen or {}))
    try:
        yield scene
    finally:
        scene.destroy()


class Visitor:
    """A patient who looks straight ahead: lets the world's time pass as a stage does, and acts on what is there.

    step : seconds of a world's step, at most `STEP_S`
    """

    def __init__(self, scene: Scene, step: float = STEP_S) -> None:
        self.scene, self.time, self._step = scene, 0.0, step
        #: where head and hands are; what is called after each step
        self.posture = Posture(LPoint3f(0, 0, EYE_HEIGHT), LQuaternionf.ident_quat())
        self.watchers: list[Callable[[Visitor], None]] = []

    def look(self, view: View) -> None:
        """Turn the head, without moving it."""
        turn = LQuaternionf()
        turn.set_hpr((-view.right, view.up, 0))
        self.posture = Posture(self.posture.head, turn)

    def wait(self, dt: float) -> None:
        """One step of `dt` seconds."""
        self.scene.feel(self.posture)
        self.time += dt
        self.scene.update(self.time, dt)
        for watcher in self.watchers:
            watcher(self)

    def until(self, time: float) -> None:
        """Steps until the world's `time`, in seconds; none where that is over."""
        while (left := time - self.time) > 1e-6:
            self.wait(min(self._step, left))

    def skip(self, time: float) -> None:
        """On to the world's `time` in one stride: nothing between is watched."""
        self.time = time
        self.scene.update(time, 0.0)

    def eyes(self) -> Any:
        """Where the eyes are in the world."""
        return self.scene.root.get_relative_point(self.scene.seat, LPoint3f(0, 0, EYE_HEIGHT))

    def ray(self, target: Target) -> Ray:
        """From the eyes to the middle of `target`."""
        direction = target.position - self.eyes()
        direction.normalize()
        return Ray(self.eyes(), direction)

    def act(self, which: int = 0) -> Target | None:
        """Act on the target that is number `which` of those there are, the most inviting being 0; hands back what was met."""
        there = self.scene.targets()
        if which >= len(there):
            return None
        ray = self.ray(there[which])
        met = self.scene.pick(ray)
        self.scene.act(ray, met)
        return met
