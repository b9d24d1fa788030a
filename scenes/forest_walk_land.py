"""The lie of the land in Forest Walk: the path and its views, the ground, the trees and the light, worked out once and kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import land, light, sky
from scenes.kit.land import thinned
from scenes.kit.look import Look
from scenes.kit.loop import Loop
from scenes.kit.noise import detail_texture, fbm, smoothstep
from scenes.kit.terrain import Ground
from scenes.kit.woods import Species

F = npt.NDArray[np.float32]
D = npt.NDArray[np.float64]

#: raised whenever anything that is baked changes
VERSION = 12
LOOK = Look(
    sun_azimuth=math.radians(76),
    sun_elevation=math.radians(23),
    sun=(1.95, 1.43, 0.80),
    shade=(0.410, 0.510, 0.440),
    bounce=(0.200, 0.200, 0.090),
    towards=(0.22, 0.17, 0.06),
    away=(0.035, 0.055, 0.065),
    lantern=(1.0, 0.62, 0.22),
    horizon=((0.46, 0.56, 0.50), (1.22, 0.92, 0.50)),
    middle=((0.34, 0.50, 0.58), (0.86, 0.80, 0.58)),
    high=(0.24, 0.44, 0.62),
    zenith=(0.13, 0.30, 0.52),
    halo=(1.0, 0.78, 0.42),
    glare=(0.9, 0.70, 0.40),
    disc=(1.0, 0.98, 0.90),
    disc_radius=0.020,
    cloud=((0.62, 0.68, 0.70), (1.20, 1.02, 0.74)),
    cloudy=0.55,
    haze=(0.0105, 0.030),
    mist=(16.0, 0.022, 0.30, 0.62),
    exposure=1.12,
    saturation=1.08,
    shallow=(0.085, 0.100, 0.050),
    deep=(0.016, 0.036, 0.030),
    flow=(0.008, 0.014),
    chop=0.30,
)
STEP, SIDE = 0.5, 928
#: the ground's first sample, x and y, and metres to the next
CORNER = (-SIDE * STEP / 2, -SIDE * STEP / 2, STEP)
#: metres from the path's middle to where its gravel ends
PATH_HALF = 0.85
#: the water's height is 0; the ford lies so much under it, and a bridge's deck so much over it, metres
FORD, DECK = -0.03, 0.95
#: metres along the path of the first and the last plank
BRIDGE = (228.5, 239.5)
#: where the stream meets the path, metres along
_STREAM = 234.0
_POND = (30.0, 108.0, 20.0)
_LOOKOUT_ANGLE = math.radians(-34)
_MEADOW_AT, _MEADOW = 476.0, 21.0


@dataclass(frozen=True, slots=True)
class View:
    """Somewhere to arrive at: metres along the path, a name, degrees from the path to the right, seconds of rest."""

    at: float
    name: str
    right: float
    rest_s: float


#: in the order of the path
VIEWS = (
    View(46.0, "old-mirror", 42.0, 22.0),
    View(124.0, "lookout", 36.0, 40.0),
    View(234.0, "bridge", 30.0, 26.0),
    View(343.0, "mirror-ford", 0.0, 34.0),
    View(476.0, "meadow", -24.0, 36.0),
    View(571.0, "mirror-arch", 42.0, 24.0),
    View(668.0, "lantern-oak", -28.0, 34.0),
)
#: mirrors: the view that each belongs to, metres from there, and its glass's width, height, and how far its top is arched
MIRRORS = ((0, 2.25, 1.24, 2.15, 0.55), (5, 2.5, 1.60, 2.40, 1.0))


@lru_cache(maxsize=1)
def loop() -> Loop:
    """The path."""
    return Loop(114, ((2, 0.10, 0.6), (3, 0.10, 2.1), (5, 0.04, 4.0), (9, 0.026, 1.0), (14, 0.007, 2.0)), -math.pi / 2)


def _stream(x: F, y: F) -> F:
    """Metres from the middle of the stream, with its sign."""
    (cx, cy), (ax, ay) = loop().beside([_STREAM], [0.0])[0], loop().along[int(_STREAM / loop().samples[1])]
    # It crosses the path squarely, and winds.
    across, down = (x - cx) * ax + (y - cy) * ay, (x - cx) * ay - (y - cy) * ax
    middle = across + 3.2 * np.sin(down * 0.085) * smoothstep(3, 16, np.abs(down))
    # It rises from a spring, and ends in a pool.
    return np.asarray(middle + np.sign(middle + 1e-6) * np.maximum(np.abs(down) - 56, 0), np.float32)


def _pond(x: F, y: F) -> F:
    """Metres from the pond's shore, negative in the water."""
    px, py, radius = _POND
    dx, dy = x - px, y - py
    angle = np.arctan2(dy, dx)
    shore = radius * (1 + 0.16 * np.cos(2 * angle + 0.5) + 0.09 * np.cos(3 * angle + 2.0) + 0.05 * np.sin(5 * angle))
    return np.asarray(np.hypot(dx, dy) - shore, np.float32)


def drop(x: F, y: F) -> F:
    """0 in the wood, 1 where the land has fallen away to the valley under the lookout."""
    angle = np.arctan2(y, x) - _LOOKOUT_ANGLE
    fan = smoothstep(0.62, 0.26, np.abs(angle))
    edge = 6.5 + 5.0 * (fbm(x * 0.05, y * 0.05, 3, 4) - 0.5) + 22 * smoothstep(0.16, 0.5, np.abs(angle))
    return np.asarray(fan * smoothstep(0, 26, loop().offset(x, y) - edge), np.float32)


def _wild(x: F, y: F) -> F:
    """The ground's height before the path was laid."""
    hills = 4.6 + 7.0 * (fbm(x * 0.011, y * 0.011, 4, 1) - 0.5) + 1.5 * (fbm(x * 0.06, y * 0.06, 3, 2) - 0.5)
    far = smoothstep(150, 225, np.hypot(x, y))
    hills = hills + far * (7 + 9 * fbm(x * 0.02, y * 0.02, 3, 5))
    hills = hills + 3.2 * np.exp(-((np.arctan2(y, x) - _LOOKOUT_ANGLE) ** 2) / 0.10) * smoothstep(
        60, 100, np.hypot(x, y)
    )
    # Down to the waters, gently.
    stream, pond = np.abs(_stream(x, y)), _pond(x, y)
    hills = 0.42 + (hills - 0.42) * smoothstep(1.5, 30, stream) * smoothstep(-2, 34, pond)
    bed = 1.30 * smoothstep(2.9, 0.8, stream + 0.5 * (fbm(x * 0.2, y * 0.2, 2, 3) - 0.5))
    bed = np.maximum(bed, 1.4 * smoothstep(1.2, -6.0, pond))
    return np.asarray(hills - bed - drop(x, y) * 30, np.float32)


@lru_cache(maxsize=1)
def walkway() -> D:
    """The height that feet walk on at each sample of the path: smoothed ground, planks, the ford."""
    path = loop()
    x, y = path.places.T.astype(np.float32)
    z = _wild(x, y).astype(np.float64)
    s = path.samples
    wet = smoothstep(2.0, -2.0, _pond(x, y))
    # The path keeps dry wherever it isn't the ford.
    z = np.maximum(z, 0.34) * (1 - wet) + FORD * wet
    window = np.hanning(61)
    window /= window.sum()
    for _ in range(2):
        z = np.convolve(np.concatenate([z[-60:], z, z[:60]]), window, "same")[60:-60]
    wet = smoothstep(1.0, -2.5, _pond(x, y))
    z = z * (1 - wet) + FORD * wet
    near = smoothstep(9.0, 3.0, np.abs(s - _STREAM))
    return np.asarray(z * (1 - near) + (DECK + 0.10 * np.cos((s - _STREAM) / 5.5 * math.pi / 2)) * near)


def stream_line(down: D) -> D:
    """(n, 2) the middle of the stream, `down` metres from where it meets the path."""
    (cx, cy), (ax, ay) = loop().beside([_STREAM], [0.0])[0], loop().along[int(_STREAM / loop().samples[1])]
    across = -3.2 * np.sin(down * 0.085) * smoothstep(3, 16, np.abs(down))
    return np.stack([cx + across * ax + down * ay, cy + across * ay - down * ax], 1)


def pond() -> tuple[float, float, float]:
    """x, y of its middle, and a radius that holds all of it."""
    return _POND[0], _POND[1], _POND[2] * 1.32


def heights(x: F, y: F) -> F:
    """The ground, metres over the water."""
    path = loop()
    wild = _wild(x, y)
    off = np.abs(path.offset(x, y))
    s = path.metres(x, y)
    way = np.interp(s, path.samples, walkway(), period=path.length).astype(np.float32)
    stream = np.abs(_stream(x, y))
    # Under the bridge the stream keeps its bed.
    laid = smoothstep(5.0, 1.1, off + 1.2 * (fbm(x * 0.25, y * 0.25, 2, 6) - 0.5)) * smoothstep(2.4, 4.6, stream)
    ford = smoothstep(1.0, -2.5, _pond(x, y))
    laid = np.maximum(laid * (1 - ford), ford * smoothstep(2.6, 1.0, off))
    return np.asarray(wild * (1 - laid) + way * laid, np.float32)


def mirror_places(ground: Ground) -> F:
    """(n, 8) of each mirror: x, y, z of the foot of its glass, the turn of its normal (radians, from +x to +y), half width, height,
    metres along the path of the place it looks at, and how far its top is arched."""
    path = loop()
    rows = []
    for view, away, wide, high, arch in MIRRORS:
        at = VIEWS[view]
        eye = path.beside([at.at], [0.0])[0]
        heading = float(path.heading(at.at)) - math.radians(at.right)
        to = np.array([-math.sin(heading), math.cos(heading)])
        x, y = eye + to * away
        z = max(float(ground.at(x, y)), float(loop().sampled(walkway(), at.at)) - 0.25) + 0.16
        rows.append((x, y, z, math.atan2(-to[1], -to[0]), wide / 2, high, at.at, arch))
    return np.array(rows, np.float32)


def _clear(x: F, y: F) -> F:
    """0 where no tree may stand, 1 where it may: not on the path, in water, in the meadow, on the cliff, in the views' way."""
    path = loop()
    off = path.offset(x, y)
    free = (
        smoothstep(2.1, 3.0, np.abs(off))
        * smoothstep(2.6, 3.8, np.abs(_stream(x, y)))
        * smoothstep(0.6, 2.0, _pond(x, y))
    )
    mx, my = path.beside([_MEADOW_AT], [-13.0])[0]
    free = free * smoothstep(_MEADOW - 2, _MEADOW, np.hypot(x - mx, y - my))
    lx, ly = path.beside([VIEWS[1].at], [0.0])[0]
    to = np.hypot(x - lx, y - ly)
    heading = float(path.heading(VIEWS[1].at)) - math.radians(VIEWS[1].right)
    side = np.abs(
        np.arctan2(
            (x - lx) * math.cos(heading) + (y - ly) * math.sin(heading),
            -(x - lx) * math.sin(heading) + (y - ly) * math.cos(heading),
        )
    )
    free = free * np.where((to < 60) & (to > 0), smoothstep(0.35, 0.60, side), 1)
    free = free * smoothstep(0.55, 0.30, drop(x, y))
    for view, away, *_ in MIRRORS:
        heading = float(path.heading(VIEWS[view].at)) - math.radians(VIEWS[view].right)
        ex, ey = path.beside([VIEWS[view].at], [0.0])[0]
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
    wet = np.minimum(_pond(x, y), np.abs(_stream(x, y)))
    kind = np.where((wet < 16) & (random.random(len(x)) < 0.65), Species.BIRCH, kind)
    return np.asarray(kind, np.float32)


def _plant(ground: Ground) -> F:
    """(n, 5) x, y, z, scale, species."""
    random = np.random.default_rng(11)
    n = 16000
    x, y = (random.uniform(-222, 222, n).astype(np.float32) for _ in range(2))
    off = np.abs(loop().offset(x, y))
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
    off = np.abs(loop().offset(x, y))
    keep = (random.random(n) < _clear(x, y)) & (off > 3.2) & (off < 40) & (fbm(x * 0.05, y * 0.05, 2, 3) > 0.46)
    x, y = x[keep], y[keep]
    scale = random.uniform(0.45, 1.15, len(x)).astype(np.float32) * smoothstep(2.0, 7.0, off[keep])
    k = thinned(x, y, 0.95 * scale, 4.0)
    k = k[scale[k] > 0.3]
    trees.append(np.stack([x[k], y[k], ground.at(x[k], y[k]) - 0.1, scale[k], np.full(len(k), Species.BUSH)], 1))
    return np.concatenate(trees).astype(np.float32)


def _shade(ground: Ground, trees: F) -> F:
    """How thick the leaves are that the sun passes on its way to each sample (0 and up)."""
    sun = LOOK.sun_direction
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
    k = np.arange(-6, 7)
    kx, ky = np.meshgrid(k, k)
    i = np.round((x - ground.x0) / ground.step).astype(int)[:, None, None] + kx
    j = np.round((y - ground.y0) / ground.step).astype(int)[:, None, None] + ky
    away = np.hypot(ground.x0 + i * ground.step - x[:, None, None], ground.y0 + j * ground.step - y[:, None, None])
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
    bare = Ground(np.zeros((SIDE, SIDE), np.float32), *CORNER)
    x, y = np.broadcast_arrays(*bare.xy)
    ground = Ground(heights(x, y), *CORNER)
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
    lit = land.Lighting(sun, crowns, np.zeros_like(sun))
    off = np.abs(loop().offset(x, y))
    path = smoothstep(PATH_HALF + 0.35, PATH_HALF - 0.35, off + 0.5 * (fbm(x * 0.5, y * 0.5, 2, 1) - 0.5))
    table = sky.gradient(LOOK)
    maps = land.maps(LOOK, ground, shading, lit, path, (0.10, 0.12, 0.04), (0.26, 0.20, 0.12), (0.70, 0.66, 0.17), 12.0)
    maps["light"][..., 2] = land.as_bytes(_grassy(x, y, sun))
    near = land.sun_at  # what a crown gets is worked out over the crowns themselves
    stand = Ground(np.minimum(shading, ground.heights + 10), *CORNER)
    half = ground.coarser(2)
    of = half.at(trees[:, 0], trees[:, 1], np.ascontiguousarray(sun[::2, ::2]))
    above = near(LOOK, stand, stand.heights, trees, 8.5 * trees[:, 3])
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
        "ring": sky.mountains(LOOK, table, (0.10, 0.14, 0.07), (0.14, 0.20, 0.07), _hills),
        "noise": detail_texture(),
        "trees": rows.astype(np.float32),
    }


def _undergrowth(ground: Ground, trees: F, sun: F, grassy: F) -> Arrays:
    """`grass`, `ferns` and `flowers`: (n, 9) x, y, z, size, turn, seed, sun, kind, metres along the path."""
    random = np.random.default_rng(23)
    path = loop()
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
        wet = np.minimum(_pond(x, y), np.abs(_stream(x, y)) - 2.6)
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
        near &= (wet > 0.3) & (drop(x, y) < 0.3)
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
    s, off = random.uniform(0, loop().length, n), random.uniform(-17, 17, n)
    x, y = loop().beside(s, off).T.astype(np.float32)
    keep = (ground.at(x, y, sun) > 0.30) & (ground.at(x, y, sun) < 0.93) & (drop(x, y) < 0.2)
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
    mx, my = loop().beside([_MEADOW_AT], [-13.0])[0]
    meadow = smoothstep(_MEADOW + 6, _MEADOW - 5, np.hypot(x - mx, y - my))
    wood = smoothstep(0.40, 0.72, fbm(x * 0.045, y * 0.045, 3, 4) + 0.30 * (sun - 0.4))
    return np.asarray(np.maximum(meadow, 0.85 * wood), np.float32)
