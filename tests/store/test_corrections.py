"""Corrections: whatever was stored and is another now stands in the audit trail, with who, when, the old and the new value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.engine.messages import Comfort
from app.errors import BadInput
from app.questionnaires import Given, How, Moment, load
from app.session.wish import Wish
from app.store import Store
from app.who import acting
from scenes.base import Level, Training
from tests.store.rows import begin, ns, plan, rate


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as store, acting("ada"):
        yield store


def over(store: Store) -> tuple[int, int]:
    """A session that is over, and its rating of 7 before."""
    session = begin(store)
    rating = rate(store, session, "before", 7)
    store.phase(session, ns(9), "complete")
    return session, rating


def test_a_rating_that_was_entered_wrongly_is_corrected_with_who_old_and_new(store: Store) -> None:
    session, rating = over(store)
    with acting("bo"):
        store.correct_rating(session, rating, 6)
    store.correct_rating(session, rating, 6)
    (change,) = store.changes(kind="rating")
    what = {"rating": "before", "scale": "nrs-pain-now", "at": 3.0, "row": rating}
    assert (change.who, change.subject) == ("bo", f"session {session}")
    assert (change.old, change.new) == ({**what, "value": 7}, {**what, "value": 6})
    found = store.session(session)
    assert [r.value for r in found.ratings] == [6]
    assert found.row.before == 6, "lists and filters follow"
    assert [c.id for c in store.trail(session).corrected] == [change.id]


@pytest.mark.parametrize("value", [-1, 11])
def test_a_correction_off_the_scale_leaves_nothing(store: Store, value: int) -> None:
    session, rating = over(store)
    with pytest.raises(BadInput):
        store.correct_rating(session, rating, value)
    assert store.session(session).ratings[0].value == 7
    assert store.changes(kind="rating") == []


def test_only_a_rating_of_a_session_that_is_over_is_corrected(store: Store) -> None:
    session, rating = over(store)
    running = begin(store, "P-002")
    with pytest.raises(BadInput, match="none with the id"):
        store.correct_rating(running, rating, 6)
    open_rating = rate(store, running, "before", 5)
    with pytest.raises(BadInput, match="must be over"):
        store.correct_rating(running, open_rating, 6)
    assert store.session(session).ratings[0].value == 7


def test_value_and_trail_stand_or_fall_together(store: Store) -> None:
    session, rating = over(store)
    with closing(sqlite3.connect(store.path)) as raw:
        raw.execute("create trigger full before insert on audit begin select raise(abort, 'disk full'); end")
        raw.commit()
    with pytest.raises(Exception, match="disk full"):
        store.correct_rating(session, rating, 6)
    assert store.session(session).ratings[0].value == 7


def test_an_answer_that_is_changed_while_it_is_given_stands_with_both(store: Store) -> None:
    session, form = begin(store), load("vrsq")
    first, second = form.items[0].id, form.items[1].id

    def given(answers: dict[str, int], how: How = How.WORLD, *, finished: bool = False) -> Given:
        return Given(form, Moment.BEFORE, "en", answers, {}, how, (), finished)

    row = store.give(session, given({first: 1}))
    store.give(session, given({first: 1, second: 2}), row)
    assert store.changes(kind="questionnaire") == [], "an answer that is added corrects nothing"
    store.give(session, given({first: 3, second: 2}), row)
    (change,) = store.changes(kind="questionnaire")
    what = {"questionnaire": "vrsq", "moment": "before"}
    assert (change.who, change.old, change.new) == ("patient", {**what, first: 1}, {**what, first: 3})
    store.give(session, given({first: 3, second: 2}, How.VOICE, finished=True), row)
    whole = store.changes(kind="questionnaire")[0]
    assert (whole.who, whole.old, whole.new) == ("ada", None, {**what, first: 3, second: 2})


def test_a_questionnaire_that_is_given_anew_names_the_one_whose_place_it_takes(store: Store) -> None:
    session, form = begin(store), load("vrsq")
    item = form.items[0].id
    for answer in (1, 2):
        store.give(session, Given(form, Moment.AFTER, "en", {item: answer}, {}, How.VOICE))
    what = {"questionnaire": "vrsq", "moment": "after"}
    assert [(c.old, c.new) for c in store.trail(session).corrected] == [({**what, item: 1}, {**what, item: 2})]


def test_what_is_known_of_a_participant_is_never_changed_silently(store: Store) -> None:
    session = begin(store)
    assert store.changes(kind="participant") == []
    store.comfort(session, ns(2), replace(Comfort(), posture="lying"))
    lively = Wish(training=Training(level=Level.LIVELY))
    store.changed_world(session, ns(3), "level", "lively", lively)
    store.begin_session(replace(plan(), under_18=True, comfort=Comfort(posture="lying")), 7, datetime.now(UTC), 0)
    told = [(c.subject, c.old, c.new) for c in reversed(store.changes(kind="participant"))]
    assert told == [
        ("P-001", {"posture": "sitting"}, {"posture": "lying"}),
        ("P-001", {"snow-canyon training level": "middle"}, {"snow-canyon training level": "lively"}),
        ("P-001", {"under_18": False}, {"under_18": True}),
        ("P-001", {"snow-canyon training level": "lively"}, {"snow-canyon training level": "middle"}),
    ]


def test_a_session_says_who_began_it_and_what_was_confirmed(store: Store) -> None:
    with acting("bo"):
        session = begin(store)
    begun = store.trail(session).begun
    assert begun is not None
    assert begun.who == "bo"
    assert store.session(session).checklist == ("skin", "stop")
