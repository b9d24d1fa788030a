"""The joints of an arm and its hand, and where each one is when the arm is held in some way.

All of it is of a right arm that lies stretched out along y with its wrist at the origin, palm down; a left arm is worked out as a
right one's mirror image, so both are exact images of each other. Between every two bones lies a half-turned one: skin that hangs
on both sides of it keeps its roundness however far a joint bends.

Lengths of an adult's hand bones follow Buryanov and Kotiuk, "Proportions of hand segments", Int. J. Morphol. 28 (2010) 755.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenes.kit.holding import FORE, UPPER, Held
from scenes.kit.vectors import V, beside, cross, dot, length, less, plus, turned, unit
from scenes.kit.walker import bend

D = npt.NDArray[np.float64]
#: a frame by its columns: across, along and the side of the nail
Frame = tuple[V, V, V]
#: numbers of the arm's bones; then six for each of `FINGERS`: half-turned and whole, of each of its three joints
SHOULDER, ELBOW, FORE_0, FORE_1, FORE_2, FORE_3, WRIST, PALM, FIRST = 0, 1, 2, 3, 4, 5, 6, 7, 8
FINGERS = ("thumb", "index", "middle", "ring", "little")
BONES = FIRST + 6 * len(FINGERS)
#: how much of the forearm a hand that has moved up to the elbow has taken away
_TELESCOPED = 0.74


def _unit(v: npt.ArrayLike) -> D:
    a = np.asarray(v, float)
    return np.asarray(a / np.linalg.norm(a, axis=-1, keepdims=True))


def frame(along: npt.ArrayLike, back: npt.ArrayLike) -> D:
    """(..., 3, 3) whose columns are across, `along`, and the side of the nail, which `back` about says."""
    y = _unit(along)
    z = np.asarray(back, float)
    z = _unit(z - y * (z * y).sum(-1, keepdims=True))
    return np.stack([np.cross(y, z), y, z], -1)


def _about_z(angle: float) -> D:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])


#: (5, 3) metres: the three bones of each finger; the last one to the finger's very end
LENGTHS = np.array(
    [
        [0.0455, 0.0330, 0.0285],
        [0.0410, 0.0235, 0.0225],
        [0.0450, 0.0275, 0.0235],
        [0.0415, 0.0260, 0.0230],
        [0.0330, 0.0190, 0.0205],
    ]
)
#: (5, 3) where each finger begins: the thumb at the wrist's edge, the others at their knuckles
ROOTS = np.array(
    [
        [-0.0220, 0.0170, -0.0080],
        [-0.0275, 0.0890, 0.0010],
        [-0.0075, 0.0930, 0.0035],
        [0.0125, 0.0880, 0.0015],
        [0.0300, 0.0790, -0.0025],
    ]
)
#: (5, 4) metres: radii at the three joints and near the end
RADII = np.array(
    [
        [0.0150, 0.0118, 0.0104, 0.0086],
        [0.0104, 0.0091, 0.0079, 0.0066],
        [0.0106, 0.0093, 0.0081, 0.0068],
        [0.0100, 0.0088, 0.0076, 0.0064],
        [0.0089, 0.0077, 0.0067, 0.0056],
    ]
)
#: radians towards the little finger's side, of the four fingers: as they are drawn, spread so that a net keeps them apart; as they
#: are in an open hand; and in a fist
_DRAWN, _OPEN, _FIST = np.radians([[-14.0, -3.0, 8.0, 21.0], [-5.0, -0.5, 4.0, 10.0], [3.0, 0.5, -3.5, -8.0]])
#: (5, 3, 3, 3) the bones' frames in the hand that is drawn
_THUMB = {
    "drawn": ([(-0.66, 0.70, -0.27), (-0.50, 0.84, -0.20), (-0.42, 0.89, -0.18)], [(-0.62, -0.30, 0.72)] * 3),
    "open": ([(-0.60, 0.75, -0.30), (-0.36, 0.90, -0.24), (-0.26, 0.95, -0.17)], [(-0.70, -0.20, 0.62)] * 3),
    "fist": (
        [(-0.40, 0.72, -0.57), (0.50, 0.66, -0.56), (0.90, 0.40, -0.16)],
        [(-0.85, -0.10, -0.50), (-0.66, 0.20, -0.72), (-0.30, 0.35, -0.89)],
    ),
    "pinch": (
        [(-0.42, 0.74, -0.53), (-0.06, 0.86, -0.50), (0.16, 0.93, -0.34)],
        [(-0.85, -0.30, -0.30), (-0.88, -0.20, -0.40), (-0.86, 0.00, -0.50)],
    ),
}
DRAWN = np.stack([frame(*_THUMB["drawn"])] + [np.repeat((_about_z(-a) @ np.eye(3))[None], 3, 0) for a in _DRAWN])


def joints(frames: D) -> D:
    """(..., 5, 4, 3) the ends of all bones of a hand at the origin, whose frames are (..., 5, 3, 3, 3)."""
    steps = frames[..., :, 1] * LENGTHS[..., None]
    roots = np.broadcast_to(ROOTS[:, None], (*steps.shape[:-2], 1, 3))
    return np.concatenate([roots, roots + np.cumsum(steps, -2)], -2)


#: (5, 4, 3) metres, of the hand that is drawn
DRAWN_JOINTS = joints(DRAWN)


def _quaternions(frames: D) -> D:
    """(n, 4) of (n, 3, 3); none of them is near a half turn."""
    w = np.sqrt(np.maximum(1 + np.trace(frames, axis1=1, axis2=2), 1e-9)) / 2
    m = frames
    v = np.stack([m[:, 2, 1] - m[:, 1, 2], m[:, 0, 2] - m[:, 2, 0], m[:, 1, 0] - m[:, 0, 1]], 1)
    return np.concatenate([w[:, None], v / (4 * w[:, None])], 1)


def _matrices(q: D) -> D:
    r, i, j, k = np.moveaxis(q / np.linalg.norm(q, axis=-1, keepdims=True), -1, 0)
    rows = [
        [1 - 2 * (j * j + k * k), 2 * (i * j - k * r), 2 * (i * k + j * r)],
        [2 * (i * j + k * r), 1 - 2 * (i * i + k * k), 2 * (j * k - i * r)],
        [2 * (i * k - j * r), 2 * (j * k + i * r), 1 - 2 * (i * i + j * j)],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


_THUMBS = {name: _quaternions(frame(*_THUMB[name])) for name in ("open", "fist", "pinch")}
#: radians that the three joints of each finger bend: open, in a fist, and the index finger's where it meets the thumb
_STRAIGHT, _CLOSED, _MEETS = (
    np.radians([4.0, 7.0, 5.0]),
    np.radians([90.0, 116.0, 78.0]),
    np.radians([46.0, 52.0, 24.0]),
)
#: the little finger's side closes first
_EARLIER = np.array([-0.07, 0.0, 0.06, 0.12])


def hand(curl: float, pinch: float, point: float) -> D:
    """(5, 3, 3, 3) the frames of a hand's bones, so far closed."""
    share = np.clip(curl + _EARLIER * 4 * curl * (1 - curl), 0, 1)
    share[0] *= 1 - point
    # The middle joint bends before the knuckle does.
    shares = np.stack([share**1.25, share**0.9, share**1.05], 1)
    bent = _STRAIGHT + (_CLOSED - _STRAIGHT) * shares
    bent[0] += (_MEETS - bent[0]) * pinch
    total = np.cumsum(bent, 1)
    spread = _OPEN + (_FIST - _OPEN) * share
    c, s = np.cos(total), np.sin(total)
    a, b = np.cos(spread)[:, None], np.sin(spread)[:, None]
    zero = np.zeros_like(c)
    # Bent about its own x, then spread about the hand's z.
    across = np.stack([a + zero, -b + zero, zero], -1)
    along = np.stack([b * c, a * c, -s], -1)
    back = np.stack([b * s, a * s, c], -1)
    fingers = np.stack([across, along, back], -1)
    closed = min(max(curl, 0.0), 1.0) ** 1.2
    q = _THUMBS["open"] * (1 - closed) + _THUMBS["fist"] * closed
    q = q / np.linalg.norm(q, axis=1, keepdims=True)
    q = q * (1 - pinch) + _THUMBS["pinch"] * pinch
    return np.concatenate([_matrices(q)[None], fingers])


def _half(a: D, b: D) -> D:
    """(..., 3, 3) midway between two frames."""
    s = a + b
    x = s[..., 0] / np.linalg.norm(s[..., 0], axis=-1, keepdims=True)
    y = s[..., 1] - x * (s[..., 1] * x).sum(-1, keepdims=True)
    y = y / np.linalg.norm(y, axis=-1, keepdims=True)
    return np.stack([x, y, np.cross(x, y)], -1)


#: steps from an open hand to a fist: so near to each other that none is seen, and few enough to be kept
_STEPS, _KEPT = 1024, 1024


def _fingers(held: Held) -> D:
    """(n, 3, 4) what each bone of the fingers does to what is drawn, of a hand at the origin that is not turned."""
    return _closed(round(held.curl * _STEPS), round(held.pinch * _STEPS), round(held.point * _STEPS))


@lru_cache(_KEPT)
def _closed(curl: int, pinch: int, point: int) -> D:
    frames = hand(curl / _STEPS, pinch / _STEPS, point / _STEPS)
    places = joints(frames)[:, :3]
    # What turns the hand that is drawn into this one, bone by bone.
    turned_by = frames @ np.swapaxes(DRAWN, -1, -2)
    before = np.concatenate([np.broadcast_to(np.eye(3), (5, 1, 3, 3)), turned_by[:, :2]], 1)
    both = np.stack([_half(before, turned_by), turned_by], 2)
    local = places[:, :, None] - (both @ DRAWN_JOINTS[:, :3, None, :, None])[..., 0]
    made = np.concatenate([both, local[..., None]], -1).reshape(-1, 3, 4)
    made.flags.writeable = False
    return made


# ---- the arm: few bones, so plain floats are quicker than arrays -----------------------------------------------------


def _midway(a: Frame, b: Frame) -> Frame:
    x = unit(plus(a[0], b[0]))
    y = beside(plus(a[1], b[1]), x)
    return x, y, cross(x, y)


def _row(frame: Frame, place: V, size: float, stretch: float = 1.0) -> list[tuple[float, float, float, float]]:
    """A bone that is `size` times as large, and along itself `stretch` times that."""
    (a, b, c), (d, e, f), (g, h, i) = frame
    y = size * stretch
    return [
        (a * size, d * y, g * size, place[0]),
        (b * size, e * y, h * size, place[1]),
        (c * size, f * y, i * size, place[2]),
    ]


def _elbow(held: Held, upper: float, fore: float) -> tuple[V, V, V]:
    """Of a right arm: its shoulder (nearer than asked for where the arm is too short), its elbow, the axis that it bends about."""
    s, w = held.shoulder, held.wrist
    line = less(w, s)
    long = length(line)
    most = (upper + fore) * 0.997
    if long > most:
        s = plus(w, line, -most / long)
    if held.elbow is not None:
        out = held.elbow
    else:
        # Down and a little out, farther out the more the palm looks down, and so that the forearm comes from behind the hand.
        back, along = turned(held.turn, (0.0, 0.0, 1.0)), turned(held.turn, (0.0, 1.0, 0.0))
        out = plus((0.34 + 0.22 * back[2], -0.15, -0.75), plus(along, less(s, w), 1.0 / max(long, 0.1)), -0.55)
    elbow, _ = bend(s, w, upper, fore, out)
    way = unit(less(w, s))
    return s, elbow, cross(beside(out, way), way)


@lru_cache(4)
def bones(held: Held, size: float = 1.0, telescoped: float = 0.0) -> D:
    """(BONES, 3, 4) what each bone of a right arm does to what is drawn: turn and stretch, then the place. Not to be written to.

    The wrist is exactly where it is held, unless the hand has `telescoped`.
    """
    upper, fore = UPPER * size, FORE * size
    s, e, hinge = _elbow(held, upper, fore)
    w = held.wrist
    if telescoped > 0.0:
        w = plus(e, less(w, e), 1 - _TELESCOPED * telescoped)
    turn = turned(held.turn, (1.0, 0, 0)), turned(held.turn, (0, 1.0, 0)), turned(held.turn, (0, 0, 1.0))
    above, below = less(e, s), less(w, e)
    reach, stretch = length(above) / upper, length(below) / fore
    along = unit(above)
    shoulder = cross(along, hinge), along, hinge
    along = unit(below)
    first = cross(along, hinge), along, hinge
    bent = _midway(shoulder, first)
    # How far the hand is rolled about the forearm; each quarter of the forearm goes along with a part of it.
    x = first[0]
    roll = math.atan2(dot(x, turn[2]) - dot(hinge, turn[0]), dot(x, turn[0]) + dot(hinge, turn[2]))
    parts = [(math.cos(roll * k / 3), math.sin(roll * k / 3)) for k in range(4)]
    zero = (0.0, 0.0, 0.0)
    fores = [(plus(plus(zero, x, c), hinge, -t), along, plus(plus(zero, x, t), hinge, c)) for c, t in parts]
    made = np.empty((BONES, 3, 4))
    made[:FIRST] = [
        _row(shoulder, plus(s, shoulder[1], size * reach * (UPPER + FORE)), size, reach),
        _row(bent, plus(e, bent[1], size * FORE), size),
        *(_row(part, w, size, stretch) for part in fores),
        _row(_midway(fores[3], turn), w, size),
        _row(turn, w, size),
    ]
    np.matmul(made[PALM, :, :3], _fingers(held), out=made[FIRST:])
    made[FIRST:, :, 3] += w
    made.flags.writeable = False
    return made


_IMAGE = np.outer([-1.0, 1.0, 1.0], [-1.0, 1.0, 1.0, 1.0])


def mirror_image(made: D) -> D:
    """(n, 3, 4) the other arm's: what is drawn is that arm's mirror image as well."""
    return np.asarray(made * _IMAGE)
