"""Someone in front of one panel, who looks at it or presses on it, with a clock of their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from panda3d.core import LPoint3f, LVector3f, NodePath

from app.engine.choice import Choice
from app.engine.panels import Panel
from app.engine.pointer import Aim, Pointer
from scenes.base import PointerKind, Ray, Target

DT = 1 / 60
EYES, AHEAD = LPoint3f(0, 0, 0), LPoint3f(0, 1.75, 0)


def ray_to(point: LPoint3f) -> Ray:
    direction = LVector3f(point - EYES)
    direction.normalize()
    return Ray(EYES, direction)


@dataclass
class Looker:
    """seconds : of the clock, for the panel"""

    pointer: Pointer = field(default_factory=Pointer)
    choice: Choice = field(default_factory=Choice)
    top: NodePath = field(default_factory=lambda: NodePath("top"))
    seconds: float = 0.0

    def wait(
        self, panel: Panel, seconds: float, at: LPoint3f | None = None, kind: PointerKind = PointerKind.GAZE
    ) -> None:
        """Let time pass, looking `at` a point (straight ahead otherwise)."""
        here = Aim(kind, ray_to(at if at is not None else AHEAD))
        for _ in range(round(seconds / DT)):
            self.seconds += DT
            aim = self.choice.choose([here], DT)
            target = panel.pick(aim.ray) if aim else None
            chosen = self.pointer.update(aim, target, panel.dwell_s, DT) if aim else None
            if chosen:
                panel.press(chosen.target, chosen.aim.kind)
            panel.update(DT, target, self.pointer.progress)

    def press(self, panel: Panel, target: Target, kind: PointerKind = PointerKind.CONTROLLER) -> None:
        """Point at `target` and press."""
        ray = ray_to(target.position)
        chosen = self.pointer.update(Aim(kind, ray, True), panel.pick(ray), 1.0, DT)
        assert chosen is not None
        panel.press(chosen.target, kind)
