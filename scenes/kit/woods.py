"""Woods of broadleaf trees and firs: one shape that the shader makes a beech, a birch, an oak, a fir or a bush of.

A tree's crown is kept in a unit frame (x, y in -1..1 about the trunk, z 0..1 from its lowest to its highest leaf), and the shader
stretches it to the species' height and width. So a whole stretch of mixed wood is one draw, and species may mingle.

Mesh of a tree: in the vertex the place in the unit frame, in the normal the offset from there in metres (of trunks and limbs: about
their middle line). Paint: 0 trunk, 0.5 limb, 1 twig; across a twig; a seed; along a twig (of trunks and limbs: about them).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from panda3d.core import BoundingBox, GeomNode, LODNode, NodePath, Point3, Shader

from scenes.kit.gpu import Table
from scenes.kit.loop import Loop
from scenes.kit.mesh import Mesh, grid_triangles, merged
from scenes.kit.mesh import node as mesh_node

F = npt.NDArray[np.float32]
#: metres that the tallest may rise over its foot
TALLEST = 24.0
#: metres beyond which a stretch of wood is lost in the mist
FARTHEST = 98.0


class Species(IntEnum):
    """The numbers are the shader's."""

    BEECH = 0
    BIRCH = 1
    OAK = 2
    FIR = 3
    BUSH = 4


def _trunk(segments: int, rings: int) -> Mesh:
    up = np.linspace(0, 1, rings) ** 1.6
    angle = np.arange(segments) * (2 * np.pi / segments)
    # Roots flare out, no two sides alike.
    flare = 1 + (0.75 + 0.35 * np.cos(3 * angle + 1)[None]) * np.exp(-up[:, None] * 34)
    radius = (1 - 0.80 * up[:, None]) * flare
    at = np.zeros((rings, segments, 3), np.float32)
    at[..., 2] = up[:, None]
    out = np.stack(
        [radius * np.cos(angle), radius * np.sin(angle), np.broadcast_to(0.0 * up[:, None], radius.shape)], -1
    )
    paint = np.zeros((rings, segments, 4), np.float32)
    paint[..., 3] = angle / (2 * np.pi)
    return Mesh(
        at.reshape(-1, 3),
        out.reshape(-1, 3).astype(np.float32),
        paint.reshape(-1, 4),
        grid_triangles(rings, segments, wrap=True),
    )


def _limb(random: np.random.Generator, segments: int) -> Mesh:
    """A limb from the trunk out into the crown."""
    turn = random.uniform(0, 2 * np.pi)
    root, tip = random.uniform(0.02, 0.40), random.uniform(0.30, 0.85)
    t = np.array([0.0, 0.4, 1.0])[:, None]
    reach = random.uniform(0.45, 0.75)
    middle = np.concatenate(
        [reach * t * np.cos(turn), reach * t * np.sin(turn), root + (tip - root) * t**1.5], 1
    ).astype(np.float32)
    angle = np.arange(segments) * (2 * np.pi / segments)
    side = np.array([-np.sin(turn), np.cos(turn), 0])
    over = np.array([-0.5 * np.cos(turn), -0.5 * np.sin(turn), 0.85])
    ring = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * over
    out = ring[None] * np.array([0.34, 0.22, 0.06])[:, None, None]
    paint = np.zeros((3, segments, 4), np.float32)
    paint[..., 0], paint[..., 1] = 0.5, np.array([0.0, 0.4, 1.0])[:, None]
    paint[..., 3] = angle / (2 * np.pi)
    return Mesh(
        np.repeat(middle, segments, 0),
        out.reshape(-1, 3).astype(np.float32),
        paint.reshape(-1, 4),
        grid_triangles(3, segments, wrap=True),
    )


def _twigs(count: int, size: float, random: np.random.Generator, lumps: int = 11) -> Mesh:
    """`count` leafy twigs over the crown's boughs, each two triangles `size` metres long, on which the shader draws the leaves."""
    # A crown is made of boughs with gaps between, not of one ball.
    turn = random.uniform(0, 2 * np.pi, lumps)
    z = np.linspace(0.14, 0.90, lumps)
    wide = np.sqrt(np.maximum(1 - (2 * z - 1) ** 2, 0.05)) * random.uniform(0.30, 0.70, lumps)
    centre = np.stack([wide * np.cos(turn), wide * np.sin(turn), z], 1)
    which = np.arange(count) % lumps
    d = random.normal(size=(count, 3))
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    d[:, 2] = np.where(d[:, 2] < -0.45, -d[:, 2], d[:, 2])
    at = centre[which] + d * np.array([0.46, 0.46, 0.17]) * random.uniform(0.55, 1.0, (count, 1))
    at[:, 2] = np.clip(at[:, 2], 0.0, 1.0)
    most = np.sqrt(np.maximum(1 - (2 * at[:, 2] - 1) ** 2, 0.04))
    out = np.hypot(at[:, 0], at[:, 1]) / most
    at[:, :2] *= (np.minimum(out, 1.0) / np.maximum(out, 1e-3))[:, None]
    # A twig points outwards and hangs a little; its leaves lie across it, rather flat than upright.
    way = d * np.array([1.0, 1.0, 0.5]) + 0.55 * random.normal(size=(count, 3)) - np.array([0, 0, 0.12])
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    side = np.cross(way, np.array([0, 0, 1.0]) + 0.9 * random.normal(size=(count, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    long = size * random.uniform(0.75, 1.2, (count, 1, 1))
    u, v = np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0])
    along, across = (u - 0.35)[None, :, None], (v * 2 - 1)[None, :, None]
    corner = long * (way[:, None] * along + 0.34 * side[:, None] * across)
    paint = np.empty((count, 4, 4), np.float32)
    paint[..., 0] = 1.0
    paint[..., 1], paint[..., 3] = v, u
    paint[..., 2] = random.random((count, 1))
    base = (np.arange(count) * 4)[:, None, None]
    triangles = (base + np.array([[0, 1, 2], [0, 2, 3]])[None]).reshape(-1, 3)
    return Mesh(
        np.repeat(at, 4, 0).astype(np.float32),
        corner.reshape(-1, 3).astype(np.float32),
        paint.reshape(-1, 4),
        triangles.astype(np.uint32),
    )


def tree(twigs: int, size: float, segments: int, rings: int, limbs: int, seed: int) -> Mesh:
    """See the module. `size` : metres of a twig at scale 1."""
    random = np.random.default_rng(seed)
    parts = [_trunk(segments, rings), *(_limb(random, max(3, segments // 2)) for _ in range(limbs))]
    return merged([*parts, _twigs(twigs, size, random)])


def plant(parent: NodePath, loop: Loop, trees: F, shader: Shader, detail: float) -> NodePath:
    """Trees in three lanes by their distance from the path, each lane in stretches of one draw, plainer the farther.

    trees : (n, 8) x, y, z, scale, sun below, sun above, turn, species + a seed within 0..1
    """
    near, middle, far = (
        mesh_node(tree(*how), "tree")
        for how in ((300, 1.25, 10, 7, 4, 3), (104, 1.95, 6, 4, 1, 4), (42, 2.8, 4, 2, 0, 5))
    )
    lanes: tuple[tuple[tuple[NodePath, ...], tuple[float, ...]], ...] = (
        ((near, middle, far), (18.0, 38.0, FARTHEST)),
        ((middle, far), (30.0, FARTHEST)),
        ((far,), (FARTHEST + 20.0,)),
    )
    if detail < 0.75:
        lanes = (((middle, far), (20.0, FARTHEST)), ((far,), (FARTHEST,)), ((far,), (FARTHEST,)))
    off = loop.offset(trees[:, 0], trees[:, 1])
    away = np.abs(off)
    lane = np.where(away < 13, 0, np.where(away < 36, 1, 2))
    outside = (off > 0).astype(int)
    long = np.array([20.0, 40.0, loop.length / 12])[lane]
    zone = (np.floor(loop.metres(trees[:, 0], trees[:, 1]) / long) * 6 + outside * (lane > 0) * 3 + lane).astype(int)
    order = np.argsort(zone, kind="stable")
    trees, zone = trees[order], zone[order]
    table = Table("woods", trees)
    root = parent.attach_new_node("woods")
    root.set_shader(shader)
    root.set_shader_input("inst", table.texture)
    root.set_two_sided(True)
    for number in np.unique(zone):
        members = np.flatnonzero(zone == number)
        shapes, reach = lanes[number % 3]
        here = trees[members]
        wide = np.array([4.5, 4.5, 0.5])
        box = np.stack([here[:, :3].min(0) - wide, here[:, :3].max(0) + np.array([4.5, 4.5, TALLEST])])
        hold = _stretch(root, f"woods-{number}", shapes, reach, len(members), box.astype(np.float32))
        hold.set_shader_input("first", float(members[0]))
    return root


def _stretch(
    parent: NodePath, name: str, shapes: Sequence[NodePath], reach: Sequence[float], count: int, box: F
) -> NodePath:
    """`count` instances within `box`, as the first of `shapes` up to the first of `reach` metres from its middle, and so on. All
    stretches share the shapes' vertices: none has to be sent to the graphics card while somebody walks."""
    switch = LODNode(name)
    switch.set_center(Point3(*map(float, box.mean(0))))
    hold = parent.attach_new_node(switch)
    low = 0.0
    for shape, far in zip(shapes, reach, strict=True):
        part = GeomNode(name)
        part.add_geoms_from(shape.node())
        part.set_bounds(BoundingBox(Point3(*map(float, box[0])), Point3(*map(float, box[1]))))
        part.set_final(True)
        hold.attach_new_node(part).set_instance_count(count)
        switch.add_switch(far, low)
        low = far
    return hold
