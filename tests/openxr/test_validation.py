"""A whole visit under the Khronos validation layer: not one call breaks a rule of OpenXR."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.engine.messages import ModeChanged, Play, Recentre, SetMode
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit

LAYER = "XR_APILAYER_LUNARG_core_validation"

_MISUSE = """
import xr
instance = xr.create_instance(xr.InstanceCreateInfo())
ask = xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY)
ask._type = 0
try:
    xr.get_system(instance, ask)
except xr.XrException:
    pass
xr.destroy_instance(instance)
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where the layer writes what it finds."""
    return tmp_path / "validation.txt"


@pytest.fixture
def validated(told: Path, screen: VirtualScreen, headset: VirtualHeadset) -> dict[str, str]:
    """The environment of a process all of whose calls go through the layer."""
    layer = {
        "XR_ENABLE_API_LAYERS": LAYER,
        "XR_CORE_VALIDATION_EXPORT_TYPE": "text",
        "XR_CORE_VALIDATION_FILE_NAME": str(told),
    }
    return screen.env | headset.env | layer


def findings(told: Path) -> list[str]:
    """What the layer objects to. It says when it begins and ends, too: without that it was never asked."""
    lines = told.read_text().splitlines()
    assert any("VUID-CoreValidation-Initialize" in line for line in lines), "the validation layer was not loaded"
    return [line for line in lines if "VALID_ERROR" in line or "VALID_WARNING" in line]


def test_a_call_that_breaks_a_rule_is_found(told: Path, validated: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", _MISUSE], env=validated, check=True, capture_output=True, timeout=60)
    assert any("xrGetSystem" in line for line in findings(told))


def test_a_visit_with_switches_keeps_every_rule(
    tmp_path: Path, told: Path, headset: VirtualHeadset, validated: dict[str, str]
) -> None:
    headset.remote.point((0, 0, -1))
    with Visit(tmp_path, validated, "3d") as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        patient.send(Play(on=True))
        patient.listen(0.5)
        headset.remote.trigger(True)
        for request, mode in enumerate(("2d", "3d", "flat", "2d", "flat", "3d"), 1):
            patient.send(SetMode(mode=mode, request=request))
            change = patient.wait(ModeChanged)
            assert (change.request, change.mode) == (request, mode)
            patient.send(Recentre())
            patient.listen(0.5)
    assert patient.process.exitcode == 0
    assert findings(told) == []
