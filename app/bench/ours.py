"""A stereo frame through Respite's own display for headsets, as a session uses it: input polled, the window beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from panda3d.core import NodePath

from app.bench.clocks import Meter
from app.bench.nodes import boxes, two_pass
from app.bench.nogl import drop_drawing
from app.engine.displays.base import Beat, Mode
from app.engine.displays.choose import choose
from app.engine.displays.openxr import OpenXRDisplay
from app.engine.glcontext import GlxContext
from app.errors import RespiteError
from app.i18n import translator

#: pixels of the window
SIZE = (640, 360)
#: seconds until the headset must show the scene
START_S = 30.0
#: frames after a change that are not counted
SETTLE = 15


class Wearing:
    """A screen, a headset that shows what hangs from `root`, and a frame at a time."""

    def __init__(self) -> None:
        self.dropped = False
        self.screen, _ = choose(SIZE, offscreen=False)
        self.root = NodePath("root")
        seat = self.root.attach_new_node("seat")
        self.screen.attach(seat)
        self.headset = OpenXRDisplay(self.screen, translator("en"))
        self.headset.attach(seat)
        self._put_on()

    def _put_on(self) -> None:
        self.headset.open(Mode.HEADSET)
        deadline = time.monotonic() + START_S
        while not self.headset.ready(0.0):
            self.screen.begin()
            self.screen.engine.render_frame()
            if time.monotonic() > deadline:
                raise RespiteError(f"the headset must show a picture within {START_S:g} s, and did not; is it worn?")
        self.screen.rest()

    def frame(self) -> None:
        """Show the next picture."""
        deadline = time.monotonic() + START_S
        while (beat := self.headset.begin()) is not Beat.SHOW:
            if beat is Beat.HIDDEN:
                self.headset.end()
            if time.monotonic() > deadline:
                raise RespiteError(f"the headset must show pictures, and showed none for {START_S:g} s; is it worn?")
        self.headset.aims()
        self.screen.engine.render_frame()
        self.headset.end()

    def close(self) -> None:
        self.headset.close()
        self.screen.close()


def _bind_and_drop(bind: Callable[[GlxContext], None]) -> Callable[[GlxContext], None]:
    def bound(context: GlxContext) -> None:
        bind(context)
        drop_drawing()

    return bound


def worn(drop: bool) -> Wearing:
    """The headset put on. drop : without the drawing itself, where that can be done (`nogl`)"""
    if drop:
        setattr(GlxContext, "bind", _bind_and_drop(GlxContext.bind))  # noqa: B010 - a method, as mypy sees it
    wearing = Wearing()
    wearing.dropped = drop and drop_drawing()
    return wearing


def run(counts: Sequence[int], frames: int, drop: bool, one_pass: bool = True) -> dict[str, Any]:
    """Medians for scenes of `counts` nodes over `frames` frames, and who drew them.

    one_pass : draw both eyes at once where the driver can, as a session does
    """
    OpenXRDisplay.one_pass = one_pass
    wearing = worn(drop)
    device = wearing.headset.device
    found: dict[str, Any] = {
        "renderer": wearing.screen.renderer,
        "runtime": device.runtime,
        "system": device.system,
        "dropped": wearing.dropped,
        "one_pass": wearing.headset.canvas.both is not None,
    }
    for count in counts:
        scene = boxes(count, two_pass())
        scene.reparent_to(wearing.root)
        for _ in range(SETTLE):
            wearing.frame()
        meter = Meter()
        meter.frame()
        for _ in range(frames):
            wearing.frame()
            meter.frame()
        found[str(count)] = meter.result()
        scene.remove_node()
    wearing.close()
    return found
