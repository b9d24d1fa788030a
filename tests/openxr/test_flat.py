"""The world as a flat picture in the headset: seen alike by both eyes, and pointed at as on a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.engine.messages import FrameStats, ModeChanged, Play, SceneHappening, SetMode
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit
from tests.openxr.eyes import shifts

Begin = Callable[..., Visit]


def test_near_and_far_things_are_equally_far_apart_in_the_two_eyes(tmp_path: Path, screen: VirtualScreen) -> None:
    with (
        VirtualHeadset(present=True, screen_env=screen.env) as headset,
        Visit(tmp_path, screen.env | headset.env, "flat", offscreen=True) as patient,
    ):
        change = patient.wait(ModeChanged)
        assert (change.mode, change.display, change.reason) == ("flat", "openxr", "")
        far, near = shifts(screen)
    assert far > 1  # the picture hangs 2 m before the eyes, which are 63 mm apart
    assert abs(far - near) < 1.5


def test_the_three_modes_follow_one_another_and_the_world_goes_on(visit: Begin, headset: VirtualHeadset) -> None:
    with visit("3d") as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        patient.send(Play(on=True))
        seconds = []
        for request, mode in enumerate(("flat", "3d", "2d", "flat", "2d", "3d"), 1):
            patient.send(SetMode(mode=mode, request=request))
            change = patient.wait(ModeChanged)
            assert (change.request, change.mode, change.reason) == (request, mode, "")
            assert change.display == ("window" if mode == "2d" else "openxr")
            seconds.append(change.state["seconds"])
            assert _next_frames(patient, mode).count > 0
        assert seconds == sorted(seconds)


def _next_frames(patient: Visit, mode: str) -> FrameStats:
    return patient.wait(FrameStats, lambda stats: stats.mode == mode)


def test_a_controller_points_at_things_in_the_flat_picture(visit: Begin, headset: VirtualHeadset) -> None:
    with visit("flat") as patient:
        patient.wait(ModeChanged)
        patient.send(Play(on=True))
        headset.remote.tracking.right.position = (0.0, 1.6, 0.0)
        headset.remote.point((0, 0, -1))
        patient.listen(0.5)
        headset.remote.trigger(True)
        assert patient.wait(SceneHappening).data == {"at": "red"}
        headset.remote.trigger(False)
        # past the edge of the picture there is nothing to throw at, neither for the hand nor for the head
        headset.remote.look((0, 1, -1))
        headset.remote.point((1, 0, -0.3))
        patient.listen(0.5)
        headset.remote.trigger(True)
        assert not [heard for heard in patient.listen(0.6) if isinstance(heard, SceneHappening)]
