"""The lie of the land in Forest Walk: the path and its views, the ground, the trees and the light, worked out once and kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenes.kit.look import Look
from scenes.kit.loop import Loop
from scenes.kit.noise import fbm, smoothstep
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]
D = npt.NDArray[np.float64]

#: raised whenever anything that is baked changes
VERSION = 13
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
FORD, DECK = -0.03, 0.72
#: metres along the path of the first and the last plank
BRIDGE = (228.5, 239.5)
#: where the stream meets the path, metres along
_STREAM = 234.0
_POND = (30.0, 108.0, 20.0)
_LOOKOUT_ANGLE = math.radians(-34)
#: the meadow: metres along the path, and its radius
MEADOW_AT, MEADOW = 476.0, 21.0


@dataclass(frozen=True, slots=True)
class View:
    """Somewhere to arrive at: metres along the path, a name, degrees from the path to the right, seconds of rest, metres to the
    right of the path's middle at which one stands, and whether there is a rail on that side to lean over."""

    at: float
    name: str
    right: float
    rest_s: float
    aside: float = 0.0
    rail: bool = False


#: in the order of the path
VIEWS = (
    View(46.0, "old-mirror", 42.0, 22.0),
    View(124.0, "lookout", 36.0, 40.0),
    View(234.0, "bridge", 70.0, 40.0, aside=0.56, rail=True),
    View(343.0, "mirror-ford", 38.0, 34.0),
    View(476.0, "meadow", -24.0, 36.0),
    View(571.0, "mirror-arch", 42.0, 24.0),
    View(668.0, "lantern-oak", -28.0, 34.0),
)
#: mirrors: the view that each belongs to, metres from there, and its glass's width, height, how far its top is arched, and degrees
#: by which it leans back. One that leans is a stone's face that a spring runs over.
MIRRORS = ((0, 2.25, 1.24, 2.15, 0.55, 0.0), (3, 2.35, 1.34, 1.95, 0.85, 9.0), (5, 2.5, 1.60, 2.40, 1.0, 0.0))


@lru_cache(maxsize=1)
def loop() -> Loop:
    """The path."""
    return Loop(114, ((2, 0.10, 0.6), (3, 0.10, 2.1), (5, 0.04, 4.0), (9, 0.026, 1.0), (14, 0.007, 2.0)), -math.pi / 2)


def stream_at(x: F, y: F) -> F:
    """Metres from the middle of the stream, with its sign."""
    (cx, cy), (ax, ay) = loop().beside([_STREAM], [0.0])[0], loop().along[int(_STREAM / loop().samples[1])]
    # It crosses the path squarely, and winds.
    across, down = (x - cx) * ax + (y - cy) * ay, (x - cx) * ay - (y - cy) * ax
    middle = across + 3.2 * np.sin(down * 0.085) * smoothstep(3, 16, np.abs(down))
    # It rises from a spring, and ends in a pool.
    return np.asarray(middle + np.sign(middle + 1e-6) * np.maximum(np.abs(down) - 56, 0), np.float32)


def pond_at(x: F, y: F) -> F:
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
    stream, pond = np.abs(stream_at(x, y)), pond_at(x, y)
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
    wet = smoothstep(2.0, -2.0, pond_at(x, y))
    # The path keeps dry wherever it isn't the ford.
    z = np.maximum(z, 0.34) * (1 - wet) + FORD * wet
    window = np.hanning(61)
    window /= window.sum()
    for _ in range(2):
        z = np.convolve(np.concatenate([z[-60:], z, z[:60]]), window, "same")[60:-60]
    wet = smoothstep(1.0, -2.5, pond_at(x, y))
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
    stream = np.abs(stream_at(x, y))
    # Under the bridge the stream keeps its bed.
    laid = smoothstep(5.0, 1.1, off + 1.2 * (fbm(x * 0.25, y * 0.25, 2, 6) - 0.5)) * smoothstep(2.4, 4.6, stream)
    ford = smoothstep(1.0, -2.5, pond_at(x, y))
    laid = np.maximum(laid * (1 - ford), ford * smoothstep(2.6, 1.0, off))
    return np.asarray(wild * (1 - laid) + way * laid, np.float32)


def mirror_places(ground: Ground) -> F:
    """(n, 9) of each mirror: x, y, z of the foot of its glass, the turn of its normal (radians, from +x to +y), half width, height,
    metres along the path of the place it looks at, how far its top is arched, and by how much it leans back (radians)."""
    path = loop()
    rows = []
    for view, away, wide, high, arch, back in MIRRORS:
        at = VIEWS[view]
        eye = path.beside([at.at], [0.0])[0]
        heading = float(path.heading(at.at)) - math.radians(at.right)
        to = np.array([-math.sin(heading), math.cos(heading)])
        x, y = eye + to * away
        z = max(float(ground.at(x, y)), float(loop().sampled(walkway(), at.at)) - 0.25) + 0.16
        rows.append((x, y, z, math.atan2(-to[1], -to[0]), wide / 2, high, at.at, arch, math.radians(back)))
    return np.array(rows, np.float32)
