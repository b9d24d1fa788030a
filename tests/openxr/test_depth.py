"""What reaches the two eyes, photographed behind the runtime: its own window shows what the headset's panels would."""

from __future__ import annotations

from pathlib import Path

from app.engine.messages import ModeChanged
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit
from tests.openxr.eyes import column, photograph


def test_near_things_are_further_apart_in_the_two_eyes_than_far_ones(tmp_path: Path, screen: VirtualScreen) -> None:
    with VirtualHeadset(present=True, screen_env=screen.env) as headset:
        env = screen.env | headset.env
        with Visit(tmp_path, env, "3d", offscreen=True) as patient:
            assert patient.wait(ModeChanged).mode == "3d"
            left, right = photograph(screen)
    shift = {}
    for name, channel in (("red, 4 m", 0), ("blue, 1.2 m", 2)):
        in_left, in_right = column(left, channel), column(right, channel)
        assert in_left is not None
        assert in_right is not None
        shift[name] = in_left - in_right
    # eyes 63 mm apart: the shift falls with the distance
    assert shift["red, 4 m"] > 1
    assert 2 < shift["blue, 1.2 m"] / shift["red, 4 m"] < 5
