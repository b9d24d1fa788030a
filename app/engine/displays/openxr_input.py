"""What the hands do: an aim, a press to select and a press of the menu button, whatever the controller."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xr

from app.engine.displays.openxr_calls import function, pose_of
from app.engine.displays.openxr_view import Pose

_HANDS = ("/user/hand/left", "/user/hand/right")
_SESSION_NOT_FOCUSED = 8
_LOCATED = 3  # orientation and position valid

#: by interaction profile: the paths of select and menu under each hand (left, right); None where a hand has none
_PROFILES: dict[str, tuple[tuple[str | None, str | None], tuple[str | None, str | None]]] = {
    "khr/simple_controller": (("select/click", "select/click"), ("menu/click", "menu/click")),
    "oculus/touch_controller": (("trigger/value", "trigger/value"), ("menu/click", "b/click")),
    "valve/index_controller": (("trigger/click", "trigger/click"), ("b/click", "b/click")),
    "htc/vive_controller": (("trigger/click", "trigger/click"), ("menu/click", "menu/click")),
    "microsoft/motion_controller": (("trigger/value", "trigger/value"), ("menu/click", "menu/click")),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """A controller in use. `select`, `menu` : pressed in this frame (not held)"""

    aim: Pose
    select: bool
    menu: bool


class Input:
    """The action set of a session. Attached once; read once in each frame."""

    def __init__(self, instance: Any, session: Any, space: Any) -> None:
        self._session, self._space = session, space
        self._set = xr.create_action_set(instance, xr.ActionSetCreateInfo("patient", "Patient", 0))
        self._paths = [xr.string_to_path(instance, hand) for hand in _HANDS]
        self._aim = self._action("aim", "Point", xr.ActionType.POSE_INPUT)
        self._select = self._action("select", "Select or throw", xr.ActionType.BOOLEAN_INPUT)
        self._menu = self._action("stop", "Stop", xr.ActionType.BOOLEAN_INPUT)
        for profile in _PROFILES:
            self._suggest(instance, profile)
        xr.attach_session_action_sets(session, xr.SessionActionSetsAttachInfo(action_sets=[self._set]))
        self._spaces = [
            xr.create_action_space(session, xr.ActionSpaceCreateInfo(self._aim, path, xr.Posef()))
            for path in self._paths
        ]
        self._calls()

    def _action(self, name: str, title: str, kind: Any) -> Any:
        paths = (ctypes.c_uint64 * 2)(*[int(getattr(path, "value", path)) for path in self._paths])
        info = xr.ActionCreateInfo(
            action_name=name,
            action_type=kind,
            count_subaction_paths=2,
            subaction_paths=paths,
            localized_action_name=title,
        )
        return xr.create_action(self._set, info)

    def _suggest(self, instance: Any, profile: str) -> None:
        selects, menus = _PROFILES[profile]
        bindings = []
        for hand, select, menu in zip(_HANDS, selects, menus, strict=True):
            for action, path in ((self._aim, "aim/pose"), (self._select, select), (self._menu, menu)):
                if path is not None:
                    full = xr.string_to_path(instance, f"{hand}/input/{path}")
                    bindings.append(xr.ActionSuggestedBinding(action, full))
        suggested = xr.InteractionProfileSuggestedBinding(
            interaction_profile=xr.string_to_path(instance, f"/interaction_profiles/{profile}"),
            count_suggested_bindings=len(bindings),
            suggested_bindings=(xr.ActionSuggestedBinding * len(bindings))(*bindings),
        )
        xr.suggest_interaction_profile_bindings(instance, suggested)

    def _calls(self) -> None:
        self._sync, self._locate = function("SyncActions"), function("LocateSpace")
        self._get_boolean = function("GetActionStateBoolean")
        self._get_pose = function("GetActionStatePose")
        self._active = (xr.ActiveActionSet * 1)(xr.ActiveActionSet(self._set, 0))
        self._sync_info = xr.ActionsSyncInfo(count_active_action_sets=1, active_action_sets=self._active)
        self._boolean, self._pose, self._location = xr.ActionStateBoolean(), xr.ActionStatePose(), xr.SpaceLocation()
        self._infos = [
            tuple(xr.ActionStateGetInfo(action, path) for action in (self._aim, self._select, self._menu))
            for path in self._paths
        ]

    def _pressed(self, info: Any) -> bool:
        state = self._boolean
        self._get_boolean(self._session, ctypes.byref(info), ctypes.byref(state))
        return bool(state.is_active and state.current_state and state.changed_since_last_sync)

    def read(self, display_time: int) -> Sequence[Hand]:
        """The controllers in use, as they will be at `display_time`. None of them while the session has no focus."""
        if self._sync(self._session, ctypes.byref(self._sync_info)) == _SESSION_NOT_FOCUSED:
            return ()
        hands = []
        for (aim, select, menu), space in zip(self._infos, self._spaces, strict=True):
            self._get_pose(self._session, ctypes.byref(aim), ctypes.byref(self._pose))
            if not self._pose.is_active:
                continue
            time = ctypes.c_int64(display_time)
            self._locate(space, self._space, time, ctypes.byref(self._location))
            if self._location._location_flags & _LOCATED == _LOCATED:
                hands.append(Hand(pose_of(self._location.pose), self._pressed(select), self._pressed(menu)))
        return hands
