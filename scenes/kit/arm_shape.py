"""What hangs on an arm's bones: a hand as one skin over rounded bones, an arm, stumps and sleeves.

The right arm as `skeleton` draws it; a left arm is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenes.kit import skeleton as bone
from scenes.kit.arm_form import CARPALS, PROFILE, D, hand, section
from scenes.kit.mesh import I, grid_triangles, smooth_normals
from scenes.kit.netting import F, drawn_to, net, slope, zipped

#: what a vertex is of; the numbers are the shader's
SKIN, CLOTH, LINING = 0, 1, 2
#: metres: half width, length and half depth of a finger's last bone as `Shape.local` measures it
_END = np.array([0.0068, 0.0230, 0.0068])
#: `Shape.local` of what is no finger
_NOWHERE = (0.05, -0.05, 0.05, -1.0)
#: metres along y where the hand's net begins and the rings of the arm end
_CUT = -0.036


@dataclass(frozen=True, slots=True)
class Shape:
    """positions, normals : (n, 3); triangles : (m, 3)

    paint : (n, 4) what it is of (255ths), how open to the light, how reddened, and nothing
    joints, weights : (n, 4) numbers of bones, and how far each moves the vertex
    local : (n, 4) on a finger's last bone across, along from its joint and up, and how many joints along the finger (under 0: none)
    """

    positions: F
    normals: F
    paint: F
    joints: npt.NDArray[np.uint8]
    weights: F
    local: F
    triangles: I


def together(parts: list[Shape]) -> Shape:
    """All of them as one."""
    starts = np.cumsum([0] + [len(p.positions) for p in parts[:-1]])
    return Shape(
        np.concatenate([p.positions for p in parts]),
        np.concatenate([p.normals for p in parts]),
        np.concatenate([p.paint for p in parts]),
        np.concatenate([p.joints for p in parts]),
        np.concatenate([p.weights for p in parts]),
        np.concatenate([p.local for p in parts]),
        np.concatenate([p.triangles + np.uint32(s) for p, s in zip(parts, starts, strict=True)]),
    )


def mirror_image(shape: Shape) -> Shape:
    """The left arm's."""
    sign = np.array([-1, 1, 1], np.float32)
    return Shape(
        shape.positions * sign,
        shape.normals * sign,
        shape.paint,
        shape.joints,
        shape.weights,
        shape.local,
        shape.triangles[:, ::-1].copy(),
    )


# ---- what hangs on what ---------------------------------------------------------------------------------------------


def _hat(s: D, knots: list[tuple[float, int]]) -> tuple[list[int], D]:
    """Weights of bones along a line: each of `knots` is a place and the bone that has all of the weight there."""
    at = np.array([k[0] for k in knots])
    numbers = sorted({k[1] for k in knots})
    made = np.zeros((len(s), len(numbers)))
    for column, number in enumerate(numbers):
        made[:, column] = np.interp(s, at, [float(k[1] == number) for k in knots])
    return numbers, made


_ARM_KNOTS = [
    (-0.30, bone.SHOULDER),
    (-0.255, bone.ELBOW),
    (-0.212, bone.FORE_0),
    (-0.150, bone.FORE_1),
    (-0.090, bone.FORE_2),
    (-0.030, bone.FORE_3),
    (-0.002, bone.WRIST),
    (0.024, bone.PALM),
]


def _weights(p: D) -> D:
    """(n, BONES)"""
    made = np.zeros((len(p), bone.BONES))
    numbers, arm_share = _hat(p[:, 1], _ARM_KNOTS)
    near: list[D] = []
    chains: list[tuple[list[int], D]] = []
    for f in range(5):
        ends, lengths, radii = bone.DRAWN_JOINTS[f], bone.LENGTHS[f], bone.RADII[f]
        start = np.array([-0.004, 0.004, 0.0]) if f == 0 else CARPALS[f - 1]
        points = np.vstack([start, ends])
        away = np.full(len(p), np.inf)
        along = np.zeros(len(p))
        begun = np.concatenate([[-np.linalg.norm(ends[0] - start)], [0], np.cumsum(lengths)])
        thick = np.concatenate([[radii[0]], radii])
        for k in range(4):
            line = points[k + 1] - points[k]
            long = float(np.linalg.norm(line))
            share = (p - points[k]) @ line / long**2
            share = (
                np.clip(share, 0 if k == 0 else -np.inf, np.inf if k == 3 else 1)
                if k in (0, 3)
                else np.clip(share, 0, 1)
            )
            held = np.clip(share, 0, 1)
            d = np.linalg.norm(p - points[k] - held[:, None] * line, axis=1) - (
                thick[k] + (thick[k + 1] - thick[k]) * held
            )
            nearer = d < away
            away = np.where(nearer, d, away)
            along = np.where(nearer, begun[k] + share * long, along)
        near.append(away)
        one, two, three = 0.0, float(lengths[0]), float(lengths[0] + lengths[1])
        first = bone.FIRST + 6 * f
        soft = (0.80 * radii[1], 0.75 * radii[2])
        begins = (
            [(-0.010, bone.PALM), (0.006, first), (0.026, first + 1)]
            if f == 0
            else [(-0.017, bone.PALM), (one, first), (0.015, first + 1)]
        )
        chains.append(
            _hat(
                along,
                [
                    *begins,
                    (two - soft[0], first + 1),
                    (two, first + 2),
                    (two + soft[0], first + 3),
                    (three - soft[1], first + 3),
                    (three, first + 4),
                    (three + soft[1], first + 5),
                ],
            )
        )
    share = np.stack(near, 1)
    share = np.exp(-(share - share.min(1, keepdims=True)) / 0.0035)
    share /= share.sum(1, keepdims=True)
    for f, (chain, values) in enumerate(chains):
        made[:, chain] += values * share[:, f : f + 1]
    # Where the palm has it, wrist and arm take their part.
    palm = made[:, bone.PALM].copy()
    made[:, bone.PALM] = 0.0
    made[:, numbers] += arm_share * palm[:, None]
    behind = p[:, 1] < -0.004
    made[behind] = 0.0
    made[np.ix_(behind, numbers)] = arm_share[behind]
    return made


def _local(p: D) -> D:
    """(n, 4) as `Shape.local` has it."""
    best = np.full(len(p), np.inf)
    made = np.full((len(p), 4), _NOWHERE)
    for f in range(5):
        ends, frames, lengths = bone.DRAWN_JOINTS[f], bone.DRAWN[f], bone.LENGTHS[f]
        for k in range(3):
            mine = (p - ends[k]) @ frames[k]
            if f == 0 and k == 0:
                continue
            lowest = -np.inf if k == (1 if f == 0 else 0) else 0.0
            held = np.clip(mine[:, 1], 0, lengths[k])
            away = np.linalg.norm(np.stack([mine[:, 0], mine[:, 1] - held, mine[:, 2]], 1), axis=1)
            nearer = away < best
            best = np.where(nearer, away, best)
            # Every finger's end as large as the middle one's: nails are drawn by that.
            last = (p - ends[2]) @ frames[2] * (_END / [bone.RADII[f, 3], lengths[2], bone.RADII[f, 3]])
            number = k + np.clip(mine[:, 1], lowest if np.isfinite(lowest) else -lengths[k], lengths[k]) / lengths[k]
            made[nearer] = np.concatenate([last, number[:, None]], 1)[nearer]
    made[p[:, 1] < 0.045, 3] = -1.0
    return made


def _four(weights: D) -> tuple[npt.NDArray[np.uint8], F]:
    """The four strongest bones of each vertex."""
    order = np.argsort(-weights, 1)[:, :4]
    held = np.take_along_axis(weights, order, 1)
    held[held < 0.012] = 0.0
    held /= held.sum(1, keepdims=True)
    return order.astype(np.uint8), held.astype(np.float32)


def _smoothed(values: D, triangles: I, times: int) -> D:
    """Each vertex's values nearer to its neighbours'."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]).astype(np.int64)
    both = np.concatenate([edges, edges[:, ::-1]])
    count = np.bincount(both[:, 0], minlength=len(values))[:, None]
    for _ in range(times):
        total = np.zeros_like(values)
        for column in np.flatnonzero(values.any(0)):
            total[:, column] = np.bincount(both[:, 0], values[both[:, 1], column], len(values))
        values = values * 0.5 + total / np.maximum(count, 1) * 0.5
    return values


def _open(p: F, n: F) -> F:
    """(n,) 0 to 1: how free of its own folds each place is."""
    total = np.zeros(len(p), np.float32)
    for reach in (0.004, 0.010, 0.022):
        total += np.clip(hand(p + n * reach) / reach, 0, 1)
    return np.asarray(total / 3, np.float32)


# ---- parts ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _net(plain: bool) -> Shape:
    """The hand and its wrist, and a first ring that the arm goes on from (its last vertices)."""
    fine = 0.0060 if plain else 0.00465
    x = np.arange(-0.100, 0.094, fine, dtype=np.float32)
    # The palm is smoother along the hand than the fingers are.
    y = np.cumsum(np.where(np.arange(60) < 13, 1.75 * fine, 1.2 * fine)).astype(np.float32)
    y = y[y < 0.255] + np.float32(_CUT - 2.6 * fine)
    z = np.arange(-0.056, 0.040, fine, dtype=np.float32)
    points, triangles, first = net(hand, x, y, z)
    points[first, 1] = _CUT
    points[~first] = drawn_to(hand, points[~first])
    points[first] = drawn_to(hand, points[first], flat=True)
    normals = slope(hand, points)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    p = points.astype(np.float64)
    weights = _smoothed(_weights(p), triangles, 3)
    weights[first] = _weights(p[first])
    joints, held = _four(weights)
    paint = np.zeros((len(p), 4), np.float32)
    paint[:, 1] = _open(points, normals.astype(np.float32))
    local = _local(p)
    paint[:, 2] = _reddened(p, normals.astype(np.float64), local)
    ring = np.flatnonzero(first)
    paint[:, 3] = 0.0
    paint[ring, 3] = 1.0
    return Shape(points, normals.astype(np.float32), paint, joints, held, local.astype(np.float32), triangles)


def _reddened(p: D, n: D, local: D) -> D:
    """(n,) 0 to 1: knuckles, joints and finger ends have more blood than the rest."""
    number = local[:, 3]
    made = np.zeros(len(p))
    for at, wide in ((1.0, 0.16), (2.0, 0.14)):
        made += 0.75 * np.exp(-(((number - at) / wide) ** 2)) * (0.35 + 0.65 * np.clip(n[:, 2], 0, 1))
    made += 0.9 * np.clip((number - 2.35) / 0.6, 0, 1)
    for f in range(1, 5):
        away = np.linalg.norm(p - (bone.ROOTS[f] + [0, 0, 0.012]), axis=1)
        made += 0.7 * np.exp(-((away / 0.011) ** 2))
    # The heel of the hand and the balls of the fingers.
    for ball in ((-0.030, 0.032, -0.022), (0.028, 0.030, -0.020), (-0.015, 0.092, -0.014), (0.012, 0.090, -0.014)):
        made += 0.55 * np.exp(-((np.linalg.norm(p - np.array(ball), axis=1) / 0.016) ** 2))
    return np.asarray(np.clip(made, 0, 1))


def _rings(rows: list[tuple[float, float, float]], segments: int, uneven: float = 0.0) -> D:
    """(rows, segments, 3) rings about the arm, each of (y, factor of the arm's radii there, metres outside of that)."""
    angle = np.linspace(-np.pi, np.pi, segments, endpoint=False)
    y, factor, grown = (np.array(column)[:, None] for column in zip(*rows, strict=True))
    wide, deep, aside, back = (v[:, None] for v in section(y[:, 0].astype(np.float32)))
    if uneven:
        # Cloth lies in long folds that wander round the arm, deepest at the elbow.
        fold = np.sin(angle * 3 + y * 31) + 0.7 * np.sin(angle * 2 - y * 54 + 1.3) + 0.5 * np.sin(angle + y * 95)
        grown = grown + uneven * fold * (0.6 + 0.8 * np.exp(-(((y + 0.245) / 0.06) ** 2)))
    x = (wide * factor + grown) * np.cos(angle) - aside
    z = (deep * factor + grown) * np.sin(angle) + back
    return np.stack([x, np.broadcast_to(y, x.shape), z], -1)


def _skinned(p: D, stuff: int, open_: npt.ArrayLike, stiff: bool, ahead: bool = False) -> Shape:
    """Rings as a part; `stiff` for one that only the upper arm moves, `ahead` for one that faces the hand."""
    rows, columns, _ = p.shape
    flat = p.reshape(-1, 3)
    triangles = grid_triangles(rows, columns, wrap=True)
    normals = smooth_normals(flat.astype(np.float32), triangles)
    outward = normals[:, 1] if ahead else (normals * (flat - np.repeat(p.mean(1), columns, 0))).sum(1)
    if outward.sum() < 0:
        triangles, normals = triangles[:, ::-1].copy(), -normals
    weights = np.zeros((len(flat), bone.BONES))
    numbers, share = _hat(flat[:, 1], _ARM_KNOTS)
    if stiff:
        weights[:, bone.SHOULDER] = 1.0
    else:
        weights[:, numbers] = share
    joints, held = _four(weights)
    paint = np.zeros((len(flat), 4), np.float32)
    paint[:, 0] = stuff / 255
    paint[:, 1] = np.repeat(np.broadcast_to(np.asarray(open_, float), rows), columns)
    local = np.tile(np.array(_NOWHERE, np.float32), (len(flat), 1))
    return Shape(flat.astype(np.float32), normals, paint, joints, held, local, triangles)


def _joined(part: Shape, ring: Shape) -> Shape:
    """The hand's `part`, whose last layer is open, sewn to the first of the rings that go on from it."""
    loop = np.flatnonzero(part.paint[:, 3] > 0.5)
    columns = int(np.argmax(ring.positions[:, 1] < ring.positions[0, 1] - 1e-6))
    middle = ring.positions[:columns].mean(0)

    def angles(points: F) -> F:
        return np.asarray(np.arctan2(points[:, 2] - middle[2], points[:, 0] - middle[0]), np.float32)

    first = angles(part.positions[loop])
    loop = loop[np.argsort(first)]
    rim = np.argsort(angles(ring.positions[:columns]))
    both = together([part, ring])
    seam = zipped(loop, np.sort(first), rim + len(part.positions), np.sort(angles(ring.positions[:columns])))
    p = both.positions[seam]
    out = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
    if np.sum(out * (p.mean(1) - middle)) < 0:
        seam = seam[:, ::-1]
    both.paint[:, 3] = 0.0
    return Shape(
        both.positions,
        both.normals,
        both.paint,
        both.joints,
        both.weights,
        both.local,
        np.concatenate([both.triangles, seam]).astype(np.uint32),
    )


#: metres along y where a stump ends, and where a sleeve does
_STUMPS = {"wrist": -0.014, "forearm": -0.130, "elbow": -0.262, "upper-arm": -0.400}
_HEMS = {"long": -0.030, "short": -0.395, "bare": None}
#: along the arm: rings of its skin, closer together where it bends
_ALONG = (
    -0.05,
    -0.075,
    -0.10,
    -0.13,
    -0.16,
    -0.19,
    -0.215,
    -0.232,
    -0.246,
    -0.258,
    -0.270,
    -0.284,
    -0.305,
    -0.34,
    -0.40,
    -0.47,
    -0.53,
)
_TOP = [(-0.570, 0.97, 0.0), (-0.595, 0.80, 0.0), (-0.610, 0.50, 0.0), (-0.615, 0.02, 0.0)]


@lru_cache(maxsize=32)
def arm_of(sleeve: str, ends: str, plain: bool) -> Shape:
    """A right arm in such a sleeve that ends there, with its skin only where it can be seen."""
    segments = 16 if plain else 22
    along = _ALONG[::2] if plain else _ALONG
    stump = _STUMPS.get(ends)
    stiff = ends in ("elbow", "upper-arm")
    hem = _HEMS[sleeve]
    if hem is not None and stump is not None:
        hem = min(hem, stump - 0.060)
    lowest = -1.0 if hem is None else hem - 0.028
    begin = _CUT if stump is None else stump
    skin = [(y, 1.0, 0.0) for y in along if lowest < y < begin - 0.008]
    if hem is not None:
        skin.append((lowest, 1.0, 0.0))
    else:
        skin += _TOP
    if stump is not None:
        deep = float(np.interp(stump, PROFILE[:, 0], PROFILE[:, 2])) * 0.85
        t = np.radians([88.0, 70.0, 50.0, 32.0, 15.0, 0.0])
        skin = [(stump - deep * (1 - float(np.sin(a))), float(np.cos(a)), 0.0) for a in t] + [
            row for row in skin if row[0] < stump - deep - 0.008
        ]
    part = _skinned(_rings(skin, segments), SKIN, 1.0, stiff)
    if stump is None:
        part = _joined(_net(plain), part)
    parts = [part]
    if hem is not None:
        loose = [(hem - 0.0005, 0.0056), (hem - 0.006, 0.0062), (hem - 0.016, 0.0060), (hem - 0.019, 0.0050)]
        rows = [(y, 1.0, grown) for y, grown in loose]
        rows += [(y, 1.0, 0.0085) for y in along if y < hem - 0.026]
        rows += [(y, f, 0.0085 * f) for y, f, _ in _TOP]
        parts.append(_skinned(_rings(rows, segments, 0.0013), CLOTH, 1.0, stiff))
        turned_in = [(hem - 0.0005, 1.0, 0.0056), (hem + 0.001, 1.0, 0.0040), (hem - 0.010, 1.0, -0.002)]
        parts.append(_skinned(_rings(turned_in, segments, 0.0013), LINING, [0.9, 0.6, 0.1], stiff, ahead=True))
    return together(parts)
