"""Those who can be hit: where they are, whether they are ready again, and whom a ray means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]


class Kind(StrEnum):
    SNOWMAN = "snowman"
    PENGUIN = "penguin"
    OTTER = "otter"
    FOX = "fox"
    REINDEER = "reindeer"
    LANTERN = "lantern"
    PINE = "pine"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind behaves.

    recover_s : seconds until it can be hit again
    forgive : radians that a ray may miss it by
    reach : metres up to which it can be hit
    """

    recover_s: float
    forgive: float
    reach: float


class Cast:
    """All who can be hit, as arrays; the work of a pick does not grow with a Python loop.

    groups : for each kind the centres (n, 3) and radii (n,), metres
    """

    def __init__(
        self, groups: Mapping[Kind, tuple[npt.NDArray[Any], npt.NDArray[Any]]], manners: Mapping[Kind, Manner]
    ) -> None:
        self.kinds = [kind for kind, (centres, _) in groups.items() for _ in range(len(centres))]
        self.numbers = [n for centres, _ in groups.values() for n in range(len(centres))]
        self.centres = np.concatenate([c for c, _ in groups.values()]).astype(np.float32)
        self.radii = np.concatenate([r for _, r in groups.values()]).astype(np.float32)
        #: trees come after whoever lives
        self.last = np.array([k is Kind.PINE for k in self.kinds])
        self.forgive = np.array([manners[k].forgive for k in self.kinds], np.float32)
        self.reach = np.array([manners[k].reach for k in self.kinds], np.float32)
        self.recover = np.array([manners[k].recover_s for k in self.kinds])
        self.ready = np.full(len(self.kinds), -np.inf)
        self._index = {self.key(i): i for i in range(len(self.kinds))}

    def key(self, index: int) -> str:
        """The target's name for as long as the world exists."""
        return f"{self.kinds[index]}-{self.numbers[index]}"

    def index(self, key: str) -> int | None:
        """Who bears `key`."""
        return self._index.get(key)

    def rest(self, index: int, now: float) -> None:
        """It has been hit and is busy until it has recovered."""
        self.ready[index] = now + self.recover[index]

    def near(self, place: F, now: float) -> tuple[npt.NDArray[np.intp], F]:
        """Who is ready and within reach of `place`, and how far each is."""
        away = np.linalg.norm(self.centres - place, axis=1)
        who = np.flatnonzero((away < self.reach) & (away > 1.2) & (self.ready <= now))
        return who, away[who]

    def pick(self, origin: F, direction: F, now: float, ground: Ground) -> int | None:
        """Who a ray means: the one it passes closest to in angle, within forgiveness, and not behind a hill."""
        who, away = self.near(origin, now)
        if not len(who):
            return None
        to = (self.centres[who] - origin) / away[:, None]
        cosine = np.clip(to @ direction, -1, 1)
        miss = np.arccos(cosine) - np.arctan2(self.radii[who], away)
        hits = np.flatnonzero(miss < self.forgive[who])
        # What the ray truly meets comes before what it only comes near to, the nearer before the farther.
        for k in hits[np.argsort(np.maximum(miss[hits], 0) + 0.0004 * away[hits] + 0.02 * self.last[who[hits]])]:
            if sees(ground, origin, self.centres[who[k]]):
                return int(who[k])
        return None

    def ahead(self, place: F, forward: F, now: float, half_angle: float) -> list[int]:
        """Who is ready, those within `half_angle` (radians, sideways) of `forward` first, by kind and distance."""
        who, away = self.near(place, now)
        to = self.centres[who] - place
        side = np.arctan2(to[:, 0] * forward[1] - to[:, 1] * forward[0], to[:, 0] * forward[0] + to[:, 1] * forward[1])
        # A middle distance is the best throw.
        worth = (np.abs(side) > half_angle) * 1000.0 + self.last[who] * 60.0 + np.abs(away - 14.0)
        return [int(i) for i in who[np.argsort(worth, kind="stable")]]


def sees(ground: Ground, start: F, end: F) -> bool:
    """Whether no hill stands between two places."""
    t = np.linspace(0.05, 0.93, 24, dtype=np.float32)[:, None]
    p = start + (end - start) * t
    return bool(np.all(ground.at(p[:, 0], p[:, 1]) < p[:, 2] + 0.15))
