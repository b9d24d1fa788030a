"""What reaches the two eyes, photographed behind the runtime: its own window shows what the headset's panels would."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageGrab

from app.engine.messages import ModeChanged
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit


def _photograph(screen: VirtualScreen) -> Image.Image:
    """The runtime's window as soon as both halves show the red thing."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        picture = ImageGrab.grab(xdisplay=screen.env["DISPLAY"]).crop((0, 0, 960, 540))
        if _column(picture.crop((0, 0, 480, 540)), 0) and _column(picture.crop((480, 0, 960, 540)), 0):
            return picture
        time.sleep(0.2)
    raise AssertionError("the headset must show the red thing to both eyes, and did not within 20 s")


def _column(eye: Image.Image, channel: int) -> float | None:
    """Where in the picture, in pixels from the left, the thing of this pure colour is."""
    pixels = np.asarray(eye.convert("RGB"), np.int16)
    others = [c for c in range(3) if c != channel]
    pure = (pixels[..., channel] > 180) & (pixels[..., others].max(axis=-1) < 90)
    return float(np.nonzero(pure)[1].mean()) if pure.any() else None


def test_near_things_are_further_apart_in_the_two_eyes_than_far_ones(tmp_path: Path, screen: VirtualScreen) -> None:
    with VirtualHeadset(present=True, screen_env=screen.env) as headset:
        env = screen.env | headset.env
        with Visit(tmp_path, env, "3d", offscreen=True) as patient:
            assert patient.wait(ModeChanged).mode == "3d"
            picture = _photograph(screen)
    left, right = picture.crop((0, 0, 480, 540)), picture.crop((480, 0, 960, 540))
    shift = {}
    for name, channel in (("red, 4 m", 0), ("blue, 1.2 m", 2)):
        in_left, in_right = _column(left, channel), _column(right, channel)
        assert in_left is not None
        assert in_right is not None
        shift[name] = in_left - in_right
    # eyes 63 mm apart: the shift falls with the distance
    assert shift["red, 4 m"] > 1
    assert 2 < shift["blue, 1.2 m"] / shift["red, 4 m"] < 5
