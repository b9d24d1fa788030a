"""Where the patient looks, and what their gaze rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from panda3d.core import LPoint3f, LVector3f

from app.engine.pointer import Aim
from app.engine.regard import Regard
from scenes.base import Happening, PointerKind, Ray, Target

DT = 1 / 60
AHEAD, ASIDE = (Ray(LPoint3f(0, 0, 0), LVector3f(*way)) for way in ((0, 1, 0), (1, 0, 0)))
THINGS = {AHEAD: Target("owl", LPoint3f(0, 4, 0), 0.3)}


class Looker:
    def __init__(self) -> None:
        self.told: list[Happening] = []
        self.regard = Regard(THINGS.get, self.told.append)
        self._time = 0.0

    def look(self, seconds: float, aims: Iterable[tuple[PointerKind, Ray]], used: int = 0) -> None:
        made = [Aim(kind, ray) for kind, ray in aims]
        aim = made[used] if made else None
        for _ in range(round(seconds / DT)):
            self._time += DT
            self.regard.update(made, aim, THINGS.get(aim.ray) if aim else None, AHEAD, self._time)

    @property
    def looked_at(self) -> list[tuple[str, Any]]:
        return [(told.data["target"], told.data["seconds"]) for told in self.told]


@pytest.fixture
def looker() -> Looker:
    return Looker()


GAZE = [(PointerKind.GAZE, AHEAD)]
AWAY = [(PointerKind.GAZE, ASIDE)]


def test_a_gaze_that_rested_is_told_once_when_it_has_left(looker: Looker) -> None:
    looker.look(1.2, GAZE)
    assert looker.told == []
    looker.look(1.0, AWAY)
    assert looker.looked_at == [("owl", pytest.approx(1.2, abs=0.05))]


def test_a_glance_is_not_told(looker: Looker) -> None:
    looker.look(0.4, GAZE)
    looker.look(1.0, AWAY)
    assert looker.told == []


def test_a_tremor_does_not_end_a_look(looker: Looker) -> None:
    for _ in range(3):
        looker.look(0.4, GAZE)
        looker.look(0.1, AWAY)
    looker.look(1.0, AWAY)
    assert looker.looked_at == [("owl", pytest.approx(1.4, abs=0.05))]


def test_the_head_looks_while_a_hand_points_elsewhere(looker: Looker) -> None:
    looker.look(1.0, [*GAZE, (PointerKind.CONTROLLER, ASIDE)], used=1)
    assert looker.regard.ray is AHEAD
    looker.look(1.0, [*AWAY, (PointerKind.CONTROLLER, AHEAD)], used=1)
    assert looker.looked_at == [("owl", pytest.approx(1.0, abs=0.15))]


def test_eyes_come_before_the_head(looker: Looker) -> None:
    looker.look(0.1, [(PointerKind.GAZE, AHEAD), (PointerKind.EYES, ASIDE)], used=1)
    assert looker.regard.ray is ASIDE


def test_a_world_that_is_held_is_looked_at_no_more(looker: Looker) -> None:
    looker.look(1.0, [(PointerKind.MOUSE, AHEAD)])
    looker.regard.away(ASIDE)
    looker.regard.away(ASIDE)
    assert [target for target, _ in looker.looked_at] == ["owl"]
