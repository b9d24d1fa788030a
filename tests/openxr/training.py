"""Worlds that train, at a faster pace and telling of each frame what was tracked and what was drawn. Nothing of them is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from panda3d.core import LPoint3f

from scenes.base import Grip, Happening, Posture
from scenes.kit import holding, skeleton
from scenes.kit.holding import Side
from scenes.kit.landscape import Landscape
from scenes.kit.limbs import Arms
from scenes.registry import World

GARDEN, MIRROR, STARS = (
    World(f"trained-{name}", f"Trained {cls}", None, f"tests.openxr.trained_{name}", f"Trained{cls}")
    for name, cls in (("garden", "Garden"), ("mirror", "Mirror"), ("stars", "Stars"))
)
#: a world's step, seconds
STEP_S = 0.1

if TYPE_CHECKING:
    _Base = Landscape
else:
    _Base = object


class Hurried(_Base):
    """Each frame lets `pace` times as much of the world's time pass, in whole steps, and tells what `now` says."""

    pace = 1.0
    _steps = 0
    _before = _went = 0.0
    _tracked: Posture | None = None

    def feel(self, posture: Posture) -> None:
        self._tracked = posture
        super().feel(posture)

    def update(self, time: float, dt: float) -> None:
        if time == 0.0:
            super().update(0.0, 0.0)
            self.root.hide()
            return
        self._went += (time - self._before) * self.pace
        self._before = time
        while (self._steps + 1) * STEP_S <= self._went:
            self._steps += 1
            super().update(self._steps * STEP_S, STEP_S)
        told = self.now()
        if told:
            self._request(Happening("frame", told))

    def now(self) -> dict[str, Any]:
        """Plain values of this frame."""
        raise NotImplementedError


def placed(name: str, place: Any) -> dict[str, float]:
    """Three plain values of a place."""
    return {f"{name}_{axis}": float(value) for axis, value in zip("xyz", place, strict=True)}


def gripped(arms: Arms, side: Side) -> LPoint3f:
    """Where the drawn hand would hold a controller: where the grip is of which it was made. Metres, the seat's frame."""
    bone = arms.matrix(side, skeleton.PALM).astype(float)
    at = holding.PALM_OF_GRIP
    mine = (at[0] * side.sign, at[1], at[2], 1.0)
    return LPoint3f(*(float(row @ mine) for row in bone))


def grip_of(posture: Posture | None, side: Side) -> Grip | None:
    """That hand, where it is tracked."""
    if posture is None:
        return None
    return posture.left if side is Side.LEFT else posture.right
