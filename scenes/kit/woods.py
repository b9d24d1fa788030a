"""Woods of broadleaf trees and firs: one shape that the shader makes a beech, a birch, an oak, a fir or a bush of.

A tree's crown is kept in a unit frame (x, y in -1..1 about the trunk, z 0..1 from its lowest to its highest leaf), and the shader
stretches it to the species' height and width. So a whole stretch of mixed wood is one draw, and species may mingle.

Mesh of a tree: in the vertex the place in the unit frame, in the normal the offset from there in metres (of trunks and limbs: about
their middle line). Paint: 0 trunk, 0.5 limb, 1 leaf; how far out in the crown; a seed; 0 in the middle of a spray, 1 at its tips.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.kit.foliage import stretch
from scenes.kit.gpu import Table
from scenes.kit.loop import Loop
from scenes.kit.mesh import Mesh, grid_triangles, merged

F = npt.NDArray[np.float32]
#: metres that the tallest may rise over its foot
TALLEST = 24.0


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


def _sprays(count: int, blades: int, size: float, random: np.random.Generator, lumps: int = 11) -> Mesh:
    """`count` sprays of `blades` leaves over the crown's lumps; each leaf is two triangles, long as `size` says (metres)."""
    # Lumps: a crown is made of boughs with gaps between, not of one ball.
    turn = random.uniform(0, 2 * np.pi, lumps)
    z = np.linspace(0.16, 0.88, lumps)
    wide = np.sqrt(np.maximum(1 - (2 * z - 1) ** 2, 0.05)) * random.uniform(0.30, 0.68, lumps)
    centre = np.stack([wide * np.cos(turn), wide * np.sin(turn), z], 1)
    which = np.arange(count) % lumps
    d = random.normal(size=(count, 3))
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    d[:, 2] = np.where(d[:, 2] < -0.35, -d[:, 2], d[:, 2])
    at = centre[which] + d * np.array([0.50, 0.50, 0.20]) * random.uniform(0.72, 1.0, (count, 1))
    at[:, 2] = np.clip(at[:, 2], 0.0, 1.0)
    most = np.sqrt(np.maximum(1 - (2 * at[:, 2] - 1) ** 2, 0.04))
    out = np.hypot(at[:, 0], at[:, 1]) / most
    at[:, :2] *= (np.minimum(out, 1.0) / np.maximum(out, 1e-3))[:, None]
    # The spray's own plane: facing out, its leaves fanning about the way out.
    outward = d * np.array([1, 1, 0.6]) + np.array([0, 0, 0.35])
    outward += 0.45 * random.normal(size=(count, 3))
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    side = np.cross(outward, random.normal(size=(count, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    over = np.cross(outward, side)
    fan = (np.arange(blades) / blades * 2 * np.pi)[None] + random.uniform(0, 6.28, (count, 1))
    long = size * random.uniform(0.7, 1.2, (count, blades))
    way = side[:, None] * np.cos(fan)[..., None] + over[:, None] * np.sin(fan)[..., None] - 0.22 * outward[:, None]
    cross = -side[:, None] * np.sin(fan)[..., None] + over[:, None] * np.cos(fan)[..., None]
    tip, half = way * long[..., None], cross * (0.30 * long)[..., None]
    corner = np.stack([-0.10 * tip, 0.50 * tip + half, tip, 0.50 * tip - half], 2)
    p = np.broadcast_to(at[:, None, None, :], corner.shape)
    paint = np.empty((count, blades, 4, 4), np.float32)
    paint[..., 0] = 1.0
    paint[..., 1] = np.clip(0.15 + 0.85 * np.linalg.norm(at * [1, 1, 2] - [0, 0, 1], axis=1), 0, 1)[:, None, None]
    paint[..., 2] = random.random((count, 1, 1))
    paint[..., 3] = np.array([0.0, 0.6, 1.0, 0.6])
    base = (np.arange(count * blades) * 4)[:, None, None]
    triangles = (base + np.array([[0, 1, 2], [0, 2, 3]])[None]).reshape(-1, 3)
    return Mesh(
        p.reshape(-1, 3).astype(np.float32),
        corner.reshape(-1, 3).astype(np.float32),
        paint.reshape(-1, 4),
        triangles.astype(np.uint32),
    )


def tree(sprays: int, blades: int, size: float, segments: int, rings: int, limbs: int, seed: int) -> Mesh:
    """See the module. `size` : metres of a leaf at scale 1."""
    random = np.random.default_rng(seed)
    parts = [_trunk(segments, rings), *(_limb(random, max(3, segments // 2)) for _ in range(limbs))]
    return merged([*parts, _sprays(sprays, blades, size, random)])


def plant(parent: NodePath, loop: Loop, trees: F, shader: Shader, detail: float) -> NodePath:
    """Trees in three lanes by their distance from the path, each lane in stretches of one draw, plainer the farther.

    trees : (n, 8) x, y, z, scale, sun below, sun above, turn, species + a seed within 0..1
    """
    near = tree(420, 4, 0.50, 12, 8, 5, 3)
    middle = tree(250, 3, 0.70, 7, 5, 2, 4)
    far = tree(130, 2, 1.05, 4, 3, 0, 5)
    least = tree(80, 1, 1.65, 3, 2, 0, 6)
    lanes: tuple[tuple[tuple[Mesh, ...], tuple[float, ...]], ...] = (
        ((near, middle, far, least), (24.0, 46.0, 95.0, 1200.0)),
        ((middle, far, least), (34.0, 90.0, 1200.0)),
        ((far, least), (80.0, 1200.0)),
    )
    if detail < 0.75:
        lanes = (((middle, far, least), (20.0, 60.0, 1200.0)), ((far, least), (70.0, 1200.0)), ((least,), (1200.0,)))
    off = loop.offset(trees[:, 0], trees[:, 1])
    away = np.abs(off)
    lane = np.where(away < 13, 0, np.where(away < 36, 1, 2))
    outside = (off > 0).astype(int)
    long = np.array([20.0, 38.0, loop.length / 8])[lane]
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
        hold = stretch(root, f"woods-{number}", shapes, reach, len(members), box.astype(np.float32))
        hold.set_shader_input("first", float(members[0]))
    return root
