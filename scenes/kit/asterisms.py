"""Figures of stars as they are known in the sky, and how a sequence of places becomes one of them.

Places are in a flat frame about the figure's middle, x to the right, y up, about 1 from the middle to its outermost star.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asterism:
    """stars : (x, y) each, in the order in which a sequence becomes them; lines : pairs of them"""

    name: str
    stars: tuple[tuple[float, float], ...]
    lines: tuple[tuple[int, int], ...]


def _path(name: str, *stars: tuple[float, float], more: tuple[tuple[int, int], ...] = ()) -> Asterism:
    return Asterism(name, stars, tuple((k, k + 1) for k in range(len(stars) - 1)) + more)


#: by the number of their stars
BY_STARS: dict[int, tuple[Asterism, ...]] = {
    2: (_path("canis-minor", (-0.55, -0.25), (0.55, 0.30)), _path("canes-venatici", (-0.5, 0.3), (0.55, -0.25))),
    3: (
        _path("triangulum", (-0.75, -0.30), (0.70, -0.42), (0.55, 0.20), more=((2, 0),)),
        _path("aries", (-0.95, 0.30), (0.35, 0.12), (0.75, -0.32)),
    ),
    4: (
        Asterism("crux", ((0.0, 0.95), (0.05, -0.85), (-0.55, 0.12), (0.5, 0.0)), ((0, 1), (2, 3))),
        _path("corvus", (-0.6, 0.5), (0.45, 0.62), (0.62, -0.5), (-0.35, -0.55), more=((3, 0),)),
    ),
    5: (
        _path("cassiopeia", (-0.98, 0.30), (-0.48, -0.32), (0.02, 0.16), (0.46, -0.36), (0.95, 0.25)),
        _path("lyra", (0.05, 0.92), (-0.28, 0.42), (-0.42, -0.72), (0.15, -0.85), (0.22, 0.34), more=((4, 1),)),
    ),
    6: (
        _path(
            "corona-borealis", (-0.9, 0.35), (-0.72, -0.2), (-0.28, -0.5), (0.25, -0.48), (0.68, -0.12), (0.85, 0.42)
        ),
        Asterism(
            "cygnus",
            ((0.0, 0.95), (0.02, 0.38), (0.0, -0.30), (-0.05, -0.95), (-0.75, 0.12), (0.72, 0.22)),
            ((0, 1), (1, 2), (2, 3), (4, 1), (1, 5)),
        ),
    ),
    7: (
        _path(
            "big-dipper",
            (-1.0, 0.30),
            (-0.62, 0.36),
            (-0.26, 0.18),
            (0.10, 0.06),
            (0.22, -0.36),
            (0.80, -0.42),
            (0.86, 0.12),
            more=((6, 3),),
        ),
        Asterism(
            "orion",
            ((-0.5, 0.85), (0.42, 0.72), (0.14, 0.08), (0.0, 0.0), (-0.14, -0.08), (-0.40, -0.85), (0.52, -0.76)),
            ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (4, 5), (5, 6), (6, 2)),
        ),
    ),
    8: (
        Asterism(
            "hercules",
            (
                (-0.35, 0.95),
                (-0.30, 0.35),
                (0.28, 0.42),
                (0.80, 0.62),
                (0.20, -0.28),
                (0.45, -0.90),
                (-0.28, -0.22),
                (-0.72, -0.80),
            ),
            ((0, 1), (1, 2), (2, 3), (2, 4), (4, 5), (4, 6), (6, 1), (6, 7)),
        ),
    ),
    9: (
        _path(
            "leo",
            (0.95, 0.62),
            (0.66, 0.80),
            (0.42, 0.52),
            (0.46, 0.20),
            (0.58, -0.22),
            (-0.42, -0.25),
            (-0.98, -0.02),
            (-0.50, 0.30),
            (0.30, 0.22),
            more=((8, 3), (7, 5)),
        ),
    ),
}
#: of who has listened well to the birds
EAGLE = Asterism(
    "aquila",
    ((0.0, 0.22), (-0.20, 0.36), (0.20, 0.06), (-0.92, 0.10), (0.80, -0.42), (0.10, -0.72)),
    ((1, 0), (0, 2), (0, 3), (0, 4), (0, 5)),
)


def known(stars: int, turn: int) -> Asterism:
    """A figure of so many stars, another one each `turn`."""
    of = BY_STARS[stars]
    return of[turn % len(of)]


def placed(asterism: Asterism, middle: F, size: float, roll: float = 0.0) -> F:
    """(n, 3) directions of its stars about the direction `middle`; `size`, `roll` : radians."""
    right = np.cross(middle, [0, 0, 1.0])
    right /= np.linalg.norm(right)
    over = np.cross(right, middle)
    c, s = np.cos(roll), np.sin(roll)
    x, y = np.array(asterism.stars, np.float32).T
    found = middle + size * ((c * x - s * y)[:, None] * right + (s * x + c * y)[:, None] * over)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)
