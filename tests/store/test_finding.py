"""Sessions are found by what they are, a page at a time, and what a list asks of a session follows whatever is written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bench import console_record
from app.exports.choice import CHANGES, OPEN, Choice
from app.store import Store
from app.store.finding import Found, Order, find
from tests.store.rows import STARTED, ns, plan, rate

MANY = 10_000

#: alias, hours, modes, before, after, state
SESSIONS: tuple[tuple[str, int, tuple[str, ...], int | None, int | None, str], ...] = (
    ("P-001", 0, ("3d",), 10, 7, "complete"),
    ("p-002", 1, ("2d",), 4, 2, "complete"),
    ("P-001", 2, ("3d", "2d"), 0, 0, "complete"),
    ("P_001", 3, (), None, None, "aborted"),
    ("Q-001", 4, ("flat",), 3, 5, "complete"),
    ("P-001", 5, ("3d",), 6, None, "exposure"),
)


@pytest.fixture
def few(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as store:
        for alias, hours, modes, before, after, state in SESSIONS:
            simulated = {"before": 1, "after": 1} if alias == "Q-001" else None
            session = store.begin_session(plan(alias, simulated), 7, STARTED + timedelta(hours=hours), ns(0))
            for number, mode in enumerate(modes):
                segment = store.open_segment(session, ns(10 * number + 10), mode, "window", None, None)
                store.close_segment(segment, ns(10 * number + 20), "switched")
            for phase, value in (("before", before), ("after", after)):
                if value is not None:
                    rate(store, session, phase, value)
            store.phase(session, ns(90), state, "stopped" if state == "aborted" else None)
        yield store


def ids(store: Store, choice: Choice, order: Order = Order.OLDEST) -> list[int]:
    return [row.id for row in page(store, choice, order).rows]


def page(store: Store, choice: Choice, order: Order = Order.NEWEST, limit: int = 20, **edge: int) -> Found:
    with store.reading() as reading:
        return find(reading, choice.limits(), order, limit, **edge)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(), [1, 2, 3, 4, 5, 6]),
        (Choice(starts="p-"), [1, 2, 3, 6]),
        (Choice(starts="P_"), [4]),
        (Choice(modes=("2d",)), [2, 3]),
        (Choice(modes=("3d", "flat")), [1, 3, 5, 6]),
        (Choice(states=(OPEN,)), [6]),
        (Choice(states=("aborted", OPEN)), [4, 6]),
        (Choice(change="down"), [1, 2]),
        (Choice(change="down30"), [1, 2]),
        (Choice(change="down50"), [2]),
        (Choice(change="same"), [3]),
        (Choice(change="up"), [5]),
        (Choice(change="none"), [4, 6]),
        (Choice(change="-3"), [1]),
        (Choice(simulated=True), [5]),
        (Choice(simulated=False, modes=("flat",)), []),
        (Choice(since=STARTED + timedelta(hours=2), until=STARTED + timedelta(hours=4)), [3, 4]),
    ],
)
def test_sessions_are_found_by_what_they_are(few: Store, choice: Choice, expected: list[int]) -> None:
    assert ids(few, choice) == expected
    assert page(few, choice).total == len(expected)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, [6, 5, 4, 3, 2, 1]),
        (Order.ALIAS, [1, 3, 6, 4, 5, 2]),
        (Order.FELL, [1, 2, 3, 5, 4, 6]),
        (Order.ROSE, [5, 3, 2, 1, 6, 4]),
    ],
)
def test_every_order_is_the_same_forwards_and_backwards(few: Store, order: Order, expected: list[int]) -> None:
    forwards = [page(few, Choice(), order, 2)]
    while forwards[-1].later:
        forwards.append(page(few, Choice(), order, 2, after=forwards[-1].rows[-1].id))
    assert [row.id for found in forwards for row in found.rows] == expected
    assert [found.earlier for found in forwards] == [False, True, True]
    backwards = [forwards[-1]]
    while backwards[-1].earlier:
        backwards.append(page(few, Choice(), order, 2, before=backwards[-1].rows[0].id))
    assert [found.rows for found in reversed(backwards)] == [found.rows for found in forwards]


def test_a_page_from_a_session_that_is_not_there_is_the_first_one(few: Store) -> None:
    assert page(few, Choice(), after=999).rows == page(few, Choice()).rows


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("many")
    console_record.run(str(folder), MANY)
    with Store.open(folder) as store:
        yield store


ASKED = {
    "newest": (Choice(), Order.NEWEST),
    "fell most": (Choice(), Order.FELL),
    "alias": (Choice(starts="P-0"), Order.ALIAS),
    "rare": (Choice(modes=("flat",), change="up", states=("complete",), worlds=("dusk-lagoon",)), Order.NEWEST),
    "none": (Choice(change="10", simulated=True), Order.OLDEST),
    "one person": (Choice(starts="P-00007"), Order.ROSE),
    "a day": (
        Choice(since=datetime(2020, 6, 1, tzinfo=UTC), until=datetime(2020, 6, 2, tzinfo=UTC)),
        Order.NEWEST,
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_filter_over_very_many_comes_at_once(many: Store, asked: str) -> None:
    choice, order = ASKED[asked]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        found = page(many, choice, order)
        if found.later:
            page(many, choice, order, after=found.rows[-1].id)
        took.append(time.perf_counter() - began)
    print(f"{asked}: {found.total} found, {min(took) * 1000:.1f} ms")
    assert min(took) < 1.0


def test_what_a_list_asks_is_what_the_rows_say(many: Store) -> None:
    with many.reading() as reading:
        total = sum(find(reading, Choice(change=change).limits()).total for change in ("down", "same", "up", "none"))
        assert total == MANY
        assert set(CHANGES) >= {"down30", "down50"}
