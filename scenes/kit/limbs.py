"""The patient's own two arms, with hands that close, seen from above by who they belong to.

One bone table holds both arms' joints as matrices (`kit/skeleton.py` says which); one mesh (`kit/arm_shape.py`) hangs on them in
the shader. Arms that are not quite there are drawn twice, their depth first, so that no inner side of them is ever seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
import numpy.typing as npt
from panda3d.core import (
    ColorWriteAttrib,
    CullFaceAttrib,
    DepthTestAttrib,
    Geom,
    GeomNode,
    GeomVertexArrayFormat,
    InternalName,
    LVecBase4f,
    NodePath,
    OmniBoundingVolume,
    Shader,
    TransparencyAttrib,
)

from scenes.kit import skeleton, wardrobe
from scenes.kit.arm_shape import Shape, arm_of, mirror_image, together
from scenes.kit.gpu import Table, shown
from scenes.kit.holding import Held, Side, mirrored
from scenes.kit.mesh import geometry

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

    def __post_init__(self) -> None:
        if self.skin not in wardrobe.TONES:
            raise ValueError(f"skin must be one of {', '.join(wardrobe.TONES)}, got {self.skin!r}: choose one of these")
        rules = (
            ("size", self.size, 0.8, 1.25),
            ("opacity", self.opacity, 0.25, 1.0),
            ("telescoped", self.telescoped, 0.0, 1.0),
        )
        for name, value, low, high in rules:
            if not low <= value <= high:
                raise ValueError(f"{name} must be {low:g} to {high:g}, got {value!r}: choose a number in between")


#: rows of the table: of an arm's look, and of one arm
_LOOKS = 3
ROWS = _LOOKS + 3 * skeleton.BONES
#: from so near a skin shows more of the blood under it than from across a path
_ROSY = np.array([1.03, 0.93, 1.05])
#: the bin of arms that are not quite there: after all that is solid
_LATE = 30
_VERTEX = np.dtype(
    [
        ("position", "f4", 3),
        ("normal", "f4", 3),
        ("paint", "u1", 4),
        ("joints", "u1", 4),
        ("weights", "u1", 4),
        ("local", "f4", 4),
    ]
)


class Arms:
    """Both arms, hung from the seat (`parent`): all places are in the seat's frame. One draw, or two while one is not quite there.

    shader : the world's own way to make one (`Landscape.shader`), so that the arms stand in its light
    looks : the left arm's and the right arm's
    plain : fewer triangles
    light : 0 to 1, how much of the world's key light reaches the arms

    `table` holds what the shader reads: `ROWS` rows for the left arm, then as many for the right one.
    """

    def __init__(
        self,
        parent: NodePath,
        shader: Callable[..., Shader],
        looks: tuple[Look, Look],
        plain: bool = False,
        light: float = 0.8,
    ) -> None:
        self.looks = {Side.LEFT: looks[0], Side.RIGHT: looks[1]}
        self.held: dict[Side, Held | None] = {Side.LEFT: None, Side.RIGHT: None}
        self._plain = plain
        self.table = Table("limbs", np.zeros((2 * ROWS, 4), np.float32))
        self.root = parent.attach_new_node("arms")
        self.root.set_shader(shader("limb", "limb", f"ROWS={ROWS}"))
        self.root.set_shader_inputs(limbs=self.table.texture, limbLight=LVecBase4f(light, 0, 0, 0))
        self.root.set_tag("body", "1")
        self._depth, self._drawn = (self._hang(name) for name in ("depth", "drawn"))
        self._depth.set_attrib(ColorWriteAttrib.make(ColorWriteAttrib.C_off))
        self._depth.set_bin("fixed", _LATE)
        self._made: tuple[object, ...] = ()
        self._clothe()

    def _hang(self, name: str) -> NodePath:
        made = self.root.attach_new_node(GeomNode(name))
        made.node().set_bounds(OmniBoundingVolume())
        made.node().set_final(True)
        made.set_attrib(CullFaceAttrib.make(CullFaceAttrib.M_cull_clockwise))
        return made

    def move(self, left: Held | None, right: Held | None) -> None:
        """Both arms are held so from now on; None takes an arm away."""
        held = {Side.LEFT: left, Side.RIGHT: right}
        if held != self.held:
            self.held = held
            for side in Side:
                self._put(side)
            self.table.send()

    def dress(self, side: Side, look: Look) -> None:
        """One arm looks so from now on; the caller eases what is to be eased, frame by frame. Another skin, size, opacity or
        telescoping costs next to nothing; another sleeve or end is a new mesh."""
        self.looks[side] = look
        self._clothe()
        self._put(side)
        self.table.send()

    def matrix(self, side: Side, bone: int) -> npt.NDArray[np.float32]:
        """(3, 4) what that bone of `skeleton` does to what is drawn, as the shader reads it, in the seat's frame; zero while that
        arm is not there. The last column of `skeleton.PALM` is the drawn wrist's place."""
        first = self._first(side) + _LOOKS + 3 * bone
        return self.table.values[first : first + 3].copy()

    def _first(self, side: Side) -> int:
        return 0 if side is Side.LEFT else ROWS

    def _put(self, side: Side) -> None:
        held, look, first = self.held[side], self.looks[side], self._first(side)
        rows = self.table.values[first : first + ROWS]
        back, inner = _skin(look.skin)
        rows[0] = (*back, look.opacity)
        rows[1] = (*inner, 0.0 if held is None else held.curl)
        rows[2] = (*look.cloth, float(held is not None))
        if held is None:
            rows[_LOOKS:] = 0.0
            return
        # Either arm is worked out as a right one, so that both are each other's exact images.
        right = held if side is Side.RIGHT else mirrored(held)
        made = skeleton.bones(right, look.size, look.telescoped)
        rows[_LOOKS:] = (made if side is Side.RIGHT else skeleton.mirror_image(made)).reshape(-1, 4)

    def _clothe(self) -> None:
        """Hang the meshes that the looks ask for, and draw them once or, where something shows through, their depth first."""
        asked = tuple((look.sleeve, look.ends) for look in self.looks.values())
        if asked != self._made:
            self._made = asked
            (sleeve, ends), (right_sleeve, right_ends) = asked
            left = mirror_image(arm_of(str(sleeve), str(ends), self._plain))
            arms = _geometry(left, arm_of(str(right_sleeve), str(right_ends), self._plain))
            for made in (self._depth, self._drawn):
                made.node().remove_all_geoms()
                made.node().add_geom(arms)
        solid = all(look.opacity >= 1.0 for look in self.looks.values())
        shown(self._depth, not solid)
        if solid:
            self._drawn.clear_bin()
            self._drawn.clear_transparency()
            self._drawn.clear_depth_write()
            self._drawn.clear_depth_test()
        else:
            self._drawn.set_bin("fixed", _LATE + 1)
            self._drawn.set_transparency(TransparencyAttrib.M_alpha)
            self._drawn.set_depth_write(False)
            self._drawn.set_attrib(DepthTestAttrib.make(DepthTestAttrib.M_less_equal))


@cache
def _skin(tone: str) -> tuple[Colour, Colour]:
    """Of the back of a hand and of its palm."""
    back = _near(tone)
    inner = _palm_of(back)
    return (back[0], back[1], back[2]), (inner[0], inner[1], inner[2])


def _near(tone: str) -> npt.NDArray[np.float64]:
    """(3,) skin as it is at arm's length: what is far away may be darker and plainer than what one looks into."""
    skin = np.array(wardrobe.skin(tone))
    dark = float(np.clip(1 - skin.mean() / 0.30, 0, 1))
    skin = skin * (_ROSY + dark * np.array([0.40, 0.62, 0.78])) + dark * dark * np.array([0.042, 0.030, 0.023])
    return np.asarray(skin + (skin.mean() - skin) * 0.12 * dark)


def _palm_of(skin: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A palm is rosier than the back of its hand, and never as dark."""
    pale = np.array([0.46, 0.245, 0.185])
    dark = float(np.clip(1 - skin.mean() / 0.40, 0, 1))
    return skin + (pale - skin) * (0.30 + 0.24 * dark)


def _geometry(left: Shape, right: Shape) -> Geom:
    both = together([left, right])
    columns = GeomVertexArrayFormat()
    columns.add_column(InternalName.make("vertex"), 3, Geom.NT_float32, Geom.C_point)
    columns.add_column(InternalName.make("normal"), 3, Geom.NT_float32, Geom.C_normal)
    for name in ("paint", "joints", "weights"):
        columns.add_column(InternalName.make(name), 4, Geom.NT_uint8, Geom.C_color)
    columns.add_column(InternalName.make("local"), 4, Geom.NT_float32, Geom.C_other)
    rows = np.zeros(len(both.positions), _VERTEX)
    rows["position"], rows["normal"], rows["local"] = both.positions, both.normals, both.local
    paint = both.paint.copy()
    paint[len(left.positions) :, 3] = 1 / 255
    rows["paint"] = np.clip(paint, 0, 1) * 255 + 0.5
    rows["joints"], rows["weights"] = both.joints, both.weights * 255 + 0.5
    return geometry("arms", columns, rows, both.triangles)
