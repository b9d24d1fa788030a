"""The course of a visit: who calls, what counts, and how it adapts."""

from __future__ import annotations

import numpy as np
import pytest
from panda3d.core import LPoint3f

from scenes.base import Amount, Choice, Happening, Level, Moment, Request, Target, Training, TrainingKind, chosen
from scenes.kit.course import ANSWERED, Course

TARGETS = [Target(f"star-{k}", LPoint3f(0, 5, 1), 0.3) for k in range(12)]


def course(training: Training, told: list[Request]) -> Course:
    return Course(training, np.random.default_rng(3), told.append, ("owl", "rain"))


def kinds(told: list[Request]) -> list[str]:
    return [r.kind for r in told if isinstance(r, Happening)]


def test_so_many_hits_bring_the_next_small_event_and_then_the_other() -> None:
    told: list[Request] = []
    made = course(Training(goal=3), told)
    events = []
    for k in range(9):
        made.hit(f"star-{k}", "star")
        events += made.update(float(k), lambda: TARGETS)
    assert events == ["owl", "rain", "owl"]
    assert kinds(told).count("reached") == 3


def test_what_is_not_answered_stops_calling_and_nothing_is_lost() -> None:
    told: list[Request] = []
    made = course(Training(level=Level.CALM), told)
    made.update(5.0, lambda: TARGETS)
    (call,) = made.calls.values()
    made.update(call.until, lambda: ())
    assert not made.calls
    assert kinds(told)[:2] == ["appeared", "missed"]
    assert made.hits == 0


def test_an_answer_says_how_long_it_took() -> None:
    told: list[Request] = []
    made = course(Training(), told)
    made.update(5.0, lambda: TARGETS)
    (key,) = made.calls
    assert made.answer(key, 7.5)
    made.hit(key, "star")
    hit = told[-1]
    assert isinstance(hit, Happening)
    assert hit.data == {"target": key, "kind": "star", "called": True, "latency_s": 2.5}
    assert not made.answer("star-99", 8.0)


def test_who_is_out_of_reach_is_let_go_of_and_not_counted() -> None:
    told: list[Request] = []
    made = course(Training(), told)
    made.update(5.0, lambda: TARGETS)
    made.update(6.0, lambda: ())
    assert not made.calls
    assert "missed" not in kinds(told)


def test_a_timeline_is_kept_to_the_second() -> None:
    told: list[Request] = []
    timeline = (Moment(2.0, "call"), Moment(3.0, "owl"), Moment(3.5, "call"))
    made = course(Training(TrainingKind.TIMED, timeline=timeline), told)
    events = {t: made.update(t, lambda: TARGETS) for t in (1.9, 2.0, 2.9, 3.0, 3.5, 60.0)}
    assert events[3.0] == ["owl"]
    assert sum(map(len, events.values())) == 1
    assert kinds(told).count("appeared") == 2


@pytest.mark.parametrize("ability_s", [4.0, 8.0, 16.0])
def test_an_adaptive_visit_keeps_the_share_of_answers_near_seventy_percent(ability_s: float) -> None:
    made = course(Training(level=Level.ADAPTIVE), [])
    random = np.random.default_rng(8)
    needs: dict[str, float] = {}
    tally: list[tuple[int, int]] = []
    for step in range(36_000):
        now = step / 5
        made.update(now, lambda: TARGETS)
        for key, call in list(made.calls.items()):
            need = needs.setdefault(f"{key}@{call.since}", ability_s * float(random.lognormal(0, 0.4)))
            if now >= call.since + need and made.answer(key, now):
                made.hit(key, "star")
        if step % 6000 == 5999:
            tally.append((made.answered, made.missed))
    answered, missed = (tally[-1][k] - tally[1][k] for k in (0, 1))
    assert answered / (answered + missed) == pytest.approx(ANSWERED, abs=0.05)


def test_a_choice_that_a_world_does_not_know_is_refused() -> None:
    choices = (
        Choice("pace", "Pace", (("slow", "Slow"), ("fast", "Fast"))),
        Amount("rate", "Rate", "", 4, 10, 1, 6),
    )
    assert chosen(choices, {}) == {"pace": "slow", "rate": 6}
    assert chosen(choices, {"rate": 5.5}) == {"pace": "slow", "rate": 5.5}
    for given, says in (
        ({"pase": "slow"}, "no choice 'pase'"),
        ({"pace": "quick"}, "must be one of slow, fast, got 'quick'"),
        ({"rate": 3}, "must be 4 to 10, got 3"),
    ):
        with pytest.raises(ValueError, match=says):
            chosen(choices, given)
