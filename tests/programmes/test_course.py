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


def test_a_visit_had_after_its_days_is_late_and_moves_what_follows_where_visits_shift() -> None:
    programme = load("walking-10-visits")
    done = [Done(1, FIRST), Done(2, day(4)), Done(3, day(5))]
    found = standing(programme, 0, done, day(5))
    assert found.late == (2,), "the second was due on day 1, and the third a day after it"
    assert found.next is not None
    assert (found.next.number, found.due) == (4, day(6))


def test_a_late_visit_moves_nothing_where_visits_are_skipped() -> None:
    programme = load("sound-3-days")
    found = standing(programme, 0, [Done(1, FIRST), Done(3, day(2)), Done(4, day(6))], day(7))
    assert (found.next, found.missed, found.late) == (None, (2,), (4,))


def test_a_visit_passed_over_for_a_later_one_is_missed_and_stays_so() -> None:
    programme = load("walking-10-visits")
    found = standing(programme, 0, [Done(1, FIRST), Done(3, day(2))], day(3))
    assert found.missed == (2,)
    assert found.next is not None
    assert (found.next.number, found.due) == (4, day(3))


def test_visits_had_out_of_order_are_told_and_count_each_once() -> None:
    programme = load("walking-10-visits")
    done = [Done(1, FIRST), Done(3, day(1)), Done(2, day(2))]
    found = standing(programme, 0, done, day(3))
    assert (found.done, found.missed, found.disordered) == ((1, 2, 3), (), (2,))
    assert found.next is not None
    assert found.next.number == 4


def test_the_first_whole_one_counts_of_a_visit_that_was_repeated() -> None:
    programme = load("crossover-3d-2d")
    done = [Done(1, day(2)), Done(1, FIRST), Done(1, day(1), whole=False)]
    found = standing(programme, 0, done, day(7))
    assert (found.done, found.repeated, found.due) == ((1,), (1,), day(7))


def test_a_follow_up_that_nobody_came_to_is_missed_and_the_programme_over() -> None:
    programme = load("sound-3-days")
    done = [Done(1, FIRST), Done(2, day(1)), Done(3, day(2))]
    waiting = standing(programme, 0, done, day(5))
    assert waiting.next is not None
    assert (waiting.next.number, waiting.next.stretch.minutes, waiting.open(day(5))) == (4, 0, True)
    over = standing(programme, 0, done, day(6))
    assert (over.next, over.missed) == (None, (4,))


def test_visits_that_a_changed_file_no_longer_has_do_not_count() -> None:
    found = standing(load("crossover-3d-2d"), 0, [Done(1, FIRST), Done(9, day(7))], day(8))
    assert found.next is not None
    assert (found.next.number, found.done, found.missed) == (2, (1,), ())
