"""A body to look down at and to meet in mirrors: clothed limbs about bones that `walker` moves.

A vertex lies about its bone: x along the bone's side, y to its front (metres), z along it (0 at its beginning, 1 at its end).
Paint: which bone (sixteenths), what it is of (`Stuff`, sixteenths), how open to the sky, a grain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, grid_triangles, merged, smooth_normals

F = npt.NDArray[np.float32]
Colour = tuple[float, float, float]


class Bone(IntEnum):
    """The numbers are the shader's."""

    TORSO = 0
    HEAD = 1
    UPPER_ARM_L, UPPER_ARM_R = 2, 3
    FOREARM_L, FOREARM_R = 4, 5
    HAND_L, HAND_R = 6, 7
    THIGH_L, THIGH_R = 8, 9
    SHIN_L, SHIN_R = 10, 11
    FOOT_L, FOOT_R = 12, 13
    NECK = 14


class Stuff(IntEnum):
    """What a vertex is of; the numbers are the shader's, and the order of `Wardrobe`'s colours."""

    SKIN = 0
    JACKET = 1
    SLEEVE = 2
    TROUSERS = 3
    SHOES = 4
    SOLE = 5
    HAIR = 6
    FACE = 7


#: metres from one end of each bone to the other, for a body whose eyes are at 1.6 m
LENGTH = {
    Bone.TORSO: 0.53,
    Bone.NECK: 0.154,
    Bone.HEAD: 0.36,
    Bone.UPPER_ARM_L: 0.285,
    Bone.FOREARM_L: 0.245,
    Bone.HAND_L: 0.185,
    Bone.THIGH_L: 0.425,
    Bone.SHIN_L: 0.415,
    Bone.FOOT_L: 0.175,
}
#: metres along the head and to its front from where its bone begins to the middle between the eyes, and to where the neck bears it
EYES, SKULL = (0.239, 0.100), 0.160


@dataclass(frozen=True, slots=True)
class Build:
    """How broad a body is: factors of the chest's, the belly's, the hips' and the limbs' radii."""

    chest: float = 1.0
    belly: float = 1.0
    hips: float = 1.0
    limbs: float = 1.0


def _sleeve(
    bone: Bone, stuff: Stuff, rings: npt.ArrayLike, segments: int = 14, bow: float = 0.0, length: float | None = None
) -> Mesh:
    """Rings (z along the bone 0..1, half width, half depth, shift to the front) closed at both ends. Normals take metres for z."""
    r = np.asarray(rings, np.float64)
    # From the eyes one looks into whatever is open: a point closes each end.
    r = np.vstack([r[0] * [1, 0, 0, 1], r, r[-1] * [1, 0, 0, 1]])
    angle = np.arange(segments) * (2 * np.pi / segments)
    # A little squarer than an ellipse, as cloth over a body is.
    c, s = np.cos(angle), np.sin(angle)
    square = (np.abs(c) ** 2.6 + np.abs(s) ** 2.6) ** (-1 / 2.6)
    x = r[:, 1:2] * c * square
    y = r[:, 2:3] * s * square + r[:, 3:4] + bow * np.sin(np.pi * r[:, :1])
    z = np.broadcast_to(r[:, :1], x.shape)
    return _grid(bone, stuff, np.stack([x, y, z], -1), length or LENGTH.get(bone, 0.3))


def _grid(bone: Bone, stuff: Stuff, p: npt.NDArray[np.float64], length: float, open_: npt.ArrayLike = 1.0) -> Mesh:
    rows, columns, _ = p.shape
    flat = p.reshape(-1, 3)
    triangles = grid_triangles(rows, columns, wrap=True)
    metric = (flat * [1, 1, length]).astype(np.float32)
    normals = smooth_normals(metric, triangles)
    # Outwards, whichever way the rings ran.
    if np.sum(normals * (metric - metric.mean(0))) < 0:
        triangles, normals = triangles[:, ::-1], -normals
    paint = np.empty((len(flat), 4), np.float32)
    paint[:, 0], paint[:, 1] = bone / 16, stuff / 16
    paint[:, 2] = np.broadcast_to(np.asarray(open_, np.float32), (rows, columns)).reshape(-1)
    paint[:, 3] = np.tile(np.arange(columns) / columns, rows)
    return Mesh(flat.astype(np.float32), normals, paint, triangles)


def _torso(build: Build, segments: int) -> Mesh:
    c, b, h = build.chest, build.belly, build.hips
    jacket = [
        (-0.235, 0.01 * h, 0.01, 0.0),
        (-0.23, 0.150 * h, 0.105 * h, 0.0),
        (-0.16, 0.176 * h, 0.128 * h, 0.002),
        (-0.05, 0.178 * h, 0.128 * h, 0.002),
        (0.10, 0.164 * (h + b) / 2, 0.118 * b, 0.004),
        (0.28, 0.150 * b, 0.108 * b, 0.006),
        (0.46, 0.158 * (b + c) / 2, 0.112 * c, 0.008),
        (0.64, 0.172 * c, 0.118 * c, 0.010),
        (0.80, 0.188 * c, 0.108 * c, 0.004),
        (0.875, 0.196 * c, 0.094, -0.006),
        (0.925, 0.180 * c, 0.084, -0.012),
        (0.970, 0.138, 0.076, -0.014),
        (1.010, 0.094, 0.070, -0.012),
        (1.045, 0.070, 0.064, -0.006),
        (1.075, 0.064, 0.062, -0.002),
        (1.070, 0.052, 0.050, -0.002),
    ]
    hem = [(-0.235, 0.178 * h, 0.130 * h, 0.0), (-0.21, 0.183 * h, 0.134 * h, 0.0), (-0.17, 0.180 * h, 0.131 * h, 0.0)]
    return merged(
        [_sleeve(Bone.TORSO, Stuff.JACKET, jacket, segments), _sleeve(Bone.TORSO, Stuff.JACKET, hem, segments)]
    )


def _hand(bone: Bone, side: int) -> Mesh:
    """A relaxed hand: palm, four fingers that curl a little, a thumb. Along z from the wrist to the finger tips."""
    parts = [
        _sleeve(
            bone,
            Stuff.SKIN,
            [
                (-0.06, 0.021, 0.026, 0),
                (0.06, 0.024, 0.031, 0),
                (0.25, 0.019, 0.040, 0),
                (0.44, 0.015, 0.042, 0),
                (0.50, 0.008, 0.036, 0),
                (0.51, 0.002, 0.01, 0),
            ],
            10,
        )
    ]
    for k, long in enumerate((0.42, 0.48, 0.45, 0.36)):
        y = 0.031 - 0.0205 * k
        t = np.linspace(0, 1, 5)
        curl = -side * (0.004 + 0.030 * t**2)
        rings = []
        for j, at in enumerate(t):
            fat = 0.0098 * (1 - 0.25 * at) * (0.25 if j == 4 else 1)
            rings.append((0.44 + long * at, curl[j], y + (0.004 - 0.004 * k) * at, fat))
        parts.append(_finger(bone, rings))
    t = np.linspace(0, 1, 5)
    thumb = [
        (
            0.12 + 0.42 * at,
            -side * (0.010 + 0.020 * at),
            0.030 + 0.026 * math.sin(at * 1.6),
            0.0125 * (1 - 0.2 * at) * (0.3 if k == 4 else 1),
        )
        for k, at in enumerate(t)
    ]
    parts.append(_finger(bone, thumb))
    return merged(parts)


def _finger(bone: Bone, rings: npt.ArrayLike, segments: int = 6) -> Mesh:
    angle = np.arange(segments) * (2 * np.pi / segments)
    r = np.asarray(rings)
    x = r[:, 1:2] + r[:, 3:4] * np.cos(angle)
    y = r[:, 2:3] + r[:, 3:4] * np.sin(angle)
    z = np.broadcast_to(r[:, :1], x.shape)
    return _grid(bone, Stuff.SKIN, np.stack([x, y, z], -1), LENGTH[Bone.HAND_L], 0.9)


def _shoe(bone: Bone) -> Mesh:
    """From the heel (z -0.38) to the toes (z 0.85): z runs forward, y up (0 at the ankle, the sole 0.085 below)."""
    z = np.array([-0.40, -0.385, -0.30, -0.10, 0.15, 0.45, 0.72, 0.92, 1.02, 1.05])
    wide = np.array([0.005, 0.026, 0.034, 0.036, 0.037, 0.045, 0.047, 0.040, 0.024, 0.004])
    top = np.array([-0.03, -0.008, 0.012, 0.030, 0.016, -0.018, -0.036, -0.046, -0.058, -0.068])
    angle = np.arange(12) * (2 * np.pi / 12)
    parts = []
    for stuff, low, high, grow in (
        (Stuff.SHOES, np.full(10, -0.072), top, 1.0),
        (Stuff.SOLE, np.full(10, -0.086), np.full(10, -0.064), 1.09),
    ):
        middle, half = (low + high) / 2, np.maximum((high - low) / 2, 0.003)
        c, s = np.cos(angle), np.sin(angle)
        square = (np.abs(c) ** 3.2 + np.abs(s) ** 3.2) ** (-1 / 3.2)
        x = wide[:, None] * grow * c * square
        y = middle[:, None] + half[:, None] * s * square
        parts.append(
            _grid(bone, stuff, np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], -1), LENGTH[Bone.FOOT_L])
        )
    return merged(parts)


def _head(hair: str) -> Mesh:
    """Neck, head and hair. A head's z runs up in units of `LENGTH` and begins where the neck's root is of who looks ahead."""
    long = LENGTH[Bone.HEAD]
    neck = [
        (-0.30, 0.058, 0.056, -0.012),
        (0.22, 0.053, 0.054, -0.004),
        (0.62, 0.052, 0.056, 0.000),
        (0.94, 0.052, 0.058, 0.004),
        (1.00, 0.01, 0.01, 0.004),
    ]
    rows, columns = 34, 36
    up = np.linspace(-1, 1, rows)[:, None]
    angle = (np.arange(columns) / columns * 2 * np.pi)[None]
    ring = np.sqrt(np.maximum(1 - up**2, 1e-4))
    side, front = np.cos(angle), np.sin(angle)
    # An egg: the skull broad and deep, the jaw narrow and forward.
    jaw = np.clip(-up, 0, 1)
    x = 0.0765 * ring * side * (1 - 0.26 * jaw**1.3)
    deep = np.where(front > 0, 0.094 - 0.012 * jaw, 0.098 - 0.042 * jaw)
    y = deep * ring * front + 0.012 * jaw
    z = 0.118 * up * (1 + 0.06 * jaw * np.clip(front, 0, 1))
    face = np.clip(front, 0, 1) ** 2

    def spot(sx: float, sz: float, wx: float, wz: float) -> npt.NDArray[np.float64]:
        return np.asarray(np.exp(-(((x - sx) / wx) ** 2) - ((z - sz) / wz) ** 2) * face)

    nose = spot(0, -0.018, 0.011, 0.016) * 0.021 + spot(0, 0.008, 0.008, 0.022) * 0.012
    brow = spot(0.028, 0.034, 0.024, 0.008) + spot(-0.028, 0.034, 0.024, 0.008)
    eyes = spot(0.030, 0.017, 0.014, 0.010) + spot(-0.030, 0.017, 0.014, 0.010)
    lips = spot(0, -0.054, 0.020, 0.0075)
    chin = spot(0, -0.092, 0.022, 0.016)
    cheek = spot(0.042, -0.015, 0.022, 0.022) + spot(-0.042, -0.015, 0.022, 0.022)
    y = y + nose + 0.005 * brow - 0.0085 * eyes + 0.005 * lips + 0.007 * chin + 0.003 * cheek
    p = np.stack([x, y + 0.018, (z + 0.222) / long], -1)
    parts = [_sleeve(Bone.NECK, Stuff.SKIN, neck, 14), _grid(Bone.HEAD, Stuff.SKIN, p, long)]
    for s in (-1, 1):
        ear = [
            (0.56, s * 0.074, -0.004, 0.004),
            (0.60, s * 0.079, -0.006, 0.013),
            (0.66, s * 0.080, -0.008, 0.016),
            (0.70, s * 0.078, -0.010, 0.010),
            (0.71, s * 0.076, -0.01, 0.002),
        ]
        parts.append(_finger(Bone.HEAD, ear, 8))
    if hair != "none":
        parts.append(_hair(p, up, angle, hair, long))
    return merged(parts)


def _hair(
    head: npt.NDArray[np.float64], up: npt.NDArray[np.float64], angle: npt.NDArray[np.float64], hair: str, long: float
) -> Mesh:
    """A cap over the skull that leaves the face free; long hair falls to the shoulders behind."""
    front = np.sin(angle)
    # Down to here it grows: high over the brow, low at the nape.
    line = np.where(front > 0, 0.52 - 0.62 * (1 - np.clip(front, 0, 1)) ** 1.6, -0.10 - 0.45 * np.clip(-front, 0, 1))
    grown = np.clip((up - line) / 0.10, 0, 1)
    thick = (
        (0.0125 if hair == "short" else 0.017) * np.minimum(grown, 1) ** 0.6 * (1 + 0.25 * np.sin(angle * 9) * (1 - up))
    )
    thick = np.where(up < line, -0.010, thick)
    middle = np.array([0, 0.012, 0.222 / long])
    out = (head - middle) * [1, 1, long]
    out = out / np.maximum(np.linalg.norm(out, axis=-1, keepdims=True), 1e-6)
    p = head + out * thick[..., None] / [1, 1, long]
    cap = _grid(Bone.HEAD, Stuff.HAIR, p, long)
    if hair == "short":
        return cap
    if hair == "tied":
        knot = [
            (0.60, 0.0, -0.105, 0.006),
            (0.63, 0.0, -0.118, 0.030),
            (0.68, 0.0, -0.122, 0.036),
            (0.73, 0.0, -0.118, 0.028),
            (0.75, 0.0, -0.11, 0.004),
        ]
        return merged(
            [cap, _finger(Bone.HEAD, knot, 12).painted(np.array([Bone.HEAD / 16, Stuff.HAIR / 16, 0.9, 0.5]))]
        )
    fall = [
        (0.86, 0.062, 0.048, -0.040),
        (0.66, 0.086, 0.060, -0.042),
        (0.40, 0.090, 0.056, -0.046),
        (0.12, 0.086, 0.046, -0.052),
        (-0.10, 0.080, 0.034, -0.062),
        (-0.16, 0.02, 0.01, -0.06),
    ]
    return merged([cap, _sleeve(Bone.HEAD, Stuff.HAIR, fall, 18)])


def body(build: Build, segments: int = 20) -> Mesh:
    """All of it but the head."""
    n = build.limbs
    parts = [_torso(build, segments)]
    for side, arm, fore, hand, thigh, shin, foot in (
        (-1, Bone.UPPER_ARM_L, Bone.FOREARM_L, Bone.HAND_L, Bone.THIGH_L, Bone.SHIN_L, Bone.FOOT_L),
        (1, Bone.UPPER_ARM_R, Bone.FOREARM_R, Bone.HAND_R, Bone.THIGH_R, Bone.SHIN_R, Bone.FOOT_R),
    ):
        parts += [
            _sleeve(
                arm,
                Stuff.JACKET,
                [
                    (-0.165, 0.014 * n, 0.016 * n, 0),
                    (-0.14, 0.036 * n, 0.038 * n, 0),
                    (-0.07, 0.056 * n, 0.058 * n, 0),
                    (0.04, 0.063 * n, 0.066 * n, 0),
                    (0.18, 0.061 * n, 0.065 * n, 0),
                    (0.5, 0.052 * n, 0.054 * n, 0.003),
                    (0.9, 0.047 * n, 0.048 * n, 0),
                    (1.06, 0.042 * n, 0.044 * n, 0),
                    (1.12, 0.012, 0.012, 0),
                ],
                14,
                length=LENGTH[Bone.UPPER_ARM_L],
            ),
            _sleeve(
                fore,
                Stuff.SLEEVE,
                [
                    (-0.10, 0.014, 0.014, 0),
                    (-0.06, 0.040 * n, 0.042 * n, 0),
                    (0.12, 0.046 * n, 0.047 * n, 0.002),
                    (0.45, 0.041 * n, 0.042 * n, 0),
                    (0.90, 0.033 * n, 0.036 * n, 0),
                    (0.955, 0.034 * n, 0.037 * n, 0),
                    (0.96, 0.02, 0.02, 0),
                ],
                14,
                length=LENGTH[Bone.FOREARM_L],
            ),
            _hand(hand, side),
            _sleeve(
                thigh,
                Stuff.TROUSERS,
                [
                    (-0.16, 0.03, 0.03, 0),
                    (-0.10, 0.078 * n, 0.092 * n, -0.004),
                    (0.06, 0.090 * n, 0.100 * n, -0.004),
                    (0.35, 0.082 * n, 0.090 * n, 0.004),
                    (0.70, 0.068 * n, 0.074 * n, 0.004),
                    (0.96, 0.060 * n, 0.064 * n, 0.004),
                    (1.07, 0.052 * n, 0.056 * n, 0.0),
                    (1.12, 0.015, 0.015, 0),
                ],
                16,
                length=LENGTH[Bone.THIGH_L],
            ),
            _sleeve(
                shin,
                Stuff.TROUSERS,
                [
                    (-0.12, 0.015, 0.015, 0),
                    (-0.08, 0.050 * n, 0.054 * n, 0.004),
                    (0.06, 0.059 * n, 0.062 * n, 0.002),
                    (0.30, 0.056 * n, 0.064 * n, -0.010),
                    (0.62, 0.050 * n, 0.054 * n, -0.004),
                    (0.90, 0.050 * n, 0.056 * n, 0.002),
                    (0.985, 0.053 * n, 0.062 * n, 0.004),
                    (0.99, 0.03, 0.03, 0),
                ],
                16,
                length=LENGTH[Bone.SHIN_L],
            ),
            _shoe(foot),
        ]
    return merged(parts)


def head(hair: str) -> Mesh:
    """Neck, head, and `hair` (short, long, tied, none)."""
    return _head(hair)
