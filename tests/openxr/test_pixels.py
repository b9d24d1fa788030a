"""What is handed to the runtime for each eye is what the submitted pose and field of view show, pixel by pixel."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from app.rig import View, VirtualHeadset, VirtualScreen

ROOT = Path(__file__).resolve().parent.parent.parent
#: levels of 255 that an eye may differ from its reference on average
LEVELS = 1.0


def _turned(angle: float) -> tuple[float, float, float, float]:
    """Outward to the left by `angle`, radians (x y z w)."""
    return 0.0, math.sin(angle / 2), 0.0, math.cos(angle / 2)


def _pair(inner: float, outer: float, up: float, down: float, cant: float) -> tuple[View, View]:
    """Two eyes 64 mm apart that mirror each other."""
    left = View((-outer, inner, up, -down), (-0.032, 0.0, 0.0), _turned(cant))
    right = View((-inner, outer, up, -down), (0.032, 0.0, 0.0), _turned(-cant))
    return left, right


EYES = {
    "symmetric": _pair(0.7, 0.7, 0.7, 0.7, 0.0),
    "asymmetric": _pair(0.75, 0.93, 0.72, 0.88, 0.0),
    "canted": _pair(0.7, 0.9, 0.75, 0.85, math.radians(8)),
}


def _seen(
    folder: Path,
    env: dict[str, str],
    pictures: int,
    passes: int = 1,
    scale: float = 1.0,
    meanwhile: Callable[[], Any] = lambda: time.sleep(0.02),
) -> dict[str, npt.NDArray[Any]]:
    """What an onlooker saw of `pictures` frames, both eyes drawn in so many passes at this scale of the full resolution."""
    file = folder / "seen.npz"
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.openxr.onlooker", str(file), str(pictures), str(passes), str(scale)],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < deadline:
        meanwhile()
    child.kill()
    _, said = child.communicate()
    assert child.returncode == 0, said
    with np.load(file) as found:
        return dict(found)


def _differences(seen: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.float64]:
    """Mean difference by picture and eye, levels of 255."""
    difference: npt.NDArray[np.float64] = np.abs(seen["pixels"].astype(np.int16) - seen["reference"]).mean(
        axis=(2, 3, 4)
    )
    return difference


@pytest.mark.parametrize("passes", [1, 2], ids=["one pass", "two passes"])
@pytest.mark.parametrize("kind", EYES)
def test_each_eye_shows_what_its_submitted_view_does(
    tmp_path: Path, screen: VirtualScreen, headset: VirtualHeadset, kind: str, passes: int
) -> None:
    headset.remote.tracking.views = EYES[kind]
    headset.remote.look((0.25, 0.1, -1))
    seen = _seen(tmp_path, screen.env | headset.env, 2, passes)
    assert seen["one_pass"] == (passes == 1)
    assert seen["fov"][-1] == pytest.approx(np.array([view.fov for view in EYES[kind]]), abs=1e-5)
    left, right = seen["pixels"][-1].astype(np.int16)
    assert left.std() > 20  # there is something to see,
    assert np.abs(left - right).mean() > 3 * LEVELS  # and the eyes see it from two places
    assert _differences(seen).max() < LEVELS


@pytest.mark.parametrize("passes", [1, 2], ids=["one pass", "two passes"])
def test_at_a_lower_resolution_the_part_that_is_drawn_on_is_the_part_that_is_submitted(
    tmp_path: Path, screen: VirtualScreen, headset: VirtualHeadset, passes: int
) -> None:
    headset.remote.tracking.views = EYES["asymmetric"]
    headset.remote.send()
    env = screen.env | headset.env
    whole = _seen(tmp_path, env, 1, passes)["pixels"].shape
    seen = _seen(tmp_path, env, 1, passes, scale=0.6)
    height, width = seen["pixels"].shape[2:4]
    assert (height, width) == (pytest.approx(0.6 * whole[2], abs=1), pytest.approx(0.6 * whole[3], abs=1))
    assert _differences(seen).max() < LEVELS


def test_while_the_head_turns_each_picture_is_submitted_for_the_pose_it_was_drawn_for(
    tmp_path: Path, screen: VirtualScreen, headset: VirtualHeadset
) -> None:
    headset.remote.tracking.views = EYES["asymmetric"]
    began = time.monotonic()

    def turn() -> None:
        phase = (time.monotonic() - began) * 3
        headset.remote.look((0.3 * math.sin(phase), 0.1 * math.cos(phase), -1))
        time.sleep(0.004)

    seen = _seen(tmp_path, screen.env | headset.env, 8, meanwhile=turn)
    turns = np.abs(np.diff(seen["orientation"][:, 0], axis=0)).max(axis=1)
    assert (turns > 1e-3).sum() > 4
    assert _differences(seen).max() < LEVELS
