"""A visit in a headset without the headset: both eyes in one pass, drawn as a session draws them, and what each frame costs.

The figures of `run` are meant for a driver that drops the drawing (Mesa's ``GALLIUM_NOOP=true``). What is left is the work of
Respite, Panda3D and the driver's front: the world's step, the pick under the pointer, an act now and then, culling, and issuing the
draws. It runs in a process of its own (`child`).
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import psutil
from panda3d.core import LPoint3f, LQuaternionf, LVecBase3f, LVector3f, NodePath

from app.engine.canvas import FAR, NEAR, Canvas
from app.engine.displays.openxr_view import Eye, Pose, stereo
from app.engine.loading import load
from app.engine.single_pass import dress
from app.studio import EYE_HEIGHT, HALF_PUPILS, STEP_S, Studio, Visitor, visit
from scenes.base import Level, Ray, Training

#: pixels of both eyes, degrees that each sees to every side, frames a second
SIZE, HALF_FOV, HZ = (2 * 2064, 2208), 50.0, 90.0
#: seconds of a visit, of a stretch at the headset's rate, from one stretch to the next, between frames of what lies between
VISIT_S, STRETCH_S, EVERY_S, PASSING_S = 1200.0, 1.0, 100.0, 0.5
#: seconds between acts, and of a sweep of the head to and fro; degrees to each side
ACT_S, SWEEP_S, SWEEP = 1.5, 8.0, 70.0
#: the training that keeps the most going on
BUSY = Training(level=Level.LIVELY, goal=4)


class Ride:
    """A world in both eyes of a headset that looks about. A context manager. samples : of multisampling, 0 for none"""

    def __init__(self, world: str, cache: Path, detail: float = 1.0, samples: int = 0, seed: int = 5) -> None:
        self._open = ExitStack()
        self._studio = self._open.enter_context(Studio((16, 16)))
        self._studio.buffer.set_active(False)
        self.scene = self._open.enter_context(visit(world, cache, seed, detail, training=BUSY))
        root = NodePath("stage")
        self.scene.root.reparent_to(root)
        self._seat = root.attach_new_node("seat")
        self.visitor = Visitor(self.scene)
        view = stereo(_eyes(), NEAR, FAR)
        lens = view.lens()
        self.canvas = Canvas(
            self._studio.engine, self._studio.buffer, "eyes", SIZE, lens, eyes=2, samples=samples, one_pass=True
        )
        self._open.callback(self.canvas.close)
        self.canvas.camera.reparent_to(self._seat)
        self.canvas.active = True
        dress(root)
        load(root, self.canvas.buffer.get_gsg())
        assert self.canvas.both is not None
        self.canvas.both.lens_changed(lens)
        self._acted = 0.0
        self._turn = LQuaternionf()

    def step(self, dt: float) -> None:
        """The world moves on, and the patient points and acts."""
        self.visitor.wait(dt)
        ahead = self.scene.root.get_relative_vector(self.canvas.camera, LVector3f(0, 1, 0))
        ahead.normalize()
        self.scene.pick(Ray(self.visitor.eyes(), ahead))
        if self.visitor.time - self._acted > ACT_S:
            self._acted = self.visitor.time
            self.visitor.act()

    def draw(self) -> None:
        """Both eyes, from where the head is now."""
        self._seat.set_pos_hpr(self.scene.seat.get_pos(), LVecBase3f(self.scene.seat.get_h(), 0, 0))
        heading = SWEEP * math.sin(2 * math.pi * self.visitor.time / SWEEP_S)
        self._turn.set_hpr(LVecBase3f(heading, 0, 0))
        self.canvas.camera.set_pos_quat(LPoint3f(0, 0, EYE_HEIGHT), self._turn)
        if self.canvas.both is not None:
            self.canvas.both.moved()
        self._studio.engine.render_frame()

    @property
    def renderer(self) -> str:
        """Who draws."""
        return str(self._studio.buffer.get_gsg().get_driver_renderer())

    def __enter__(self) -> Ride:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


def _eyes() -> list[Eye]:
    half = math.radians(HALF_FOV)
    return [
        Eye(Pose((side * HALF_PUPILS, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)), (-half, half, half, -half)) for side in (-1, 1)
    ]


# ---- what a frame takes ---------------------------------------------------------------------------------------------


def run(world: str, cache: str, seconds: float = VISIT_S) -> dict[str, Any]:
    """Processor milliseconds of each frame of a visit: `frame` and `world` (its step alone) of the frames in stretches at the
    headset's rate, `passing` of those between, a few a second; `when` each frame of `frame` and then `passing` was, seconds of the
    visit; and the longest collection of garbage among them."""
    collected: list[float] = [0.0]
    began = 0.0

    def watch(phase: str, _: dict[str, int]) -> None:
        nonlocal began
        if phase == "start":
            began = time.process_time()
        else:
            collected.append((time.process_time() - began) * 1e3)

    frame: list[float] = []
    step: list[float] = []
    passing: list[float] = []
    when: tuple[list[float], list[float]] = [], []
    with Ride(world, Path(cache)) as ride:
        ride.step(1 / HZ)
        ride.draw()  # the first picture is a figure of its own
        gc.callbacks.append(watch)
        for dense in _schedule(seconds):
            start = time.process_time()
            ride.step(1 / HZ if dense else STEP_S)
            middle = time.process_time()
            ride.draw()
            end = time.process_time()
            when[not dense].append(ride.visitor.time)
            if dense:
                frame.append((end - start) * 1e3)
                step.append((middle - start) * 1e3)
            else:
                passing.append((end - start) * 1e3)
                while ride.visitor.time % PASSING_S > STEP_S:
                    ride.step(STEP_S)
        gc.callbacks.remove(watch)
        return {
            "frame": np.round(frame, 4).tolist(),
            "world": np.round(step, 4).tolist(),
            "passing": np.round(passing, 4).tolist(),
            "when": np.round([*when[0], *when[1]], 2).tolist(),
            "garbage_ms": round(max(collected), 3),
            "memory_mb": round(psutil.Process().memory_info().rss / 1e6, 1),
        }


def _schedule(seconds: float) -> Iterator[bool]:
    """For each frame of a visit, whether it is one of a stretch at the headset's rate."""
    for _ in range(round(seconds / EVERY_S)):
        yield from [True] * round(STRETCH_S * HZ)
        yield from [False] * round((EVERY_S - STRETCH_S) / PASSING_S)
