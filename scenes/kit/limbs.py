"""The patient's own two arms, with hands that close, seen from above by who they belong to.

One bone table holds both arms' joints as matrices (`kit/skeleton.py` says which); one mesh (`kit/arm_shape.py`) hangs on them in
the shader. Arms that are not quite there are drawn twice, their depth first, so that no inner side of them is ever seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from panda3d.core import NodePath, Shader

from scenes.kit.holding import (
    Held,
    Q,
    Side,
    V,
    between,
    grip_of,
    held_of,
    mirrored,
    palm,
    shoulders,
)

__all__ = [
    "Arms",
    "Ends",
    "Held",
    "Look",
    "Q",
    "Side",
    "Sleeve",
    "V",
    "between",
    "grip_of",
    "held_of",
    "mirrored",
    "palm",
    "shoulders",
]
Colour = tuple[float, float, float]


class Sleeve(StrEnum):
    """How much of the arm is clothed: to the wrist, to above the elbow, none."""

    LONG = "long"
    SHORT = "short"
    BARE = "bare"


class Ends(StrEnum):
    """Where an arm ends: it is whole, or a rounded stump at that level."""

    WHOLE = "whole"
    WRIST = "wrist"
    FOREARM = "forearm"
    ELBOW = "elbow"
    UPPER_ARM = "upper-arm"


@dataclass(frozen=True, slots=True)
class Look:
    """What an arm looks like.

    skin : one of `wardrobe.TONES`; cloth : the sleeve's colour, linear light
    size : 0.8 to 1.25, of the whole limb; opacity : 0.25 to 1
    telescoped : 0 to 1, how far the hand has moved up towards the elbow

    Raises
    ------
    ValueError
        Any of them outside of its rule.
    """

    skin: str = "4"
    sleeve: Sleeve = Sleeve.LONG
    cloth: Colour = (0.110, 0.200, 0.310)
    size: float = 1.0
    opacity: float = 1.0
    ends: Ends = Ends.WHOLE
    telescoped: float = 0.0


class Arms:
    """Both arms, hung from the seat (`parent`): all places are in the seat's frame.

    shader : the world's own way to make one (`Landscape.shader`), so that the arms stand in its light
    looks : the left arm's and the right arm's
    plain : fewer triangles
    """

    def __init__(
        self, parent: NodePath, shader: Callable[..., Shader], looks: tuple[Look, Look], plain: bool = False
    ) -> None:
        self.looks = {Side.LEFT: looks[0], Side.RIGHT: looks[1]}

    def move(self, left: Held | None, right: Held | None) -> None:
        """Both arms are held so from now on; None takes an arm away."""

    def dress(self, side: Side, look: Look) -> None:
        """One arm looks so from now on; the caller eases what is to be eased, frame by frame."""
