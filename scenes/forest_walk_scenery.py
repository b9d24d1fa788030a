"""What stands, flows and shines along the path of Forest Walk, as nodes under its root."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from panda3d.core import NodePath

from scenes import forest_walk_land as land
from scenes.kit import gpu, mesh, sky, undergrowth, woodwork
from scenes.kit.landscape import Landscape
from scenes.kit.verge import Verge, Window


def growth(world: Landscape) -> list[Verge]:
    """Grass, ferns and flowers along the path."""
    verges = []
    shader = world.shader("plant", "plant")
    few = world.plain
    shapes = {
        "grass": (undergrowth.grass(6 if few else 9, 2, 1), undergrowth.grass(4, 1, 2), 34.0),
        "ferns": (undergrowth.fern(7, 0 if few else 9, 3), undergrowth.fern(6, 0, 4), 40.0),
        "flowers": (undergrowth.flower(4, 6, 5), undergrowth.flower(2, 4, 6), 26.0),
    }
    for name, (near, far, reach) in shapes.items():
        rows = world.baked[name]
        keep = np.arange(len(rows)) % 100 < (45 if few else 100)
        rows = rows[keep]
        windows = [Window(near, -7, 10), Window(far, -reach * 0.7, reach, (-7, 10))]
        metres = rows[:, 8].astype(np.float64)
        verge = Verge(world.root, name, rows[:, :8], metres, land.loop().length, windows, shader)
        verge.holder.set_shader_input("reach", reach)
        verge.holder.set_two_sided(True)
        verges.append(verge)
    return verges


def built(world: Landscape) -> Verge:
    """The waters, and the shafts of light; hands back the shafts."""
    px, py, radius = land.pond()
    angle = np.arange(40) * (2 * math.pi / 40)
    rim = np.stack([px + radius * np.cos(angle), py + radius * np.sin(angle), 0 * angle], 1)
    fan = [(0, k + 1, (k + 1) % 40 + 1) for k in range(40)]
    down = np.arange(-62.0, 62.1, 2.0)
    line = land.stream_line(down)
    ahead = np.gradient(line, axis=0)
    side = np.stack([ahead[:, 1], -ahead[:, 0]], 1) / np.linalg.norm(ahead, axis=1, keepdims=True)
    strip = np.concatenate([line[:, None] + side[:, None] * o for o in (4.2, 0.0, -4.2)], 1)
    strip = np.concatenate([strip.reshape(len(line), 3, 2), np.zeros((len(line), 3, 1))], 2)
    holder = world.root.attach_new_node("water")
    for shape in (
        mesh.mesh(np.concatenate([[[px, py, 0.0]], rim]), fan),
        mesh.mesh(strip.reshape(-1, 3), mesh.grid_triangles(len(line), 3)),
    ):
        made = mesh.node(shape, "water")
        made.reparent_to(holder)
        made.set_two_sided(True)
    holder.set_shader(world.shader("ground", "water", "STILL"))
    holder.set_bin("fixed", 3)
    rows = world.baked["shafts"]
    rays = np.zeros((len(rows), 8), np.float32)
    rays[:, :6] = rows[:, :6]
    beams = Verge(
        world.root,
        "shafts",
        rays,
        rows[:, 6].astype(np.float64),
        land.loop().length,
        [Window(mesh.square(), -30, 58)],
        world.shader("shaft", "shaft"),
    )
    beams.holder.set_attrib(sky.screen_blend())
    beams.holder.set_depth_write(False)
    beams.holder.set_two_sided(True)
    beams.holder.set_bin("fixed", 30)
    return beams


def bridge(world: Landscape) -> mesh.Mesh:
    """The bridge; hands back its shape."""
    s = np.arange(land.BRIDGE[0], land.BRIDGE[1], 0.225)
    k = (s / land.loop().samples[1]).astype(int)
    planks = woodwork.bridge(land.loop().places[k], land.loop().along[k], land.walkway()[k])
    wood = mesh.node(planks, "bridge")
    wood.reparent_to(world.root)
    wood.set_shader(world.shader("figure", "figure"))
    return planks


def images(world: Landscape, things: Sequence[mesh.Mesh]) -> NodePath:
    """Of `things` that stand in or over still water: what it mirrors of them."""
    whole = mesh.merged(things)
    # Lit as the things are: their normals stay. What is under water has no image.
    upside_down = np.maximum(whole.positions, np.array([-np.inf, -np.inf, -0.05], np.float32)) * np.array(
        [1, 1, -1], np.float32
    )
    made = mesh.node(mesh.Mesh(upside_down, whole.normals, whole.paint, whole.triangles[:, ::-1]), "mirrored")
    made.reparent_to(world.root)
    made.set_shader(world.shader("figure", "figure", "SUNK"))
    # After the water, as every image is; and in sight from the first, so that it is made ready then.
    made.set_bin("fixed", 4)
    gpu.unculled(made)
    return made
