"""What the hands and the eyes do: where they point, a press to select, a press of the menu button, whatever the controller.

The trigger is read as a value and becomes a press here: some runtimes change from "not pressed" to "pressed" and back at one
and the same value, where a trembling finger would throw twice. Two values (`PRESS`, `RELEASE`) make every controller feel alike.
"""

from __future__ import annotations

import ctypes
import logging
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import xr

from app.engine.displays.openxr_calls import XrError, function, pose_of
from app.engine.displays.openxr_profiles import EYE_GAZE, EYES, HAND_INTERACTION, HANDS, PROFILES, Profile
from app.engine.displays.openxr_view import Pose
from app.engine.pointer import Side
from scenes.base import PointerKind

log = logging.getLogger(__name__)

#: of a trigger's way, or of a pinch: beyond the first it is pressed, below the second it is let go
PRESS, RELEASE = 0.55, 0.35
#: nanoseconds that the stick is held pressed in, so that nobody turns the world by mistake
HOLD_NS = 700_000_000
_SESSION_NOT_FOCUSED = 8
#: A place that is known, and a direction that is measured now. The place may be guessed: hands under a blanket still turn.
_POINTS = (
    xr.SpaceLocationFlags.ORIENTATION_VALID_BIT
    | xr.SpaceLocationFlags.POSITION_VALID_BIT
    | xr.SpaceLocationFlags.ORIENTATION_TRACKED_BIT
).value


@dataclass(frozen=True, slots=True)
class Hand:
    """A controller or a bare hand that points. `select`, `menu` : pressed in this frame (not held)

    recentre : the stick has been held pressed in for a while now
    profile : the path of the interaction profile, where the runtime names one
    grip : where the hand itself is, None where that is not told
    squeeze : 0 to 1, how firmly it is closed
    stick : -1 to 1, right and forward
    """

    side: Side
    kind: PointerKind
    aim: Pose
    select: bool
    menu: bool
    recentre: bool = False
    profile: str | None = None
    grip: Pose | None = None
    squeeze: float = 0.0
    stick: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Hands:
    """All that points beside the head in one frame. `gaze` : where the eyes look, None without (or in a blink)"""

    hands: Sequence[Hand] = ()
    gaze: Pose | None = None

    def after(self, unheard: Hands) -> Hands:
        """The same with the presses of an earlier frame that nobody took: a picture may be dropped, a press never."""
        pressed = {hand.side: hand for hand in unheard.hands if hand.select or hand.menu or hand.recentre}
        if not pressed:
            return self
        hands = []
        for hand in self.hands:
            before = pressed.pop(hand.side, hand)
            hands.append(
                replace(
                    hand,
                    select=hand.select or before.select,
                    menu=hand.menu or before.menu,
                    recentre=hand.recentre or before.recentre,
                )
            )
        return replace(self, hands=[*hands, *pressed.values()])


def follows_eyes(instance: Any, system: Any, enabled: Collection[str]) -> bool:
    """Whether the headset tells where the eyes look."""
    if xr.EXT_EYE_GAZE_INTERACTION_EXTENSION_NAME not in enabled:
        return False
    eyes = xr.SystemEyeGazeInteractionPropertiesEXT()
    properties = xr.SystemProperties(next=ctypes.cast(ctypes.pointer(eyes), ctypes.c_void_p))
    try:
        function("GetSystemProperties")(instance, system, ctypes.byref(properties))
    except XrError as error:  # the head points as well
        log.info("no eyes: %s", error)
        return False
    return bool(eyes.supports_eye_gaze_interaction)


class Input:
    """The action set of a session. Attached once; read once in each frame, in the thread of the session.

    enabled : the instance's extensions
    eyes : whether the headset tells where the eyes look (`follows_eyes`)
    """

    def __init__(
        self,
        instance: Any,
        session: Any,
        space: Any,
        enabled: Collection[str] = (),
        *,
        eyes: bool = False,
        profiles: Sequence[Profile] = PROFILES,
    ) -> None:
        self._instance, self._session = instance, session
        self._set = xr.create_action_set(instance, xr.ActionSetCreateInfo("patient", "Patient", 0))
        self._paths = [xr.string_to_path(instance, hand) for hand in HANDS]
        actions = {
            "aim": self._action("aim", "Point", xr.ActionType.POSE_INPUT, self._paths),
            "grip": self._action("grip", "Hold", xr.ActionType.POSE_INPUT, self._paths),
            "squeeze": self._action("squeeze", "Close the hand", xr.ActionType.FLOAT_INPUT, self._paths),
            "walk": self._action("walk", "Walk", xr.ActionType.VECTOR2F_INPUT, self._paths),
            "select": self._action("select", "Select or throw", xr.ActionType.FLOAT_INPUT, self._paths),
            "stop": self._action("stop", "Stop", xr.ActionType.BOOLEAN_INPUT, self._paths),
            "recentre": self._action("recentre", "Look ahead (hold)", xr.ActionType.BOOLEAN_INPUT, self._paths),
            "buzz": self._action("buzz", "Hit", xr.ActionType.VIBRATION_OUTPUT, self._paths),
        }
        for profile in profiles:
            if profile.needs is None or profile.needs in enabled:
                for known in (enabled, ()) if profile.more else (enabled,):  # with what is new, else as it was before
                    bound = [(actions[action], path) for action, path in profile.bindings(known)]
                    if self._suggest(profile.path, bound):
                        break
        look = None
        if eyes:
            look = self._action("look", "Look", xr.ActionType.POSE_INPUT, [xr.string_to_path(instance, EYES)])
            self._suggest(EYE_GAZE, [(look, f"{EYES}/input/gaze_ext/pose")])
        xr.attach_session_action_sets(session, xr.SessionActionSetsAttachInfo(action_sets=[self._set]))
        self._calls = _Calls(session, self._set, space)
        self._sides = [_Side(self._calls, actions, side, self._paths[side]) for side in Side]
        self._eyes = _Pointing(self._calls, look, xr.string_to_path(instance, EYES)) if look is not None else None
        self._asked: deque[tuple[float, float, Side | None]] = deque(maxlen=8)
        self._stale = True
        self._latest = Side.RIGHT

    def _action(self, name: str, title: str, kind: Any, paths: Sequence[Any]) -> Any:
        numbers = (ctypes.c_uint64 * len(paths))(*[int(getattr(path, "value", path)) for path in paths])
        info = xr.ActionCreateInfo(
            action_name=name,
            action_type=kind,
            count_subaction_paths=len(paths),
            subaction_paths=numbers,
            localized_action_name=title,
        )
        return xr.create_action(self._set, info)

    def _suggest(self, profile: str, bound: Sequence[tuple[Any, str]]) -> bool:
        """A runtime need not know every profile: what it refuses (False) is done without."""
        try:
            bindings = [
                xr.ActionSuggestedBinding(action, xr.string_to_path(self._instance, path)) for action, path in bound
            ]
            suggested = xr.InteractionProfileSuggestedBinding(
                interaction_profile=xr.string_to_path(self._instance, profile),
                count_suggested_bindings=len(bindings),
                suggested_bindings=(xr.ActionSuggestedBinding * len(bindings))(*bindings),
            )
            xr.suggest_interaction_profile_bindings(self._instance, suggested)
        except xr.XrException as error:
            log.info("no input from %s: %s", profile, error)
            return False
        return True

    # ---- from any thread --------------------------------------------------------------------------------------------

    def buzz(self, seconds: float, amplitude: float, side: Side | None = None) -> None:
        """Let a controller hum, with the next frame; one without a motor stays still.

        seconds : float, s
        amplitude : float, 0 to 1
        side : which hand; None is the one that selected last
        """
        self._asked.append((seconds, amplitude, side))

    # ---- from the session's thread ----------------------------------------------------------------------------------

    def rebind(self) -> None:
        """The runtime says that a hand holds something else now."""
        self._stale = True

    def read(self, display_time: int) -> Hands:
        """What points, as it will at `display_time` (the runtime's nanoseconds). Nothing does without the focus."""
        calls = self._calls
        if calls.sync(*calls.sync_arguments) == _SESSION_NOT_FOCUSED:
            self._asked.clear()
            for side in self._sides:
                side.lose()
            return Hands()
        if self._stale:
            self._stale = False
            for side, path in zip(self._sides, self._paths, strict=True):
                side.hold(self._profile(path))
        calls.time.value = display_time
        hands = [hand for side in self._sides if (hand := side.read()) is not None]
        for hand in hands:
            if hand.select:
                self._latest = hand.side
        while self._asked:
            self._hum(*self._asked.popleft())
        return Hands(hands, self._eyes.pose() if self._eyes is not None else None)

    def _profile(self, hand: Any) -> str | None:
        state = xr.get_current_interaction_profile(self._session, hand)
        path = int(getattr(state.interaction_profile, "value", state.interaction_profile))
        return str(xr.path_to_string(self._instance, path)) if path != xr.NULL_PATH else None

    def _hum(self, seconds: float, amplitude: float, side: Side | None) -> None:
        try:
            self._sides[self._latest if side is None else side].hum(seconds, amplitude)
        except XrError as error:  # a patient hardly misses it; a runtime that is gone is noticed by the next frame
            log.info("no vibration: %s", error)


class _Calls:
    """The calls of every frame, with what they all are handed."""

    def __init__(self, session: Any, action_set: Any, space: Any) -> None:
        self.session, self.space = session, space
        self.sync, self.locate = function("SyncActions"), function("LocateSpace")
        self.get_float, self.get_boolean = function("GetActionStateFloat"), function("GetActionStateBoolean")
        self.get_pose, self.vibrate = function("GetActionStatePose"), function("ApplyHapticFeedback")
        self.get_vector = function("GetActionStateVector2f")
        self.time = ctypes.c_int64(0)
        self._active = (xr.ActiveActionSet * 1)(xr.ActiveActionSet(action_set, 0))
        self._sync_info = xr.ActionsSyncInfo(count_active_action_sets=1, active_action_sets=self._active)
        self.sync_arguments = (session, ctypes.byref(self._sync_info))


class _Pointing:
    """A pose action on one user path."""

    def __init__(self, calls: _Calls, action: Any, path: Any) -> None:
        self._get, self._locate = calls.get_pose, calls.locate
        self._info, self._state, self._location = (
            xr.ActionStateGetInfo(action, path),
            xr.ActionStatePose(),
            xr.SpaceLocation(),
        )
        self._get_arguments = (calls.session, ctypes.byref(self._info), ctypes.byref(self._state))
        space = xr.create_action_space(calls.session, xr.ActionSpaceCreateInfo(action, path, xr.Posef()))
        self._locate_arguments = (space, calls.space, calls.time, ctypes.byref(self._location))

    def pose(self) -> Pose | None:
        """Where it is; None where it is absent, asleep or out of sight."""
        self._get(*self._get_arguments)
        if not self._state.is_active:
            return None
        self._locate(*self._locate_arguments)
        if self._location._location_flags & _POINTS != _POINTS:
            return None
        return pose_of(self._location.pose)


class _Button:
    """A boolean action in one hand. `path` : the hand's"""

    def __init__(self, calls: _Calls, action: Any, path: Any) -> None:
        self._get, self._time = calls.get_boolean, calls.time
        self._info, self._state = xr.ActionStateGetInfo(action, path), xr.ActionStateBoolean()
        self._arguments = (calls.session, ctypes.byref(self._info), ctypes.byref(self._state))
        self._since: int | None = None
        self.lose()

    def lose(self) -> None:
        """What is down when the hand comes back was not pressed for us."""
        self._down, self._since = True, None

    def pressed(self) -> bool:
        """Whether it went down since the last call."""
        self._get(*self._arguments)
        was, self._down = self._down, bool(self._state.is_active and self._state.current_state)
        return self._down and not was

    def held(self) -> bool:
        """Whether it has been down for `HOLD_NS` by now; told once."""
        if self.pressed():
            self._since = int(self._time.value)
        if not self._down or self._since is None:
            self._since = None
            return False
        if self._time.value - self._since < HOLD_NS:
            return False
        self._since = None
        return True


class _Value:
    """A value in one hand, 0 to 1."""

    def __init__(self, calls: _Calls, action: Any, path: Any) -> None:
        self._get, self._info, self._state = calls.get_float, xr.ActionStateGetInfo(action, path), xr.ActionStateFloat()
        self._arguments = (calls.session, ctypes.byref(self._info), ctypes.byref(self._state))

    def read(self) -> float:
        """What it is now; 0 where the hand has none."""
        self._get(*self._arguments)
        return float(self._state.current_state) if self._state.is_active else 0.0


class _Axes:
    """A stick or a pad in one hand."""

    def __init__(self, calls: _Calls, action: Any, path: Any) -> None:
        self._get, self._info = calls.get_vector, xr.ActionStateGetInfo(action, path)
        self._state = xr.ActionStateVector2f()
        self._arguments = (calls.session, ctypes.byref(self._info), ctypes.byref(self._state))

    def read(self) -> tuple[float, float]:
        """-1 to 1, right and forward."""
        self._get(*self._arguments)
        if not self._state.is_active:
            return 0.0, 0.0
        return float(self._state.current_state.x), float(self._state.current_state.y)


class _Trigger(_Value):
    """A value that is pressed beyond one point and let go below another."""

    def __init__(self, calls: _Calls, action: Any, path: Any) -> None:
        super().__init__(calls, action, path)
        self.lose()

    def lose(self) -> None:
        self._down = True

    def pressed(self) -> bool:
        """Whether it was pressed since the last call."""
        value = self.read()
        was, self._down = self._down, value > (RELEASE if self._down else PRESS)
        return self._down and not was


class _Side:
    """One hand's actions."""

    def __init__(self, calls: _Calls, actions: dict[str, Any], side: Side, path: Any) -> None:
        self._side, self._calls = side, calls
        self._aim, self._grip = (_Pointing(calls, actions[name], path) for name in ("aim", "grip"))
        self._squeeze, self._walk = _Value(calls, actions["squeeze"], path), _Axes(calls, actions["walk"], path)
        self._select = _Trigger(calls, actions["select"], path)
        self._stop, self._stick = (_Button(calls, actions[name], path) for name in ("stop", "recentre"))
        self._vibration = xr.HapticVibration()
        self._haptic = xr.HapticActionInfo(actions["buzz"], path)
        self._profile: str | None = None
        self._kind = PointerKind.CONTROLLER

    def lose(self) -> None:
        """The hand is gone."""
        for button in (self._select, self._stop, self._stick):
            button.lose()

    def hold(self, profile: str | None) -> None:
        """`profile` : the path of what the hand holds from now on"""
        if profile != self._profile:
            self.lose()
        self._profile = profile
        self._kind = PointerKind.HAND if profile == HAND_INTERACTION else PointerKind.CONTROLLER

    def read(self) -> Hand | None:
        """What the hand does now; None where it is absent."""
        aim = self._aim.pose()
        if aim is None:
            self.lose()
            return None
        select, menu, recentre = self._select.pressed(), self._stop.pressed(), self._stick.held()
        return Hand(
            self._side,
            self._kind,
            aim,
            select,
            menu,
            recentre,
            self._profile,
            self._grip.pose(),
            self._squeeze.read(),
            self._walk.read(),
        )

    def hum(self, seconds: float, amplitude: float) -> None:
        self._vibration.duration = int(seconds * 1e9)
        self._vibration.amplitude = amplitude
        self._calls.vibrate(self._calls.session, ctypes.byref(self._haptic), ctypes.byref(self._vibration))
