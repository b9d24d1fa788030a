"""The form of an arm and its hand, as `skeleton` draws them: for each place its distance to the skin, negative inside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenes.kit import skeleton as bone
from scenes.kit.netting import F

D = npt.NDArray[np.float64]
#: rows of y, half width, half depth, and how far the arm's middle lies from the line to the thumb's side and to the back
PROFILE = np.array(
    [
        (-0.60, 0.0480, 0.0540, 0.000, 0.000),
        (-0.52, 0.0490, 0.0540, 0.000, 0.000),
        (-0.46, 0.0465, 0.0510, 0.000, 0.000),
        (-0.38, 0.0440, 0.0480, 0.000, 0.000),
        (-0.30, 0.0415, 0.0430, 0.000, 0.000),
        (-0.255, 0.0425, 0.0400, 0.001, 0.000),
        (-0.220, 0.0455, 0.0405, 0.003, 0.001),
        (-0.180, 0.0435, 0.0385, 0.003, 0.001),
        (-0.130, 0.0375, 0.0320, 0.002, 0.001),
        (-0.080, 0.0315, 0.0245, 0.001, 0.001),
        (-0.040, 0.0285, 0.0200, 0.000, 0.001),
        (-0.010, 0.0285, 0.0190, 0.000, 0.001),
        (0.050, 0.0300, 0.0160, 0.000, 0.001),
    ]
)


def _melt(a: F, b: F, k: float) -> F:
    """The nearer of two, their edge rounded over about `k` metres."""
    h = np.maximum(k - np.abs(a - b), 0.0) / k
    return np.asarray(np.minimum(a, b) - h * h * (k / 4), np.float32)


def _rod(p: F, a: npt.ArrayLike, b: npt.ArrayLike, r: float, s: float, flat: float = 1.0) -> F:
    """To a rod from a to b that is `r` thick at a and `s` at b; `flat` under 1 makes it wider than high."""
    squeeze = np.array([1, 1, 1 / flat], np.float32)
    q, a, b = p * squeeze, np.asarray(a) * squeeze, np.asarray(b) * squeeze
    line = (b - a).astype(np.float32)
    to = (q - a).astype(np.float32)
    share = np.clip(to @ line / np.float32(line @ line), 0, 1)
    away = np.linalg.norm(to - share[:, None] * line, axis=1)
    return np.asarray((away - (r + (s - r) * share)) * (flat if flat < 1 else 1.0), np.float32)


def section(y: F) -> tuple[D, D, D, D]:
    """Half width and half depth of the arm at each y, and how far its middle lies to the thumb's side and to the back."""
    p = PROFILE
    at = np.clip(y, p[0, 0], p[-1, 0])
    wide, deep, aside, back = (np.interp(at, p[:, 0], p[:, k]) for k in range(1, 5))
    return wide, deep, aside, back


def arm(p: F) -> F:
    """To the arm, without a hand and without ends."""
    wide, deep, aside, back = section(p[:, 1])
    x, z = p[:, 0] + aside, p[:, 2] - back
    ratio = np.sqrt((x / wide) ** 2 + (z / deep) ** 2 + 1e-9)
    return np.asarray((ratio - 1) * np.sqrt(x * x + z * z + 1e-9) / ratio, np.float32)


#: knuckles beside where the fingers begin, and where their bones begin at the wrist
CARPALS = np.array(
    [[-0.0190, 0.0120, 0.0015], [-0.0065, 0.0100, 0.0030], [0.0065, 0.0100, 0.0025], [0.0185, 0.0110, 0.0000]]
)


def _palm(p: F) -> F:
    made = np.full(len(p), 1.0, np.float32)
    for k in range(4):
        root = bone.ROOTS[k + 1]
        made = _melt(
            made, _rod(p, CARPALS[k], root + np.array([0, -0.006, -0.0008]), 0.0125, 0.0118 - 0.0006 * k, 0.94), 0.014
        )
    # The ball of the thumb, the little finger's side, and the fold between thumb and index finger.
    thumb = bone.DRAWN_JOINTS[0]
    made = _melt(
        made, _rod(p, (-0.0165, 0.0160, -0.0085), thumb[1] * 0.86 + [0.001, 0.006, -0.002], 0.0150, 0.0112), 0.016
    )
    made = _melt(made, _rod(p, (0.0200, 0.0140, -0.0080), (0.0285, 0.0600, -0.0075), 0.0140, 0.0120), 0.014)
    made = _melt(made, _rod(p, (-0.0240, 0.0590, -0.0030), (-0.0420, 0.0440, -0.0130), 0.0070, 0.0070), 0.016)
    # The wrist runs out under the palm, and the knob of the ulna.
    sunk = np.maximum((p[:, 1] + 0.008) / 0.045, 0)
    made = _melt(made, np.asarray(arm(p) + 0.016 * sunk * sunk, np.float32), 0.022)
    return _melt(made, np.linalg.norm(p - np.array([0.0205, -0.0150, 0.0105], np.float32), axis=1) - 0.0072, 0.014)


def _digits(p: F) -> F:
    made = np.full(len(p), 1.0, np.float32)
    for f in range(5):
        ends, radii, frames = bone.DRAWN_JOINTS[f], bone.RADII[f], bone.DRAWN[f]
        one = np.full(len(p), 1.0, np.float32)
        for k in range(3):
            a, b = ends[k], ends[k + 1]
            if k == 2:
                b = b - frames[2, :, 1] * radii[3]
            if f == 0 and k == 0:
                one = _melt(one, _rod(p, a, b, radii[0], radii[1]), 0.006)
                continue
            # A little thinner between its joints.
            middle, waist = (a + b) / 2, (radii[k] + radii[k + 1]) / 2 * 0.955
            one = _melt(one, _rod(p, a, middle, radii[k], waist), 0.003)
            one = _melt(one, _rod(p, middle, b, waist, radii[k + 1]), 0.003)
        # The pad of the finger's end, on the palm's side.
        pad = ends[3] - frames[2] @ np.array([0, radii[3] * 1.75, radii[3] * 0.22])
        one = _melt(one, np.linalg.norm(p - pad.astype(np.float32), axis=1) - radii[3] * 0.98, 0.005)
        made = _melt(made, one, 0.0045)
    return made


def hand(p: F) -> F:
    """To the hand and what it hangs on."""
    made = _melt(_palm(p), _digits(p), 0.010)
    for f in range(1, 5):
        # The knuckles' heads show on the back.
        top = (bone.ROOTS[f] + [0, 0.000, 0.0036]).astype(np.float32)
        made = _melt(made, np.linalg.norm(p - top, axis=1) - 0.0080, 0.011)
    return made
