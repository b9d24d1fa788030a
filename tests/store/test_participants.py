"""A participant over the visits, and all of them in a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import BadInput
from app.questionnaires import Moment, load
from app.store import Store, participants
from app.store.participants import SEVERAL, Course
from tests.store.rows import STARTED, level, ns, plan, rate


@pytest.fixture
def visited(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as store:
        for number, (alias, modes, before, after) in enumerate(
            (
                ("P-001", ("3d",), 6, 4),
                ("P-002", ("2d",), 5, 5),
                ("P-001", ("3d", "2d"), 0, 2),
                ("P-001", (), None, None),
            )
        ):
            session = store.begin_session(plan(alias), 7, STARTED + timedelta(days=number), ns(0))
            for place, mode in enumerate(modes):
                segment = store.open_segment(session, ns(60 * place), mode, "window", None, None)
                store.close_segment(segment, ns(60 * place + 60), "switched")
            for second in range(10):
                if modes:
                    store.level(session, level(second, total_db=-28.0, spl_db=120.0))
            for phase, value in (("before", before), ("after", after)):
                if value is not None:
                    rate(store, session, phase, value)
        store.symptom(1, ns(30), "nausea", "mild", "exposure", "3d")
        store.remark(1, ns(40), "looked away")
        ssq = load("ssq")
        for value in (0, 1):
            answers = {item.id: value for item in ssq.items}
            store.answer(3, ssq, Moment.AFTER, "en", answers, {})
        yield store


def course(store: Store, alias: str) -> Course:
    with store.reading() as reading:
        return participants.course(reading, alias)


def test_a_course_tells_each_visit_with_what_was_shown_and_said(visited: Store) -> None:
    found = course(visited, "P-001")
    assert [(v.id, v.mode, v.before, v.after, v.delivered_s) for v in found.visits] == [
        (1, "3d", 6, 4, 60.0),
        (3, SEVERAL, 0, 2, 120.0),
        (4, None, None, None, 0.0),
    ]
    first, second, third = found.visits
    assert (first.symptoms, first.notes) == ((("nausea", "mild"),), ("looked away",))
    assert first.change is not None
    assert (first.change.points, second.change and second.change.percent, third.change) == (-2, None, None)
    ((answered_in, answered),) = found.answered
    assert answered_in == 3
    assert set(answered.answers.values()) == {1}, "the newest answer counts"


def test_a_participant_that_is_not_there_is_a_clear_line(visited: Store) -> None:
    with pytest.raises(BadInput, match="alias must be one in the record, got 'P-009'"):
        course(visited, "P-009")


def test_the_dose_of_each_visit_is_what_the_week_adds_up(visited: Store) -> None:
    with visited.reading() as reading:
        doses = participants.sound(reading, {1: False, 3: False, 4: False})
    week = visited.dose("P-001", datetime(2026, 3, 8, tzinfo=UTC), under_18=False)
    assert set(doses) == {1, 3}
    assert sum(dose.used for dose in doses.values()) == pytest.approx(week.used, rel=1e-9)
    assert sum(dose.stated_s for dose in doses.values()) == week.stated_s == 20


def test_the_list_has_who_was_here_last_first(visited: Store) -> None:
    with visited.reading() as reading:
        found = participants.people(reading, "", 10, 0)
        assert [(p.alias, p.visits, len(p.recent)) for p in found.rows] == [("P-001", 3, 3), ("P-002", 1, 1)]
        assert [v.before for v in found.rows[0].recent] == [6, 0, None]
        assert participants.people(reading, "p-002", 10, 0).total == 1
        assert [p.alias for p in participants.people(reading, "", 1, 1, by_alias=True).rows] == ["P-002"]
