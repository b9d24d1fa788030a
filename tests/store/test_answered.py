"""Questionnaires on record."""

from __future__ import annotations

import pytest

from app.errors import BadInput
from app.questionnaires import Moment, load
from app.store import Store
from tests.store.rows import begin


def test_the_newest_answer_of_a_moment_counts_and_the_older_one_stays_on_record(store: Store) -> None:
    session_id = begin(store)
    form = load("pgic")
    for value in (3, 2):
        store.answer(session_id, form, Moment.LATER, "en", {"change": value}, {})
    store.answer(session_id, load("pcs"), Moment.BASELINE, "zh_CN", {}, {"total": 31.0})
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
