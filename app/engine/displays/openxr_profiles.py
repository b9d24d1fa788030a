"""What each kind of controller calls its parts: OpenXR's interaction profiles, and which extensions they need.

The paths are those of the OpenXR specification 1.1, chapters "Interaction Profile Paths" and, for the extensions, their own.
Triggers are bound as analogue values where there are any, because a patient with weak hands may not reach the click at
the end of the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import xr

HANDS = ("/user/hand/left", "/user/hand/right")
EYES = "/user/eyes_ext"
HAND_INTERACTION = "/interaction_profiles/ext/hand_interaction_ext"
EYE_GAZE = "/interaction_profiles/ext/eye_gaze_interaction"

_MICROGESTURES = xr.META_HAND_TRACKING_MICROGESTURES_EXTENSION_NAME
#: what is enabled where the runtime has it, each with what it is of no use without
_EXTENSIONS: dict[str, str | None] = {
    xr.EXT_HP_MIXED_REALITY_CONTROLLER_EXTENSION_NAME: None,
    xr.EXT_HAND_INTERACTION_EXTENSION_NAME: None,
    _MICROGESTURES: xr.EXT_HAND_INTERACTION_EXTENSION_NAME,
    xr.EXT_EYE_GAZE_INTERACTION_EXTENSION_NAME: None,
    xr.EXT_USER_PRESENCE_EXTENSION_NAME: None,
}

Pair = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of controller.

    select, menu, stick : what counts as each action, under the left and the right hand's path
    squeeze, walk : how firmly the hand is closed, and the stick's or the pad's two axes
    needs : the extension that defines it
    more : further ways to select, by the extension that defines them
    """

    path: str
    select: Pair
    menu: Pair = ((), ())
    stick: Pair = ((), ())
    squeeze: Pair = ((), ())
    walk: Pair = ((), ())
    haptic: bool = True
    needs: str | None = None
    more: tuple[tuple[str, str], ...] = ()

    def bindings(self, enabled: Collection[str]) -> Iterator[tuple[str, str]]:
        """Each action's name ("aim", "grip", "select", "stop", "recentre", "squeeze", "walk", "buzz") with a whole path that is
        bound to it."""
        more = tuple(path for needs, path in self.more if needs in enabled)
        for side, hand in enumerate(HANDS):
            yield "aim", f"{hand}/input/aim/pose"
            yield "grip", f"{hand}/input/grip/pose"
            for action, paths in (
                ("select", (*self.select[side], *more)),
                ("stop", self.menu[side]),
                ("recentre", self.stick[side]),
                ("squeeze", self.squeeze[side]),
                ("walk", self.walk[side]),
            ):
                for path in paths:
                    yield action, f"{hand}/input/{path}"
            if self.haptic:
                yield "buzz", f"{hand}/output/haptic"


def _both(path: str) -> Pair:
    return (path,), (path,)


_TRIGGER, _MENU = _both("trigger/value"), _both("menu/click")
_STICK, _PAD = _both("thumbstick/click"), _both("trackpad/click")
_SQUEEZE, _SQUEEZED, _THUMB, _THUMB_PAD = map(_both, ("squeeze/value", "squeeze/click", "thumbstick", "trackpad"))

PROFILES = (
    Profile("/interaction_profiles/khr/simple_controller", _both("select/click"), _MENU),
    # the right hand's menu button belongs to the headset's own software
    Profile(
        "/interaction_profiles/oculus/touch_controller",
        _TRIGGER,
        (("menu/click",), ("b/click",)),
        _STICK,
        _SQUEEZE,
        _THUMB,
    ),
    Profile("/interaction_profiles/valve/index_controller", _TRIGGER, _both("b/click"), _STICK, _SQUEEZE, _THUMB),
    Profile("/interaction_profiles/htc/vive_controller", _TRIGGER, _MENU, _PAD, _SQUEEZED, _THUMB_PAD),
    Profile("/interaction_profiles/microsoft/motion_controller", _TRIGGER, _MENU, _PAD, _SQUEEZED, _THUMB),
    Profile(
        "/interaction_profiles/hp/mixed_reality_controller",
        _TRIGGER,
        _MENU,
        _STICK,
        _SQUEEZE,
        _THUMB,
        needs=xr.EXT_HP_MIXED_REALITY_CONTROLLER_EXTENSION_NAME,
    ),
    # a bare hand has no button to stop with, and no motor: it points at Stop
    Profile(
        HAND_INTERACTION,
        (("aim_activate_ext/value", "pinch_ext/value"),) * 2,
        squeeze=_both("grasp_ext/value"),
        haptic=False,
        needs=xr.EXT_HAND_INTERACTION_EXTENSION_NAME,
        more=((_MICROGESTURES, "tap_thumb_meta/click"),),
    ),
)


def offered() -> list[str]:
    """The names of the active runtime's extensions; it is loaded for that. Raises pyopenxr's errors where there is none."""
    names = (extension.extension_name for extension in xr.enumerate_instance_extension_properties())
    return [name.decode() if isinstance(name, bytes) else str(name) for name in names]


def extensions(offered: Collection[str]) -> list[str]:
    """Which of a runtime's extensions to enable: for hands and eyes, and whether the headset is worn."""
    return [name for name, needs in _EXTENSIONS.items() if name in offered and (needs is None or needs in offered)]
