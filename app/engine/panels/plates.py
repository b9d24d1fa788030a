"""Plates: rounded shapes with a fill, a rim and a shadow, all of a panel's in one draw, each eased to its look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from panda3d.core import (
    Geom,
    GeomNode,
    GeomTriangles,
    GeomVertexArrayFormat,
    GeomVertexData,
    GeomVertexFormat,
    GeomVertexWriter,
    InternalName,
    LVecBase4f,
    NodePath,
    PTA_LVecBase4f,
)

from app.engine.single_pass import dress
from app.engine.text import overlay, shader

Rgb = tuple[float, float, float]

#: as many as the shader's arrays hold
MOST = 16
#: seconds in which a look comes two thirds of the way to a new one
_EASE_S = 0.07


def rgb(code: str) -> Rgb:
    """A display-encoded colour from its six hexadecimal digits."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Plate:
    """A rounded rectangle on the panel: centre, half sizes and corner radius, metres."""

    x: float
    z: float
    half_width: float
    half_height: float
    radius: float

    def holds(self, x: float, z: float, margin_x: float = 0.0, margin_z: float = 0.0) -> bool:
        """Whether the point lies on the plate's rectangle grown by the margins (metres)."""
        return abs(x - self.x) <= self.half_width + margin_x and abs(z - self.z) <= self.half_height + margin_z


@dataclass(frozen=True, slots=True)
class Look:
    """How a plate appears; strengths 0 to 1, widths in metres.

    progress : how much of the stroke along the edge is drawn in white, clockwise from the top
    """

    fill: Rgb
    alpha: float = 1.0
    rim: Rgb = (1.0, 1.0, 1.0)
    rim_alpha: float = 0.0
    stroke: float = 0.002
    progress: float = 0.0
    shadow: float = 0.0
    shadow_reach: float = 0.0

    def rows(self) -> tuple[tuple[float, ...], ...]:
        """As the shader takes it: fill, rim, finish."""
        finish = (self.progress, self.stroke, self.shadow, self.shadow_reach)
        return (*self.fill, self.alpha), (*self.rim, self.rim_alpha), finish


class Plates:
    """`plates` with their `looks`, below `parent`, drawn at `sort`. The shader input `shown` fades them."""

    def __init__(self, parent: NodePath, plates: Sequence[Plate], looks: Sequence[Look], sort: int) -> None:
        if len(plates) > MOST:
            raise ValueError(f"plates must be at most {MOST} in one draw, got {len(plates)}")
        reach = max(look.shadow_reach for look in looks)
        self.node = overlay(parent.attach_new_node(_geometry(plates, reach)), sort)
        self.node.set_shader(shader("plate"))
        dress(self.node)
        self._goal = np.zeros((MOST, 3, 4), np.float32)
        for number, look in enumerate(looks):
            self._goal[number] = look.rows()
        self._now = self._goal.copy()
        self._hand_over((0, 1, 2))

    def set(self, number: int, look: Look) -> None:
        """Ease plate `number` to `look`; its progress follows at once."""
        self._goal[number] = look.rows()

    def update(self, dt: float) -> None:
        """Move on by `dt` seconds."""
        apart = self._goal - self._now
        if not apart.any():
            return
        # The finish goes every frame while a ring fills; the colours only while they ease.
        changed = tuple(int(place) for place in np.flatnonzero(apart.any(axis=(0, 2))))
        step = apart * (1.0 - np.exp(-dt / _EASE_S))
        self._now = np.where(np.abs(apart) < 2e-3, self._goal, self._now + step).astype(np.float32)
        self._now[:, 2] = self._goal[:, 2]
        self._hand_over(changed)

    def _hand_over(self, places: Sequence[int]) -> None:
        for place in places:
            values = PTA_LVecBase4f()
            for row in self._now[:, place].tolist():
                values.push_back(LVecBase4f(*row))
            self.node.set_shader_input(("fill", "rim", "finish")[place], values)


class ManyPlates:
    """As `Plates`, of as many as one likes: a draw for each `MOST` of them. The first is the card, below all others."""

    def __init__(self, parent: NodePath, plates: Sequence[Plate], looks: Sequence[Look], sort: int) -> None:
        chunks = range(0, len(plates), MOST)
        self._draws = [Plates(parent, plates[at : at + MOST], looks[at : at + MOST], sort) for at in chunks]

    def set(self, number: int, look: Look) -> None:
        """Ease plate `number` to `look`."""
        self._draws[number // MOST].set(number % MOST, look)

    def update(self, dt: float) -> None:
        """Move on by `dt` seconds."""
        for draw in self._draws:
            draw.update(dt)

    def close(self) -> None:
        """Take them away."""
        for draw in self._draws:
            draw.node.remove_node()


def _geometry(plates: Sequence[Plate], reach: float) -> GeomNode:
    array = GeomVertexArrayFormat()
    array.add_column(InternalName.get_vertex(), 3, Geom.NT_float32, Geom.C_point)
    array.add_column(InternalName.make("place"), 4, Geom.NT_float32, Geom.C_other)
    array.add_column(InternalName.make("form"), 2, Geom.NT_float32, Geom.C_other)
    form = GeomVertexFormat()
    form.add_array(array)
    data = GeomVertexData("plates", GeomVertexFormat.register_format(form), Geom.UH_static)
    data.set_num_rows(4 * len(plates))
    vertex, place, shape = (GeomVertexWriter(data, name) for name in ("vertex", "place", "form"))
    triangles = GeomTriangles(Geom.UH_static)
    for number, plate in enumerate(plates):
        # Only the first plate, the card, casts a shadow beyond its own edge; the others need room for smooth edges.
        extra = max(reach * 1.3, 0.004) if number == 0 else 0.004
        for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            x, z = i * (plate.half_width + extra), j * (plate.half_height + extra)
            vertex.add_data3(plate.x + x, 0.0, plate.z + z)
            place.add_data4(x, z, plate.half_width, plate.half_height)
            shape.add_data2(plate.radius, number)
        triangles.add_vertices(4 * number, 4 * number + 1, 4 * number + 2)
        triangles.add_vertices(4 * number, 4 * number + 2, 4 * number + 3)
    geom = Geom(data)
    geom.add_primitive(triangles)
    node = GeomNode("plates")
    node.add_geom(geom)
    return node
