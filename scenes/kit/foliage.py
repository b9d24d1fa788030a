"""Pines: one shape in three degrees of detail, planted by the thousand, drawn by the dozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from panda3d.core import LODNode, LVecBase4f, NodePath, Point3, Shader

from scenes.kit.gpu import Table, instanced
from scenes.kit.mesh import Mesh, lathe, merged, mesh

F = npt.NDArray[np.float32]

#: a pine of scale 1, metres
PINE_HEIGHT = 5.9
PINE_RADIUS = 1.45
#: metres over which one degree of detail hands over to the next
_BAND = 5.0


def pine(tiers: int, segments: int, seed: int, rings: int = 5) -> Mesh:
    """A pine about 6 m high: drooping tiers of boughs about a trunk.

    Paint: how far out from the trunk, how far up, needles (1) or bark (0), a grain of its own.
    """
    random = np.random.default_rng(seed)
    trunk = lathe([(0.07, 2.0), (0.13, 0.5), (0.19, -0.5)], max(5, segments // 3), (0.6, 0.0, 0.0, 0.5))
    # Far away nobody sees a trunk.
    parts = [trunk] if rings > 3 else []
    for tier in range(tiers):
        up = tier / (tiers - 1)
        radius = (1.28 * (1 - up) ** 0.9 + 0.16) * (0.94 + 0.12 * random.random())
        # Without a trunk the lowest boughs reach the ground, else the tree would hang in the air.
        z = (0.72 if rings > 3 else 0.72 * min(1.0, 2 * up) + 0.10) + 4.2 * up**0.94
        # The fewer the tiers, the taller each: they overlap however many there are.
        tall = (1.55 - 0.62 * up) * (1 + max(0.0, 5.2 / (tiers - 1) - 1) * (1 - up))
        profile = [
            (0.01, tall),
            (0.40 * radius, 0.50 * tall),
            (0.76 * radius, 0.16 * tall),
            (radius, -0.12),
            (0.52 * radius, 0.10),
        ]
        if rings == 4:
            profile = [profile[0], profile[1], profile[3], profile[4]]
        elif rings == 3:
            profile = [profile[0], profile[3], (0.5 * radius, 0.08)]
        parts.append(_tier(profile, segments, radius, z, up, random))
    return merged(parts)


def _tier(
    profile: list[tuple[float, float]], segments: int, radius: float, z: float, up: float, random: np.random.Generator
) -> Mesh:
    shape = lathe(profile, segments)
    p = shape.positions.reshape(len(profile), segments, 3).copy()
    out = np.hypot(p[..., 0], p[..., 1]) / radius
    # Every other spoke is a bough: longer, and hanging lower under its snow; no two alike.
    bough = np.where(np.arange(segments) % 2, 1.0, -1.0) * (0.7 + 0.6 * random.random(segments))
    reach = 1 + 0.15 * bough * out + 0.07 * (random.random(segments) - 0.5) * out
    p[..., :2] *= reach[..., None]
    p[..., 2] -= 0.22 * radius * bough * out**2 * (0.6 + 0.4 * random.random(segments))
    lean = (random.random(2) - 0.5) * 0.10
    p[..., 2] += p[..., 0] * lean[0] + p[..., 1] * lean[1] + z
    turn = random.random() * 2 * np.pi
    made = mesh(p.reshape(-1, 3), shape.triangles)
    paint = np.ones((len(profile), segments, 4), np.float32)
    paint[..., 0] = np.clip(out, 0, 1)
    paint[-1, :, 0] = 0.0
    paint[..., 1] = 0.35 + 0.65 * up
    paint[..., 3] = random.random(segments)
    return made.painted(paint.reshape(-1, 4)).moved(turn=turn)


class Forest:
    """Pines in three lanes, by their distance from a line; each stretch of a lane is one draw, at the detail its distance asks for.

    trees : (n, 8) x, y, z, scale, sun low, sun high, turn, seed
    offset : (n,) metres from the line, with its sign
    far : metres beyond which none is drawn
    """

    def __init__(
        self, parent: NodePath, trees: F, offset: F, shader: Shader, detail: float, far: float = 1200.0
    ) -> None:
        near, middle, distant, farthest = pine(7, 13, 3), pine(6, 8, 4, 4), pine(4, 5, 5, 3), pine(3, 5, 6, 3)
        lanes: tuple[tuple[tuple[Mesh, ...], tuple[float, ...]], ...] = (
            ((near, middle, distant, farthest), (33.0, 70.0, 115.0, far)),
            ((middle, distant, farthest), (52.0, 108.0, far)),
            ((distant, farthest), (60.0, far)),
        )
        if detail < 0.75:
            lanes = (((middle, distant, farthest), (52.0, 108.0, far)), *lanes[1:])
        away = np.abs(offset)
        lane = np.where(away < 19, 0, np.where(away < 46, 1, 2))
        y = trees[:, 1] - trees[:, 1].min()
        long = np.array([50.0, 84.0, 230.0])[lane]
        zone = (np.floor(y / long) * 3 + lane).astype(int)
        order = np.argsort(zone, kind="stable")
        self.trees, self.offset, zone = trees[order], offset[order], zone[order]
        table = Table("pines", self.trees)
        self.root = parent.attach_new_node("forest")
        self.root.set_shader(shader)
        self.root.set_shader_input("inst", table.texture)
        for number in np.unique(zone):
            members = np.flatnonzero(zone == number)
            shapes, reach = lanes[number % 3]
            here = self.trees[members]
            box = np.stack(
                [here[:, :3].min(0) - np.array([4, 4, 1]), here[:, :3].max(0) + np.array([4, 4, PINE_HEIGHT * 2.2])]
            ).astype(np.float32)
            hold = stretch(self.root, f"pines-{number}", shapes, reach, len(members), box, _BAND)
            hold.set_shader_input("first", LVecBase4f(float(members[0]), *box.mean(0).tolist()))


def stretch(
    parent: NodePath,
    name: str,
    shapes: Sequence[Mesh],
    reach: Sequence[float],
    count: int,
    box: F,
    band: float = 0.0,
) -> NodePath:
    """`count` instances within `box`, as the first of `shapes` up to the first of `reach` metres from its middle, and so on.

    band : metres before each of `reach` in which both shapes are there, and one hands over to the other instance by instance; the
    shader is told by `between` (metres from, metres to)
    """
    switch = LODNode(name)
    switch.set_center(Point3(*map(float, box.mean(0))))
    hold = parent.attach_new_node(switch)
    low = 0.0
    for shape, far in zip(shapes, reach, strict=True):
        made = instanced(hold, shape, name, count, box)
        switch.add_switch(far, max(low - band, 0.0))
        if band:
            made.set_shader_input("between", LVecBase4f(low, far, band, 0))
        low = far
    return hold
