"""Reach Garden as it is, six times as fast, telling where the right hand was tracked and where it was drawn."""

from __future__ import annotations

from typing import Any

from panda3d.core import LPoint3f

from scenes.kit.holding import Side
from scenes.reach_garden import RISE, ReachGarden
from tests.openxr.training import Hurried, grip_of, gripped, placed


class TrainedGarden(Hurried, ReachGarden):
    pace = 6.0

    def now(self) -> dict[str, Any]:
        hand, grip = self.hands_now().get(Side.RIGHT), grip_of(self._tracked, Side.RIGHT)
        if hand is None or grip is None:
            return {}
        goal = next((t.position for t in self.targets() if t.key.startswith("right")), LPoint3f(0, 0, 0))
        return {
            "gain": hand.gain,
            "by_itself": hand.by_itself,
            "asking": self._hands.asking,
            **placed("tracked", grip.place),
            **placed("rest", hand.rest),
            **placed("virtual", hand.virtual),
            **placed("drawn", gripped(self._shown.arms, Side.RIGHT)),
            **placed("goal", (goal[0], goal[1], goal[2] - RISE)),
        }
