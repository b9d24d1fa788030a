"""Which visit is next, and when."""

from __future__ import annotations

from datetime import date, timedelta

from app.programmes import Done, load, standing, visits
from app.session.plan import Mode

FIRST = date(2026, 3, 2)


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def test_the_first_visit_may_be_had_on_any_day() -> None:
    found = standing(load("crossover-3d-2d"), 0, [], FIRST)
    assert found.next is not None
    assert found.next.number == 1
    assert found.due is None
    assert found.open(FIRST)


def test_the_second_period_waits_for_the_washout() -> None:
    programme = load("crossover-3d-2d")
    early = standing(programme, 0, [Done(1, FIRST)], day(3))
    assert early.next is not None
    assert (early.next.number, early.due, early.open(day(3))) == (2, day(7), False)
    assert standing(programme, 0, [Done(1, FIRST)], day(7)).open(day(7))


def test_a_visit_that_shifts_stays_the_next_one_and_the_others_come_later() -> None:
    programme = load("walking-10-visits")
    late = standing(programme, 0, [Done(1, FIRST)], day(9))
    assert late.next is not None
    assert (late.next.number, late.missed, late.open(day(9))) == (2, (), True)
    after = standing(programme, 0, [Done(1, FIRST), Done(2, day(9))], day(10))
    assert after.due == day(10)


def test_a_visit_whose_days_have_passed_is_missed_and_the_others_keep_theirs() -> None:
    found = standing(load("sound-3-days"), 0, [Done(1, FIRST)], day(2))
    assert found.next is not None
    assert (found.next.number, found.due, found.missed) == (3, day(2), (2,))


def test_a_session_that_broke_off_is_had_again() -> None:
    programme = load("walking-10-visits")
    broken = standing(programme, 0, [Done(1, FIRST, whole=False)], day(1))
    assert broken.next is not None
    assert broken.next.number == 1
    again = standing(programme, 0, [Done(1, FIRST, whole=False), Done(1, day(1))], day(2))
    assert again.next is not None
    assert (again.next.number, again.due, again.repeated) == (2, day(2), (1,))


def test_a_programme_comes_to_its_end() -> None:
    found = standing(load("crossover-3d-2d"), 0, [Done(1, FIRST), Done(2, day(7))], day(8))
    assert found.next is None
    assert found.done == (1, 2)


def test_each_participant_begins_with_another_world() -> None:
    programme = load("short-8-weeks")
    begun = [[visit.world for visit in visits(programme, n)][:3] for n in range(3)]
    assert len({worlds[0] for worlds in begun}) == 3
    assert all(len(set(worlds)) == 3 for worlds in begun)


def test_what_is_shown_follows_the_arm_once_it_is_known() -> None:
    programme = load("crossover-3d-2d")
    first, second = programme.visits
    assert programme.mode(first, "BA") is Mode.D2
    assert programme.mode(second, "BA") is Mode.D3
    assert programme.mode(first, None) is None
