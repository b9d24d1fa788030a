"""The lie of the Reach Garden: a terrace over a slow brook, cherries on the slopes around it, and their light, worked out once."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import growth, land, sky
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground, laid

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 5
LOOK = Look(
    sun_azimuth=math.radians(-47),
    sun_elevation=math.radians(19),
    sun=(1.72, 1.20, 0.76),
    shade=(0.47, 0.54, 0.66),
    bounce=(0.33, 0.32, 0.22),
    towards=(0.34, 0.24, 0.15),
    away=(0.10, 0.09, 0.11),
    lantern=(1.0, 0.60, 0.28),
    horizon=((0.56, 0.56, 0.60), (1.02, 0.80, 0.52)),
    middle=((0.42, 0.52, 0.66), (0.74, 0.70, 0.62)),
    high=(0.27, 0.42, 0.60),
    zenith=(0.17, 0.31, 0.52),
    halo=(0.75, 0.50, 0.26),
    glare=(0.45, 0.34, 0.18),
    disc=(1.0, 0.96, 0.86),
    disc_radius=0.0200,
    cloud=((0.66, 0.62, 0.64), (1.15, 0.92, 0.70)),
    cloudy=0.72,
    haze=(0.0030, 0.020),
    mist=(60.0, 0.0028, 0.10, 0.35),
    exposure=1.06,
    saturation=1.08,
    shallow=(0.060, 0.085, 0.050),
    deep=(0.018, 0.042, 0.036),
    flow=(0.030, 0.006),
    chop=0.42,
)

STEP = 0.5
#: the ground's first sample, x and y, and metres to the next
CORNER = (-96.0, -72.0, STEP)
_SHAPE = (432, 384)
#: the seat's height over the water, metres
SEAT_HEIGHT = 1.05


def brook(x: npt.ArrayLike) -> F:
    """y of the brook's middle, metres."""
    at = np.asarray(x, np.float32)
    return np.asarray(10.5 + 2.4 * np.sin(at * 0.155 + 0.6) + 0.9 * np.sin(at * 0.37) + 0.010 * at * at, np.float32)


def heights(x: F, y: F) -> F:
    """The ground over the water, metres."""
    away = np.abs(y - brook(x)) * np.cos(np.arctan(0.30))
    pond = 3.0 * np.exp(-(((x + 3.5) / 5.5) ** 2))
    bank = away - (1.35 + pond) - 0.8 * (fbm(x * 0.19, y * 0.19, 3, 1) - 0.5)
    beyond = y > brook(x)
    rise = np.where(beyond, 0.055, 0.075) * np.clip(bank, 0, 9)
    low = np.where(
        bank < 0, -0.75 * smoothstep(0.0, -1.5, bank) - 0.06, 0.09 + 0.34 * smoothstep(0.0, 1.2, bank) + rise
    )
    # The terrace that the seat stands on, and the slope behind it.
    r = np.hypot(x, y + 1.0)
    terrace = SEAT_HEIGHT + 0.05 * (fbm(x * 0.5, y * 0.5, 2, 5) - 0.5)
    high = low + (terrace - low) * smoothstep(8.2, 4.2, r)
    high = (
        high
        + 10.0 * smoothstep(-6.0, -66.0, y)
        + 11.0 * smoothstep(14.0, 88.0, np.abs(x)) * (0.6 + 0.8 * fbm(x * 0.03, y * 0.03, 2, 3))
    )
    high = high + np.where(
        beyond, 21.0 * smoothstep(16.0, 110.0, y - brook(x)) * (0.45 + 1.1 * fbm(x * 0.022, y * 0.022, 3, 6)), 0
    )
    bumps = 0.5 * (fbm(x * 0.22, y * 0.22, 3, 2) - 0.5) * smoothstep(5.0, 11.0, r) * smoothstep(0.4, 2.5, bank)
    return np.asarray(np.where(bank < 0.02, low, high + bumps), np.float32)


def _scatter(random: np.random.Generator, n: int, near: float = 5.0, far: float = 92.0) -> tuple[F, F]:
    return growth.around(random.uniform(-np.pi, np.pi, n), near + (far - near) * random.random(n) ** 0.62)


def _grown(ground: Ground, n: int, room: float, seed: int, grove: float, near: float, most: int, low: float = 0.3) -> F:
    """(k, 4) x, y, z, scale of what grows on dry land, in groves, none closer than twice `room`; the view ahead is kept open."""
    random = np.random.default_rng(seed)
    x, y = _scatter(random, n, near)
    z = ground.at(x, y)
    fit = (z > low) & (fbm(x * 0.055, y * 0.055, 3, seed % 5) + random.uniform(-0.2, 0.2, n) > grove)
    fit &= ~((np.abs(x + 2.0) < 3.2 + 0.20 * np.maximum(y, 0)) & (y > 0) & (y < 58)) | (room < 0.8)
    x, y, z = x[fit], y[fit], z[fit]
    scale = random.uniform(0.75, 1.30, len(x)).astype(np.float32)
    return growth.spaced(x, y, z - 0.06, scale, room, 2.8 * room, most)


#: x, y, scale of the trees that frame the view
_TREES = (
    (-6.8, 6.4, 0.92), (7.6, 7.4, 0.86), (-11.5, 15.5, 1.05), (12.5, 17.0, 1.12), (4.6, 20.5, 0.95),
    (-15.0, 24.0, 1.2), (19.0, 27.0, 1.2), (-2.0, 41.0, 1.1), (-5.0, -6.5, 1.0), (6.2, -7.5, 1.1),
    (-12.0, -3.0, 1.1), (13.0, -1.0, 1.0),
)  # fmt: skip
#: rounded bushes in flower
_BUSHES = (
    (-3.9, 4.3, 0.40), (-4.8, 5.6, 0.52), (4.4, 4.6, 0.42), (5.4, 6.0, 0.55), (3.5, 6.6, 0.34), (-6.9, 9.2, 0.5),
    (8.2, 11.4, 0.6), (1.4, 15.4, 0.5), (2.9, 16.0, 0.38), (-9.5, 15.0, 0.5), (-3.2, -3.6, 0.6), (3.6, -4.0, 0.6),
)  # fmt: skip
_STONES = (
    (-1.9, 7.4, 0.42), (-2.6, 7.0, 0.26), (2.4, 8.2, 0.50), (3.3, 8.4, 0.30), (-5.6, 8.4, 0.55), (0.4, 13.2, 0.45),
    (-1.0, 13.6, 0.28), (6.3, 12.6, 0.5), (-3.4, 3.3, 0.30), (3.2, 3.4, 0.34), (4.0, 3.0, 0.20),
)  # fmt: skip


def _stones(ground: Ground) -> F:
    random = np.random.default_rng(23)
    x, y = _scatter(random, 5000)
    z = ground.at(x, y)
    fit = (z > -0.45) & (z < 0.30)
    x, y, z = x[fit], y[fit], z[fit]
    size = (0.14 + 0.42 * random.random(len(x)) ** 3).astype(np.float32)
    return growth.spaced(x, y, z - 0.08 * size, size, 1.15, 1.6, 110)


def _tufts(ground: Ground) -> F:
    """(n, 4) grass and small flowers about the terrace and along the banks."""
    random = np.random.default_rng(31)
    x, y = _scatter(random, 5200, 1.5, 17.0)
    z = ground.at(x, y)
    fit = (z > 0.08) & (y > -7) & (fbm(x * 0.35, y * 0.35, 2, 2) + random.uniform(-0.22, 0.22, len(x)) > 0.50)
    x, y, z = x[fit], y[fit], z[fit]
    size = random.uniform(0.55, 1.25, len(x)).astype(np.float32)
    return growth.spaced(x, y, z - 0.02, size, 0.10, 0.4, 720)


def _reeds(ground: Ground) -> F:
    random = np.random.default_rng(29)
    x, y = _scatter(random, 9000, 6.0, 48.0)
    z = ground.at(x, y)
    grove = fbm(x * 0.16, y * 0.16, 2, 2) + random.uniform(-0.1, 0.1, len(x))
    fit = (z > -0.40) & (z < 0.14) & (grove > 0.52)
    x, y, z = x[fit], y[fit], z[fit]
    size = random.uniform(0.35, 0.75, len(x)).astype(np.float32)
    return growth.spaced(x, y, np.minimum(z, 0.0) - 0.06, size, 0.36, 0.6, 90)


def hills(x: F, y: F, azimuth: F, reach: F) -> F:
    """Wooded hills around the valley, one behind the other, metres."""
    broad, fine = fbm(x / 1500, y / 1500, 4, 2), fbm(x / 420, y / 420, 3, 4)
    gap = 1 - 0.62 * np.exp(-(((azimuth + 0.05) / 0.30) ** 2))
    near = smoothstep(820, 1500, reach) * np.maximum(560 * (broad - 0.30), 0) * (0.55 + 0.6 * fine)
    far = smoothstep(2600, 4800, reach) * (430 + 950 * np.maximum(fbm(x / 2600, y / 2600, 4, 6) - 0.36, 0))
    return np.asarray(gap * near + (1 - 0.25 * (1 - gap)) * far * smoothstep(7400, 5600, reach), np.float32)


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; a few seconds."""
    ground = laid(heights, _SHAPE, CORNER)
    trees = np.concatenate([growth.placed(ground, _TREES, 0.1), _grown(ground, 9000, 1.9, 7, 0.34, 20.0, 210)])
    bushes = np.concatenate([growth.placed(ground, _BUSHES, 0.05), _grown(ground, 7000, 0.9, 14, 0.44, 9.0, 150)])
    bushes[len(_BUSHES) :, 3] *= 0.62
    stones = np.concatenate([growth.placed(ground, _STONES, 0.05), _stones(ground)])
    reeds, tufts = _reeds(ground), _tufts(ground)
    shading = ground.heights.copy()
    growth.shade(ground, shading, trees, 5.4, 2.7, 2.4)
    growth.shade(ground, shading, bushes, 2.2, 1.7, 2.0)
    growth.shade(ground, shading, stones, 0.55, 1.0, 2.0)
    lit = land.lighting(LOOK, ground, shading, np.array([[-2.9, 5.6, 1.7], [3.7, 7.6, 1.5]], np.float32))
    # how grassy it is: gravel by the water, lawn and moss inland
    cover = growth.cover(ground, 0.10, 0.45, wander=0.3, grain=0.4)
    table = sky.gradient(LOOK)
    random = np.random.default_rng(3)

    def standing(who: F, rise: float) -> F:
        return growth.lit(LOOK, ground, shading, lit.warm, who, rise, random)

    plants = (
        ("trees", trees, 4.4),
        ("bushes", bushes, 1.8),
        ("stones", stones, 0.4),
        ("reeds", reeds, 1.0),
        ("tufts", tufts, 0.3),
    )
    return {
        **land.maps(
            LOOK, ground, shading, lit, cover, (0.20, 0.17, 0.12), (0.115, 0.150, 0.045), (0.50, 0.30, 0.30), 4.5
        ),
        "sky": table,
        "ring": sky.mountains(LOOK, table, (0.090, 0.105, 0.075), (0.115, 0.150, 0.075), hills),
        "noise": detail_texture(),
        **{name: standing(who, rise) for name, who, rise in plants},
    }
