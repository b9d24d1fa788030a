"""Where the Mirror Room stands: over a bay with capes to either side, on a clear morning. All worked out once and kept."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenes import mirror_room_body as body
from scenes import mirror_room_house as house
from scenes import mirror_room_light as light
from scenes.base import Arrays
from scenes.kit import growth, land, rods, sky
from scenes.kit.look import Look
from scenes.kit.mesh import Mesh
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground, laid

F = npt.NDArray[np.float32]

#: raised whenever anything that is baked changes
VERSION = 8
LOOK = Look(
    sun_azimuth=math.radians(-36.0),
    sun_elevation=math.radians(19.0),
    sun=(1.95, 1.52, 1.08),
    shade=(0.30, 0.37, 0.47),
    bounce=(0.26, 0.22, 0.175),
    towards=(0.17, 0.13, 0.09),
    away=(0.08, 0.10, 0.12),
    horizon=((0.56, 0.74, 0.88), (0.92, 0.86, 0.74)),
    middle=((0.25, 0.50, 0.82), (0.50, 0.64, 0.80)),
    high=(0.140, 0.34, 0.70),
    zenith=(0.075, 0.22, 0.54),
    halo=(0.60, 0.46, 0.30),
    glare=(0.40, 0.32, 0.22),
    disc=(1.0, 0.97, 0.88),
    cloud=((0.62, 0.66, 0.72), (0.98, 0.88, 0.76)),
    cloudy=0.55,
    haze=(0.0016, 0.012),
    mist=(70.0, 0.0016, 0.06, 0.45),
    exposure=1.12,
    saturation=1.08,
    shallow=(0.055, 0.330, 0.360),
    deep=(0.012, 0.130, 0.235),
    flow=(0.030, -0.060),
    chop=0.80,
)
#: the floor over the sea, metres
FLOOR = 6.5
STEP = 1.0
#: the ground's first sample, x and y, and metres to the next
CORNER = (-128.0, -64.0, STEP)
_SHAPE = (256, 256)
#: see `rods.Rod`
_LAND = (
    ((-60, -30, 40), (60, -30, 40), 16.0),
    ((-96, 10, 22), (-70, 84, 11), 15.0),
    ((-70, 84, 11), (-50, 112, 5), 7.0),
    ((92, 10, 24), (72, 66, 12), 13.0),
    ((72, 66, 12), (60, 92, 4), 5.0),
    ((14, 150, 9), (40, 156, 6), 7.0),
)


def heights(x: F, y: F) -> F:
    """The ground over the sea, metres: a bay between two capes, an islet."""
    inside, rise = rods.rise(_LAND, x, y, 1.1)
    wander = 7.0 * (fbm(x * 0.04, y * 0.04, 4, 1) - 0.5) + 2.0 * (fbm(x * 0.17, y * 0.17, 3, 3) - 0.5)
    m = inside + wander
    bed = -3.0 + 3.0 * smoothstep(-9.0, 0.0, m)
    cliff = 1.6 * smoothstep(0.0, 2.0, m) + rise * (0.4 + fbm(x * 0.03, y * 0.03, 3, 6)) * smoothstep(0.0, 10.0, m)
    # Under the house it stays below its terrace.
    return np.asarray(np.minimum(bed + cliff, np.where(np.hypot(x, y) < 30, FLOOR - 2.5, 99.0)), np.float32)


def _grown(ground: Ground, n: int, room: float, seed: int, most: int) -> F:
    """(k, 4) x, y, z, scale of what grows on the capes, in groves."""
    random = np.random.default_rng(seed)
    x, y = growth.around(random.uniform(-1.5, 1.5, n), 26 + 130 * random.random(n) ** 0.7)
    z = ground.at(x, y)
    fit = (
        (z > 1.2) & (fbm(x * 0.05, y * 0.05, 3, seed % 5) + random.uniform(-0.2, 0.2, n) > 0.42) & (np.hypot(x, y) > 34)
    )
    x, y, z = x[fit], y[fit], z[fit]
    scale = random.uniform(0.7, 1.3, len(x)).astype(np.float32)
    return growth.spaced(x, y, z - 0.1, scale, room, 3.2 * room, most)


def hills(x: F, y: F, azimuth: F, reach: F) -> F:
    """Far islands and headlands, metres, blue with distance."""
    rise = smoothstep(1100, 2600, reach)
    gap = 1 - 0.9 * np.exp(-(((azimuth + 0.10) / 0.30) ** 2))
    broad = fbm(x / 1900, y / 1900, 4, 2)
    return np.asarray(
        rise * gap * np.maximum(900 * (broad - 0.42), 0) * (0.5 + 0.8 * fbm(x / 560, y / 560, 4, 4)), np.float32
    )


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; a few seconds."""
    ground = laid(heights, _SHAPE, CORNER)
    bushes = _grown(ground, 9000, 1.2, 14, 330)
    shading = ground.heights.copy()
    growth.shade(ground, shading, bushes, 2.6, 1.9, 2.0)
    lit = land.lighting(LOOK, ground, shading)
    cover = growth.cover(ground, 1.0, 3.2, wander=1.6, grain=0.2)
    table = sky.gradient(LOOK)
    rooms = {
        f"{name}-{key}": getattr(made, key)
        for name, made in (
            ("rooms", light.lighted(house.rooms(), LOOK.sun_direction)),
            ("table", light.lighted(house.furniture(), LOOK.sun_direction)),
            ("body", light.lighted(body.build(), LOOK.sun_direction)),
        )
        for key in ("positions", "normals", "paint", "triangles")
    }
    return {
        **land.maps(
            LOOK, ground, shading, lit, cover, (0.30, 0.26, 0.20), (0.09, 0.11, 0.05), (0.05, 0.075, 0.035), 3.0
        ),
        "sky": table,
        "ring": sky.mountains(LOOK, table, (0.10, 0.115, 0.10), (0.10, 0.125, 0.09), hills),
        "noise": detail_texture(),
        "gobo": light.gobo(),
        "bushes": growth.lit(LOOK, ground, shading, lit.warm, bushes, 2.0, np.random.default_rng(3)),
        **rooms,
    }


def kept(baked: Arrays, name: str) -> Mesh:
    """A mesh among what was baked."""
    return Mesh(*(baked[f"{name}-{key}"] for key in ("positions", "normals", "paint", "triangles")))
