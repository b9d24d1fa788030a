"""Years of sessions stay quick to look through."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert
from sqlalchemy.orm import Session as Work

from app.store import Store, database
from app.store.models import Participant, Rating, Segment, Session
from tests.store.rows import STARTED

MANY = 10_000
RATED = {
    "at_s": 1.0,
    "instrument": "nrs-pain-now",
    "anchor_low": "no pain",
    "anchor_high": "pain as bad as you can imagine",
    "language": "en",
    "source": "gaze",
    "corrections": 0,
    "mode": "3d",
}


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """10,000 complete sessions of 400 participants."""
    folder = tmp_path_factory.mktemp("years")
    with Store.open(folder):
        pass
    fill(folder)
    with Store.open(folder) as store:
        yield store


def fill(folder: Path) -> None:
    engine = database.writing(folder / "respite.db")
    ids = range(1, MANY + 1)
    with Work(engine) as work, work.begin():
        work.execute(insert(Participant), [{"id": n, "alias": f"P-{n:03}"} for n in range(1, 401)])
        work.execute(
            insert(Session),
            [
                {
                    "id": n,
                    "participant_id": n % 400 + 1,
                    "world": "snow-canyon",
                    "planned_s": 600.0,
                    "mode": "3d",
                    "language": "en",
                    "seed": n,
                    "checklist": [],
                    "simulated": None,
                    "state": "complete",
                    "reason": None,
                    "note": "",
                    "started_utc": STARTED + timedelta(hours=n),
                    "t0_ns": 0,
                    "base_s": 0.0,
                    "last_s": 700.0,
                }
                for n in ids
            ],
        )
        work.execute(
            insert(Segment),
            [
                {
                    "session_id": n,
                    "mode": mode,
                    "display": "window",
                    "start_s": at,
                    "end_s": at + 300,
                    "ended_by": "switch",
                }
                for n in ids
                for mode, at in (("3d", 10.0), ("2d", 310.0))
            ],
        )
        work.execute(
            insert(Rating),
            [{**RATED, "session_id": n, "phase": phase, "value": n % 11} for n in ids for phase in ("before", "after")],
        )
    engine.dispose()


@pytest.mark.parametrize(("offset", "alias"), [(0, None), (9_950, None), (0, "P-007")])
def test_a_page_of_ten_thousand_sessions_comes_at_once(years: Store, offset: int, alias: str | None) -> None:
    took = []
    for _ in range(5):
        began = time.perf_counter()
        page = years.sessions(50, offset, alias)
        took.append(time.perf_counter() - began)
    assert len(page) == (25 if alias else 50)
    assert all(row.delivered_s == 600.0 and row.before is not None for row in page)
    print(f"a page took {min(took) * 1000:.1f} ms")
    assert min(took) < 0.25


def test_a_page_costs_a_few_queries_however_long_it_is(years: Store) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        years.sessions(200)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if statement.upper().startswith("SELECT")]) == 2
