"""The lie of the land in Snow Canyon: its shape, what grows and stands on it, and its light, all worked out once and kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import light, sky
from scenes.kit.foliage import PINE_HEIGHT, PINE_RADIUS
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 5
LOOK = Look(sun_azimuth=math.radians(-29), sun_elevation=math.radians(14.5))

LOW_Y, HIGH_Y = -150.0, 650.0
STEP = 0.5
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
    # No two trunks closer than their boughs allow: the first come stays.
    keep: list[int] = []
    cells: dict[tuple[int, int], list[int]] = {}
    for i in range(len(x)):
        cx, cy = int(x[i] // 3), int(y[i] // 3)
        rivals = (j for a in (-1, 0, 1) for b in (-1, 0, 1) for j in cells.get((cx + a, cy + b), ()))
        if all(math.hypot(x[i] - x[j], y[i] - y[j]) > 1.15 * (scale[i] + scale[j]) for j in rivals):
            keep.append(i)
            cells.setdefault((cx, cy), []).append(i)
    k = np.array(keep[:1620])
    return np.stack([x[k], y[k], np.minimum(z[k], low[k] + 0.25) - 0.1, scale[k]], 1).astype(np.float32)


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; about ten seconds."""
    shape = (int((HIGH_Y - LOW_Y) / STEP), int(320 / STEP))
    bare = Ground(np.zeros(shape, np.float32), -160.0, LOW_Y, STEP)
    x, y = np.broadcast_arrays(*bare.xy)
    ground = Ground(heights(x, y), bare.x0, bare.y0, STEP)
    all_places = places(ground)
    taken = np.concatenate([all_places.snowmen[:, :2], all_places.penguins[:, :2]])
    trees = _plant(ground, taken)
    random = np.random.default_rng(3)

    shading = ground.heights.copy()
    tx, ty, size = trees[:, 0], trees[:, 1], trees[:, 3]
    light.stamp(ground, shading, tx, ty, PINE_HEIGHT * 0.93 * size, PINE_RADIUS * 0.95 * size, 1.2)
    men = all_places.snowmen
    light.stamp(ground, shading, men[:, 0], men[:, 1], 2.4 * men[:, 3], 0.75 * men[:, 3], 2.0)
    look = LOOK
    sun = light.sunlight(ground, look.sun_direction, shading)
    coarse = ground.coarser(2)
    open_sky = np.minimum(
        light.openness(coarse, coarse.heights), 0.35 + 0.65 * light.openness(coarse, ground.coarser(2, shading).heights)
    )
    x, y = ground.xy
    openness = coarse.at(np.broadcast_to(x, shape), np.broadcast_to(y, shape), open_sky)
    for who, wide in ((men, 0.85), (all_places.penguins, 0.42)):
        light.rest(ground, openness, who[:, 0], who[:, 1], wide * who[:, 3])
    warm = light.glow(ground, all_places.lanterns[:, :3])
    normals = ground.normals()
    xx, yy = np.broadcast_arrays(x, y)
    cover = smoothstep(0.50, 0.86, normals[..., 2] + 0.25 * (fbm(xx * 0.11, yy * 0.11, 3, 2) - 0.5))
    light_map = np.stack([sun, openness, np.clip(warm / 1.6, 0, 1), np.ones_like(sun)], -1)
    shape_map = np.stack([normals[..., 0] * 0.5 + 0.5, normals[..., 1] * 0.5 + 0.5, cover, np.ones_like(sun)], -1)

    table = sky.gradient(look)
    white, rock = np.array([0.80, 0.83, 0.90], np.float32), np.array([0.20, 0.15, 0.19], np.float32)
    albedo = rock + (white - rock) * cover[..., None]
    seen = look.lit(albedo, normals, sun, openness, 0.25) + np.asarray(look.lantern) * warm[..., None] * 0.8
    wooded = shading > ground.heights + 0.4
    up = np.clip((shading - ground.heights) / PINE_HEIGHT, 0, 1)[..., None]
    boughs = look.lit(
        np.array([0.34, 0.38, 0.46]), np.array([[[-0.25, -0.5, 0.8]]], np.float32), sun * 0.5, 0.55 + 0.4 * up[..., 0]
    )
    seen = np.where(wooded[..., None], boughs, seen)
    reflected = np.concatenate([np.sqrt(np.clip(seen, 0, 1)), np.ones_like(sun)[..., None]], -1)

    return {
        "heights": ground.heights,
        "light": _bytes(light_map),
        "shape": _bytes(shape_map),
        "skyline": _half(shading, np.max),
        "reflected": _bytes(_half(reflected, np.mean)),
        "sky": table,
        "ring": sky.mountains(look, table),
        "noise": detail_texture(),
        "trees": _instances(ground, shading, trees, random),
        "snowman": _lit_places(ground, sun, warm, men),
        "penguin": _lit_places(ground, sun, warm, all_places.penguins),
        "lantern": all_places.lanterns,
    }


def _bytes(values: F) -> npt.NDArray[np.uint8]:
    return (np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)


def _half(grid: F, how: object) -> F:
    """Half the samples each way, by the greatest or the mean of four."""
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    four = grid.reshape(rows, 2, columns, 2, *grid.shape[2:])
    return np.asarray(four.max((1, 3)) if how is np.max else four.mean((1, 3)), np.float32)


def _sun_at(ground: Ground, shading: F, p: F, rise: F) -> F:
    """The sun (0 to 1) `rise` metres over each place, other trees' shadows included, its own left out."""
    sun = LOOK.sun_direction
    flat = float(np.hypot(sun[0], sun[1]))
    seen = np.ones(len(p), np.float32)
    for reach in np.geomspace(2.6, 150, 36):
        clear = p[:, 2] + rise + reach * sun[2] / flat
        clear -= ground.at(p[:, 0] + sun[0] / flat * reach, p[:, 1] + sun[1] / flat * reach, shading)
        seen = np.minimum(seen, 0.5 + clear / np.float32(reach * 0.06 + 0.3))
    return np.asarray(np.clip(seen, 0, 1), np.float32)


def _instances(ground: Ground, shading: F, trees: F, random: np.random.Generator) -> F:
    """(n, 8): the trees with their light, turn and seed."""
    scale = trees[:, 3]
    below, above = _sun_at(ground, shading, trees, 0.6 * scale), _sun_at(ground, shading, trees, 4.6 * scale)
    turn, seed = random.uniform(0, 2 * np.pi, len(trees)), random.random(len(trees))
    return np.concatenate([trees, np.stack([below, above, turn, seed], 1)], 1).astype(np.float32)


def _lit_places(ground: Ground, sun: F, warm: F, who: F) -> F:
    """(n, 7): a figure's place, size and facing, and its sun and lamp light."""
    towards = LOOK.sun_direction[:2] * 1.6
    s = ground.at(who[:, 0] + towards[0], who[:, 1] + towards[1], sun)
    w = ground.at(who[:, 0], who[:, 1], warm)
    return np.concatenate([who, s[:, None], w[:, None]], 1).astype(np.float32)
