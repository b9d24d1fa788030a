"""Which device is in use, and when that is told."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from panda3d.core import LPoint3f, LVector3f

from app.engine.choice import SETTLED_S, Account, Choice
from app.engine.messages import PointerChanged
from app.engine.pointer import Aim, Side
from scenes.base import PointerKind, Ray

DT = 1 / 60
INDEX = "/interaction_profiles/valve/index_controller"


def aim(kind: PointerKind, yaw: float = 0.0, select: bool = False, side: Side | None = None) -> Aim:
    """Something that points `yaw` degrees to the right."""
    turn = math.radians(yaw)
    profile = INDEX if kind is PointerKind.CONTROLLER else None
    return Aim(kind, Ray(LPoint3f(0, 0, 0), LVector3f(math.sin(turn), math.cos(turn), 0)), select, side, profile)


def held(yaw: float = 0.0, select: bool = False, side: Side = Side.RIGHT) -> Aim:
    return aim(PointerKind.CONTROLLER, yaw, select, side)


@pytest.fixture
def choice() -> Choice:
    return Choice()


def watch(choice: Choice, seconds: float, aims: Callable[[float], list[Aim]]) -> list[PointerKind | None]:
    """What is in use in each frame; `aims` is asked with the seconds that have passed."""
    chosen = (choice.choose(aims(frame * DT), DT) for frame in range(round(seconds / DT)))
    return [each.kind if each else None for each in chosen]


def wave(choice: Choice) -> None:
    """Take up the right controller and move it about."""
    watch(choice, 0.5, lambda t: [aim(PointerKind.GAZE), held(yaw=60 * t)])


def test_a_controller_is_in_use_as_soon_as_it_moves(choice: Choice) -> None:
    moving = watch(choice, 0.5, lambda t: [aim(PointerKind.GAZE), held(yaw=60 * t)])
    assert moving.index(PointerKind.CONTROLLER) * DT < 0.1
    assert moving[-1] is PointerKind.CONTROLLER


def test_a_controller_that_lies_there_is_not_in_use_however_its_tracking_trembles(choice: Choice) -> None:
    tremble = random.Random(1)
    lying = watch(choice, 5.0, lambda t: [aim(PointerKind.GAZE), held(yaw=tremble.gauss(0, 0.2))])
    assert set(lying) == {PointerKind.GAZE}


def test_gaze_takes_over_at_once_when_the_controller_goes(choice: Choice) -> None:
    wave(choice)
    gaze = aim(PointerKind.GAZE)
    assert choice.choose([gaze], DT) is gaze


def test_a_controller_that_comes_and_goes_leaves_the_gaze_alone(choice: Choice) -> None:
    flapping = watch(
        choice, 3.0, lambda t: [aim(PointerKind.GAZE), held(yaw=20)] if int(t * 5) % 2 else [aim(PointerKind.GAZE)]
    )
    assert set(flapping) == {PointerKind.GAZE}


def test_a_controller_laid_down_gives_way_within_a_second_when_the_head_turns(choice: Choice) -> None:
    wave(choice)
    after = watch(choice, 1.0, lambda t: [aim(PointerKind.GAZE, yaw=min(30 * t, 15)), held(yaw=29)])
    assert after[0] is PointerKind.CONTROLLER
    assert after[-1] is PointerKind.GAZE


def test_a_controller_laid_down_gives_way_a_little_later_to_a_head_that_rests(choice: Choice) -> None:
    wave(choice)
    after = watch(choice, 3.0, lambda t: [aim(PointerKind.GAZE), held(yaw=29)])
    assert after[round(1.5 / DT)] is PointerKind.CONTROLLER
    assert after[-1] is PointerKind.GAZE


def test_who_presses_may_hold_still_and_look_around(choice: Choice) -> None:
    wave(choice)
    choice.choose([aim(PointerKind.GAZE), held(yaw=29, select=True)], DT)
    looking = watch(choice, 5.0, lambda t: [aim(PointerKind.GAZE, yaw=40 * math.sin(t)), held(yaw=29)])
    assert set(looking) == {PointerKind.CONTROLLER}
    at_last = watch(choice, 2.0, lambda t: [aim(PointerKind.GAZE, yaw=40), held(yaw=29)])
    assert at_last[-1] is PointerKind.GAZE


def test_a_press_counts_wherever_the_pointer_was(choice: Choice) -> None:
    watch(choice, 3.0, lambda t: [aim(PointerKind.GAZE), held()])
    pressed = held(select=True)
    assert choice.choose([aim(PointerKind.GAZE), pressed], DT) is pressed


def test_the_left_hand_points_while_the_right_controller_lies_there(choice: Choice) -> None:
    for frame in range(30):
        left = held(yaw=60 * frame * DT, side=Side.LEFT)
        chosen = choice.choose([aim(PointerKind.GAZE), left, held(side=Side.RIGHT)], DT)
    assert chosen is left


def test_the_hand_in_use_stays_until_the_other_presses(choice: Choice) -> None:
    def both(t: float, *, select: bool = False) -> list[Aim]:
        return [held(40 * t, side=Side.LEFT), held(-40 * t, side=Side.RIGHT, select=select)]

    wave(choice)
    sides = {chosen.side for f in range(60) if (chosen := choice.choose(both(f * DT), DT))}
    assert sides == {Side.RIGHT}
    pressed = held(side=Side.LEFT, select=True)
    assert choice.choose([pressed, held(-40)], DT) is pressed
    moving = choice.choose([held(side=Side.LEFT), held(-50)], DT)
    assert moving is not None
    assert moving.side is Side.LEFT


def test_a_bare_hand_at_rest_may_tremble_more_than_a_controller(choice: Choice) -> None:
    tremble = random.Random(1)

    def resting(kind: PointerKind) -> set[PointerKind | None]:
        aims = watch(choice, 3.0, lambda t: [aim(PointerKind.GAZE), aim(kind, tremble.gauss(0, 0.8), side=Side.LEFT)])
        return set(aims)

    assert resting(PointerKind.HAND) == {PointerKind.GAZE}
    assert PointerKind.CONTROLLER in resting(PointerKind.CONTROLLER)


def test_eyes_come_before_the_head_where_they_are_followed(choice: Choice) -> None:
    eyes = aim(PointerKind.EYES, yaw=5)
    assert choice.choose([aim(PointerKind.GAZE), eyes], DT) is eyes


def test_a_blink_points_where_the_eyes_looked_and_closed_eyes_leave_it_to_the_head(choice: Choice) -> None:
    eyes, gaze = aim(PointerKind.EYES, yaw=5), aim(PointerKind.GAZE)
    choice.choose([gaze, eyes], DT)
    closed = [choice.choose([gaze], DT) for _ in range(round(1.0 / DT))]
    assert closed[round(0.25 / DT)] is eyes
    assert closed[-1] is gaze


def test_a_mouse_is_in_use_only_while_it_moves(choice: Choice) -> None:
    assert choice.choose([aim(PointerKind.MOUSE)], DT) is None
    moved = aim(PointerKind.MOUSE, yaw=1.0)
    assert choice.choose([moved], DT) is moved
    assert watch(choice, 2.0, lambda t: [moved])[-1] is None


def test_what_is_used_for_a_second_is_told_once() -> None:
    account = Account()
    told = [account.update(held(), False, DT) for _ in range(round(3 * SETTLED_S / DT))]
    changes = [(change.source, change.profile) for change in told if change]
    assert changes == [("controller", INDEX)]
    assert told.index(next(change for change in told if change)) == pytest.approx(SETTLED_S / DT, abs=2)


def test_what_selects_is_told_at_once() -> None:
    account = Account()
    change = account.update(held(select=True), True, DT)
    assert isinstance(change, PointerChanged)
    assert (change.source, change.profile) == ("controller", INDEX)


def test_what_was_used_for_a_moment_is_not_told() -> None:
    account = Account()
    account.update(aim(PointerKind.GAZE), True, DT)
    for _ in range(20):
        for each in (held(), aim(PointerKind.GAZE), None):
            assert account.update(each, False, 0.3) is None
