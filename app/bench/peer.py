"""The same frame through panda3d-openxr, where it is installed: the same scene, actions and poses, through its own tasks.

Its faults are worked around and none of them is timed: its defaults ask for a swapchain format that runtimes refuse, its debug
messenger raises, it logs at debug level, and an interpreter that ends after it crashes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

from panda3d.core import FrameBufferProperties, load_prc_file_data

from app.bench.clocks import Meter
from app.bench.nodes import boxes, two_pass
from app.bench.nogl import drop_drawing
from app.bench.ours import SETTLE, SIZE, START_S
from app.errors import RespiteError

VERSION = "0.1.2"
_HANDS = ("/user/hand/left", "/user/hand/right")


def _started() -> tuple[Any, Any]:
    """ShowBase and the bridge, with nothing running that a frame does not need."""
    load_prc_file_data(
        "peer", f"win-size {SIZE[0]} {SIZE[1]}\naudio-library-name null\ntextures-power-2 none\nnotify-level error"
    )
    import xr
    from direct.showbase.ShowBase import ShowBase

    bridge: Any = import_module("p3dopenxr.p3dopenxr")
    logging.getLogger().setLevel(logging.WARNING)
    for name in ("instance", "p3dopenxr"):
        logging.getLogger(name).setLevel(logging.WARNING)
    bridge.Instance = partial(
        bridge.Instance, requested_extensions=[xr.KHR_OPENGL_ENABLE_EXTENSION_NAME], enable_debug=False
    )
    bridge.ActionSet = _with_buttons(bridge.ActionSet)
    base = ShowBase()
    for task in ("audioLoop", "collisionLoop", "ivalLoop", "dataLoop"):
        base.taskMgr.remove(task)
    base.graphicsEngine.render_frame()
    properties = FrameBufferProperties(FrameBufferProperties.get_default())
    properties.set_back_buffers(0)
    properties.set_rgba_bits(8, 8, 8, 8)
    properties.set_srgb_color(True)
    properties.set_depth_bits(24)
    openxr = bridge.P3DOpenXR(base)
    openxr.init(near=0.1, far=4000.0, fb_props=properties)
    return base, openxr


def _with_buttons(action_set: Any) -> Any:
    """Its action set has one pose for each hand; a session needs two buttons as well, asked for as its own code would."""
    import xr

    class WithButtons(action_set):  # type: ignore[misc]
        def attach(self) -> None:
            instance = self.session.system.instance.handle
            self._buttons = [
                xr.create_action(
                    self.handle,
                    xr.ActionCreateInfo(
                        action_name=name,
                        action_type=kind,
                        count_subaction_paths=2,
                        subaction_paths=self.hands_path,
                        localized_action_name=name,
                    ),
                )
                for name, kind in (("select", xr.ActionType.FLOAT_INPUT), ("menu", xr.ActionType.BOOLEAN_INPUT))
            ]
            bindings = [
                xr.ActionSuggestedBinding(action, xr.string_to_path(instance, f"{hand}/input/{path}"))
                for hand in _HANDS
                for action, path in (
                    (self.hand_pose_action, "grip/pose"),
                    (self._buttons[0], "select/click"),
                    (self._buttons[1], "menu/click"),
                )
            ]
            xr.suggest_interaction_profile_bindings(
                instance,
                xr.InteractionProfileSuggestedBinding(
                    interaction_profile=xr.string_to_path(instance, "/interaction_profiles/khr/simple_controller"),
                    suggested_bindings=bindings,
                ),
            )
            super().attach()

        def poll_actions(self) -> None:
            super().poll_actions()
            if not self.session.session_active():
                return
            for hand in self.hands_path:
                select, menu = (xr.ActionStateGetInfo(button, hand) for button in self._buttons)
                xr.get_action_state_float(self.session.handle, select)
                xr.get_action_state_boolean(self.session.handle, menu)

    return WithButtons


def run(counts: Sequence[int], frames: int, drop: bool) -> dict[str, Any]:
    """As `ours.run`."""
    import xr

    base, openxr = _started()
    deadline = time.monotonic() + START_S
    while openxr.session.state != xr.SessionState.FOCUSED:
        base.taskMgr.step()
        if time.monotonic() > deadline:
            raise RespiteError(f"panda3d-openxr must show a picture within {START_S:g} s, and did not")
    found: dict[str, Any] = {"dropped": drop and drop_drawing()}
    for count in counts:
        scene = boxes(count, two_pass())
        scene.reparent_to(base.render)
        for _ in range(SETTLE):
            base.taskMgr.step()
        meter = Meter()
        meter.frame()
        for _ in range(frames):
            base.taskMgr.step()
            meter.frame()
        found[str(count)] = meter.result()
        scene.remove_node()
    return found
