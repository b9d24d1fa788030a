"""When looking selects, and what a press does."""

from __future__ import annotations

import math

import pytest
from panda3d.core import LPoint3f, LVector3f

from app.engine.pointer import Aim, Pointer, Selection
from scenes.base import PointerKind, Ray, Target

DT = 1 / 60
A = Target("a", LPoint3f(0, 2, 0), 0.1)
B = Target("b", LPoint3f(1, 2, 0), 0.1)


def aim(kind: PointerKind, yaw: float = 0.0, select: bool = False) -> Aim:
    turn = math.radians(yaw)
    return Aim(kind, Ray(LPoint3f(0, 0, 0), LVector3f(math.sin(turn), math.cos(turn), 0)), select)


@pytest.fixture
def pointer() -> Pointer:
    return Pointer()


def look(
    pointer: Pointer, target: Target | None, seconds: float, kind: PointerKind = PointerKind.GAZE
) -> list[Selection]:
    made = (pointer.update(aim(kind), target, 1.0, DT) for _ in range(round(seconds / DT)))
    return [selection for selection in made if selection]


def test_looking_long_enough_selects_once(pointer: Pointer) -> None:
    assert look(pointer, A, 0.9) == []
    assert pointer.progress == pytest.approx(0.9, abs=0.02)
    assert [s.target for s in look(pointer, A, 5.0)] == [A]


def test_looking_away_starts_the_dwell_anew(pointer: Pointer) -> None:
    look(pointer, A, 0.8)
    look(pointer, None, 0.3)
    assert pointer.progress == 0.0
    assert look(pointer, A, 0.9) == []


def test_a_tremor_does_not_lose_the_dwell(pointer: Pointer) -> None:
    look(pointer, A, 0.5)
    look(pointer, B, 0.1)
    assert len(look(pointer, A, 0.6)) == 1


def test_the_same_thing_needs_a_fresh_look(pointer: Pointer) -> None:
    look(pointer, A, 1.2)
    look(pointer, None, 0.5)
    assert [s.target for s in look(pointer, A, 1.2)] == [A]


def test_a_press_selects_at_once_and_also_nothing(pointer: Pointer) -> None:
    pressed = aim(PointerKind.CONTROLLER, select=True)
    assert pointer.update(pressed, A, 1.0, DT) == Selection(pressed, A)
    assert pointer.update(pressed, None, 1.0, DT) == Selection(pressed, None)


def test_a_controller_never_selects_by_dwelling(pointer: Pointer) -> None:
    assert look(pointer, A, 5.0, PointerKind.CONTROLLER) == []


def test_eyes_may_leave_what_they_look_at_for_longer_than_a_head(pointer: Pointer) -> None:
    for kind, made in ((PointerKind.EYES, 1), (PointerKind.GAZE, 0)):
        pointer.reset()
        look(pointer, A, 0.6, kind)
        look(pointer, B, 0.25, kind)
        assert len(look(pointer, A, 0.5, kind)) == made
