"""Changes in points and percent, responders at the edge of their percentages, and the course over the visits."""

from __future__ import annotations

import pytest

from app.analysis.participant import Change, Responders, course, responders


def test_a_change_is_after_minus_before_in_points_and_in_percent_of_before() -> None:
    assert Change(8, 6).points == -2
    assert Change(8, 6).percent == -25
    assert Change(4, 5).percent == 25


@pytest.mark.parametrize("after", [0, 3])
def test_of_nothing_there_is_no_percentage(after: float) -> None:
    assert Change(0, after).percent is None
    assert Change(0, after).responded(30) is None


@pytest.mark.parametrize(
    ("before", "after", "by30", "by50"),
    [(10, 7, True, False), (10, 5, True, True), (10, 7.1, False, False), (3, 2.1, True, False), (5, 6, False, False)],
)
def test_exactly_thirty_percent_less_is_a_response(before: float, after: float, by30: bool, by50: bool) -> None:
    assert (Change(before, after).responded(30), Change(before, after).responded(50)) == (by30, by50)


def test_who_had_no_pain_before_is_counted_apart() -> None:
    changes = [Change(10, 4), Change(10, 7), Change(6, 6), Change(0, 0)]
    assert responders(changes) == Responders(known=3, unknown=1, by30=2, by50=1)


def test_a_course_tells_visits_change_and_slope() -> None:
    found = course([0, 7, 14], [Change(8, 6), Change(7, 6), Change(6, 3)])
    assert found.visits == 3
    assert found.mean_points == -2
    assert found.first_to_last == Change(8, 6)
    assert found.slope == pytest.approx(-1 / 7)
    assert course([0], [Change(8, 6)]).first_to_last is None
    assert course([0, 7], [Change(8, 6), Change(8, 6)]).slope is None
    with pytest.raises(ValueError, match="a change for each"):
        course([0, 1], [Change(1, 1)])
