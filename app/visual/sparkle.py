"""How much of a picture flickers from frame to frame at the density of a headset's own pixels.

A pixel flickers where its relative luminance changes by more than `CHANGE` from one frame to the next and back by as much in the
one after, at a headset's rate and with the head held still: so does a star or a glint that is smaller than a pixel, while the edge
of something that passes goes one way. Pixels are drawn without smoothing, which is the worst that a headset can show.

The bound, `MOST`, is this project's own: of any view of 5 x 5 degrees at most so large a share may flicker in any frame.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.studio import Eye, Studio, View, Visitor
from app.visual.colour import linear, luminance
from app.visual.figure import Figure

#: of relative luminance; share of the pixels
CHANGE, MOST = 0.1, 0.005
#: pixels a degree of a headset, frames a second, frames looked at in each direction
DENSITY, HZ, FRAMES = 20.0, 90.0, 4
#: degrees to the right and up: where stars, water, ground and what stands about are to be expected
DIRECTIONS = ((0.0, 0.0), (12.0, 8.0), (-25.0, -12.0), (20.0, -25.0), (-40.0, 25.0), (60.0, 4.0), (0.0, -8.0))


def share(pictures: npt.NDArray[np.uint8]) -> float:
    """The largest share of flickering pixels in any three frames of `pictures` (n, height, width, 3)."""
    change = np.diff(luminance(linear(pictures)), axis=0)
    there, back = change[:-1], change[1:]
    flickers = (np.abs(there) > CHANGE) & (np.abs(back) > CHANGE) & (there * back < 0)
    return float(flickers.mean((1, 2)).max())


def look_about(
    studio: Studio, visitor: Visitor, directions: Sequence[tuple[float, float]] = DIRECTIONS, eye: Eye = Eye.MIDDLE
) -> list[tuple[float, str]]:
    """The share of each of `directions` now, and where that was."""
    found = []
    for right, up in directions:
        studio.aim(visitor.scene, View(right, up, studio.size[0] / DENSITY), eye)
        pictures = []
        for _ in range(FRAMES):
            visitor.wait(1 / HZ)
            pictures.append(studio.shoot())
        found.append((share(np.stack(pictures)), f"at {visitor.time:.0f} s, {right:g} degrees right, {up:g} up"))
    return found


def figure(found: list[tuple[float, str]], how: str = "") -> Figure:
    """Of all that `look_about` has handed back."""
    most, where = max(found)
    return Figure(", ".join(filter(None, ("pixels that flicker", how))), round(most * 100, 3), "%", MOST * 100, where)
