"""Those who can be called by a look, wherever they are at the moment: who is ready again, and whom a ray means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from scenes.base import Ray, Target
from scenes.kit.landscape import aim, array

F = npt.NDArray[np.float32]
#: radians by which a ray may miss, and the least half-angle under which anybody is seen
FORGIVE, LEAST = math.radians(4.0), math.radians(2.0)


@dataclass(frozen=True, slots=True)
class Group:
    """count of a kind; seconds until one that was called can be called again; metres across half of one."""

    kind: StrEnum
    count: int
    recover_s: float
    radius: float


class Gathering:
    """All of them as arrays. `places` (n, 3), metres, is kept up to date by the world, in the order of the groups."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.kinds = [g.kind for g in groups for _ in range(g.count)]
        self.numbers = [k for g in groups for k in range(g.count)]
        self._recover = np.array([g.recover_s for g in groups for _ in range(g.count)])
        self._radius = np.array([g.radius for g in groups for _ in range(g.count)], np.float32)
        self._ready = np.full(len(self.kinds), -np.inf)
        self._index = {self.key(i): i for i in range(len(self.kinds))}
        self.places: F = np.zeros((len(self.kinds), 3), np.float32)

    def key(self, index: int) -> str:
        """What it is called by: kind and number."""
        return f"{self.kinds[index]}-{self.numbers[index]}"

    def index(self, key: str) -> int | None:
        """Who bears `key`."""
        return self._index.get(key)

    def radius(self, index: int, eye: F) -> float:
        """Metres; nobody is smaller to the eye than twice `LEAST` across."""
        away = float(np.linalg.norm(self.places[index] - eye))
        return max(float(self._radius[index]), away * math.tan(LEAST))

    def target(self, index: int, eye: F) -> Target:
        """It, as large as it is to the eye."""
        return aim(self.key(index), self.places[index], self.radius(index, eye))

    def named(self, key: str, eye: F) -> Target | None:
        """Who bears `key`, wherever it is now; None when there is none."""
        who = self.index(key)
        return None if who is None else self.target(who, eye)

    def meant(self, ray: Ray, eye: F, now: float) -> Target | None:
        """Whom a ray means, see `pick`."""
        who = self.pick(array(ray.origin), array(ray.direction), now)
        return None if who is None else self.target(who, eye)

    def rest(self, index: int, now: float) -> None:
        """It was called and is busy until it has recovered."""
        self._ready[index] = now + self._recover[index]

    def ready(self, now: float) -> npt.NDArray[np.intp]:
        """Who can be called."""
        return np.flatnonzero(self._ready <= now)

    def pick(self, origin: F, direction: F, now: float) -> int | None:
        """Whom a ray means: the one it passes closest to in angle, within forgiveness."""
        who = self.ready(now)
        to = self.places[who] - origin
        away = np.linalg.norm(to, axis=1)
        cosine = np.clip((to @ direction) / np.maximum(away, 1e-6), -1, 1)
        wide = np.maximum(np.arctan2(self._radius[who], away), LEAST)
        miss = np.arccos(cosine) - wide
        if not len(who) or miss.min() > FORGIVE:
            return None
        # Within what the ray truly meets, the nearest to its line; the nearer in metres decides between equals.
        return int(who[np.argmin(np.arccos(cosine) / wide + 0.0005 * away)])
