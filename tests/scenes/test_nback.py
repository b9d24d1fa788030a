"""The n-back: sequences without lures, what an answer counts as, d', and which n comes next."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit import nback
from scenes.kit.nback import Run
from scenes.star_memory_rounds import BIRD_S, Birds, Phase


@pytest.mark.parametrize("n", [1, 2, 3])
def test_three_in_ten_are_targets_and_nothing_else_looks_like_one(n: int) -> None:
    random = np.random.default_rng(n)
    at_target = set()
    for _ in range(300):
        items = nback.sequence(random, n)
        run = Run(items, n)
        assert len(items) == n + 10
        targets = [at for at in range(len(items)) if run.target(at)]
        assert len(targets) == 3
        at_target |= set(targets)
        for at in set(range(len(items))) - set(targets):
            for back in {n - 1, n, n + 1} - {0}:
                assert at < back or items[at] != items[at - back]
    assert at_target == set(range(n, n + 10))


def test_too_few_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="kinds must be 4 or more"):
        nback.sequence(np.random.default_rng(1), 2, kinds=3)


def test_hits_misses_false_alarms_and_rejections_by_hand() -> None:
    # 1-back; targets at 1, 4 and 6.
    run = Run((0, 0, 1, 2, 2, 3, 3, 1, 4, 0, 1), 1)
    assert [at for at in range(11) if run.target(at)] == [1, 4, 6]
    assert not run.answer(0, 0.5)  # nothing came before it
    assert run.answer(1, 0.8)
    assert not run.answer(1, 0.9)  # once
    assert run.answer(3, 0.7)
    assert run.answer(6, 1.2)
    assert (run.hits, run.misses, run.false_alarms, run.correct_rejections) == (2, 1, 1, 6)
    assert run.accuracy == pytest.approx(80.0)
    assert run.reaction_s == pytest.approx(1.0)  # of the hits: 0.8 and 1.2
    # Hautus 1995: z(2.5 / 4) - z(1.5 / 8) = 0.31864 + 0.88715
    assert run.d_prime == pytest.approx(1.20579, abs=1e-4)


def test_d_prime_is_finite_where_everything_is_right_and_nought_by_chance() -> None:
    # z(3.5 / 4) - z(0.5 / 8) = 1.15035 + 1.53412
    assert nback.d_prime(3, 0, 0, 7) == pytest.approx(2.68447, abs=1e-4)
    assert nback.d_prime(0, 3, 7, 0) == pytest.approx(-2.68447, abs=1e-4)
    assert nback.d_prime(5, 5, 5, 5) == pytest.approx(0.0)


@pytest.mark.parametrize(("n", "wrong", "then"), [(1, 0, 2), (1, 1, 2), (2, 2, 2), (2, 3, 1), (3, 0, 3), (1, 6, 1)])
def test_the_next_run_follows_from_the_errors(n: int, wrong: int, then: int) -> None:
    run = Run(nback.sequence(np.random.default_rng(5), n), n)
    judged = range(n, n + 10)
    fail = {at for at in judged if not run.target(at)} if wrong > 3 else set(list(judged)[:wrong])
    fail = set(sorted(fail)[:wrong])
    for at in judged:
        if run.target(at) != (at in fail):
            run.answer(at, 1.0)
    assert run.misses + run.false_alarms == wrong
    assert nback.following(run) == then


def test_birds_come_evenly_and_an_answer_is_timed_from_when_its_bird_came() -> None:
    of = Birds(Run((1, 1, 2), 1), 0.0, 2.0)
    came = {}
    for k in range(400):
        now = k / 20
        if of.update(now) is not None:
            came[of.number] = now
        if of.number == 1 and now == came[1] + 1.5:
            assert of.answer(now)
    assert came == pytest.approx({0: 2.0, 1: 2.0 + BIRD_S, 2: 2.0 + 2 * BIRD_S}, abs=0.11)
    assert of.run.reactions == pytest.approx({1: 1.5})
    assert of.phase is Phase.OVER
    assert not of.answer(30.0)
