"""A simulated patient: looks about as a person would, rates by dwelling, and throws at what it sees.

It stands for no person and shows no effect: it exists to run a whole session without one.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence

import numpy as np
from panda3d.core import LPoint3f, LQuaternionf, LVector3f

from app.engine.panels import Panel, QuestionPanel, RatingPanel
from app.engine.panels import question as items
from app.engine.panels.rating import Step
from app.engine.pointer import Aim
from app.session.instruments import PAIN_NOW, load
from scenes.base import PointerKind, Ray, Target

#: radians a second and a second squared: a calm turn of the head
MOST_SPEED = math.radians(90.0)
_MOST_PULL = math.radians(360.0)


class SimulatedPatient:
    """Supplies `Aim`s that move smoothly from one thing to the next.

    seed : the same seed, calls and times give the same aims
    ratings : the value it gives in each phase, or in "PHASE/INSTRUMENT" where that is there; in a phase without one it gives none,
        but for what a world asks "during" beside pain: that is rated as low as can be.
        An item of a questionnaire it answers as "QUESTIONNAIRE/ITEM" says, or else with the lowest answer
    """

    def __init__(self, seed: int, ratings: Mapping[str, int]) -> None:
        self._random = np.random.default_rng((seed, 7))
        self._ratings = dict(ratings)
        self._direction: LVector3f | None = None
        self._speed = 0.0
        self._goal: str | None = None
        self._lately: deque[str] = deque(maxlen=2)
        self._until_s = 0.0
        self._panel: Panel | None = None

    def aims(
        self,
        head: Ray,
        panel: Panel | None,
        scene_targets: Sequence[Target],
        phase: str | None,
        time: float,
        dt: float,
    ) -> Sequence[Aim]:
        """Its one aim in this frame.

        head : where the head is; its direction only matters in the first frame
        panel : the panel that is shown, if any
        scene_targets : what can be acted on, the most inviting first
        phase : of the rating that is asked, if any
        time, dt : seconds, steady
        """
        if self._direction is None:
            self._direction = LVector3f(head.direction)
        if panel is not self._panel:
            # Reads before it answers.
            self._panel, self._goal = panel, None
            self._until_s = time + float(self._random.uniform(0.9, 1.5))
        if isinstance(panel, RatingPanel):
            goal = self._answer(panel, phase or panel.phase, time)
        elif isinstance(panel, QuestionPanel):
            goal = self._item(panel, time)
        else:
            goal = self._look_about(scene_targets, time)
        if goal is not None:
            self._turn(LVector3f(goal - head.origin), dt)
        else:
            self._speed = 0.0
        return (Aim(PointerKind.SIMULATED, Ray(head.origin, LVector3f(self._direction)), False),)

    def _answer(self, panel: RatingPanel, phase: str, time: float) -> LPoint3f | None:
        value = self._ratings.get(f"{phase}/{panel.instrument}", self._ratings.get(phase))
        scale = load(panel.instrument).values
        if phase == "during" and panel.instrument != PAIN_NOW and value not in scale:
            value = scale[0]
        if value is None or time < self._until_s or panel.step in (Step.OPENING, Step.CONFIRMED):
            return None
        return panel.target("confirm" if panel.value == value else value).position

    def _item(self, panel: QuestionPanel, time: float) -> LPoint3f | None:
        if time < self._until_s or panel.step is not items.Step.ASKING:
            return None
        ask = panel.ask
        return panel.target(self._ratings.get(f"{ask.questionnaire}/{ask.item}", ask.options[0][0])).position

    def _look_about(self, targets: Sequence[Target], time: float) -> LPoint3f | None:
        known = {target.key: target for target in targets}
        if self._goal not in known or time >= self._until_s:
            # what calls stands first
            others = [target for target in targets if target.key not in self._lately] or list(targets[:1])
            if not others:
                self._goal = None
                return None
            self._goal = others[0].key
            self._lately.append(self._goal)
            self._until_s = time + float(self._random.uniform(2.2, 3.6))
        return known[self._goal].position

    def _turn(self, wish: LVector3f, dt: float) -> None:
        """Turn toward `wish`, speeding up and slowing down evenly."""
        assert self._direction is not None
        wish.normalize()
        left = self._direction.angle_rad(wish)
        if left < 1e-4 or dt <= 0.0:
            self._speed = 0.0
            return
        # The speed from which an even braking ends at the goal.
        braking = math.sqrt(2.0 * _MOST_PULL * left)
        self._speed = min(self._speed + _MOST_PULL * dt, MOST_SPEED, braking)
        step = min(left, self._speed * dt)
        axis = self._direction.cross(wish)
        if not axis.normalize():  # straight behind: any way round
            axis = LVector3f.up()
        turn = LQuaternionf()
        turn.set_from_axis_angle_rad(step, axis)
        self._direction = LVector3f(turn.xform(self._direction))
        self._direction.normalize()
