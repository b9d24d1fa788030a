"""What a patient with a headset gets, on a real runtime."""

from __future__ import annotations

from collections.abc import Callable

from panda3d.core import LPoint3f, NodePath
from PIL import Image

from app.engine.encounter import RATING_M
from app.engine.messages import (
    AskRating,
    EnterWorld,
    HeadMotion,
    ModeChanged,
    Play,
    RatingGiven,
    Recentre,
    SceneHappening,
    SetMode,
    StopAsked,
    WorldLeft,
)
from app.engine.panels import RatingPanel
from app.engine.text import Texts
from app.rig import VirtualHeadset, VirtualScreen
from app.session.instruments import load
from tests.engine.hands import Hands
from tests.engine.visit import Visit
from tests.session.slow_room import BUILT_S, SLOW

Begin = Callable[..., Visit]

RED, GREEN = (230, 26, 26), (26, 230, 26)


def centre(picture: Image.Image) -> tuple[int, ...]:
    colour = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(colour, tuple)
    return colour


def close(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) < 40


def test_the_world_appears_on_the_headset_and_the_record_names_it(visit: Begin) -> None:
    with visit() as patient:
        change = patient.wait(ModeChanged)
        assert (change.mode, change.display, change.reason) == ("3d", "openxr", "")
        assert "Monado" in str(change.runtime)
        assert "Remote HMD" in str(change.system)
        assert close(centre(patient.picture(1.2)), RED)


def test_a_turn_of_the_head_turns_the_picture(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        headset.remote.look((1, 0, -1))
        assert close(centre(patient.picture(1.0)), GREEN)


def test_recentring_makes_the_present_forward_the_worlds(visit: Begin, headset: VirtualHeadset) -> None:
    headset.remote.look((1, 0, -1))
    headset.remote.move((0.7, 0.4, 0.2))
    with visit() as patient:
        patient.wait(ModeChanged)
        assert close(centre(patient.picture(1.0)), RED)  # once by itself, at the first picture
        headset.remote.look((0, 0, -1))
        patient.listen(0.3)
        patient.send(Recentre())
        assert close(centre(patient.picture(0.4)), RED)


def test_switching_keeps_the_world_as_it_is(visit: Begin, headset: VirtualHeadset) -> None:
    with visit("2d") as patient:
        assert patient.wait(ModeChanged).mode == "2d"
        patient.send(Play(on=True))
        states = []
        for request, mode in enumerate(("3d", "2d", "3d"), 1):
            patient.send(SetMode(mode=mode, request=request))
            change = patient.wait(ModeChanged)
            assert (change.request, change.mode, change.reason) == (request, mode, "")
            assert change.took_s < (2.5 if mode == "3d" else 1.0)
            states.append(change.state)
            if mode == "3d":
                headset.remote.point((0, 0, -1))
                patient.listen(0.5)
                headset.remote.trigger(True)
                patient.wait(SceneHappening)
                headset.remote.trigger(False)
        assert [state["thrown"] for state in states] == [0, 1, 1]
        seconds = [state["seconds"] for state in states]
        assert seconds == sorted(seconds)
        assert seconds[0] > 0


def test_the_trigger_throws_at_what_the_controller_points_at(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.send(Play(on=True))
        headset.remote.tracking.right.position = (0.0, 1.6, 0.0)
        headset.remote.point((1, 0, -1))
        patient.listen(0.4)
        headset.remote.trigger(True)
        assert patient.wait(SceneHappening).data == {"at": "green"}
        # held, not pressed again
        assert not [heard for heard in patient.listen(0.5) if isinstance(heard, SceneHappening)]


def test_the_menu_button_is_heard_while_another_world_is_built(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        headset.remote.point((0, 0.5, -1))
        patient.send(EnterWorld(world=SLOW.name, seed=5))
        patient.wait(WorldLeft)
        headset.remote.menu(True)
        asked = patient.wait(StopAsked, within_s=BUILT_S / 2)
        headset.remote.menu(False)
        assert asked.source == "controller"
        assert "WorldEntered" not in patient.kinds(), "the world is still being built"
        patient.process.kill()  # as the app does it


def test_the_menu_button_asks_to_stop(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        headset.remote.point((0, 0, -1))
        patient.listen(0.4)
        headset.remote.menu(True)
        assert patient.wait(StopAsked).source == "controller"


def test_looking_down_at_stop_asks_to_stop(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        headset.remote.look((0, -0.84, -1))
        assert patient.wait(StopAsked, within_s=12).source == "gaze"


def _toward(value: int | str) -> tuple[float, float, float]:
    """Which way a patient who looks straight ahead finds a button of the rating panel (OpenXR's axes)."""
    panel = RatingPanel(
        NodePath("seat"), Texts("en"), load("nrs-pain-now"), "en", lambda: 0.0, lambda _: None, "before"
    )
    panel.root.set_pos(0, RATING_M, 0)
    x, y, z = panel.target(value).position - LPoint3f(0, 0, 0)
    return x, z, -y


def test_a_patient_without_hands_rates_by_looking(visit: Begin, headset: VirtualHeadset) -> None:
    # the controller lies there, tracked, until it is switched off: gaze takes over at once
    headset.remote.point((-1, 0, -0.2))
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        patient.send(AskRating(phase="before"))
        patient.listen(0.5)
        headset.remote.put_down()
        patient.listen(0.6)
        headset.remote.look(_toward(7))
        patient.listen(2.0)
        headset.remote.look(_toward("confirm"))
        given = patient.wait(RatingGiven, within_s=12)
        assert (given.phase, given.value, given.source, given.corrections) == ("before", 7, "gaze", 0)


def test_a_rating_that_is_open_is_kept_when_the_view_is_switched(
    visit: Begin, headset: VirtualHeadset, screen: VirtualScreen
) -> None:
    headset.remote.put_down()
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        patient.send(AskRating(phase="during"))
        patient.listen(1.1)
        headset.remote.look(_toward(7))
        patient.listen(2.0)
        for mode in ("2d", "3d", "2d"):
            patient.send(SetMode(mode=mode, request=1))
            assert patient.wait(ModeChanged).mode == mode
        patient.listen(0.3)
        hands = Hands(screen.env["DISPLAY"])
        hands.key("Return")
        given = patient.wait(RatingGiven)
        hands.close()
        assert (given.phase, given.value) == ("during", 7), "what was chosen in 3D is confirmed in 2D"


def test_head_motion_is_told_as_it_was_tracked(visit: Begin, headset: VirtualHeadset) -> None:
    headset.remote.move((0.25, 1.5, -0.125))
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.5)
        motion = patient.wait(HeadMotion, lambda m: len(m.samples) > 5 * 32)
        values = memoryview(motion.samples).cast("f")
        assert len(values) % 8 == 0
        seconds, x, y, z, *_ = values[-8:]
        assert 0 < seconds <= 2
        assert (round(x, 3), round(y, 3), round(z, 3)) == (0.25, 1.5, -0.125)
