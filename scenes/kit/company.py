"""Those who are met along a path: who is before the walker now, whom a ray means, and who has been met and rests.

Only the few about the walker are ever looked at, whatever their number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Member:
    """key : its name; kind; number : among its kind; metres : along the path; centre, radius : to the eye, metres."""

    key: str
    kind: str
    number: int
    metres: float
    centre: tuple[float, float, float]
    radius: float


class Company:
    """See the module.

    members : anyone; length : of the loop, metres; rest_s : how long each kind rests once it has been met
    nearest, farthest : metres; side, low, high : radians from straight ahead within which one may be met
    """

    def __init__(
        self,
        members: Sequence[Member],
        length: float,
        rest_s: dict[str, float],
        nearest: float = 3.4,
        farthest: float = 24.0,
        side: float = 0.60,
        low: float = -0.34,
        high: float = 0.60,
    ) -> None:
        self.members = sorted(members, key=lambda m: m.metres)
        self._metres = [m.metres for m in self.members]
        self._index = {m.key: k for k, m in enumerate(self.members)}
        self._ready = [-1e9] * len(self.members)
        self._centres = np.array([m.centre for m in self.members], np.float64)
        self._radii = np.array([m.radius for m in self.members])
        self._length, self._rest_s = length, rest_s
        self._near, self._far, self._side, self._low, self._high = nearest, farthest, side, low, high

    def named(self, key: str) -> Member | None:
        """Who bears `key`."""
        at = self._index.get(key)
        return None if at is None else self.members[at]

    def met(self, member: Member, now: float) -> None:
        """It is busy until it has rested."""
        self._ready[self._index[member.key]] = now + self._rest_s[member.kind]

    def about(self, metres: float, now: float) -> list[int]:
        """Who is ready within reach of a walker `metres` along."""
        low = (metres - self._far) % self._length
        found, span = [], 2 * self._far
        first = bisect_left(self._metres, low)
        count = len(self._metres)
        for k in range(count):
            at = (first + k) % count
            if (self._metres[at] - low) % self._length > span:
                break
            if self._ready[at] <= now:
                found.append(at)
        return found

    def ahead(self, metres: float, eye: F, forward: F, now: float) -> list[Member]:
        """Who may be met now by who looks `forward`, the most inviting first: near the middle of the view, some steps away."""
        who = self.about(metres, now)
        if not who:
            return []
        to = self._centres[who] - eye
        flat = np.hypot(to[:, 0], to[:, 1])
        side = np.arctan2(to[:, 0] * forward[1] - to[:, 1] * forward[0], to[:, 0] * forward[0] + to[:, 1] * forward[1])
        up = np.arctan2(to[:, 2], flat)
        fit = (
            (flat > self._near)
            & (flat < self._far)
            & (np.abs(side) < self._side)
            & (up > self._low)
            & (up < self._high)
        )
        worth = np.abs(flat - 8.0) + 6.0 * np.abs(side)
        order = np.argsort(np.where(fit, worth, np.inf))[: int(fit.sum())]
        return [self.members[who[k]] for k in order]

    def meant(self, metres: float, origin: F, direction: F, now: float, forgive: float) -> Member | None:
        """Whom a ray passes closest to, within `forgive` (radians)."""
        who = self.about(metres, now)
        if not who:
            return None
        to = self._centres[who] - origin
        away = np.linalg.norm(to, axis=1)
        cosine = np.clip((to @ direction) / np.maximum(away, 1e-6), -1, 1)
        miss = np.arccos(cosine) - np.arctan2(self._radii[who], away)
        miss = np.where((away > 1.2) & (away < self._far), np.maximum(miss, 0) + 0.0006 * away, np.inf)
        best = int(np.argmin(miss))
        return self.members[who[best]] if miss[best] < forgive + 0.0006 * away[best] else None
