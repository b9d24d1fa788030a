"""The lie of the land around Star Memory: a lake high in the mountains and its Milky Way, all worked out once and kept."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import growth, land, light, rods, sky
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground, laid

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 5
#: the light of a clear night without a moon: the stars', from high on the left, as a camera sees it that waits for a while
LOOK = Look(
    sun_azimuth=math.radians(-38.0),
    sun_elevation=math.radians(34.0),
    sun=(0.145, 0.185, 0.250),
    shade=(0.105, 0.150, 0.220),
    bounce=(0.040, 0.060, 0.088),
    towards=(0.030, 0.042, 0.060),
    away=(0.016, 0.026, 0.045),
    lantern=(1.0, 0.55, 0.22),
    horizon=((0.046, 0.092, 0.142), (0.060, 0.110, 0.150)),
    middle=((0.0190, 0.0460, 0.0900), (0.0230, 0.0520, 0.0960)),
    high=(0.0085, 0.0235, 0.0560),
    zenith=(0.0048, 0.0130, 0.0370),
    halo=(0.0, 0.0, 0.0),
    glare=(0.0, 0.0, 0.0),
    cloudy=0.0,
    haze=(0.0042, 0.030),
    mist=(16.0, 0.010, 0.55, 0.42),
    exposure=1.45,
    saturation=1.05,
    shallow=(0.010, 0.030, 0.042),
    deep=(0.0030, 0.0120, 0.0230),
    flow=(0.008, -0.010),
    chop=0.30,
)

STEP = 0.5
#: the ground's first sample, x and y, and metres to the next
CORNER = (-64.0, -64.0, STEP)
_SHAPE = (256, 256)
#: where the lamp hangs, where birds sit, where the tree stands, and the lamps on the way to the shore
LAMP, PERCH, TREE = (2.30, 4.10, 1.02), (1.61, 4.42, 1.555), (4.55, 3.75)
#: see `rods.Rod`
_LAND = (
    ((-64, -44, 24), (64, -44, 24), 6.5),  # the home shore, behind
    ((-62, -34, 17), (-52, 34, 10), 4.5),  # the arm on the left
    ((62, -34, 17), (55, 38, 11), 5.5),  # the arm on the right
    ((20, -13, 6.5), (5.4, 3.6, 2.5), 1.1),  # the rocks that the tree stands on
    ((-21, 33, 1.8), (-17.5, 35, 1.5), 0.5),  # an islet
)
#: the Milky Way's band: where its bright middle stands when a visit begins (to the right, up; degrees), how it leans, and how far
#: to either side of its middle line it is kept, radians
CORE, LEAN, BESIDE = (10.0, 13.0), math.radians(63.0), 0.62


def direction(degrees: float, up: float) -> F:
    """(3,) a unit vector, `degrees` to the right of ahead."""
    a, e = math.radians(degrees), math.radians(up)
    return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)], np.float32)


def heights(x: F, y: F) -> F:
    """The ground over the water, metres."""
    inside, rise = rods.rise(_LAND, x, y, 1.2)
    wander = 3.0 * (fbm(x * 0.05, y * 0.05, 4, 1) - 0.5) * smoothstep(7.0, 20.0, np.hypot(x, y))
    m = inside + wander + 0.9 * (fbm(x * 0.24, y * 0.24, 3, 3) - 0.5)
    # The deck stands in open water.
    m = m - 5.0 * np.exp(-((x / 3.2) ** 2) - ((y + 1.0) / 5.5) ** 2)
    bed = -2.4 + 2.4 * smoothstep(-8.0, 0.0, m)
    bank = 0.24 * np.clip(m, 0, 1.6) + 0.05 * np.clip(m - 1.6, 0, 14)
    bumps = (fbm(x * 0.20, y * 0.20, 4, 5) - 0.40) * 1.5 * smoothstep(0.3, 3.0, m)
    return np.asarray(
        bed + bank + np.where(m > 0, rise * smoothstep(0.0, 7.0, m), 0) + np.maximum(bumps, -0.12), np.float32
    )


def peaks(x: F, y: F, azimuth: F, reach: F) -> F:
    """Far mountains, metres: low ahead, where the stars of the figures stand, and high at the sides."""
    rise = smoothstep(900, 2600, reach) * (0.16 + 0.84 * smoothstep(1800, 5200, reach))
    base = fbm(x / 2000, y / 2000, 2, 2)
    crests = fbm(x / 1150 + 0.5 * base, y / 1150 - 0.5 * base, 6, 4, ridged=True)
    aside = smoothstep(0.55, 1.20, np.abs(azimuth))
    gap = 1 - 0.55 * np.exp(-(((azimuth - 0.15) / 0.16) ** 2))
    z = rise * gap * (0.60 + 0.75 * aside) * (20 + 640 * crests**2.2 * (0.30 + 0.9 * base))
    for where, far, wide, high in (
        (-0.36, 5200, 460, 430),
        (-0.20, 5900, 330, 230),
        (0.44, 5600, 430, 400),
        (-0.66, 4300, 700, 330),
    ):
        sideways = (azimuth - where) * reach
        form = np.exp(-(np.abs(sideways / wide) ** 1.4) - (np.abs(reach - far) / 900) ** 1.5)
        z = z + high * form * (0.35 + 0.85 * crests)
    # Soft at the limit alone: below it each crest keeps its shape.
    most = reach * np.tan(np.radians(7.0 + 7.0 * aside))
    over = np.maximum(z - 0.7 * most, 0.0)
    return np.asarray(np.minimum(z, 0.7 * most) + 0.3 * most * np.tanh(over / (0.3 * most)), np.float32)


def _woods_afar(ring: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The ring with a dark wood along the far shore."""
    height, width, _ = ring.shape
    sine = sky.RING_LOW + (np.arange(height, dtype=np.float32) + 0.5)[:, None] / height * (sky.RING_HIGH - sky.RING_LOW)
    at = np.arange(width, dtype=np.float32)[None, :]
    tops = 0.0075 + 0.010 * fbm(at * 0.008, 0 * at, 3, 2) + 0.0042 * fbm(at * 0.16, 0 * at, 2, 5)
    wood = np.clip((tops - sine) / 0.0011 + 0.5, 0, 1)[..., None]
    dark = np.array([0.062, 0.100, 0.140], np.float32) * 255 * (1.0 + 0.35 * smoothstep(0.006, 0.0, sine)[..., None])
    made = ring.astype(np.float32)
    made[..., :3] = made[..., :3] * (1 - wood) + dark * wood
    made[..., 3:] = np.maximum(made[..., 3:], 255 * wood)
    return np.asarray(made + 0.5).astype(np.uint8)


def galaxy(width: int = 2048, height: int = 448) -> npt.NDArray[np.uint8]:
    """(height, width, 4) bytes, the root of linear light: the Milky Way. Across: along its band, its middle in the middle; up: from
    `BESIDE` on one side to the other."""
    along = ((np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1)[None, :] * np.float32(np.pi)
    beside = ((np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1)[:, None] * np.float32(BESIDE)
    along, beside = np.broadcast_arrays(along, beside)
    core = np.exp(-((along / 0.50) ** 2))
    bulge = np.exp(-((along / 0.26) ** 2) - (beside / 0.115) ** 2)
    wide = 0.105 + 0.045 * core
    clouds = smoothstep(0.10, 0.90, fbm(along * 5.0 + 3.0, beside * 8.0, 6, 1))
    knots = 0.15 + 0.7 * smoothstep(0.15, 0.90, fbm(along * 26.0, beside * 28.0 + 5.0, 5, 4))
    grain = fbm(along * 90.0, beside * 90.0, 3, 3)
    band = np.exp(-((beside / wide) ** 2)) * (0.22 + 0.60 * core) * (0.25 + 0.9 * clouds) * (0.35 + 1.0 * knots)
    # Dust: a rift that forks away from the middle line, with ragged lanes across it.
    warp = fbm(along * 6.0, beside * 6.0 + 9.0, 5, 2) - 0.5
    rift = beside - 0.022 * np.sin(along * 2.9 + 0.5) - 0.14 * warp
    lanes = fbm(along * 17.0, beside * 26.0, 6, 6)
    dust = np.exp(-((rift / 0.040) ** 2)) * smoothstep(0.30, 0.60, lanes + 0.16 * core)
    dust += 0.80 * np.exp(-((rift / 0.13) ** 2)) * smoothstep(0.52, 0.70, lanes)
    shine = (band + 0.42 * bulge * (0.5 + knots)) * (1 - 0.88 * np.clip(dust, 0, 1)) * (0.45 + 1.1 * grain)
    warm = np.clip(core * 0.70 + bulge - 0.25 * np.clip(dust, 0, 1), 0, 1)[..., None]
    colour = np.array([0.60, 0.78, 1.0]) * (1 - warm) + np.array([1.0, 0.84, 0.66]) * warm
    glow = np.exp(-((beside / (2.2 * wide)) ** 2)) * (0.25 + 0.55 * core)
    seen = shine[..., None] * colour + 0.15 * glow[..., None] * np.array([0.50, 0.72, 1.0])
    for where, off, size, strength in ((0.22, 0.05, 0.016, 0.32), (-0.34, -0.05, 0.02, 0.25), (0.95, 0.03, 0.02, 0.2)):
        cloud = strength * np.exp(-(((along - where) / size) ** 2) - ((beside - off) / size) ** 2) * (0.4 + clouds)
        seen = seen + cloud[..., None] * np.array([1.0, 0.45, 0.60])
    edge = smoothstep(BESIDE, 0.70 * BESIDE, np.abs(beside))[..., None]
    rgb = np.sqrt(np.clip(seen * edge, 0, 1))
    return land.as_bytes(np.concatenate([rgb, np.ones((height, width, 1))], -1).astype(np.float32))


def _grown(ground: Ground, n: int, low: float, room: float, seed: int, grove: float, most: int) -> F:
    """(k, 4) x, y, z, scale of firs higher than `low` over the water, in groves, none closer than twice `room`."""
    random = np.random.default_rng(seed)
    azimuth, reach = random.uniform(-np.pi, np.pi, n), 9 + 52 * random.random(n) ** 0.6
    x, y = growth.around(azimuth, reach)
    z = ground.at(x, y)
    # The view ahead, the way to the shore and the old tree's rocks stay free.
    fit = (
        (z > low) & (np.abs(azimuth) > math.radians(38.5)) & ~((np.abs(x) < 3.6) & (y < 0)) & (np.hypot(x - 8, y) > 10)
    )
    fit &= fbm(x * 0.07, y * 0.07, 3, seed % 5) + random.uniform(-0.2, 0.2, n) > grove
    x, y, z = x[fit], y[fit], z[fit]
    scale = random.uniform(0.75, 1.45, len(x)).astype(np.float32)
    return growth.spaced(x, y, z - 0.1, scale, room, 3.0 * room, most)


def _rocks(ground: Ground) -> F:
    """(n, 4) x, y, z, size of boulders: by the waterline, and in the shallows."""
    random = np.random.default_rng(23)
    x, y = growth.around(random.uniform(-np.pi, np.pi, 5200), 3.6 + 48 * random.random(5200) ** 0.9)
    z = ground.at(x, y)
    fit = (z > -0.7) & (z < 0.8) & ~((np.abs(x) < 3.0) & (y < 0)) & (np.hypot(x - TREE[0], y - TREE[1]) > 1.0)
    x, y, z = x[fit], y[fit], z[fit]
    size = (0.28 + 1.3 * random.random(len(x)) ** 3).astype(np.float32)
    set_down = np.array([(-4.9, 6.9, -0.10, 0.80), (-5.9, 7.6, -0.05, 0.50), (-4.1, 7.8, -0.06, 0.36)], np.float32)
    low = np.maximum(z - 0.12 * size, -0.10 * size)
    return np.concatenate([set_down, growth.spaced(x, y, low, size, 1.0, 4.2, 120)])


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; a few seconds."""
    ground = laid(heights, _SHAPE, CORNER)
    firs, rocks = _grown(ground, 9000, 0.35, 0.95, 7, 0.34, 360), _rocks(ground)
    shading = ground.heights.copy()
    growth.shade(ground, shading, firs, 5.9, 1.3, 1.2)
    growth.shade(ground, shading, rocks, 0.5, 1.0, 2.0)
    crown = np.array([[TREE[0] + 0.6, TREE[1] + 0.3, 6.0, 2.2]], np.float32)
    light.stamp(ground, shading, crown[:, 0], crown[:, 1], crown[:, 2], crown[:, 3], 3.0)
    lit = land.lighting(LOOK, ground, shading, np.array([[*LAMP[:2], 3.4], [1.37, -5.0, 1.5]], np.float32))
    # how green the ground is: stone by the water, moss and grass inland
    cover = growth.cover(ground, 0.35, 1.1, wander=0.9, grain=0.3)
    table = sky.gradient(LOOK)
    random = np.random.default_rng(3)

    def standing(who: F, rise: float) -> F:
        return growth.lit(LOOK, ground, shading, lit.warm, who, rise, random)

    # The far snow in a clearer and brighter light: it is what the eye finds first in such a night.
    clear = replace(LOOK, sun=(0.30, 0.36, 0.44), shade=(0.085, 0.120, 0.180))
    ring = sky.mountains(clear, table, (0.105, 0.125, 0.155), (0.90, 0.93, 0.98), peaks)
    return {
        **land.maps(
            LOOK, ground, shading, lit, cover, (0.10, 0.10, 0.11), (0.026, 0.040, 0.032), (0.014, 0.026, 0.026), 5.0
        ),
        "sky": table,
        "ring": _woods_afar(ring),
        "noise": detail_texture(),
        "galaxy": galaxy(),
        "firs": standing(firs, 4.0),
        "rocks": standing(rocks, 0.4),
    }
