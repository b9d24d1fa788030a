"""What a patient's hands do, as a real runtime tells it."""

from __future__ import annotations

import ctypes
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import xr

from app.engine.displays import openxr_calls, openxr_input
from app.engine.displays.handover import Located
from app.engine.displays.openxr import OpenXRDisplay
from app.engine.displays.openxr_input import HOLD_NS, Hand, Hands, Input, follows_eyes
from app.engine.displays.openxr_profiles import EYE_GAZE, HAND_INTERACTION, PROFILES, Profile, extensions, offered
from app.engine.displays.openxr_view import Eye, Pose
from app.engine.encounter import SCENE_DWELL_S
from app.engine.messages import ChangeWorld, ModeChanged, Play, PointerChanged, SceneHappening
from app.engine.pointer import Side
from app.rig import VirtualHeadset
from app.rig.headset import SIDES
from app.rig.headset import Side as SideName
from scenes.base import PointerKind
from tests.engine.visit import Visit
from tests.openxr.handheld import Handheld, focus, handheld

SIMPLE, TOUCH, INDEX = (profile for profile in PROFILES if profile.path.split("/")[-2] in ("khr", "oculus", "valve"))
#: what Monado may take to hear of a hand
HEARD_S = 0.5


class Reader:
    """An `Input` on a session that is in focus."""

    def __init__(self, held: Handheld, source: Input) -> None:
        self._held, self._input = held, source
        focus(held)
        self.buzz = source.buzz

    def read(self, ahead_ns: int = 0) -> Hands:
        return self._input.read(self._held.now() + ahead_ns)

    def until(self, match: Callable[[Hands], bool]) -> Hands:
        """The first reading that matches."""
        deadline = time.monotonic() + HEARD_S
        while time.monotonic() < deadline:
            if match(hands := self.read()):
                return hands
            time.sleep(0.005)
        raise AssertionError(f"nothing such within {HEARD_S} s, but {hands}")

    def hand(self, side: Side) -> Hand:
        found = self.until(lambda hands: any(hand.side == side for hand in hands.hands))
        return next(hand for hand in found.hands if hand.side == side)

    def presses(self, seconds: float = 0.15) -> int:
        """How often a trigger is pressed meanwhile."""
        count, deadline = 0, time.monotonic() + seconds
        while time.monotonic() < deadline:
            count += sum(hand.select for hand in self.read().hands)
            time.sleep(0.005)
        return count


@pytest.fixture
def runtime(headset: VirtualHeadset, monkeypatch: pytest.MonkeyPatch) -> VirtualHeadset:
    """The runtime, for calls from this process."""
    for name, value in headset.env.items():
        monkeypatch.setenv(name, value)
    return headset


@pytest.fixture
def reader(runtime: VirtualHeadset) -> Iterator[Callable[..., Reader]]:
    """``reader(profiles=...)`` reads what the headset's hands do."""
    with ExitStack() as stack:

        def make(*, eyes: bool = False, profiles: tuple[Profile, ...] = PROFILES) -> Reader:
            enabled = extensions(offered())
            held = stack.enter_context(handheld(enabled))
            return Reader(held, Input(held.instance, held.session, held.space, enabled, eyes=eyes, profiles=profiles))

        yield make


# ---- controllers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize("profile", [SIMPLE, TOUCH, INDEX], ids=["simple", "touch", "index"])
def test_either_hand_points_and_presses(
    reader: Callable[..., Reader], headset: VirtualHeadset, profile: Profile, name: SideName
) -> None:
    remote, side = headset.remote, Side[name.upper()]
    reading = reader(profiles=(profile,))
    remote.hand(name).position = (0.1, 1.25, -0.5)
    remote.point((0, 0, -1), name)
    hand = reading.hand(side)
    assert (hand.kind, hand.profile) == (PointerKind.CONTROLLER, profile.path)
    assert hand.aim.position == pytest.approx((0.1, 1.25, -0.5), abs=0.2)  # the aim is near the grip
    assert not hand.select
    remote.trigger(True, name)
    assert reading.until(lambda hands: any(hand.select for hand in hands.hands)).hands[0].side is side
    assert reading.presses() == 0  # held, not pressed again


def test_the_menu_button_is_told_once(reader: Callable[..., Reader], headset: VirtualHeadset) -> None:
    reading = reader()
    headset.remote.point((0, 0, -1), "left")
    reading.hand(Side.LEFT)
    headset.remote.menu(True, "left")
    reading.until(lambda hands: any(hand.menu for hand in hands.hands))
    time.sleep(0.05)
    assert not any(hand.menu for hand in reading.read().hands)


def test_a_finger_that_trembles_on_the_trigger_presses_once(
    reader: Callable[..., Reader], headset: VirtualHeadset
) -> None:
    reading = reader()
    headset.remote.point((0, 0, -1))
    reading.hand(Side.RIGHT)
    counts = []
    for way in (0.5, 0.6, 0.5, 0.6, 0.4, 0.6, 0.1, 0.6):
        headset.remote.pull(way)
        counts.append(reading.presses())
    assert counts == [0, 1, 0, 0, 0, 0, 0, 1]


def test_a_trigger_held_while_the_controller_wakes_is_no_press(
    reader: Callable[..., Reader], headset: VirtualHeadset
) -> None:
    reading = reader()
    headset.remote.trigger(True)
    headset.remote.point((0, 0, -1))
    reading.hand(Side.RIGHT)
    assert reading.presses() == 0
    headset.remote.trigger(False)
    assert reading.presses() == 0
    headset.remote.trigger(True)
    assert reading.presses() == 1


def test_the_stick_recentres_when_it_is_held(reader: Callable[..., Reader], headset: VirtualHeadset) -> None:
    reading = reader()
    headset.remote.point((0, 0, -1))
    reading.hand(Side.RIGHT)
    headset.remote.stick(True)
    time.sleep(0.1)
    told = [reading.read(ahead).hands[0].recentre for ahead in (0, HOLD_NS // 2, HOLD_NS, 2 * HOLD_NS)]
    assert told == [False, False, True, False]


def test_a_controller_put_down_points_no_more(reader: Callable[..., Reader], headset: VirtualHeadset) -> None:
    reading = reader()
    for name in SIDES:
        headset.remote.point((0, 0, -1), name)
    reading.until(lambda hands: len(hands.hands) == 2)
    headset.remote.put_down("right")
    assert reading.until(lambda hands: len(hands.hands) < 2).hands[0].side is Side.LEFT
    headset.remote.put_down()
    reading.until(lambda hands: not hands.hands)


def test_a_profile_the_runtime_refuses_costs_no_other(
    reader: Callable[..., Reader], headset: VirtualHeadset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    unknown = Profile("/interaction_profiles/nobody/nothing", (("trigger/value",),) * 2)
    reading = reader(profiles=(unknown, INDEX))
    headset.remote.point((0, 0, -1))
    assert reading.hand(Side.RIGHT).profile == INDEX.path
    assert "nobody/nothing" in caplog.text


def test_a_new_way_to_select_that_the_runtime_refuses_leaves_the_others(
    reader: Callable[..., Reader], headset: VirtualHeadset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    more = ((xr.EXT_HAND_INTERACTION_EXTENSION_NAME, "no_such_part/click"),)
    reading = reader(profiles=(replace(INDEX, more=more),))
    assert "index_controller" in caplog.text  # refused once
    headset.remote.point((0, 0, -1))
    reading.hand(Side.RIGHT)
    headset.remote.trigger(True)
    assert reading.presses() == 1


# ---- vibration --------------------------------------------------------------------------------------------------------


def test_a_hum_is_taken_with_and_without_a_controller(
    reader: Callable[..., Reader],
    headset: VirtualHeadset,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    results = []
    real = openxr_calls.function

    def noted(name: str) -> Callable[..., int]:
        call = real(name)
        if name != "ApplyHapticFeedback":
            return call

        def vibrate(*arguments: Any) -> int:
            results.append(call(*arguments))
            return int(results[-1])

        return vibrate

    monkeypatch.setattr(openxr_input, "function", noted)
    reading = reader()
    reading.buzz(0.04, 0.3)
    reading.read()
    headset.remote.point((0, 0, -1))
    reading.hand(Side.RIGHT)
    reading.buzz(0.04, 0.3, Side.RIGHT)
    reading.read()
    assert results == [xr.Result.SUCCESS.value] * 2
    assert "vibration" not in caplog.text


# ---- bare hands and eyes ----------------------------------------------------------------------------------------------


def test_only_what_the_runtime_offers_is_enabled() -> None:
    hands, taps = xr.EXT_HAND_INTERACTION_EXTENSION_NAME, xr.META_HAND_TRACKING_MICROGESTURES_EXTENSION_NAME
    assert extensions([]) == []
    assert extensions([taps, "XR_KHR_opengl_enable"]) == []  # of no use without hands
    assert extensions([taps, hands]) == [hands, taps]


def test_a_tap_of_the_thumb_selects_only_where_taps_are_told_apart() -> None:
    profile = next(profile for profile in PROFILES if profile.path == HAND_INTERACTION)
    hands, taps = xr.EXT_HAND_INTERACTION_EXTENSION_NAME, xr.META_HAND_TRACKING_MICROGESTURES_EXTENSION_NAME
    tap = ("select", "/user/hand/left/input/tap_thumb_meta/click")
    assert tap in list(profile.bindings([hands, taps]))
    assert tap not in list(profile.bindings([hands]))
    assert "buzz" not in dict(profile.bindings([hands]))


def test_a_headset_that_does_not_follow_eyes_says_so(runtime: VirtualHeadset) -> None:
    enabled = extensions(offered())
    assert xr.EXT_EYE_GAZE_INTERACTION_EXTENSION_NAME in enabled
    with handheld(enabled) as held:
        assert not follows_eyes(held.instance, held.system, enabled)
        assert not follows_eyes(held.instance, held.system, [])


def test_a_headset_that_follows_eyes_is_asked_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_: str) -> Callable[..., int]:
        def properties(instance: Any, system: Any, asked: Any) -> int:
            eyes = ctypes.cast(asked._obj._next, ctypes.POINTER(xr.SystemEyeGazeInteractionPropertiesEXT)).contents
            eyes.supports_eye_gaze_interaction = 1
            return 0

        return properties

    monkeypatch.setattr(openxr_input, "function", answer)
    assert follows_eyes(None, None, [xr.EXT_EYE_GAZE_INTERACTION_EXTENSION_NAME])


def test_eyes_that_nobody_tracks_look_nowhere(reader: Callable[..., Reader]) -> None:
    assert reader(eyes=True).read() == Hands([], None)


def test_the_eyes_point_beside_the_head() -> None:
    straight = Pose((0, 1.6, 0), (0, 0, 0, 1))
    aside = Pose((0, 1.6, 0), (0, -0.1, 0, 0.995))
    screen: Any = SimpleNamespace(canvas=SimpleNamespace(before=lambda _: None), drawn=[])
    display = OpenXRDisplay(screen, str)
    views: Any = SimpleNamespace(eyes=[Eye(straight, (-0.7, 0.7, 0.7, -0.7))] * 2)
    display._frame = Located(1, views, Hands([], aside), True, 1 / 60)
    head, eyes = display.aims()
    assert (head.kind, eyes.kind, eyes.profile) == (PointerKind.GAZE, PointerKind.EYES, EYE_GAZE)
    assert head.ray.direction.get_x() == pytest.approx(0.0, abs=1e-4)
    assert eyes.ray.direction.get_x() == pytest.approx(0.2, abs=0.01)


# ---- pictures that are dropped ----------------------------------------------------------------------------------------


def _hand(side: Side, *, select: bool = False, menu: bool = False) -> Hand:
    return Hand(side, PointerKind.CONTROLLER, Pose((0, 0, 0), (0, 0, 0, 1)), select, menu)


def test_a_press_outlives_the_picture_it_was_made_for() -> None:
    unheard = Hands([_hand(Side.LEFT, select=True), _hand(Side.RIGHT, menu=True)])
    now = Hands([_hand(Side.LEFT)]).after(unheard)
    assert [(hand.side, hand.select, hand.menu) for hand in now.hands] == [
        (Side.LEFT, True, False),
        (Side.RIGHT, False, True),
    ]
    still = Hands([_hand(Side.LEFT)])
    assert still.after(still) is still


# ---- a whole visit ----------------------------------------------------------------------------------------------------


def test_the_left_hand_throws_and_the_record_names_what_it_holds(
    visit: Callable[..., Visit], headset: VirtualHeadset
) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.send(Play(on=True))
        headset.remote.look((-1, 0, 0))  # at nothing
        headset.remote.point((0, 0, -1))  # the right controller lies there
        headset.remote.hand("left").position = (0.0, 1.6, 0.0)
        headset.remote.point((1, 0, -1), "left")
        patient.listen(0.4)
        headset.remote.trigger(True, "left")
        change = patient.wait(PointerChanged, lambda change: change.source != "gaze")
        assert (change.source, change.profile) == ("controller", INDEX.path)
        assert patient.wait(SceneHappening).data == {"at": "green"}


def test_gaze_takes_over_within_a_second_of_putting_the_controller_down(
    visit: Callable[..., Visit], headset: VirtualHeadset
) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.send(Play(on=True))
        headset.remote.point((-1, 0, 0))
        patient.listen(0.3)
        headset.remote.trigger(True)
        patient.wait(PointerChanged, lambda change: change.source == "controller")
        # whoever has just pressed holds on to it, however long the head looks at something
        assert not [heard for heard in patient.listen(1.5) if isinstance(heard, PointerChanged)]
        down = time.monotonic_ns()
        headset.remote.put_down()
        change = patient.wait(PointerChanged)
        assert (change.source, change.profile) == ("gaze", None)
        assert (change.t_ns - down) / 1e9 < 1.0 + SCENE_DWELL_S  # by then it has looked for long enough to select


@pytest.mark.parametrize("mode", ["3d", "flat"])
def test_the_world_feels_where_head_and_hands_are(
    visit: Callable[..., Visit], headset: VirtualHeadset, mode: str
) -> None:
    with visit(mode) as patient:
        patient.wait(ModeChanged, lambda change: change.mode == mode)
        patient.send(Play(on=True))
        remote = headset.remote
        remote.tracking.position = (0.2, 1.6, 0.0)
        right = remote.hand("right")
        right.position, right.squeeze, right.thumb = (0.3, 1.2, -0.4), 0.8, (0.25, 0.75)
        remote.look((-1, 0, -1))
        remote.point((1, 0, 0))
        patient.listen(0.4)
        patient.send(ChangeWorld(name="tell", value="posture"))
        felt = patient.wait(SceneHappening, lambda heard: heard.kind == "told").data
        # the headset was first seen at 1.6 m, which became the seat's 1.2 m
        seen = ([0.2, 0.0, 1.2], [-0.707, 0.707, 0.0]) if mode == "3d" else ([0.0, 0.0, 1.2], [0.0, 1.0, 0.0])
        assert felt["head"] == pytest.approx(seen[0], abs=0.02)
        assert felt["ahead"] == pytest.approx(seen[1], abs=0.02)
        assert felt["right"]["place"] == pytest.approx([0.3, 0.4, 0.8], abs=0.02)
        assert felt["right"]["squeeze"] == pytest.approx(0.8, abs=0.01)
        assert felt["stick"] == pytest.approx((0.25, 0.75), abs=0.01)
        assert "left" not in felt
