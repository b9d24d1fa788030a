"""The lie of the land in Snow Canyon: woods, a gorge with a rock arch, a lake with islands and a village, walls of blue ice, and
woods again. Its shape, what grows on it, and its light, all worked out once and kept.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenes import snow_canyon_walls as walls
from scenes.base import Arrays
from scenes.kit import land, light, sky
from scenes.kit.foliage import PINE_HEIGHT, PINE_RADIUS
from scenes.kit.growth import thinned
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Drawn, Ground, laid
from scenes.snow_canyon_course import HIGH_Y, LOW_Y, ROWS, STEP, WIDE, centre, columns, half_width, wall
from scenes.snow_canyon_places import Places, places, ways

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 21
LOOK = Look(
    sun_azimuth=math.radians(-29),
    sun_elevation=math.radians(14.5),
    shallow=(0.085, 0.23, 0.31),
    deep=(0.020, 0.082, 0.150),
)
#: the ground's first sample, x and y, and metres to the next
CORNER = (-WIDE / 2, LOW_Y, STEP)
#: x, y, radius and height of the lake's islands; the first bears a hut
ISLANDS = (
    (-17.0, 352.0, 6.5, 1.5),
    (15.5, 331.0, 5.0, 1.3),
    (-24.0, 392.0, 7.0, 1.9),
    (14.0, 404.0, 4.6, 1.2),
    (-14.5, 316.0, 3.4, 0.9),
)


def heights(x: F, y: F) -> F:
    """The ground over the water at x, y (rows, columns; rows along y), metres.

    River bed, drifted banks, wooded slopes, the plateaus behind the walls.
    """
    along = y[:, :1]
    offset = x - centre(along)
    away = np.abs(offset)
    lines = {side: wall(along, side) for side in (-1, 1)}
    shore = half_width(along)
    # Measured from the shore, so that the lake's banks are like the river's.
    d = away - (shore - 7.0)
    broad = fbm(x * 0.035, y * 0.035, 3, 1) - 0.5
    wander = 7 * broad + 9 * (fbm(x * 0.011, y * 0.011, 2, 3) - 0.5)
    narrow = smoothstep(12.0, 8.0, shore) * smoothstep(30, 14, np.minimum(lines[-1][0], lines[1][0]))
    wander = wander * (1 - 0.75 * narrow)
    bank = -1.6 + 2.5 * smoothstep(3.6, 10.4, d + 0.30 * wander)
    drifts = fbm(x * 0.075, y * 0.05, 3, 2) - 0.5
    bank = bank + 0.075 * np.maximum(d - 9, 0) + 2.0 * drifts * smoothstep(6.5, 13, d)
    hummocks = fbm(x * 0.33 + 2 * broad, y * 0.21, 3, 5, ridged=True)
    bank += 0.34 * (hummocks - 0.5) * smoothstep(7.0, 10.5, d)
    hill = 17 * smoothstep(22, 100, d + 2.2 * wander) * smoothstep(2.0, -2.0, offset)
    rough = fbm(x * 0.016, y * 0.016, 4, 4, ridged=True)
    ground = bank + (0.35 + 0.75 * rough) * hill + 9 * rough * smoothstep(40, 100, d)
    for ix, iy, radius, high in ISLANDS:
        r = np.hypot(offset - ix, y - iy) + 2.2 * broad
        ground = np.maximum(ground, -1.6 + (1.6 + high) * smoothstep(radius + 2.6, radius - 3.0, r) + 0.4 * drifts)
    for side in (-1, 1):
        line, top = lines[side]
        behind = (away - line) * (np.sign(offset) == side)
        crown = 1 + 0.10 * (fbm(x * 0.03, y * 0.03, 2, 6) - 0.5)
        # On the left, where the sun stands, the land falls again behind the wall and lets the light through.
        fall = 1 - (0.82 * smoothstep(9, 46, behind) if side < 0 else 0.25 * smoothstep(20, 70, behind))
        ground = np.asarray(ground + top * crown * fall * smoothstep(2.0, 7.0, behind), np.float32)
    return np.asarray(ground, np.float32)


def _plant(ground: Ground, taken: F) -> F:
    """(n, 4) x, y, z, scale of the pines: on firm ground, in groves, clear of everyone in `taken` (m, 3: x, y, room)."""
    random = np.random.default_rng(7)
    n = 21000
    y = random.uniform(LOW_Y + 15, HIGH_Y - 25, n).astype(np.float32)
    o = np.clip(random.normal(0, 42, n), -125, 110).astype(np.float32)
    x = centre(y) + o
    z = ground.at(x, y)
    around = [
        ground.at(x + r * math.cos(a), y + r * math.sin(a))
        for r in (1.2, 2.6)
        for a in np.linspace(0, 2 * math.pi, 8, endpoint=False)
    ]
    low, high = np.min(around, 0), np.max(around, 0)
    grove = fbm(x * 0.030, y * 0.030, 3, 3) + random.uniform(-0.18, 0.18, n)
    shore = half_width(y)
    lake = smoothstep(11, 20, shore)
    # A tree near an edge would seem to hang in the air: no great step within its reach, and the roots go below the lowest side.
    fit = (z > 0.75) & (high - low < 2.4) & (grove > np.where(o > 0, 0.43, 0.38) + 0.05 * lake)
    island = np.abs(o) < shore - 5
    fit &= (np.abs(o) > shore + 4.0) | (island & (z > 0.95) & (random.random(n) < 0.5))
    for side in (-1, 1):
        line, top = wall(y, side)
        behind = np.where(np.sign(o) == side, np.abs(o) - line, -99)
        # neither at a wall's foot nor on its brink
        fit &= ~((behind > -5.5) & (behind < 13.0) & (top > 4.0))
    for start in range(0, len(taken), 60):
        near = np.hypot(
            x[:, None] - taken[None, start : start + 60, 0], y[:, None] - taken[None, start : start + 60, 1]
        )
        fit &= (near > taken[None, start : start + 60, 2]).all(1)
    x, y, z, low, island = x[fit], y[fit], z[fit], low[fit], island[fit]
    scale = (random.uniform(0.65, 1.55, len(x)) * (0.75 + 0.75 * fbm(x * 0.05, y * 0.05, 2, 1))).astype(np.float32)
    scale = np.where(island, 0.62 * scale, scale).astype(np.float32)
    k = thinned(x, y, 1.15 * scale, 4.0)[:1020]
    return np.stack([x[k], y[k], np.minimum(z[k], low[k] + 0.25) - 0.1, scale[k]], 1).astype(np.float32)


def _taken(who: Places) -> F:
    def room(of: F, metres: float) -> F:
        return np.concatenate([of[:, :2], np.full((len(of), 1), metres, np.float32)], 1)

    return np.concatenate(
        [
            room(who.snowmen, 2.6),
            room(who.penguins, 2.2),
            room(who.huts, 6.0),
            room(who.deer, 2.6),
            room(who.foxes, 2.0),
        ]
    )


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; about ten seconds."""
    shape = (round((HIGH_Y - LOW_Y) / STEP), round(WIDE / STEP))
    ground = laid(heights, shape, CORNER)
    x, y = ground.xy
    who = places(Drawn(ground, centre, columns(ROWS), ROWS))
    trees = _plant(ground, _taken(who))
    random = np.random.default_rng(3)

    shading = ground.heights.copy()
    tx, ty, size = trees[:, 0], trees[:, 1], trees[:, 3]
    light.stamp(ground, shading, tx, ty, PINE_HEIGHT * 0.93 * size, PINE_RADIUS * 0.95 * size, 1.2)
    men, huts = who.snowmen, who.huts
    light.stamp(ground, shading, men[:, 0], men[:, 1], 2.4 * men[:, 3], 0.75 * men[:, 3], 2.0)
    light.stamp(ground, shading, huts[:, 0], huts[:, 1], 3.0 * huts[:, 3], 2.8 * huts[:, 3], 3.0)
    lamps = np.concatenate([who.lanterns[:, :3], who.windows])
    standing = ((men, 0.85), (who.penguins, 0.42), (huts, 2.4), (who.deer, 0.7), (who.foxes, 0.5))
    lit = land.lighting(LOOK, ground, shading, lamps, standing)
    cover = smoothstep(0.42, 0.80, ground.normals()[..., 2] + 0.25 * (fbm(x * 0.11, y * 0.11, 3, 2) - 0.5))
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
        "penguin-way": ways(Drawn(ground, centre, columns(ROWS), ROWS), who.penguins),
        "otter": land.lit_figures(LOOK, ground, lit, who.otters),
        "reindeer": land.lit_figures(LOOK, ground, lit, who.deer),
        "fox": land.lit_figures(LOOK, ground, lit, who.foxes),
        "floe": land.lit_figures(LOOK, ground, lit, who.floes),
        "hut": land.lit_figures(LOOK, ground, lit, huts),
        "lantern": who.lanterns,
        **walls.bake(LOOK, ground, shading, lit.warm),
    }
