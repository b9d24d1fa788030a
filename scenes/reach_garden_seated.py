"""The patient's hands in the Reach Garden, of somebody whose seat may be put elsewhere in the middle of a visit."""

from __future__ import annotations

from collections import deque

from scenes.reach_garden_hands import Hands


class SeatedHands(Hands):
    """See `Hands`."""

    def recentred(self) -> None:
        """Both hands rest where they are still next; an arm whose range was being asked for is asked again once it moves."""
        for side, arm in self._arms.items():
            arm.rest_anew()
            self._pending.pop(side, None)
        self._invites = deque()
        self._tries = dict.fromkeys(self._tries, 0.0)
        self._rests.forget()
        self._rehang(None)
