"""Where everyone is in Snow Canyon, the same in every visit: their light is baked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenes.kit.terrain import Drawn
from scenes.snow_canyon_course import GORGE, ICE, LAKE, centre, half_width

F = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Places:
    """Each (n, k) float32.

    snowmen, penguins, otters, deer, foxes, huts, floes : x, y, z, size, facing
    lanterns : x, y, z, size, the string it hangs on and its number there (a single one: -1, 0)
    windows : x, y, z of the lights of the huts
    """

    snowmen: F
    penguins: F
    otters: F
    deer: F
    foxes: F
    huts: F
    floes: F
    lanterns: F
    windows: F


def _facing(x: F, y: F, upstream: float = 9.0) -> F:
    """The turn that makes a figure (which faces -y) look at the boat when it comes by, a little upstream."""
    goal_y = y - upstream
    return np.asarray(np.arctan2(centre(goal_y) - x, -(goal_y - y)), np.float32)


class _Setter:
    def __init__(self, ground: Drawn, seed: int) -> None:
        self.ground, self.random = ground, np.random.default_rng(seed)

    def uniform(self, low: float, high: float, n: int) -> F:
        return self.random.uniform(low, high, n).astype(np.float32)

    def ashore(self, y: F, side: F, inland: F) -> F:
        """x on the bank: the first dry ground from the river's middle, and `inland` metres on."""
        steps = np.arange(3, 44, 0.25, dtype=np.float32)
        x = centre(y)[:, None] + side[:, None] * steps
        dry = self.ground.at(x, np.broadcast_to(y[:, None], x.shape)) > 0.22
        first = steps[np.argmax(dry, axis=1)]
        return np.asarray(centre(y) + side * (first + inland), np.float32)

    def standing(self, y: F, side: F, inland: F, size: F, upstream: float = 9.0) -> F:
        x = self.ashore(y, side, inland)
        turn = _facing(x, y, upstream) + self.random.normal(0, 0.15, len(y))
        return np.stack([x, y, self.ground.at(x, y) - 0.05, size, turn], 1).astype(np.float32)


def places(ground: Drawn) -> Places:
    """Everyone's place."""
    at = _Setter(ground, 41)
    floes = _floes(at)
    n = 34
    y = np.linspace(17, 660, n).astype(np.float32) + at.uniform(-3, 3, n)
    side = np.where(np.arange(n) % 2, -1, 1).astype(np.float32)
    snowmen = at.standing(y, side, at.uniform(0.8, 2.4, n), at.uniform(0.72, 1.08, n))
    groups = np.sort(np.append(np.linspace(13, 660, 22), [303, 334, 362, 398])).astype(np.float32)
    many = 3 * len(groups)
    y = np.repeat(groups, 3) + np.tile([-0.9, 0.2, 1.3], len(groups)).astype(np.float32) + at.uniform(-0.2, 0.2, many)
    side = np.repeat(np.where(np.arange(len(groups)) % 2, 1, -1), 3).astype(np.float32)
    inland = np.tile([0.35, 0.9, 0.2], len(groups)).astype(np.float32) + at.uniform(0, 0.4, many)
    penguins = at.standing(y, side, inland, at.uniform(0.95, 1.35, many))
    # On the lake they stand on floes, three on each.
    afloat = np.flatnonzero(half_width(groups) > 15)
    rafts = _rafts(at, groups[afloat])
    for group, raft in zip(afloat, rafts, strict=True):
        three = slice(3 * group, 3 * group + 3)
        penguins[three, 0] = raft[0] + np.array([-0.7, 0.15, 0.75]) * raft[3] * 0.8
        penguins[three, 1] = raft[1] + np.array([0.25, -0.45, 0.3]) * raft[3] * 0.8
        penguins[three, 2] = 0.16 * raft[3]
        penguins[three, 4] = _facing(penguins[three, 0], penguins[three, 1])
    floes = np.concatenate([floes, rafts])
    n = 29
    y = np.append(np.linspace(24, 650, 24), np.linspace(300, 425, 5)).astype(np.float32) + at.uniform(-5, 5, n)
    off = np.where(np.arange(n) % 2, -1, 1) * at.uniform(3.2, 4.6, n)
    x = (centre(y) + off).astype(np.float32)
    otters = np.stack([x, y, np.zeros(n), at.uniform(0.95, 1.2, n), _facing(x, y) + at.random.normal(0, 0.5, n)], 1)
    otters = otters[_apart(otters, floes)]
    huts = _huts(at)
    n = 16
    y = np.linspace(38, 640, n).astype(np.float32) + at.uniform(-6, 6, n)
    y = y[((y < GORGE[0] - 8) | (y > GORGE[1] + 8)) & ((y < ICE[0] - 8) | (y > ICE[1] + 8)) & ((y < 320) | (y > 418))]
    side = np.where(np.arange(len(y)) % 2, 1, -1).astype(np.float32)
    deer = at.standing(y, side, at.uniform(3.0, 6.0, len(y)), at.uniform(0.95, 1.15, len(y)), 14.0)
    deer[:, 4] += np.where(np.arange(len(y)) % 3, 0.9, -0.9)
    n = 18
    y = np.linspace(28, 655, n).astype(np.float32) + at.uniform(-5, 5, n)
    side = np.where(np.arange(n) % 2, -1, 1).astype(np.float32)
    foxes = at.standing(y, side, at.uniform(1.4, 3.2, n), at.uniform(0.95, 1.2, n), 10.0)
    return Places(
        snowmen, penguins, otters.astype(np.float32), deer, foxes, huts, floes, _lanterns(at, huts), _windows(huts)
    )


def _rafts(at: _Setter, y: F) -> F:
    """Large floes a throw away from where the boat goes by."""
    n = len(y)
    off = np.where(np.arange(n) % 2, 1, -1) * at.uniform(7.0, 11.0, n)
    return np.stack([centre(y) + off, y, np.zeros(n), at.uniform(1.35, 1.6, n), at.uniform(0, 6.28, n)], 1).astype(
        np.float32
    )


def ways(ground: Drawn, who: F) -> F:
    """(n, 5) for each of `who` (x, y, z, size, ...): the way to the nearest water (x, y), and the height of what lies a third, two
    thirds and all of it on."""
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    reach = np.arange(0.8, 9.0, 0.2)
    x = who[:, 0, None, None] + reach[None, :, None] * np.cos(angle)
    y = who[:, 1, None, None] + reach[None, :, None] * np.sin(angle)
    deep = ground.at(x, y) < -0.40
    afloat = ground.at(who[:, 0], who[:, 1]) < -0.2
    first = np.where(deep.any(1), np.argmax(deep, 1), len(reach) - 1)
    # Towards the boat's course where it is about as near as elsewhere, to be seen.
    towards = np.cos(angle[None] - np.arctan2(0 * who[:, 1], centre(who[:, 1]) - who[:, 0])[:, None])
    best = np.argmin(reach[first] - 1.2 * towards, 1)
    far = np.where(afloat, 2.2 * 1.3, reach[first[np.arange(len(who)), best]])
    way = np.stack([far * np.cos(angle[best]), far * np.sin(angle[best])], 1)
    stops = []
    for part in (1 / 3, 2 / 3, 1.0):
        z = ground.at(who[:, 0] + part * way[:, 0], who[:, 1] + part * way[:, 1]) - 0.03
        stops.append(np.where(afloat, who[:, 2] if part < 0.6 else 0.0, np.maximum(z, -0.05)))
    return np.concatenate([way, np.stack(stops, 1)], 1).astype(np.float32)


def _apart(swimmers: F, floes: F) -> npt.NDArray[np.bool_]:
    """Which of `swimmers` have open water about them."""
    away = np.hypot(swimmers[:, :1] - floes[None, :, 0], swimmers[:, 1:2] - floes[None, :, 1])
    return np.asarray((away > 1.35 * floes[None, :, 3] + 1.0).all(1))


def _floes(at: _Setter) -> F:
    """Slabs of ice, thick enough to stand on; most on the lake."""
    n = 44
    y = np.concatenate([at.uniform(20, 130, 9), at.uniform(LAKE[0] - 5, LAKE[1] + 5, 27), at.uniform(535, 660, 8)])
    half = half_width(y)
    side = np.where(np.arange(n) % 2, -1, 1)
    off = side * (4.6 + at.random.random(n) ** 0.8 * np.maximum(half - 9.5, 0.2))
    size = at.uniform(0.7, 1.6, n) * np.where(half > 15, 1.25, 0.72)
    return np.stack([centre(y) + off, y, np.zeros(n), size, at.uniform(0, 6.28, n)], 1).astype(np.float32)


def _huts(at: _Setter) -> F:
    """A village of snow huts on the lake's right shore, and a few more by the river."""
    y = np.array([338, 350, 361, 366, 378, 389, 401, 344, 372, 76, 604, 352], np.float32)
    side = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1, -1], np.float32)
    inland = np.array([3.2, 4.5, 3.4, 10.5, 4.0, 3.4, 4.6, 11.0, 13.0, 5.0, 5.0, 3.2], np.float32)
    size = np.array([1.0, 1.15, 0.9, 1.2, 1.05, 1.2, 0.95, 1.1, 1.2, 1.0, 1.0, 0.8], np.float32)
    who = at.standing(y, side, inland, size, 12.0)
    who[:, 2] -= 0.12
    return who


def _windows(huts: F) -> F:
    """A lamp before each door."""
    reach = 3.0 * huts[:, 3]
    return np.stack(
        [huts[:, 0] + np.sin(huts[:, 4]) * reach, huts[:, 1] - np.cos(huts[:, 4]) * reach, huts[:, 2] + 0.9], 1
    ).astype(np.float32)


def _lanterns(at: _Setter, huts: F) -> F:
    """Single ones over the water, and strings of seven along the bank that answer one another."""
    n = 54
    y = np.append(np.linspace(13, 700, 42), np.linspace(292, 432, 12)).astype(np.float32) + at.uniform(-2, 2, n)
    side = np.where((np.arange(n) * 5) % 3 % 2, -1, 1).astype(np.float32)
    off = side * at.uniform(2.6, 5.2, n) * (1 + 0.9 * np.clip((half_width(y) - 10) / 20, 0, 1))
    z = at.uniform(0.85, 2.9, n)
    single = np.stack([centre(y) + off, y, z, at.uniform(0.36, 0.52, n), np.full(n, -1), np.zeros(n)], 1)
    strings = []
    for number, (start, way) in enumerate(
        ((46, -1), (98, 1), (163, 1), (240, -1), (352, 1), (378, 1), (474, -1), (575, 1), (630, -1))
    ):
        k = np.arange(7, dtype=np.float32)
        y = start + 2.3 * k
        x = at.ashore(y, np.full(7, way, np.float32), np.full(7, 0.1, np.float32))
        x = np.full(7, x.mean()) * 0.35 + x * 0.65
        sag = 3.0 - 0.62 * (1 - ((k - 3) / 3) ** 2) + 0.5
        strings.append(np.stack([x, y, sag, np.full(7, 0.30), np.full(7, number), k], 1))
    return np.concatenate([single, *strings]).astype(np.float32)
