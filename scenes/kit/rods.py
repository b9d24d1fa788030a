"""Land as rods: ridges, capes and islets, each from one round end to another, as a map is drawn with a broad pen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenes.kit.noise import smoothstep

F = npt.NDArray[np.float32]
#: x, y and the radius of one end, the same of the other, and how high its middle rises, metres
Rod = tuple[tuple[float, float, float], tuple[float, float, float], float]


def rise(rods: Sequence[Rod], x: F, y: F, steep: float) -> tuple[F, F]:
    """At each place the metres to the shore, negative out on the water, and how high the land rises, metres.

    steep : 1 for a rod that is highest along its middle line; the larger, the nearer to the shore it is
    """
    inside = np.full(np.broadcast_shapes(x.shape, y.shape), -99.0, np.float32)
    high = np.zeros_like(inside)
    for (ax, ay, ar), (bx, by, br), top in rods:
        dx, dy = bx - ax, by - ay
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
        radius = ar + (br - ar) * t
        metres = radius - np.hypot(x - ax - dx * t, y - ay - dy * t)
        inside = np.maximum(inside, metres)
        high = np.maximum(high, top * smoothstep(0.0, 1.0, metres / np.maximum(radius, 1) * steep))
    return inside, high
