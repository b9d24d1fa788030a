"""Mirror Room as it is, twenty times as fast, telling where the right hand was tracked and how both arms were drawn."""

from __future__ import annotations

from typing import Any

from scenes.kit import skeleton
from scenes.kit.holding import Side
from scenes.mirror_room import MirrorRoom
from tests.openxr.training import Hurried, grip_of, gripped, placed


class TrainedMirror(Hurried, MirrorRoom):
    pace = 20.0

    def now(self) -> dict[str, Any]:
        grip, arms = grip_of(self._tracked, Side.RIGHT), self.pair._arms
        if grip is None:
            return {}
        told: dict[str, Any] = {"phase": self.phase, **placed("tracked", grip.place)}
        for side in Side:
            told |= placed(side.value, gripped(arms, side))
            bone = arms.matrix(side, skeleton.PALM)
            for name, column in zip(("across", "along", "back"), bone[:, :3].T, strict=True):
                told |= placed(f"{side.value}_{name}", column)
        for name, axis in (("across", (1, 0, 0)), ("along", (0, 1, 0)), ("back", (0, 0, 1))):
            told |= placed(f"tracked_{name}", grip.turn.xform(axis))
        return told
