"""Whether anything comes nearer to the eyes than half a metre, the patient's own body apart.

Six small pictures round the head show what lies within half a metre alone, beside pictures that show nothing at all so near: where
they differ something is seen there, solid or not. A node tagged `BODY` is left out, since a body is as near as a body is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from panda3d.core import PerspectiveLens

from app.studio import EYE_HEIGHT, Studio
from app.visual.figure import Figure
from scenes.base import Scene

#: metres; the tag of the patient's own body
NEAREST, BODY = 0.5, "body"
#: metres at which pictures begin, and one that ends before anything can be in it
_NEAR, _NOTHING = 0.03, 0.035
#: heading and pitch of each side, degrees; a side's width
_SIDES, _WIDE = ((0, 0), (90, 0), (180, 0), (270, 0), (0, 90), (0, -90)), 90.0
#: a lens ends at a plane, not at a distance: each ring of a side, by its outer angle in degrees, has a plane of its own
_RINGS = (25.0, 40.0, 55.0)
#: of 255, by which pixels differ where something is seen
_SEEN = 4


def seen(studio: Studio, scene: Scene) -> list[str]:
    """Where something is nearer than `NEAREST` now; nothing else is drawn meanwhile."""
    found = []
    with _without_body(scene):
        for heading, pitch in _SIDES:
            studio.aim_freely(scene, (0, 0, EYE_HEIGHT), (heading, pitch, 0))
            empty = _shoot(studio, _NOTHING)
            angle = _angles(studio.size)
            inner = 0.0
            for outer in _RINGS:
                ring = (angle >= inner) & (angle < outer)
                near = np.abs(_shoot(studio, NEAREST * math.cos(math.radians(outer))) - empty).max(-1) > _SEEN
                if (near & ring).any():
                    found.append(f"{-heading:g} degrees right, {pitch:g} up, {inner:g} to {outer:g} from there")
                inner = outer
    return found


def _shoot(studio: Studio, far: float) -> np.ndarray:
    lens = PerspectiveLens()
    lens.set_fov(_WIDE, _WIDE)
    lens.set_near_far(_NEAR, far)
    studio.camera.node().set_lens(lens)
    return studio.shoot().astype(np.int16)


def _angles(size: tuple[int, int]) -> np.ndarray:
    """(height, width): how far from a side's middle each pixel looks, degrees."""
    across, down = ((np.arange(n) + 0.5) / n * 2 - 1 for n in size)
    return np.asarray(np.degrees(np.arctan(np.hypot(*np.meshgrid(across, down)))))


@contextmanager
def _without_body(scene: Scene) -> Iterator[None]:
    bodies = [path for path in scene.root.find_all_matches(f"**/={BODY}") if not path.is_hidden()]
    for body in bodies:
        body.hide()
    try:
        yield
    finally:
        for body in bodies:
            body.show()


def figure(found: list[tuple[int, str]]) -> Figure:
    """Of (seconds, where) of all that was seen in a visit."""
    where = f"at {found[0][0]} s, {found[0][1]}" if found else ""
    return Figure(f"things within {NEAREST:g} m of the eyes", len(found), "", 0, where)
