"""The audit trail: who changed what, and that nobody changes the trail."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.errors import BadInput
from app.session.listening import Listening
from app.store import Store, audit
from app.who import acting, machine
from tests.store.rows import begin, ns


def tampered(folder: Path, *statements: str) -> str:
    """What following the chain says once somebody with the file has carried these out."""
    with closing(sqlite3.connect(folder / "respite.db")) as raw:
        raw.execute("drop trigger audit_no_update")
        raw.execute("drop trigger audit_no_delete")
        for statement in statements:
            raw.execute(statement)
        raw.commit()
    return audit.follow(folder / "respite.db").fault


@pytest.fixture
def kept(folder: Path) -> Path:
    with Store.open(folder) as store, acting("ada"):
        for value in range(5):
            store.audit("rating", f"session {value}", {"value": value}, {"value": value + 1})
    return folder


def test_a_change_is_kept_with_who_when_old_and_new(folder: Path) -> None:
    with Store.open(folder) as store:
        with acting("ada"):
            store.audit("rating", "session 12", {"value": 7}, {"value": 6})
        store.audit("export", "csv")
        by_machine, by_ada = store.changes()
        assert (by_ada.who, by_ada.kind, by_ada.subject, by_ada.old, by_ada.new) == (
            "ada",
            "rating",
            "session 12",
            {"value": 7},
            {"value": 6},
        )
        assert by_ada.utc.tzinfo is not None
        assert (by_machine.who, by_machine.old, by_machine.new) == (machine(), None, None)


def test_changes_of_the_record_write_themselves_down(folder: Path) -> None:
    with Store.open(folder) as store:
        session = begin(store)
        store.note(session, "slept well")
        store.note(session, "slept badly")
        store.note(session, "slept badly")
        store.make_usual(Listening("rain", 3.0))
        told = [(c.kind, c.subject) for c in store.changes()]
        assert told == [
            ("setting", "listening"),
            ("note", "session 1"),
            ("note", "session 1"),
            ("session", "session 1"),
        ]
        assert (store.changes(kind="note")[0].old, store.changes(kind="note")[0].new) == ("slept well", "slept badly")


def test_it_stands_who_ended_a_session(folder: Path) -> None:
    with Store.open(folder) as store, acting("ada"):
        for reason in ("stopped by the clinician", "stopped by the patient (gaze)"):
            store.phase(begin(store), ns(5), "aborted", reason)
        ended = [c for c in store.changes(kind="session") if c.old]
        assert [(c.who, c.subject, c.old, c.new["phase"]) for c in ended] == [
            ("patient", "session 2", {"phase": "checklist"}, "aborted"),
            ("ada", "session 1", {"phase": "checklist"}, "aborted"),
        ]


def test_a_change_that_is_refused_leaves_no_row(folder: Path) -> None:
    with Store.open(folder) as store:
        with pytest.raises(BadInput):
            store.audit("rating", "session 1", None, {"value": float("nan")})
        with pytest.raises(BadInput):
            store.leave("P-001")
        assert store.changes() == []


def test_the_trail_is_filtered_by_person_kind_and_day(kept: Path) -> None:
    today = date.today()
    with Store.open(kept) as store:
        store.audit("export", "csv", who="bo")
        assert [c.kind for c in store.changes(who="bo")] == ["export"]
        assert len(store.changes(kind="rating")) == 5
        assert [c.subject for c in store.changes(2, 1, kind="rating")] == ["session 3", "session 2"]
        assert len(store.changes(since=today - timedelta(days=1), until=today + timedelta(days=1))) == 6
        assert store.changes(until=today - timedelta(days=2)) == []
        names: tuple[Sequence[str], Sequence[str]] = store.change_names()
        assert names == (["ada", "bo"], ["export", "rating"])


def test_the_trail_can_only_be_added_to(kept: Path) -> None:
    with closing(sqlite3.connect(kept / "respite.db")) as raw:
        for statement in ("update audit set who = 'bo'", "delete from audit"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                raw.execute(statement)


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        ((), ""),
        (("update audit set new = '{\"value\": 9}' where id = 3",), "row 3 was changed"),
        (("update audit set hash = 'x' where id = 3",), "row 3 was changed"),
        (("delete from audit where id = 3",), "what stood before row 4 is missing or was changed"),
        (("delete from audit where id > 3",), "rows 4 to 5 are missing at the end"),
        (("delete from audit",), "rows 1 to 5 are missing at the end"),
    ],
)
def test_tampering_shows(kept: Path, statements: tuple[str, ...], fault: str) -> None:
    assert tampered(kept, *statements) == fault


def test_a_change_is_written_down_from_beside(kept: Path) -> None:
    with Store.open(kept) as store:
        audit.append(store.path, "export", "bids")
        store.audit("note", "session 1")
        chain = store.follow_audit()
        assert (chain.rows, chain.fault) == (7, "")
