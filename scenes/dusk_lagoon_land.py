"""The lie of the land around Dusk Lagoon: its shores and islets, what grows there, and its light, all worked out once and kept."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import growth, land, rods, sky
from scenes.kit.look import Look
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground, laid

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 9
LOOK = Look(
    sun_azimuth=math.radians(-13.5),
    sun_elevation=math.radians(10.5),
    sun=(0.42, 0.37, 0.31),
    shade=(0.125, 0.245, 0.310),
    bounce=(0.090, 0.145, 0.165),
    towards=(0.190, 0.130, 0.105),
    away=(0.070, 0.150, 0.185),
    lantern=(1.0, 0.52, 0.20),
    horizon=((0.175, 0.345, 0.400), (0.74, 0.395, 0.270)),
    middle=((0.082, 0.215, 0.295), (0.230, 0.235, 0.335)),
    high=(0.0390, 0.1200, 0.2050),
    zenith=(0.0210, 0.0620, 0.1350),
    halo=(0.46, 0.35, 0.28),
    glare=(0.27, 0.24, 0.20),
    disc=(0.95, 0.905, 0.82),
    disc_radius=0.0345,
    cloud=((0.145, 0.255, 0.330), (0.62, 0.370, 0.305)),
    cloudy=0.55,
    haze=(0.0066, 0.036),
    mist=(15.0, 0.013, 0.38, 0.74),
    exposure=1.26,
    saturation=1.04,
    shallow=(0.030, 0.115, 0.130),
    deep=(0.0100, 0.054, 0.074),
    flow=(0.010, -0.012),
    chop=0.55,
)

STEP = 0.5
#: the ground's first sample, x and y, and metres to the next
CORNER = (-136.0, -88.0, STEP)
_SHAPE = (512, 544)
#: see `rods.Rod`
_LAND = (
    ((-70, -52, 26), (70, -52, 26), 6.5),  # the home shore, behind
    ((-62, -40, 20), (-58, 22, 17), 6.0),  # the arm on the left
    ((-58, 22, 17), (-50, 66, 9), 7.0),
    ((60, -40, 20), (50, 20, 15), 6.5),  # the arm on the right
    ((50, 20, 15), (38, 74, 9), 7.0),
    ((38, 74, 9), (33, 92, 5), 3.5),
    ((-92, 118, 16), (-66, 128, 8), 5.0),  # islands, far
    ((8, 140, 7), (44, 146, 14), 6.0),
    ((-18, 62, 3.2), (-21, 65, 3.0), 0.7),  # islets
    ((15, 47, 3.6), (19, 49, 3.0), 1.0),
    ((-14.5, 17, 2.6), (-17.5, 19, 2.4), 0.7),
    ((10.5, 9.5, 2.0), (13.5, 11.5, 2.6), 0.8),
)


def heights(x: F, y: F) -> F:
    """The ground over the water, metres: a basin, low shores that rise inland, islets."""
    inside, rise = rods.rise(_LAND, x, y, 1.15)
    # No ridge is as even as a dam: it swells and sinks along the shore.
    rise = rise * (0.12 + 1.15 * smoothstep(0.25, 0.75, fbm(x * 0.021, y * 0.021, 3, 6)))
    small = smoothstep(-6, 8, inside)
    wander = 5.0 * (fbm(x * 0.045, y * 0.045, 4, 1) - 0.5) * (0.25 + 0.75 * small)
    wander = wander + 1.3 * (fbm(x * 0.21, y * 0.21, 3, 3) - 0.5)
    # The end of the jetty stands in open water, whatever chance makes of the shore.
    m = inside + wander - 5.0 * np.exp(-((x / 9) ** 2) - ((y + 6) / 16) ** 2)
    bed = -2.2 + 2.2 * smoothstep(-10.0, 0.0, m)
    bank = 0.15 * np.clip(m, 0, 2.2) + 0.05 * np.clip(m - 2.2, 0, 12)
    bumps = (fbm(x * 0.16, y * 0.16, 4, 5) - 0.42) * 1.3 * smoothstep(0.5, 5.0, m)
    return np.asarray(
        bed + bank + np.where(m > 0, rise * smoothstep(0.0, 9.0, m), 0) + np.maximum(bumps, -0.1), np.float32
    )


def _scatter(random: np.random.Generator, n: int) -> tuple[F, F]:
    """Places around the seat, denser near it."""
    return growth.around(random.uniform(-np.pi, np.pi, n), 7 + 160 * random.random(n) ** 0.62)


def _grown(ground: Ground, n: int, low: float, high: float, room: float, seed: int, grove: float, most: int) -> F:
    """(k, 4) x, y, z, scale of what grows between two heights over the water, in groves, none closer than twice `room`."""
    random = np.random.default_rng(seed)
    x, y = _scatter(random, n)
    z = ground.at(x, y)
    fit = (z > low) & (z < high) & (np.hypot(x, y + 3) > 6.5) & ~((np.abs(x) < 4.0) & (y < 0) & (y > -27))
    fit &= np.hypot(x - 6.4, y + 27.5) > 4.6  # where the house stands
    fit &= fbm(x * 0.06, y * 0.06, 3, seed % 5) + random.uniform(-0.2, 0.2, n) > grove
    x, y, z = x[fit], y[fit], z[fit]
    scale = random.uniform(0.72, 1.30, len(x)).astype(np.float32)
    return growth.spaced(x, y, z - 0.08, scale, room, 2.7 * room, most)


def _chosen_palms(ground: Ground) -> F:
    """(n, 4) the palms that frame the view; they stand where a designer wants them."""
    spots = (
        (11.6, 10.2, 1.02),
        (13.2, 11.6, 0.84),
        (17.0, 48.0, 1.1),
        (15.6, 47.2, 0.8),
        (18.6, 49.0, 0.95),
        (-16.6, 18.2, 0.86),
        (-20.0, 64.0, 0.9),
        (-9.0, -16.0, 1.0),
        (8.6, -18.0, 1.1),
    )
    return growth.placed(ground, spots, 0.1, low=-0.1)


def _rocks(ground: Ground) -> F:
    """(n, 4) x, y, z, size of smooth stones: by the waterline, and a few in the shallows."""
    random = np.random.default_rng(23)
    x, y = _scatter(random, 5200)
    z = ground.at(x, y)
    fit = (z > -0.5) & (z < 0.45) & (np.hypot(x, y) > 6.0) & ~((np.abs(x) < 3.0) & (y < 0))
    x, y, z = x[fit], y[fit], z[fit]
    size = (0.35 + 1.5 * random.random(len(x)) ** 3).astype(np.float32)
    return growth.spaced(x, y, z - 0.1 * size, size, 1.1, 4.2, 90)


def _reeds(ground: Ground) -> F:
    """(n, 4) x, y, z, size of reeds in the shallows."""
    random = np.random.default_rng(29)
    x, y = _scatter(random, 9000)
    z = ground.at(x, y)
    grove = fbm(x * 0.11, y * 0.11, 2, 2) + random.uniform(-0.1, 0.1, len(x))
    away = np.hypot(x, y)
    fit = (z > -0.75) & (z < 0.10) & (grove > 0.5) & (away > 5.0) & (away < 75) & ~((np.abs(x) < 2.4) & (y < 0))
    x, y, z = x[fit], y[fit], z[fit]
    size = random.uniform(0.75, 1.35, len(x)).astype(np.float32)
    return growth.spaced(x, y, np.minimum(z, -0.05) - 0.1, size, 0.34, 1.0, 120)


def _floating(ground: Ground) -> Arrays:
    """Lily pads in groups and the flowers among them, (n, 3) x, y, size: on water that is deep enough, out of the ring's way."""
    random = np.random.default_rng(31)
    azimuth, away = random.uniform(-0.95, 0.95, 20), random.uniform(5.5, 34, 20)
    x = np.asarray(np.repeat(away * np.sin(azimuth), 12) + random.normal(0, 0.9, 20 * 12), np.float32)
    y = np.asarray(np.repeat(away * np.cos(azimuth), 12) + random.normal(0, 1.1, 20 * 12), np.float32)
    size = np.asarray(random.uniform(0.16, 0.42, len(x)), np.float32)
    clear = (np.hypot(x - 0.5, y - 8.3) > 3.6) & (ground.at(x, y) < -0.35) & (np.hypot(x, y) > 4.2)
    x, y, size = x[clear], y[clear], size[clear]
    k = growth.thinned(x, y, np.asarray(0.96 * size, np.float32), 1.0)
    pads = np.stack([x[k], y[k], size[k]], 1)
    bloom = k[::6]
    flowers = np.stack([x[bloom] + 0.05, y[bloom] + 0.1, random.uniform(0.2, 0.32, len(bloom))], 1)
    return {"pads": pads.astype(np.float32), "lilies": flowers.astype(np.float32)}


def hills(x: F, y: F, azimuth: F, reach: F) -> F:
    """Far islands, metres: low and soft, with open water under the moon."""
    gap = 1 - np.exp(-(((azimuth - LOOK.sun_azimuth) / 0.16) ** 2)) * 0.93
    rise = smoothstep(900, 2300, reach)
    broad = fbm(x / 2100, y / 2100, 4, 2)
    return np.asarray(
        rise * gap * np.maximum(760 * (broad - 0.40), 0) * (0.55 + 0.75 * fbm(x / 620, y / 620, 3, 4)), np.float32
    )


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; a few seconds."""
    ground = laid(heights, _SHAPE, CORNER)
    palms = np.concatenate([_chosen_palms(ground), _grown(ground, 9000, 0.5, 11.0, 1.25, 7, 0.36, 180)])
    mangroves = _grown(ground, 14000, -0.35, 0.75, 1.15, 11, 0.30, 230)
    bushes = _grown(ground, 16000, 0.35, 12.0, 1.0, 14, 0.30, 430)
    rocks, reeds = _rocks(ground), _reeds(ground)
    shading = ground.heights.copy()
    growth.shade(ground, shading, palms, 6.4, 1.7, 3.0)
    growth.shade(ground, shading, mangroves, 3.6, 2.0, 2.0)
    growth.shade(ground, shading, bushes, 2.6, 1.7, 2.0)
    growth.shade(ground, shading, rocks, 0.55, 1.0, 2.0)
    lamps = np.array([[1.3, 1.6, 1.5]], np.float32)
    lit = land.lighting(LOOK, ground, shading, lamps)
    # how green the ground is: sand and stone by the water, moss and grass inland
    cover = growth.cover(ground, 0.16, 0.7, wander=0.5, grain=0.3)
    table = sky.gradient(LOOK)
    random = np.random.default_rng(3)

    def standing(who: F, rise: float) -> F:
        return growth.lit(LOOK, ground, shading, lit.warm, who, rise, random)

    plants = (
        ("palms", palms, 5.8),
        ("mangroves", mangroves, 2.8),
        ("bushes", bushes, 2.0),
        ("rocks", rocks, 0.4),
        ("reeds", reeds, 1.2),
    )
    return {
        **land.maps(
            LOOK, ground, shading, lit, cover, (0.16, 0.13, 0.11), (0.035, 0.055, 0.035), (0.018, 0.036, 0.034), 4.0
        ),
        "sky": table,
        "ring": sky.mountains(LOOK, table, (0.020, 0.034, 0.040), (0.022, 0.042, 0.044), hills),
        "noise": detail_texture(),
        **{name: standing(who, rise) for name, who, rise in plants},
        **_floating(ground),
    }
