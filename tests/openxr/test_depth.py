"""What reaches the two eyes, photographed behind the runtime: its own window shows what the headset's panels would."""

from __future__ import annotations

from pathlib import Path

from app.engine.messages import ModeChanged
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit
from tests.openxr.eyes import shifts


def test_near_things_are_further_apart_in_the_two_eyes_than_far_ones(tmp_path: Path, screen: VirtualScreen) -> None:
    with VirtualHeadset(present=True, screen_env=screen.env) as headset:
        env = screen.env | headset.env
        with Visit(tmp_path, env, "3d", offscreen=True) as patient:
            assert patient.wait(ModeChanged).mode == "3d"
            far, near = shifts(screen)
    # eyes 63 mm apart: the shift falls with the distance
    assert far > 1
    assert 2 < near / far < 5
