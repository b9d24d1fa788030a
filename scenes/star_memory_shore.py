"""What stands by the shore of Star Memory: the deck with its telescope, the old tree, the lamp in it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenes.kit import jetty, mesh
from scenes.kit.crowns import Blob
from scenes.kit.jetty import toned
from scenes.star_memory_land import LAMP, PERCH, TREE, direction

#: metres: the deck's top over the water, and half of its width
_DECK, _HALF = jetty.DECK, 2.35


def platform() -> mesh.Mesh:
    """A round deck over the water, its way to the shore, a rail behind, a telescope, cushions."""
    random = np.random.default_rng(8)
    parts, wide = [], 0.185
    x = -_HALF
    while x < _HALF - 0.06:
        middle = x + wide / 2
        long = math.sqrt(max(_HALF**2 - middle**2, 0.05))
        tone, off = random.uniform(0.75, 1.15), random.uniform(-0.03, 0.03)
        shade = toned(0.300 * tone, 0.265 * tone, 0.235 * tone)
        top = _DECK + random.uniform(-0.004, 0.004)
        parts.append(jetty.board((x, -long + off, _DECK - 0.05), (x + wide - 0.014, long + off, top), shade))
        x += wide
    y = -15.0
    while y < -2.1:
        tone = random.uniform(0.75, 1.15)
        shade = toned(0.250 * tone, 0.215 * tone, 0.185 * tone)
        low, high = (-1.30, y, _DECK - 0.055), (1.30, y + 0.26, _DECK - 0.008)
        parts.append(jetty.board(low, high, shade))
        y += 0.275
    dark = toned(0.120, 0.100, 0.085)
    rim = np.linspace(0, 2 * np.pi, 49)
    ring = np.stack([_HALF * np.sin(rim), _HALF * np.cos(rim), np.full(49, _DECK - 0.10)], 1)
    parts.append(mesh.tube(ring, 0.055, 6, dark))
    for degrees in (25, 75, 125, 155, 205, 235, 285, 335):
        a = math.radians(degrees)
        px, py = (_HALF - 0.03) * math.sin(a), (_HALF - 0.03) * math.cos(a)
        top = _DECK + 0.86 if 60 < degrees < 300 else _DECK - 0.05
        parts.append(mesh.tube([(px, py, -2.2), (px, py, 0.3), (px, py, top)], [0.075, 0.062, 0.045], 9, dark))
    for side in (-1, 1):
        arc = np.radians(np.linspace(75, 155, 14)) * side
        for over, thick in ((0.84, 0.030), (0.46, 0.020)):
            rail = np.stack([(_HALF - 0.03) * np.sin(arc), (_HALF - 0.03) * np.cos(arc), np.full(14, _DECK + over)], 1)
            parts.append(mesh.tube(rail, thick, 7, toned(0.30, 0.26, 0.22)))
    for px, py, pz in jetty.WAY:
        parts.append(mesh.tube([(px, py, -1.5), (px, py, pz)], [0.07, 0.05], 8, dark))
        parts.append(mesh.ball(0.085, (px, py, pz), 14, 9, toned(1.0, 0.62, 0.28, jetty.GLOW)))
        parts.append(
            mesh.lathe([(0.002, pz + 0.10), (0.05, pz + 0.085), (0.052, pz + 0.07)], 12, dark).moved((px, py, 0))
        )
    blue, rust, sand = (
        toned(0.040, 0.072, 0.135, jetty.CLOTH),
        toned(0.19, 0.075, 0.040, jetty.CLOTH),
        toned(0.26, 0.22, 0.17, jetty.CLOTH),
    )
    parts += [jetty.cushion(0, -0.15, 0.52, 0.11, blue), jetty.cushion(0.95, 0.55, 0.28, 0.095, rust, 0.4)]
    parts.append(jetty.cushion(-0.98, -0.35, 0.30, 0.10, sand, -0.3))
    return mesh.merged([*parts, _telescope()])


def _telescope() -> mesh.Mesh:
    """A brass telescope on three legs, turned to the sky."""
    brass, dark, wood = (
        toned(0.34, 0.235, 0.095, jetty.CHIME),
        toned(0.05, 0.045, 0.045),
        toned(0.17, 0.10, 0.055),
    )
    x, y, head = -1.36, 1.62, _DECK + 0.78
    parts = []
    for k in range(3):
        a = 2.1 * k + 0.5
        foot = (x + 0.30 * math.sin(a), y + 0.30 * math.cos(a), _DECK)
        parts.append(mesh.tube([foot, (x + 0.03 * math.sin(a), y + 0.03 * math.cos(a), head)], [0.014, 0.020], 7, wood))
    way = direction(-20.0, 34.0).astype(float)
    pivot = np.array([x, y, head + 0.05])
    marks = (
        (-0.42, 0.022),
        (-0.40, 0.022),
        (-0.38, 0.030),
        (-0.15, 0.030),
        (-0.14, 0.040),
        (0.40, 0.040),
        (0.41, 0.050),
        (0.52, 0.050),
    )
    path = np.array([pivot + way * at for at, _ in marks])
    parts.append(mesh.tube(path, [r for _, r in marks], 16, brass))
    parts.append(mesh.ball(0.046, tuple(pivot - [0, 0, 0.035]), 12, 8, dark))
    glass = pivot + way * 0.522
    parts.append(mesh.ball(0.046, tuple(glass), 12, 8, toned(0.05, 0.08, 0.12, jetty.CHIME)).moved())
    return mesh.merged(parts)


def trunk() -> mesh.Mesh:
    """The old tree without its leaves: a twisted trunk, and the long branch that birds come to."""
    x, y = TREE
    bark, pale = toned(0.105, 0.082, 0.064), toned(0.150, 0.125, 0.105)
    foot = [(x + 0.15, y - 0.05, -0.6), (x + 0.08, y, 0.35), (x - 0.06, y + 0.05, 1.1), (x + 0.05, y + 0.12, 2.0)]
    top = [(x + 0.32, y + 0.10, 3.0), (x + 0.20, y + 0.05, 4.1), (x + 0.42, y + 0.02, 5.2), (x + 0.38, y + 0.2, 6.4)]
    parts = [
        mesh.tube(
            _bent([*foot, *top], 28),
            np.interp(np.linspace(0, 1, 28), [0, 0.12, 0.35, 1], [0.44, 0.27, 0.20, 0.05]),
            14,
            bark,
        )
    ]
    px, py, pz = PERCH
    branch = _bent(
        [
            (x, y + 0.1, 1.72),
            (3.65, 3.82, 1.86),
            (2.85, 3.98, 1.72),
            (2.25, 4.18, 1.55),
            (px, py, pz - 0.022),
            (0.92, 4.66, 1.70),
        ],
        26,
    )
    parts.append(
        mesh.tube(branch, np.interp(np.linspace(0, 1, 26), [0, 0.5, 0.8, 1], [0.120, 0.058, 0.030, 0.010]), 10, bark)
    )
    for limb, thick in (
        ([(x + 0.05, y + 0.1, 2.6), (x - 0.5, y + 0.5, 3.9), (x - 0.62, y + 0.65, 5.0)], (0.10, 0.03)),
        ([(x + 0.2, y + 0.1, 2.4), (x + 1.0, y + 0.3, 3.0), (x + 1.6, y + 0.25, 3.5)], (0.11, 0.03)),
        ([(x + 0.3, y + 0.05, 3.6), (x + 0.9, y + 0.9, 4.6), (x + 1.15, y + 1.35, 5.2)], (0.09, 0.03)),
        ([(2.62, 4.05, 1.65), (2.35, 4.35, 1.95), (2.20, 4.5, 2.02)], (0.022, 0.006)),
        ([(1.35, 4.52, 1.59), (1.18, 4.30, 1.50), (1.05, 4.2, 1.46)], (0.013, 0.004)),
        ([(3.3, 3.9, 1.80), (3.0, 3.6, 2.1), (2.85, 3.5, 2.35)], (0.03, 0.007)),
    ):
        parts.append(mesh.tube(_bent(limb, 9), np.linspace(*thick, 9), 8, pale if thick[0] < 0.02 else bark))
    for k in range(5):
        a = 1.3 * k + 0.4
        root = [
            (x + 0.1, y, 0.5),
            (x + 0.45 * math.cos(a), y + 0.45 * math.sin(a), 0.28),
            (x + 0.95 * math.cos(a), y + 0.95 * math.sin(a), -0.15),
        ]
        parts.append(mesh.tube(_bent(root, 7), np.linspace(0.17, 0.05, 7), 8, bark))
    return mesh.merged(parts)


def lamp() -> mesh.Mesh:
    """A lantern of glass and dark metal that hangs from the branch."""
    x, y, z = LAMP
    dark, glow = toned(0.035, 0.033, 0.034), toned(1.0, 0.62, 0.28, jetty.GLOW)
    parts = [mesh.tube([(x, y + 0.03, 1.60), (x, y, z + 0.19)], [0.005, 0.005], 5, dark)]
    parts.append(
        mesh.lathe(
            [(0.002, z + 0.20), (0.03, z + 0.17), (0.095, z + 0.115), (0.095, z + 0.10), (0.01, z + 0.10)], 8, dark
        ).moved((x, y, 0))
    )
    parts.append(
        mesh.lathe([(0.010, z + 0.10), (0.066, z + 0.098), (0.074, z - 0.09), (0.01, z - 0.092)], 12, glow).moved(
            (x, y, 0)
        )
    )
    parts.append(
        mesh.lathe([(0.01, z - 0.088), (0.092, z - 0.092), (0.092, z - 0.115), (0.01, z - 0.118)], 8, dark).moved(
            (x, y, 0)
        )
    )
    for k in range(4):
        a = math.pi / 4 + k * math.pi / 2
        c, s = math.cos(a), math.sin(a)
        parts.append(
            mesh.tube(
                [(x + 0.08 * c, y + 0.08 * s, z + 0.10), (x + 0.085 * c, y + 0.085 * s, z - 0.10)],
                [0.006, 0.006],
                5,
                dark,
            )
        )
    return mesh.merged(parts)


def sprigs(count: int) -> mesh.Mesh:
    """Small leaves along the branch, away from where birds sit, in the frame of the tree's foot."""
    random = np.random.default_rng(12)
    path = _bent([(3.65, 3.82, 1.86), (2.85, 3.98, 1.74), (2.35, 4.30, 1.98), (2.95, 3.55, 2.25)], 40)
    at = path[random.integers(0, 40, count)] + random.normal(0, 0.085, (count, 3)) * [1, 1, 0.7]
    way = random.normal(size=(count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    side = np.cross(way, random.normal(size=(count, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    long = random.uniform(0.06, 0.11, (count, 1))
    p = np.stack(
        [at, at + side * long * 0.3 + way * long * 0.5, at + way * long, at - side * long * 0.3 + way * long * 0.5], 1
    )
    base = (np.arange(count) * 4)[:, None]
    triangles = np.concatenate([base + np.array([0, 1, 2]), base + np.array([0, 2, 3])]).astype(np.uint32)
    paint = np.stack([np.full(count, 0.2), random.uniform(0.5, 1, count), np.ones(count), random.random(count)], 1)
    normals = np.repeat(np.tile([0.0, -0.3, 0.9], (count, 1)), 4, 0)
    foot = np.array([*TREE, 0.0])
    return mesh.Mesh(
        (p.reshape(-1, 3) - foot).astype(np.float32),
        normals.astype(np.float32),
        np.repeat(paint, 4, 0).astype(np.float32),
        triangles,
    )


def _bent(points: list[tuple[float, float, float]], count: int) -> npt.NDArray[np.float64]:
    """(count, 3) along a smooth line through `points` (Catmull-Rom)."""
    p = np.array([points[0], *points, points[-1]], float)
    s = np.linspace(0, len(points) - 1 - 1e-6, count)
    k, t = s.astype(int), (s % 1.0)[:, None]
    a, b, c, d = (p[k + j] for j in range(4))
    return np.asarray(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))


def fir(pine: mesh.Mesh) -> mesh.Mesh:
    """A fir painted as the shore's growth is: how far it bends, how open to the sky, leaf or bark, a grain."""
    out, up, needles, grain = pine.paint.T
    return pine.painted(np.stack([0.30 * out * up, 0.28 + 0.72 * out, needles, grain], 1))


def boughs() -> list[Blob]:
    """The old tree's leaves as rounded masses about its foot: flat layers, as the wind leaves them to a tree by a lake; many small
    boughs about the ends of its limbs."""
    random = np.random.default_rng(31)
    ends = (
        (0.05, 0.10, 3.70, 0.75),
        (0.75, 0.45, 4.55, 0.95),
        (-0.55, 0.65, 5.05, 0.75),
        (0.35, -0.25, 5.75, 0.85),
        (1.55, 0.25, 3.45, 0.80),
        (1.15, 1.35, 5.15, 0.90),
        (0.40, 0.35, 6.50, 0.65),
    )
    blobs = []
    for x, y, z, wide in ends:
        for k in range(7):
            a = 0.898 * k + float(random.uniform(-0.5, 0.5))
            out, size = wide * float(random.uniform(0.20, 0.85)), wide * float(random.uniform(0.22, 0.36))
            blobs.append((x + out * math.cos(a), y + out * math.sin(a), z + float(random.uniform(-0.12, 0.16)), size))
    return blobs
