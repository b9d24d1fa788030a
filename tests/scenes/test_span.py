"""The span of places: sequences, what counts as repeated, the staircase."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit import span
from scenes.kit.span import Direction, Record, Staircase, Trial
from scenes.star_memory_rounds import BREATH_S, EACH_S, GO_S, PATIENCE_S, Phase, Stars

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def repeated(length: int, right: bool, way: Direction = FORWARD) -> Trial:
    shown = tuple(range(length))
    wanted = shown if way is FORWARD else shown[::-1]
    return Trial(shown, way, wanted if right else (*wanted[1:], wanted[0]))


def test_no_place_comes_twice_in_a_sequence_and_no_sequence_twice_in_a_row() -> None:
    random = np.random.default_rng(4)
    last: tuple[int, ...] = ()
    seen = set()
    for k in range(400):
        made = span.sequence(random, 2 + k % 8, last)
        assert len(set(made)) == len(made) == 2 + k % 8
        assert made != last
        assert set(made) <= set(range(9))
        seen |= set(made)
        last = made
    assert seen == set(range(9))


def test_a_trial_is_right_only_in_the_order_that_was_asked_for() -> None:
    assert Trial((2, 6, 0), FORWARD, (2, 6, 0)).correct
    assert not Trial((2, 6, 0), FORWARD, (0, 6, 2)).correct
    assert Trial((2, 6, 0), BACKWARD, (0, 6, 2)).correct
    assert not Trial((2, 6, 0), BACKWARD, (2, 6, 0)).correct
    assert not Trial((2, 6, 0), FORWARD, (2, 6)).correct


def test_times_are_those_of_the_first_pick_and_between_picks() -> None:
    trial = Trial((2, 6, 0, 1), FORWARD, (2, 6, 0, 1), (1.5, 2.0, 3.5, 4.25))
    assert trial.reaction_s == 1.5
    assert trial.between_s == 0.75
    assert Trial((2, 6), FORWARD).reaction_s is None
    assert Trial((2, 6), FORWARD, (2,), (1.0,)).between_s is None


def test_the_span_is_that_of_two_trials_of_each_length_by_hand() -> None:
    # Kessels and others 2000: two of each length, until both are wrong. 2: right, right; 3: right, right; 4: wrong, right;
    # 5: right, wrong; 6: wrong, wrong. The span is 5; 6 of 10 are right.
    record = Record()
    for length, right in ((2, 1), (2, 1), (3, 1), (3, 1), (4, 0), (4, 1), (5, 1), (5, 0), (6, 0), (6, 0)):
        record.add(repeated(length, bool(right)))
    assert record.span(FORWARD) == 5
    assert record.span(BACKWARD) == 0
    assert record.accuracy == pytest.approx(60.0)


def test_a_length_that_was_right_once_by_luck_does_not_stand_for_ever() -> None:
    record = Record()
    for length, right in ((3, True), (4, True), (7, True), (7, False)):
        record.add(repeated(length, right))
    assert record.span(FORWARD) == 7
    record.add(repeated(7, False))
    assert record.span(FORWARD) == 4


def test_each_direction_has_a_span_of_its_own() -> None:
    record = Record()
    record.add(repeated(5, True))
    record.add(repeated(3, True, BACKWARD))
    assert (record.span(FORWARD), record.span(BACKWARD)) == (5, 3)


def test_two_right_in_a_row_make_it_longer_and_one_wrong_shorter() -> None:
    stairs = Staircase(2)
    lengths = []
    for right in (True, True, True, False, True, True, False, False, False, True):
        stairs.tell(right)
        lengths.append(stairs.length)
    assert lengths == [2, 3, 3, 2, 2, 3, 2, 2, 2, 2]
    top = Staircase(9)
    for _ in range(6):
        top.tell(True)
    assert top.length == 9


def test_about_seventy_percent_stay_right() -> None:
    random, stairs = np.random.default_rng(2), Staircase(2)
    right = []
    for _ in range(4000):
        well = bool(random.random() < 1 / (1 + np.exp(1.3 * (stairs.length - 5.5))))
        right.append(well)
        stairs.tell(well)
    assert np.mean(right[100:]) == pytest.approx(0.707, abs=0.06)


@pytest.mark.parametrize("able", [2, 4, 6, 9])
def test_whoever_keeps_so_many_in_mind_has_that_span(able: int) -> None:
    stairs, record = Staircase(2), Record()
    for _ in range(40):
        trial = repeated(stairs.length, stairs.length <= able)
        record.add(trial)
        stairs.tell(trial.correct)
    assert record.span(FORWARD) == able


def stepped(of: Stars, start: float, end: float, step: float = 0.05) -> list[tuple[float, int]]:
    """The stars that begin to shine between two times."""
    begun = []
    for k in range(round((end - start) / step) + 1):
        now = start + k * step
        begun += [(round(now, 2), star) for star in of.update(now)]
    return begun


def test_a_round_shows_one_star_a_second_and_then_waits_for_the_patient() -> None:
    of = Stars((3, 7, 1), FORWARD, 10.0, 2.0)
    begun = stepped(of, 10.0, 12.0 + 3 * EACH_S + GO_S)
    assert [star for _, star in begun] == [3, 7, 1]
    assert np.diff([at for at, _ in begun]) == pytest.approx(EACH_S, abs=0.06)
    assert Phase(of.phase) is Phase.REPEATED


def test_a_wrong_answer_lets_the_figure_show_itself_once_more_and_costs_nothing() -> None:
    of = Stars((3, 7), FORWARD, 0.0, 0.0)
    stepped(of, 0.0, 3.0)
    since = of.since
    assert of.pick(7, since + 1.25)
    assert not of.pick(7, since + 1.5)  # it was picked already
    assert of.pick(3, since + 2.0)
    assert of.trial == Trial((3, 7), FORWARD, (7, 3), (1.25, 2.0))
    assert Phase(of.phase) is Phase.AGAIN
    again = stepped(of, since + 2.0, since + 8.0)
    assert [star for _, star in again] == [3, 7]
    assert again[0][0] >= since + 2.0 + BREATH_S - 0.05
    assert Phase(of.phase) is Phase.OVER
    assert not of.left


def test_a_patient_who_does_not_answer_is_left_in_peace() -> None:
    of = Stars((3, 7), FORWARD, 0.0, 0.0)
    stepped(of, 0.0, 3.0)
    of.pick(3, 4.0)
    stepped(of, 4.0, 3.9 + PATIENCE_S)
    assert Phase(of.phase) is Phase.REPEATED
    stepped(of, 4.0 + PATIENCE_S, 4.1 + PATIENCE_S)
    assert Phase(of.phase) is Phase.OVER
    assert of.left
