"""What the things of the Mirror Room look like: stones, a jug, a bowl, a flower, a bell, a disc, feathers, a boat.

Paint: what it is of (`Stuff` and more, sixteenths), a grain, how much of the light reaches it. Metres.
"""

from __future__ import annotations

import math

import numpy as np

from scenes.kit import mesh
from scenes.kit.mesh import Mesh, ball, grid_triangles, lathe, merged, tube
from scenes.mirror_room_house import Stuff, paint
from scenes.mirror_room_tasks import THICK

#: more stuffs, numbered as the shader's
_PEBBLE, _BRASS, _WHITE, WATER = 12, 13, 14, 15
#: the bowl: radius at the brim, height
BRIM, DEEP = 0.088, 0.072


def of(number: float, grain: float = 0.5, light: float = 1.0) -> tuple[float, float, float, float]:
    return number / 16, grain, light, 0.0


def pebble(number: int, segments: int) -> Mesh:
    """A flat stone, half as high as `THICK` says."""
    random = np.random.default_rng(40 + number)
    wide = (0.050, 0.042, 0.034, 0.027)[number]
    body = ball(1.0, (0, 0, 0), segments, segments // 2 + 1)
    p = body.positions.astype(np.float64)
    a = np.arctan2(p[:, 1], p[:, 0])
    lumps = 1 + 0.07 * np.sin(2 * a + random.uniform(0, 6)) + 0.04 * np.sin(3 * a + random.uniform(0, 6))
    p[:, :2] *= (wide * lumps)[:, None] * [1.0, 0.86]
    p[:, 2] = np.sign(p[:, 2]) * np.abs(p[:, 2]) ** 0.8 * THICK[number]
    shade = 0.55 + 0.45 * np.clip(p[:, 2] / THICK[number] * 0.5 + 0.5, 0, 1)
    made = mesh.mesh(p, body.triangles, of(_PEBBLE, (0.75, 0.25, 0.9, 0.5)[number]))
    made.paint[:, 2] = shade
    return made


def jug(segments: int) -> Mesh:
    """A jug whose handle's middle is the origin; its spout points to -x."""
    outline = np.array(
        [
            (0.030, 0.150),
            (0.033, 0.152),
            (0.031, 0.140),
            (0.024, 0.118),
            (0.030, 0.098),
            (0.046, 0.070),
            (0.051, 0.045),
            (0.045, 0.018),
            (0.032, 0.004),
            (0.030, 0.0),
            (0.002, 0.0),
        ]
    )
    t = np.linspace(0, len(outline) - 1, 30)
    smooth = np.stack([np.interp(t, np.arange(len(outline)), outline[:, k]) for k in range(2)], 1)
    body = lathe(smooth, segments, of(Stuff.GLAZE, 0.55))
    p = body.positions
    spout = np.exp(-((np.arctan2(p[:, 1], -p[:, 0]) / 0.42) ** 2)) * np.clip((p[:, 2] - 0.128) / 0.024, 0, 1)
    p[:, 0] -= 0.020 * spout
    p[:, 2] += 0.006 * spout
    inside = lathe(smooth[:12] * [0.88, 1.0] - [0, 0.001], segments, of(Stuff.GLAZE, 0.2, 0.35))
    inside = Mesh(inside.positions, -inside.normals, inside.paint, inside.triangles[:, ::-1])
    a = np.linspace(-1.25, 1.30, 13)
    loop = np.stack([0.040 + 0.042 * np.cos(a), 0 * a, 0.083 + 0.046 * np.sin(a)], 1)
    handle = tube(loop, 0.0065, 10, of(Stuff.GLAZE, 0.75))
    return merged([body, inside, handle]).moved((-0.080, 0, -0.083))


def bowl(segments: int) -> Mesh:
    t = np.linspace(1, 0, 14)
    r = BRIM * (0.36 + 0.64 * np.sin(t * np.pi / 2) ** 0.75)
    outer = np.concatenate([[[BRIM - 0.004, DEEP]], np.stack([r, DEEP * t], 1), [[0.002, 0.0]]])
    inner = np.stack([r - 0.006, DEEP * t + 0.005 * (1 - t)], 1)
    inner = np.concatenate([[[BRIM - 0.004, DEEP]], inner[1:], [[0.002, 0.005]]])
    cup = lathe(inner, segments, of(Stuff.GLAZE, 0.05, 0.75))
    cup = Mesh(cup.positions, -cup.normals, cup.paint, cup.triangles[:, ::-1])
    return merged([lathe(outer, segments, of(Stuff.GLAZE, 0.85)), cup])


def petals() -> Mesh:
    """Petals as the shader bends them: across, along, azimuth."""
    parts = []
    s, w = np.meshgrid(np.linspace(0, 1, 9), np.linspace(-1, 1, 5), indexing="ij")
    for ring, (count, long, wide) in enumerate(((8, 0.088, 0.021), (7, 0.076, 0.019), (5, 0.058, 0.015))):
        for k in range(count):
            azimuth = 2 * math.pi * (k + 0.5 * (ring % 2)) / count + 0.13 * ring
            across = wide * w * np.sin(np.pi * np.clip(s * 0.90 + 0.06, 0, 1)) ** 0.7
            p = np.stack([across, long * s, np.full_like(s, azimuth)], -1).reshape(-1, 3).astype(np.float32)
            color = np.empty((p.shape[0], 4), np.float32)
            color[:, 0], color[:, 1] = _WHITE / 16, (0.55 + 0.45 * s.ravel() + 0.1 * ring)
            color[:, 2], color[:, 3] = 1 - ring / 2, s.ravel()
            parts.append(Mesh(p, np.zeros_like(p), color, grid_triangles(9, 5)))
    return merged(parts)


def cup() -> Mesh:
    """What the flower floats in: a shallow dish, its water, and two leaves; the flower's foot is the origin."""
    dish = lathe(
        [
            (0.002, -0.022),
            (0.060, -0.020),
            (0.072, -0.006),
            (0.076, -0.006),
            (0.062, -0.036),
            (0.030, -0.048),
            (0.002, -0.048),
        ],
        36,
        of(Stuff.CLAY, 0.9),
    )
    water = lathe([(0.002, -0.010), (0.066, -0.010)], 36, of(WATER, 0.5))
    leaves = []
    for a in (0.6, 2.5, 4.4):
        leaf = lathe([(0.002, -0.004), (0.024, -0.0065), (0.026, -0.0075)], 14, of(Stuff.LEAF, 0.7)).moved(
            (0.036 * math.cos(a), 0.036 * math.sin(a), 0)
        )
        leaves.append(leaf)
    return merged([dish, water, *leaves])


def bell() -> Mesh:
    """A small brass bell; it hangs from the origin."""
    outline = [
        (0.002, -0.055),
        (0.010, -0.056),
        (0.017, -0.064),
        (0.021, -0.082),
        (0.026, -0.100),
        (0.034, -0.112),
        (0.0345, -0.116),
        (0.030, -0.113),
        (0.022, -0.100),
        (0.002, -0.070),
    ]
    cord = tube([(0, 0, 0), (0, 0, -0.056)], 0.0014, 6, of(Stuff.LINEN, 0.5))
    clapper = ball(0.0075, (0, 0, -0.116), 10, 7, of(_BRASS, 0.2))
    return merged([lathe(outline, 28, of(_BRASS, 0.6)), cord, clapper])


def stand() -> Mesh:
    """A bent rod on a foot; the bell hangs from the origin, the foot stands 0.225 m below and behind."""
    line = np.array(
        [
            [0, 0.060, -0.225],
            [0, 0.060, -0.12],
            [0, 0.060, -0.045],
            [0, 0.054, -0.012],
            [0, 0.036, 0.010],
            [0, 0.014, 0.012],
            [0, 0.0, 0.0],
        ]
    )
    foot = lathe([(0.002, 0.010), (0.034, 0.008), (0.038, 0.0)], 28, of(Stuff.STONE, 0.4)).moved((0, 0.060, -0.225))
    t = np.linspace(0, 1, 25)
    fine = np.stack([np.interp(t, np.linspace(0, 1, len(line)), line[:, k]) for k in range(3)], 1)
    return merged([tube(fine, 0.0030, 8, of(_BRASS, 0.3)), foot])


def disc() -> Mesh:
    """A disc that turns about x: a sun of brass on one side, the sea in enamel on the other."""
    a = np.linspace(0, 2 * np.pi, 49)[:-1]
    parts = []
    for side, stuff, grain in ((1, _BRASS, 0.7), (-1, WATER, 0.5)):
        r = np.array([0.0005, 0.016, 0.030, 0.044, 0.046])[:, None]
        dome = np.array([0.0060, 0.0055, 0.0045, 0.0022, 0.0])[:, None]
        if side > 0:  # rays, chased into the metal
            dome = dome + 0.0011 * np.sin(a * 12)[None] * np.array([0, 0.2, 1.0, 0.6, 0])[:, None]
        p = np.stack([r * np.cos(a), r * np.sin(a), side * (dome + 0 * a)], -1).reshape(-1, 3)
        triangles = grid_triangles(5, 48, wrap=True)
        parts.append(mesh.mesh(p, triangles if side < 0 else triangles[:, ::-1], of(stuff, grain)))
    rim = [(0.046 * math.cos(v), 0.046 * math.sin(v), 0.0) for v in np.linspace(0, 2 * np.pi, 41)]
    parts.append(tube(rim, 0.0028, 8, of(_BRASS, 0.4)))
    stars = np.random.default_rng(6)
    for _ in range(9):
        angle, away = stars.uniform(0, 6.28), 0.040 * stars.random() ** 0.5
        parts.append(ball(0.0016, (away * math.cos(angle), away * math.sin(angle), -0.0050), 6, 4, of(_WHITE, 0.2)))
    return merged(parts)


def fork() -> Mesh:
    """What the disc turns in; the disc's middle is the origin."""
    a = np.linspace(math.pi, 2 * math.pi, 21)
    hoop = np.stack([0.055 * np.cos(a), 0 * a, 0.055 * np.sin(a)], 1)
    arm = tube(hoop, 0.0030, 8, of(_BRASS, 0.3))
    stem = tube([(0, 0, -0.055), (0, 0, -0.105)], 0.0036, 8, of(_BRASS, 0.3))
    foot = lathe([(0.002, -0.094), (0.034, -0.097), (0.038, -0.105)], 28, of(Stuff.STONE, 0.4))
    pins = [tube([(s * 0.045, 0, 0), (s * 0.058, 0, 0)], 0.0022, 6, of(_BRASS, 0.3)) for s in (-1, 1)]
    return merged([arm, stem, foot, *pins])


def feather() -> Mesh:
    """A white feather 0.19 m long, its quill's end at the origin, along z."""
    t, w = np.meshgrid(np.linspace(0, 1, 20), np.linspace(-1, 1, 9), indexing="ij")
    wide = 0.021 * np.sin(np.pi * np.clip(t * 0.80 + 0.20, 0, 1)) ** 0.8 * np.clip((t - 0.22) / 0.10, 0.0, 1)
    x = wide * w * np.where(w > 0, 1.0, 0.72)
    z = 0.19 * t - 0.016 * np.abs(w) * np.clip((t - 0.22) * 6, 0, 1)
    y = 0.020 * t * t + 0.004 * w * w
    p = np.stack([x, y, z], -1).reshape(-1, 3)
    vane = mesh.mesh(p, grid_triangles(20, 9), of(_WHITE, 0.25))
    vane.paint[:, 2] = (0.82 + 0.18 * np.cos(np.arange(len(p)) * 2.4)) * (0.75 + 0.25 * np.abs(w.ravel()))
    s = np.linspace(0, 1, 9)
    quill = tube(np.stack([0 * s, 0.020 * s * s, 0.19 * s], 1), 0.0016 * (1.15 - s), 6, of(_WHITE, 0.1))
    return merged([vane, quill])


def vase() -> Mesh:
    """A slim vase for the feather; its mouth is the origin."""
    high = [0.0, -0.004, -0.014, -0.030, -0.048, -0.064, -0.080, -0.094, -0.102, -0.105, -0.105]
    wide = [0.0125, 0.0120, 0.0085, 0.0090, 0.0150, 0.0230, 0.0270, 0.0250, 0.0200, 0.0165, 0.0010]
    z = np.linspace(0, len(high) - 1, 31)
    at = np.arange(len(high))
    outline = np.stack([np.interp(z, at, wide), np.interp(z, at, high)], 1)
    return merged(
        [
            lathe(outline, 28, of(Stuff.GLAZE, 0.30)),
            lathe([(0.002, -0.012), (0.0095, -0.001)], 16, of(WATER, 0.0, 0.2)),
        ]
    )


def thread() -> Mesh:
    """Falling water: from the origin down to z = -1, to be scaled."""
    z = np.linspace(0, -1, 12)
    return tube(np.stack([0 * z, 0 * z, z], 1), 0.0042 * (1 - 0.45 * np.linspace(0, 1, 12)), 8, of(WATER, 0.9))


def boat() -> Mesh:
    """A small sailing boat, 5 m long, along y."""
    t = np.linspace(-1, 1, 15)[:, None]
    a = np.linspace(0, np.pi, 9)[None]
    half = 0.85 * (1 - np.abs(t) ** 2.4) + 0.02
    p = np.stack(
        np.broadcast_arrays(half * np.cos(a), 2.5 * t, 0.55 + 0.15 * t**2 - 0.62 * np.sin(a) * (1 - 0.5 * t**2)), -1
    )
    hull = mesh.mesh(p.reshape(-1, 3), grid_triangles(15, 9), paint(Stuff.PLASTER, 0.5))
    deck = mesh.mesh(
        np.stack(
            [
                np.stack([-half[:, 0], 2.5 * t[:, 0], 0.52 + 0.15 * t[:, 0] ** 2], 1),
                np.stack([half[:, 0], 2.5 * t[:, 0], 0.52 + 0.15 * t[:, 0] ** 2], 1),
            ],
            1,
        ).reshape(-1, 3),
        grid_triangles(15, 2),
        paint(Stuff.WOOD, 0.4),
    )
    mast = tube([(0, 0.4, 0.4), (0, 0.4, 6.4)], [0.05, 0.03], 8, paint(Stuff.BEAM, 0.9))
    parts = [hull, deck, mast]
    u, v = np.meshgrid(np.linspace(0, 1, 8), np.linspace(0, 1, 10))
    for fore in (False, True):
        tip = np.array([0, 0.4, 6.2 if not fore else 5.2])
        low, out = (
            np.array([0, 0.32 if not fore else 0.5, 0.95]),
            np.array([0.55, -2.1, 1.0]) if not fore else np.array([0.45, 2.4, 0.75]),
        )
        q = (low + (out - low) * u[..., None]) * (1 - v[..., None]) + tip * v[..., None]
        q[..., 0] += 0.42 * np.sin(np.pi * u) * np.sin(np.pi * (0.15 + 0.8 * v)) * (1 - v)
        parts.append(mesh.mesh(q.reshape(-1, 3), grid_triangles(10, 8), paint(Stuff.LINEN, 0.0)))
    return merged(parts)


def gull() -> Mesh:
    """A gull that sits and looks along -x, 0.26 m high; its feet's middle is the origin."""

    def egg(x: float, z: float, long: float, wide: float, high: float, tilt: float, look: float, grain: float) -> Mesh:
        made = ball(1.0, (0, 0, 0), 16, 11, (look / 16, grain, 0.42, 0.12))
        c, s = math.cos(tilt), math.sin(tilt)
        turn = np.array([[c * long, 0, -s * high], [0, wide, 0], [s * long, 0, c * high]])
        p = made.positions @ turn.T
        n = made.normals @ np.linalg.inv(turn)
        n /= np.linalg.norm(n, axis=1, keepdims=True)
        return Mesh(p.astype(np.float32), n.astype(np.float32), made.paint, made.triangles).moved((x, 0, z))

    parts = [
        egg(0.0, 0.115, 0.125, 0.058, 0.062, -0.22, _WHITE, 0.2),
        egg(-0.085, 0.175, 0.040, 0.034, 0.062, 0.35, _WHITE, 0.2),
        egg(-0.100, 0.222, 0.040, 0.033, 0.034, -0.05, _WHITE, 0.2),
        egg(-0.146, 0.217, 0.024, 0.007, 0.008, 0.12, _BRASS, 0.4),
        egg(0.125, 0.100, 0.075, 0.026, 0.012, 0.10, _PEBBLE, 0.05),
    ]
    for side in (-1, 1):
        parts.append(egg(0.030, 0.130, 0.115, 0.016, 0.044, -0.14, _PEBBLE, 0.45).moved((0, side * 0.047, 0)))
        parts.append(egg(-0.118, 0.228, 0.005, 0.004, 0.005, 0.0, _PEBBLE, 0.0).moved((0, side * 0.028, 0)))
        leg = tube([(0, side * 0.02, 0.07), (0, side * 0.02, 0.0)], 0.004, 6, (_BRASS / 16, 0.3, 0.3, 0.1))
        parts.append(leg)
    return merged(parts)


def curtain(x: float, turn: float) -> Mesh:
    """Linen that hangs before an arch's side; paint's alpha says how freely it hangs."""
    u, v = np.meshgrid(np.linspace(0, 1, 40), np.linspace(0, 1, 24))
    fold = np.sin(u * 30.0 + 0.6 * np.sin(v * 2.0 + turn)) * (0.018 + 0.010 * v)
    wide = 0.36 * (1 - 0.30 * np.sin(np.pi * np.clip(v * 0.95, 0, 1)) ** 2)
    p = np.stack([x + turn * (u - 0.5) * wide, 2.50 + fold, 2.36 - 2.30 * v], -1).reshape(-1, 3)
    made = mesh.mesh(p, grid_triangles(24, 40), paint(Stuff.LINEN, 0.0))
    made.paint[:, 3] = v.ravel()
    return made
