"""The crown of a tree as rounded masses, and what stands out of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

D = npt.NDArray[np.float64]
#: a rounded mass: x, y, z and radius, metres
Blob = tuple[float, float, float, float]


def about(
    blobs: Sequence[Blob], count: int, random: np.random.Generator, low: float, flat: float, deep: float
) -> tuple[D, D]:
    """Where things stand out of rounded masses, (count, 3), and which way is out there, (count, 3) unit vectors.

    low : how far under the middle of a mass they go; flat : a mass's height over its width; deep : the nearest to its middle, 1
    being its surface
    """
    weights = np.array([b[3] ** 2 for b in blobs])
    which = random.choice(len(blobs), count, p=weights / weights.sum())
    spots = np.array(blobs)[which]
    out = random.normal(0, 1, (count, 3))
    out[:, 2] = np.abs(out[:, 2]) * 0.9 - low
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    return spots[:, :3] + out * spots[:, 3:4] * np.array([1, 1, flat]) * random.uniform(deep, 1.10, (count, 1)), out
