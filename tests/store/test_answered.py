"""Questionnaires on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import BadInput
from app.questionnaires import Given, How, Moment, load
from app.store import Store
from tests.store.rows import STARTED, T0, begin, plan


def test_the_newest_answer_of_a_moment_counts_and_the_older_one_stays_on_record(store: Store) -> None:
    session_id = begin(store)
    form = load("pgic")
    for value in (3, 2):
        store.answer(session_id, form, Moment.LATER, "en", {"change": value}, {})
    store.answer(session_id, load("pcs"), Moment.BASELINE, "zh_CN", {}, {"total": 31.0})
    changes = [change for change in store.changes() if change.kind == "questionnaire"]
    assert [(c.old, c.new) for c in reversed(changes)][:2] == [
        (None, {"questionnaire": "pgic", "moment": "later", "change": 3}),
        (
            {"questionnaire": "pgic", "moment": "later", "change": 3},
            {"questionnaire": "pgic", "moment": "later", "change": 2},
        ),
    ]
    later, baseline = store.answered(session_id)
    assert (later.moment, later.answers, later.scores) == (Moment.LATER, {"change": 2}, {"change": 2.0})
    assert baseline.scores == {"total": 31.0, "rumination": None, "magnification": None, "helplessness": None}
    with store.reading() as reading:
        kept = reading.connection().exec_driver_sql("select count(*) from questionnaires").scalar()
    assert kept == 3


def test_what_can_not_be_answered_is_refused_and_nothing_is_kept(store: Store) -> None:
    session_id = begin(store)
    form = load("fms")
    with pytest.raises(BadInput, match="sickness must be one of"):
        store.answer(session_id, form, Moment.AFTER, "en", {"sickness": 21}, {})
    with pytest.raises(BadInput, match="must have an answer at least"):
        store.answer(session_id, form, Moment.AFTER, "en", {}, {})
    with pytest.raises(BadInput, match="follow from its answers"):
        store.answer(session_id, form, Moment.AFTER, "en", {"sickness": 2}, {"sickness": 3.0})
    with pytest.raises(BadInput, match="session"):
        store.answer(99, form, Moment.AFTER, "en", {"sickness": 2}, {})
    assert not store.answered(session_id)


def test_what_is_being_given_grows_in_one_row_until_it_is_finished(store: Store) -> None:
    session_id, form = begin(store), load("vrsq")
    first = Given(form, Moment.AFTER, "en", {"fatigue": 1}, {}, How.WORLD, finished=False)
    row = store.give(session_id, first)
    cut_off = store.under_way(session_id, "vrsq", Moment.AFTER)
    assert cut_off is not None
    assert (cut_off[0], cut_off[1].answers, cut_off[1].how) == (row, {"fatigue": 1}, How.WORLD)
    whole = Given(form, Moment.AFTER, "en", {"fatigue": 1, "vertigo": 0}, {}, How.MIXED, ("headache",))
    assert store.give(session_id, whole, row) == row
    assert store.under_way(session_id, "vrsq", Moment.AFTER) is None
    (kept,) = store.answered(session_id)
    assert (kept.declined, kept.how, kept.finished, kept.scores["total"]) == (("headache",), How.MIXED, True, None)
    with pytest.raises(BadInput, match="vrsq must be under way to take an answer"):
        store.give(session_id, whole, row)


def test_scores_are_held_against_the_baseline_of_this_visit_or_else_of_an_earlier_one(store: Store) -> None:
    form = load("pgic")
    sessions = [store.begin_session(plan("P-001"), 7, STARTED + timedelta(days=n), T0) for n in range(3)]
    other = store.begin_session(plan("P-002"), 7, STARTED, T0)
    store.answer(other, form, Moment.BASELINE, "en", {"change": 7}, {})
    store.answer(sessions[0], form, Moment.BASELINE, "en", {"change": 4}, {})
    store.answer(sessions[1], form, Moment.BEFORE, "en", {"change": 5}, {})
    found = [store.baselines(session)["pgic"] for session in sessions]
    assert [(b.session_id, b.answered.scores["change"]) for b in found] == [
        (sessions[0], 4.0),
        (sessions[1], 5.0),
        (sessions[0], 4.0),
    ]
