"""What grows in Forest Walk and how it is lit: worked out once and kept."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenes import forest_walk_land as land
from scenes.base import Arrays
from scenes.kit import land as lands
from scenes.kit import light, sky
from scenes.kit.growth import thinned
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground, laid
from scenes.kit.woods import Species

F = npt.NDArray[np.float32]


def _clear(x: F, y: F) -> F:
    """0 where no tree may stand, 1 where it may: not on the path, in water, in the meadow, on the cliff, in the views' way."""
    path = land.loop()
    off = path.offset(x, y)
    free = (
        smoothstep(2.1, 3.0, np.abs(off))
        * smoothstep(2.6, 3.8, np.abs(land.stream_at(x, y)))
        * smoothstep(0.6, 2.0, land.pond_at(x, y))
    )
    mx, my = path.beside([land.MEADOW_AT], [-13.0])[0]
    free = free * smoothstep(land.MEADOW - 2, land.MEADOW, np.hypot(x - mx, y - my))
    lx, ly = path.beside([land.VIEWS[1].at], [0.0])[0]
    to = np.hypot(x - lx, y - ly)
    heading = float(path.heading(land.VIEWS[1].at)) - math.radians(land.VIEWS[1].right)
    side = np.abs(
        np.arctan2(
            (x - lx) * math.cos(heading) + (y - ly) * math.sin(heading),
            -(x - lx) * math.sin(heading) + (y - ly) * math.cos(heading),
        )
    )
    free = free * np.where((to < 60) & (to > 0), smoothstep(0.35, 0.60, side), 1)
    free = free * smoothstep(0.55, 0.30, land.drop(x, y))
    for view, away, *_ in land.MIRRORS:
        heading = float(path.heading(land.VIEWS[view].at)) - math.radians(land.VIEWS[view].right)
        ex, ey = path.beside([land.VIEWS[view].at], [0.0])[0]
        qx, qy = ex - math.sin(heading) * away, ey + math.cos(heading) * away
        free = free * smoothstep(1.6, 2.4, np.hypot(x - qx, y - qy))
    return np.asarray(free, np.float32)


def _species(x: F, y: F, random: np.random.Generator) -> F:
    """Which species stands where: groves that run into each other."""
    grove = fbm(x * 0.016, y * 0.016, 3, 6) + random.normal(0, 0.045, len(x))
    kind = np.where(
        grove < 0.42,
        Species.FIR,
        np.where(grove < 0.53, Species.BEECH, np.where(grove < 0.61, Species.BIRCH, Species.OAK)),
    )
    wet = np.minimum(land.pond_at(x, y), np.abs(land.stream_at(x, y)))
    kind = np.where((wet < 16) & (random.random(len(x)) < 0.65), Species.BIRCH, kind)
    return np.asarray(kind, np.float32)


def _plant(ground: Ground) -> F:
    """(n, 5) x, y, z, scale, species."""
    random = np.random.default_rng(11)
    n = 16000
    x, y = (random.uniform(-222, 222, n).astype(np.float32) for _ in range(2))
    off = np.abs(land.loop().offset(x, y))
    keep = (random.random(n) < _clear(x, y)) & (random.random(n) < 0.26 + 0.74 * smoothstep(60, 12, off))
    x, y = x[keep], y[keep]
    scale = (random.uniform(0.72, 1.22, len(x))).astype(np.float32)
    k = thinned(x, y, 1.72 * scale, 5.0)
    x, y, scale = x[k], y[k], scale[k]
    kind = _species(x, y, random)
    # Old trees now and then; the others lean out of their light.
    old = random.random(len(x)) < 0.10
    scale = np.where(old & (kind != Species.FIR), scale * 1.25, scale)
    trees = [np.stack([x, y, ground.at(x, y) - 0.12, scale, kind], 1)]
    n = 5200
    x, y = (random.uniform(-200, 200, n).astype(np.float32) for _ in range(2))
    off = np.abs(land.loop().offset(x, y))
    keep = (random.random(n) < _clear(x, y)) & (off > 3.2) & (off < 40) & (fbm(x * 0.05, y * 0.05, 2, 3) > 0.46)
    x, y = x[keep], y[keep]
    scale = random.uniform(0.45, 1.15, len(x)).astype(np.float32) * smoothstep(2.0, 7.0, off[keep])
    k = thinned(x, y, 0.95 * scale, 4.0)
    k = k[scale[k] > 0.3]
    trees.append(np.stack([x[k], y[k], ground.at(x[k], y[k]) - 0.1, scale[k], np.full(len(k), Species.BUSH)], 1))
    return np.concatenate(trees).astype(np.float32)


def _shade(ground: Ground, trees: F) -> F:
    """How thick the leaves are that the sun passes on its way to each sample (0 and up)."""
    sun = land.LOOK.sun_direction
    flat = float(np.hypot(sun[0], sun[1]))
    coarse = ground.coarser(2)
    thick = np.zeros_like(coarse.heights)
    kind = trees[:, 4].astype(int)
    for lift, wide, strong in ((0.55, 0.85, 0.75), (0.80, 0.9, 0.75)):
        size = np.array([14.5, 12.5, 12.0, 15.0, 1.6])[kind] * trees[:, 3]
        radius = np.array([3.2, 2.1, 3.9, 2.0, 1.3])[kind] * trees[:, 3] * wide
        reach = lift * size * flat / sun[2]
        # Only what falls on the ground some way off: right under it a high crown lets the low sun in.
        cx, cy = trees[:, 0] - sun[0] / flat * reach, trees[:, 1] - sun[1] / flat * reach
        _splat(coarse, thick, cx, cy, radius, np.full(len(cx), strong))
    _splat(
        coarse,
        thick,
        trees[:, 0],
        trees[:, 1],
        np.array([0.5, 0.35, 0.6, 0.7, 0.9])[kind] * trees[:, 3] * 1.6,
        np.full(len(trees), 1.1),
    )
    x, y = np.broadcast_arrays(*ground.xy)
    return coarse.at(x, y, thick)


def _splat(ground: Ground, onto: F, x: F, y: F, radius: F, strong: F) -> None:
    """Add soft discs to `onto` in place."""
    i, j, away = light.near(ground, x, y, 6)
    much = strong[:, None, None] * np.exp(-((away / radius[:, None, None]) ** 2))
    inside = (i >= 0) & (j >= 0) & (i < onto.shape[1]) & (j < onto.shape[0])
    np.add.at(onto, (j[inside], i[inside]), much[inside].astype(np.float32))


def _hills(x: F, y: F, azimuth: F, reach: F) -> F:
    """The far land: one wooded ridge behind another, higher the farther."""
    # Ridges lie across the view, each behind a valley full of mist.
    z = np.zeros(np.broadcast_shapes(x.shape, azimuth.shape), np.float32)
    crest = 0.30 + 1.0 * fbm(x / 700, y / 700, 4, 3)
    for k, (far, high) in enumerate(((1050, 70), (1600, 150), (2500, 270), (3900, 520), (5900, 980))):
        bend = far * (1 + 0.16 * (fbm(azimuth * 2.2 + 3 * k, azimuth * 0 + 7.0 * k, 3, k) - 0.5))
        z = np.maximum(z, high * crest * np.exp(-(((reach - bend) / (0.13 * far)) ** 2)))
    woods = 12 * (fbm(x / 45, y / 45, 2, 5) - 0.5) * smoothstep(20, 60, z)
    return np.asarray(z + woods, np.float32)


def bake() -> Arrays:
    """Everything that is too dear to work out at each start; some seconds."""
    ground = laid(land.heights, (land.SIDE, land.SIDE), land.CORNER)
    x, y = np.broadcast_arrays(*ground.xy)
    trees = _plant(ground)
    kind = trees[:, 4].astype(int)
    shading = ground.heights.copy()
    tall = np.array([14.0, 12.0, 11.5, 15.0, 1.5])[kind] * trees[:, 3]
    wide = np.array([2.6, 1.8, 3.0, 1.9, 1.1])[kind] * trees[:, 3]
    light.stamp(ground, shading, trees[:, 0], trees[:, 1], tall, wide, 2.0)
    thick = _shade(ground, trees)
    sun = np.exp(-0.85 * thick).astype(np.float32)
    crowns = np.asarray(1 - 0.34 * (1 - np.exp(-0.7 * _under(ground, trees))), np.float32)
    for who, size in ((trees, np.array([0.75, 0.5, 0.9, 0.8, 1.1])[kind]),):
        light.rest(ground, crowns, who[:, 0], who[:, 1], np.asarray(size * who[:, 3], np.float32), 0.5)
    lit = lands.Lighting(sun, crowns, np.zeros_like(sun))
    off = np.abs(land.loop().offset(x, y))
    path = smoothstep(land.PATH_HALF + 0.35, land.PATH_HALF - 0.35, off + 0.5 * (fbm(x * 0.5, y * 0.5, 2, 1) - 0.5))
    table = sky.gradient(land.LOOK)
    maps = lands.maps(
        land.LOOK, ground, shading, lit, path, (0.10, 0.12, 0.04), (0.26, 0.20, 0.12), (0.70, 0.66, 0.17), 12.0
    )
    maps["light"][..., 2] = lands.as_bytes(_grassy(x, y, sun))
    near = lands.sun_at  # what a crown gets is worked out over the crowns themselves
    stand = Ground(np.minimum(shading, ground.heights + 10), *land.CORNER)
    half = ground.coarser(2)
    of = half.at(trees[:, 0], trees[:, 1], np.ascontiguousarray(sun[::2, ::2]))
    above = near(land.LOOK, stand, stand.heights, trees, 8.5 * trees[:, 3])
    random = np.random.default_rng(3)
    rows = np.concatenate(
        [
            trees[:, :4],
            of[:, None],
            np.maximum(above, 0.25)[:, None],
            random.uniform(0, 2 * np.pi, (len(trees), 1)),
            kind[:, None] + random.uniform(0.02, 0.98, (len(trees), 1)),
        ],
        1,
    )
    return {
        **maps,
        **_undergrowth(ground, trees, sun, _grassy(x, y, sun)),
        "shafts": _shafts(ground, sun),
        "sky": table,
        "ring": sky.mountains(land.LOOK, table, (0.10, 0.14, 0.07), (0.14, 0.20, 0.07), _hills),
        "noise": detail_texture(),
        "trees": rows.astype(np.float32),
    }


def _undergrowth(ground: Ground, trees: F, sun: F, grassy: F) -> Arrays:
    """`grass`, `ferns` and `flowers`: (n, 9) x, y, z, size, turn, seed, sun, kind, metres along the path."""
    random = np.random.default_rng(23)
    path = land.loop()
    made: Arrays = {}
    for name, count, least, most in (
        ("grass", 64000, 0.95, 8.5),
        ("ferns", 9000, 1.5, 11.0),
        ("flowers", 9000, 1.15, 8.0),
    ):
        s = random.uniform(0, path.length, count)
        side = np.where(random.random(count) < 0.5, -1, 1)
        off = side * (least + (most - least) * random.random(count) ** (1.5 if name != "ferns" else 1.0))
        x, y = path.beside(s, off).T.astype(np.float32)
        wet = np.minimum(land.pond_at(x, y), np.abs(land.stream_at(x, y)) - 2.6)
        green, light_ = ground.at(x, y, grassy), ground.at(x, y, sun)
        patch = fbm(x * 0.12, y * 0.12, 3, 2)
        if name == "grass":
            keep = random.random(count) < np.maximum(0.10, green) * smoothstep(0.25, 0.55, patch + 0.15)
            size = random.uniform(0.40, 0.90, count) * (0.65 + 0.6 * green)
        elif name == "ferns":
            keep = (patch > 0.50) & (random.random(count) < 0.9 * (1 - 0.8 * green) * smoothstep(0.50, 0.58, patch))
            size = random.uniform(0.65, 1.25, count)
        else:
            drifts = fbm(x * 0.09 + 7, y * 0.09, 3, 5)
            keep = (drifts > 0.54) & (random.random(count) < (0.25 + 0.75 * green))
            size = random.uniform(0.7, 1.15, count)
        near = np.ones(count, bool)
        near &= (wet > 0.3) & (land.drop(x, y) < 0.3)
        k = np.flatnonzero(keep & near)
        if name == "ferns":
            k = k[thinned(x[k], y[k], (0.30 * size[k]).astype(np.float32), 1.0)]
        kind = np.floor(fbm(x * 0.02 + 3, y * 0.02, 2, 7) * 13) % 4
        z = ground.at(x, y) - 0.02
        rows = np.stack([x, y, z, size, random.uniform(0, 6.28, count), random.random(count), light_, kind, s], 1)
        made[name] = rows[k].astype(np.float32)
    return made


def _shafts(ground: Ground, sun: F) -> F:
    """(n, 7) where light comes down between the trees: x, y, z, half width, seed, length, metres along the path."""
    random = np.random.default_rng(29)
    n = 900
    s, off = random.uniform(0, land.loop().length, n), random.uniform(-17, 17, n)
    x, y = land.loop().beside(s, off).T.astype(np.float32)
    keep = (ground.at(x, y, sun) > 0.30) & (ground.at(x, y, sun) < 0.93) & (land.drop(x, y) < 0.2)
    k = np.flatnonzero(keep)
    k = k[thinned(x[k], y[k], np.full(len(k), 1.5, np.float32), 3.0)]
    rows = [
        x,
        y,
        np.maximum(ground.at(x, y), 0.0),
        random.uniform(0.35, 1.25, n),
        random.random(n),
        random.uniform(17, 27, n),
        s,
    ]
    return np.stack(rows, 1)[k].astype(np.float32)


def _under(ground: Ground, trees: F) -> F:
    """How thick the crowns are right above each sample."""
    coarse = ground.coarser(2)
    thick = np.zeros_like(coarse.heights)
    kind = trees[:, 4].astype(int)
    radius = np.array([3.0, 1.9, 3.6, 1.9, 1.0])[kind] * trees[:, 3]
    _splat(coarse, thick, trees[:, 0], trees[:, 1], radius, np.ones(len(trees), np.float32))
    x, y = np.broadcast_arrays(*ground.xy)
    return coarse.at(x, y, thick)


def _grassy(x: F, y: F, sun: F) -> F:
    """How much grass grows on each sample, 0 to 1: where light falls."""
    mx, my = land.loop().beside([land.MEADOW_AT], [-13.0])[0]
    meadow = smoothstep(land.MEADOW + 6, land.MEADOW - 5, np.hypot(x - mx, y - my))
    wood = smoothstep(0.40, 0.72, fbm(x * 0.045, y * 0.045, 3, 4) + 0.30 * (sun - 0.4))
    return np.asarray(np.maximum(meadow, 0.85 * wood), np.float32)
