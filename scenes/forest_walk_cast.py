"""Who is met in Forest Walk, and where; other places in every visit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenes import forest_walk_land as land
from scenes.kit.company import Member
from scenes.kit.terrain import Ground
from scenes.kit.wildlife import Kind

F = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind is met: the nearest and the farthest it stands from the path, the height of its middle and its radius to the eye
    (metres at size 1), its least and greatest size, how common it is, and seconds until it is met again."""

    near: float
    far: float
    middle: float
    radius: float
    least: float
    most: float
    common: float
    rest_s: float


HABITS = {
    Kind.BIRD: Habit(2.0, 4.2, 1.12, 0.26, 1.15, 1.45, 1.5, 14.0),
    Kind.BUTTERFLY: Habit(1.6, 3.8, 0.0, 0.42, 1.3, 1.7, 1.4, 20.0),
    Kind.BLOOM: Habit(1.7, 3.2, 0.62, 0.28, 1.0, 1.35, 1.2, 28.0),
    Kind.MUSHROOM: Habit(1.7, 3.4, 0.26, 0.30, 1.1, 1.6, 0.9, 22.0),
    Kind.SQUIRREL: Habit(2.4, 4.6, 0.22, 0.28, 1.15, 1.4, 1.0, 12.0),
    Kind.DEER: Habit(7.0, 12.0, 0.85, 0.60, 0.95, 1.1, 0.6, 14.0),
    Kind.CHIME: Habit(2.0, 3.0, 1.52, 0.30, 0.95, 1.08, 0.5, 16.0),
    Kind.LANTERN: Habit(1.9, 2.8, 1.58, 0.26, 0.95, 1.1, 0.5, 55.0),
}
#: metres along the path from one meeting to the next, about
_EVERY = 2.7
#: where some are at home, by view: metres before and after it, and how much more common they are there
_HOMES = {
    2: (22.0, {Kind.BIRD: 2.0, Kind.CHIME: 4.0, Kind.BUTTERFLY: 2.0}),
    3: (20.0, {Kind.BUTTERFLY: 5.0}),
    4: (24.0, {Kind.DEER: 5.0, Kind.BUTTERFLY: 3.0, Kind.BLOOM: 3.0}),
    6: (30.0, {Kind.LANTERN: 14.0}),
}


def gather(ground: Ground, light: F, trees: F, random: np.random.Generator) -> tuple[list[Member], dict[Kind, F]]:
    """Everyone, and for each kind its table rows (n, 8): x, y, z, size, turn, when met, seed, sun.

    light : (rows, columns) the share of sun on the ground; trees : (n, 4 or more) x, y, z, scale
    """
    path = land.loop()
    members: list[Member] = []
    rows: dict[Kind, list[tuple[float, ...]]] = {kind: [] for kind in Kind}
    kinds = list(Kind)
    evenly = np.arange(9.0, path.length - 2.0, _EVERY) + random.uniform(-0.8, 0.8)
    #: metres along, and to the right of the path where that is settled; else only the side, if that
    slots: list[tuple[float, float | None, float | None]] = [(float(s), None, None) for s in evenly]
    # Before each view some wait on the side it lies, and before who leans over a rail.
    slots += [
        (v.at + random.uniform(4.5, 9.0), math.copysign(1.0, v.right), None) for v in land.VIEWS for _ in range(3)
    ]
    slots += [
        (v.at + random.uniform(-3.2, 3.2), 1.0, random.uniform(7.0, 15.0))
        for v in land.VIEWS
        if v.rail
        for _ in range(12)
    ]
    slots += [(v.at + ahead, math.copysign(1.0, v.right), None) for v in land.VIEWS for ahead in (5.5, 7.0, 8.5)]
    last: Kind | None = None
    for number, (s, wanted, there) in enumerate(slots):
        weights = np.array([HABITS[k].common * (0.15 if k is last else 1.0) for k in kinds])
        for view, (reach, more) in _HOMES.items():
            if abs(s - land.VIEWS[view].at) < reach:
                weights *= [more.get(k, 1.0) for k in kinds]
        for _ in range(12):
            kind = kinds[int(random.choice(len(kinds), p=weights / weights.sum()))]
            habit = HABITS[kind]
            side = wanted if wanted is not None else (1.0 if (number + int(random.random() < 0.2)) % 2 else -1.0)
            off = there if there is not None else side * float(random.uniform(habit.near, habit.far))
            x, y = (float(v) for v in path.beside([s], [off])[0])
            z = float(ground.at(x, y))
            if not _fits(kind, x, y, z, trees):
                continue
            size = float(random.uniform(habit.least, habit.most))
            if kind is Kind.BUTTERFLY:
                z = max(z, 0.0) + float(random.uniform(0.95, 1.5))
            px, py = path.beside([s - 4.0], [0.0])[0]
            turn = math.atan2(px - x, -(py - y)) + float(random.normal(0, 0.35 if kind is not Kind.DEER else 1.2))
            members.append(_member(kind, len(rows[kind]), float(s), (x, y, z), size, turn))
            sun = float(ground.at(x, y, light))
            rows[kind].append(
                (x, y, z - (0.02 if kind is not Kind.BUTTERFLY else 0), size, turn, -1000.0, random.random(), sun)
            )
            last = kind
            break
    return members, {k: np.array(r, np.float32).reshape(-1, 8) for k, r in rows.items()}


def _member(kind: Kind, number: int, s: float, at: tuple[float, float, float], size: float, turn: float) -> Member:
    habit = HABITS[kind]
    x, y, z = at
    if kind in (Kind.CHIME, Kind.LANTERN):
        x, y = x + 0.46 * size * math.sin(turn), y - 0.46 * size * math.cos(turn)
    centre = (x, y, z + habit.middle * size)
    return Member(f"{kind}-{number}", kind, number, s, centre, habit.radius * size)


def _fits(kind: Kind, x: float, y: float, z: float, trees: F) -> bool:
    if kind is not Kind.BUTTERFLY and (
        z < 0.25 or float(land.drop(np.array(x, np.float32), np.array(y, np.float32))) > 0.1
    ):
        return False
    room = 2.2 if kind is Kind.DEER else 0.85
    return float(np.min(np.hypot(trees[:, 0] - x, trees[:, 1] - y) - 0.35 * trees[:, 3])) > room - 0.35
