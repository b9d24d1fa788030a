"""The headset is taken off, taken over, or its runtime says that it goes: the patient goes on in 2D, and can come back."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine.messages import Fault, FrameStats, ModeChanged, Play, SetMode, Worn
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit

Begin = Callable[..., Visit]


def test_another_program_on_the_headset_leaves_the_patient_in_2d(
    visit: Begin, headset: VirtualHeadset, screen: VirtualScreen
) -> None:
    with visit() as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        patient.send(Play(on=True))
        patient.listen(0.5)
        other = subprocess.Popen(
            ["hello_xr", "-g", "Vulkan2"],
            env=os.environ | screen.env | headset.env,
            stdin=subprocess.PIPE,  # it ends with its input
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            change = patient.wait(ModeChanged)
            assert (change.request, change.mode, change.display) == (0, "2d", "window")
            assert "taken off" in change.reason
            assert "Monado" in change.reason
            assert patient.wait(Fault).do.startswith("Put the headset on")
            assert patient.wait(FrameStats, lambda stats: stats.mode == "2d" and stats.count > 5)
        finally:
            other.kill()
            other.communicate()
        # and back, with one press
        patient.send(SetMode(mode="3d", request=3))
        change = patient.wait(ModeChanged)
        assert (change.request, change.mode, change.reason) == (3, "3d", "")


def test_it_is_told_whether_the_headset_is_worn(tmp_path: Path, headset: VirtualHeadset, screen: VirtualScreen) -> None:
    path = tmp_path / "omen"
    env = screen.env | headset.env | {"PREPARE": "tests.openxr.omens", "OMEN": str(path)}
    with Visit(tmp_path, env, "3d") as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        for omen, worn in (("WORN", True), ("OFF", False), ("WORN", True)):
            path.with_suffix(".part").write_text(omen, encoding="utf-8")
            path.with_suffix(".part").rename(path)
            assert patient.wait(Worn).worn is worn
        patient.send(SetMode(mode="2d", request=1))
        assert patient.wait(ModeChanged).mode == "2d"
        assert patient.wait(Worn).worn is None


@pytest.mark.parametrize(
    ("omen", "words"),
    [
        ("STOPPING", "ended the picture"),
        ("EXITING", "ended the picture"),
        ("LOSS_PENDING", "closing or starting again"),
        ("INSTANCE", "closing or starting again"),
    ],
)
def test_a_runtime_that_says_it_goes_leaves_the_patient_in_2d(
    tmp_path: Path, headset: VirtualHeadset, screen: VirtualScreen, omen: str, words: str
) -> None:
    path = tmp_path / "omen"
    env = screen.env | headset.env | {"PREPARE": "tests.openxr.omens", "OMEN": str(path)}
    with Visit(tmp_path, env, "3d") as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        patient.listen(0.4)
        said = path.with_suffix(".part")
        said.write_text(omen, encoding="utf-8")
        said.rename(path)
        began = time.monotonic()
        change = patient.wait(ModeChanged)
        assert time.monotonic() - began < 6
        assert (change.request, change.mode) == (0, "2d")
        assert words in change.reason
        assert patient.wait(Fault).do
        patient.send(SetMode(mode="3d", request=1))
        assert patient.wait(ModeChanged).mode == "3d"
    assert patient.process.exitcode == 0
