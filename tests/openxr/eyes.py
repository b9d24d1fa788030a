"""The runtime's own window, which shows what the headset's panels would, photographed."""

from __future__ import annotations

import time

import numpy as np
from PIL import Image, ImageGrab

from app.rig import VirtualScreen


def photograph(screen: VirtualScreen) -> tuple[Image.Image, Image.Image]:
    """The left and the right eye, as soon as both show the red thing."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        picture = ImageGrab.grab(xdisplay=screen.env["DISPLAY"]).crop((0, 0, 960, 540))
        left, right = picture.crop((0, 0, 480, 540)), picture.crop((480, 0, 960, 540))
        if column(left, 0) and column(right, 0):
            return left, right
        time.sleep(0.2)
    raise AssertionError("the headset must show the red thing to both eyes, and did not within 20 s")


def shifts(screen: VirtualScreen) -> tuple[float, float]:
    """How far the red thing, 4 m away, and the blue one, 1.2 m away, stand further right for the left eye, in pixels."""
    left, right = photograph(screen)
    found = []
    for channel in (0, 2):
        in_left, in_right = column(left, channel), column(right, channel)
        assert in_left is not None
        assert in_right is not None
        found.append(in_left - in_right)
    return found[0], found[1]


def column(eye: Image.Image, channel: int) -> float | None:
    """Where in the picture, in pixels from the left, the thing of this pure colour is."""
    pixels = np.asarray(eye.convert("RGB"), np.int16)
    others = [c for c in range(3) if c != channel]
    pure = (pixels[..., channel] > 180) & (pixels[..., others].max(axis=-1) < 90)
    return float(np.nonzero(pure)[1].mean()) if pure.any() else None
