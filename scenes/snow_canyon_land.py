"""The lie of the land in Snow Canyon: its shape, what grows and stands on it, and its light, all worked out once and kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import land, light, sky
from scenes.kit.foliage import PINE_HEIGHT, PINE_RADIUS
from scenes.kit.land import thinned
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 6
LOOK = Look(sun_azimuth=math.radians(-29), sun_elevation=math.radians(14.5))

LOW_Y, HIGH_Y = -150.0, 650.0
STEP = 0.5
#: the ground's first sample, x and y, and metres to the next
CORNER = (-160.0, LOW_Y, STEP)
#: the stretch that the boat travels, metres along y
START_Y, TRAVEL = 6.0, 336.0


def centre(y: npt.ArrayLike) -> F:
    """x of the middle of the river at `y`, metres."""
    at = np.asarray(y, np.float32)
    return np.asarray(13 * np.sin(at * 0.0125 + 0.4) + 5 * np.sin(at * 0.029 + 2.0), np.float32)


def heights(x: F, y: F) -> F:
    """The ground over the water, metres: river bed, drifted banks, a wooded slope on the left, terraced cliffs on the right."""
    offset = x - centre(y)
    d = np.abs(offset)
    left = smoothstep(6, -6, offset)
    broad = fbm(x * 0.035, y * 0.035, 4, 1) - 0.5
    wander = 7 * broad + 9 * (fbm(x * 0.011, y * 0.011, 3, 3) - 0.5)
    bank = -1.6 + 2.5 * smoothstep(3.6, 10.4, d + 0.30 * wander)
    drifts = fbm(x * 0.075, y * 0.05, 4, 2) - 0.5
    bank = bank + 0.075 * np.maximum(d - 9, 0) + 2.0 * drifts * smoothstep(6.5, 13, d)
    hummocks = fbm(x * 0.33 + 2 * broad, y * 0.21, 3, 5, ridged=True)
    bank += 0.34 * (hummocks - 0.5) * smoothstep(7.0, 10.5, d)
    side = 0.55 + 0.75 * fbm(y * 0.013, y * 0 + 1.7, 2, 3)
    slope = 17 * smoothstep(22, 100, d + 2.2 * wander) + 14 * fbm(x * 0.016, y * 0.016, 5, 4, ridged=True) * smoothstep(
        30, 95, d
    )
    top = 44 + 60 * (fbm(x * 0.009, y * 0.009, 4, 5) - 0.5)
    reach = d + 1.5 * wander + 4.5 * (fbm(x * 0.09, y * 0.09, 4, 6, ridged=True) - 0.5)
    wall = smoothstep(33, 64, reach)
    rise = wall * top
    ledge = 8.5
    terraces = rise / ledge + 1.5 * (fbm(x * 0.022, y * 0.022, 3, 7) - 0.5) * wall
    whole = np.floor(terraces)
    terraces = (whole + smoothstep(0.10, 0.64, terraces - whole)) * ledge
    # Side valleys break the wall, so that it does not become a corridor.
    gap = smoothstep(0.38, 0.62, fbm(y * 0.010 + 7, y * 0 + 3.3, 2, 2))
    cliff = 0.36 * rise + 0.64 * terraces + 4 * (fbm(x * 0.05, y * 0.05, 4, 0, ridged=True) - 0.5) * wall
    return np.asarray(bank + left * slope * side + (1 - left) * cliff * (0.30 + 0.70 * gap), np.float32)


@dataclass(frozen=True, slots=True)
class Places:
    """Where everyone is. Each (n, k) float32.

    snowmen : x, y, z, size, facing; penguins : the same; lanterns : x, y, z, size
    """

    snowmen: F
    penguins: F
    lanterns: F


def _facing(x: F, y: F) -> F:
    """The turn that makes a figure (which faces -y) look at the boat when it comes by, a little upstream."""
    goal_y = y - 9
    return np.asarray(np.arctan2(centre(goal_y) - x, -(goal_y - y)), np.float32)


def places(ground: Ground) -> Places:
    """Everyone's place, the same in every visit (their light is baked)."""
    random = np.random.default_rng(41)

    def ashore(y: F, side: F, inland: F) -> F:
        """x on the bank: the first dry ground from the river's middle, and `inland` metres on."""
        steps = np.arange(3, 22, 0.25, dtype=np.float32)
        x = centre(y)[:, None] + side[:, None] * steps
        dry = ground.at(x, np.broadcast_to(y[:, None], x.shape)) > 0.22
        first = steps[np.argmax(dry, axis=1)]
        return np.asarray(centre(y) + side * (first + inland), np.float32)

    def standing(y: F, side: F, inland: F, size: F) -> F:
        x = ashore(y, side, inland)
        return np.stack([x, y, ground.at(x, y) - 0.05, size, _facing(x, y) + random.normal(0, 0.15, len(y))], 1).astype(
            np.float32
        )

    n = 26
    y = np.linspace(17, 440, n).astype(np.float32) + random.uniform(-3, 3, n).astype(np.float32)
    side = np.where(np.arange(n) % 2, -1, 1).astype(np.float32)
    snowmen = standing(
        y, side, random.uniform(0.8, 2.4, n).astype(np.float32), random.uniform(0.72, 1.08, n).astype(np.float32)
    )
    groups = np.linspace(13, 440, 20).astype(np.float32)
    y = (
        np.repeat(groups, 3)
        + np.tile([-0.9, 0.2, 1.3], 20).astype(np.float32)
        + random.uniform(-0.2, 0.2, 60).astype(np.float32)
    )
    side = np.repeat(np.where(np.arange(20) % 2, 1, -1), 3).astype(np.float32)
    inland = np.tile([0.35, 0.9, 0.2], 20).astype(np.float32) + random.uniform(0, 0.4, 60).astype(np.float32)
    penguins = standing(y, side, inland, random.uniform(0.95, 1.35, 60).astype(np.float32))
    n = 64
    y = np.linspace(13, 560, n).astype(np.float32) + random.uniform(-2, 2, n).astype(np.float32)
    side = np.where((np.arange(n) * 5) % 3 % 2, -1, 1).astype(np.float32)
    off = side * random.uniform(2.4, 5.0, n).astype(np.float32)
    z = random.uniform(0.85, 2.9, n)
    lanterns = np.stack([centre(y) + off, y, z, random.uniform(0.36, 0.52, n)], 1).astype(np.float32)
    return Places(snowmen, penguins, lanterns)


def _plant(ground: Ground, taken: F) -> F:
    """(n, 4) x, y, z, scale of the pines: on firm ground, in groves, clear of everyone in `taken` (m, 2)."""
    random = np.random.default_rng(7)
    n = 15000
    y = random.uniform(LOW_Y + 15, HIGH_Y - 25, n).astype(np.float32)
    o = np.clip(random.normal(0, 46, n), -118, 100).astype(np.float32)
    x = centre(y) + o
    z = ground.at(x, y)
    around = [
        ground.at(x + 2.2 * math.cos(a), y + 2.2 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 8, endpoint=False)
    ]
    low, high = np.min(around, 0), np.max(around, 0)
    grove = fbm(x * 0.030, y * 0.030, 3, 3) + random.uniform(-0.18, 0.18, n)
    # A tree near an edge would seem to hang in the air: no great step within its reach, and the roots go below the lowest side.
    fit = (z > 0.75) & (high - low < 2.6) & (np.abs(o) > 11.0) & (grove > np.where(o > 0, 0.46, 0.42))
    near = np.hypot(x[:, None] - taken[:, 0], y[:, None] - taken[:, 1]).min(1)
    fit &= near > 2.6
    x, y, z, low = x[fit], y[fit], z[fit], low[fit]
    scale = (random.uniform(0.65, 1.55, len(x)) * (0.75 + 0.75 * fbm(x * 0.05, y * 0.05, 2, 1))).astype(np.float32)
    k = thinned(x, y, 1.15 * scale, 4.0)[:1620]
    return np.stack([x[k], y[k], np.minimum(z[k], low[k] + 0.25) - 0.1, scale[k]], 1).astype(np.float32)


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; about ten seconds."""
    shape = (int((HIGH_Y - LOW_Y) / STEP), int(320 / STEP))
    bare = Ground(np.zeros(shape, np.float32), *CORNER)
    x, y = np.broadcast_arrays(*bare.xy)
    ground = Ground(heights(x, y), *CORNER)
    who = places(ground)
    trees = _plant(ground, np.concatenate([who.snowmen[:, :2], who.penguins[:, :2]]))
    random = np.random.default_rng(3)

    shading = ground.heights.copy()
    tx, ty, size = trees[:, 0], trees[:, 1], trees[:, 3]
    light.stamp(ground, shading, tx, ty, PINE_HEIGHT * 0.93 * size, PINE_RADIUS * 0.95 * size, 1.2)
    men = who.snowmen
    light.stamp(ground, shading, men[:, 0], men[:, 1], 2.4 * men[:, 3], 0.75 * men[:, 3], 2.0)
    lit = land.lighting(LOOK, ground, shading, who.lanterns[:, :3], ((men, 0.85), (who.penguins, 0.42)))
    cover = smoothstep(0.50, 0.86, ground.normals()[..., 2] + 0.25 * (fbm(x * 0.11, y * 0.11, 3, 2) - 0.5))
    table = sky.gradient(LOOK)
    return {
        **land.maps(
            LOOK, ground, shading, lit, cover, (0.20, 0.15, 0.19), (0.80, 0.83, 0.90), (0.34, 0.38, 0.46), PINE_HEIGHT
        ),
        "sky": table,
        "ring": sky.mountains(LOOK, table),
        "noise": detail_texture(),
        "trees": land.lit_trees(LOOK, ground, shading, trees, 0.6, 4.6, random),
        "snowman": land.lit_figures(LOOK, ground, lit, men),
        "penguin": land.lit_figures(LOOK, ground, lit, who.penguins),
        "lantern": who.lanterns,
    }
