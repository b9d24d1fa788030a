"""Programmes on record: who takes part, what is told when, and which session was which visit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli import main
from app.errors import BadInput
from app.programmes import load, parse
from app.session.plan import Mode, SessionPlan
from app.store import Store
from tests.programmes.test_programme import GOOD, written
from tests.store.rows import STARTED, T0, plan

CROSSOVER = load("crossover-3d-2d")
FIRST = STARTED.astimezone().date()


def fitting(mode: Mode) -> SessionPlan:
    return replace(plan("P-001"), world="snow-canyon", seconds=1200.0, mode=mode)


def had(store: Store, mode: Mode, day: int = 0, state: str = "complete") -> int:
    """A session on that day, ended as `state`."""
    session_id = store.begin_session(fitting(mode), 7, STARTED + timedelta(days=day), T0)
    store.phase(session_id, T0 + 10**9, state, None if state == "complete" else "stopped")
    return session_id


def test_a_session_that_shows_what_the_next_visit_shows_is_that_visit(store: Store) -> None:
    store.enrol("P-001", CROSSOVER, {}, seed=5)
    part = store.part("P-001", FIRST)
    assert part is not None
    assert part.standing.next is not None
    _, mode = store.tell_next("P-001", FIRST, "test")
    assert mode is not None
    other = Mode.D2 if mode is Mode.D3 else Mode.D3
    had(store, other)  # no visit of the programme's
    part = store.part("P-001", FIRST)
    assert part is not None
    assert part.standing.done == ()
    had(store, mode)
    after = store.part("P-001", FIRST)
    assert after is not None
    assert after.standing.done == (1,)
    assert after.standing.due == FIRST + timedelta(days=7)
    had(store, other, day=7)
    over = store.part("P-001", FIRST + timedelta(days=8))
    assert over is not None
    assert (over.standing.next, over.standing.done) == (None, (1, 2))


def test_a_visit_that_was_broken_off_is_the_next_one_again(store: Store) -> None:
    store.enrol("P-001", CROSSOVER, {}, seed=5)
    _, mode = store.tell_next("P-001", FIRST, "test")
    assert mode is not None
    had(store, mode, state="aborted")
    had(store, mode, day=1)
    part = store.part("P-001", FIRST + timedelta(days=2))
    assert part is not None
    assert (part.standing.done, part.standing.repeated) == ((1,), (1,))


def test_nothing_of_an_arm_is_written_before_it_is_told(store: Store, folder: Path) -> None:
    for n in range(6):
        store.enrol(f"P-{n:03}", CROSSOVER, {}, seed=5)
    assert store.told(CROSSOVER.id) == []
    with store.reading() as reading:
        rows = reading.connection().exec_driver_sql("select * from enrolments").mappings().all()
    assert not any({"AB", "BA", "3d", "2d"} & {str(value) for value in row.values()} for row in rows)
    store.tell_next("P-003", FIRST, "command line")
    (told,) = store.told(CROSSOVER.id)
    assert (told.alias, told.visit, told.by) == ("P-003", 1, "command line")
    assert (told.arm, told.mode) in {("AB", "3d"), ("BA", "2d")}


def test_before_its_day_a_visit_is_not_told(store: Store) -> None:
    store.enrol("P-001", CROSSOVER, {}, seed=5)
    _, mode = store.tell_next("P-001", FIRST, "test")
    assert mode is not None
    had(store, mode)
    told = len(store.told(CROSSOVER.id))
    with pytest.raises(BadInput, match="visit 2 of P-001 must be had on"):
        store.tell_next("P-001", FIRST + timedelta(days=3), "test")
    assert len(store.told(CROSSOVER.id)) == told


def test_places_are_given_in_turn_and_a_seed_stays(store: Store) -> None:
    for n in range(3):
        store.enrol(f"P-{n:03}", CROSSOVER, {})
    parts = [store.part(f"P-{n:03}", FIRST) for n in range(3)]
    assert [p.place.number for p in parts if p] == [0, 1, 2]
    assert len({p.seed for p in parts if p}) == 1
    with pytest.raises(BadInput, match="has a seed already"):
        store.enrol("P-009", CROSSOVER, {}, seed=1)
    assert store.part("P-009", FIRST) is None
    with pytest.raises(BadInput, match="P-001 must be in no programme"):
        store.enrol("P-001", CROSSOVER, {})
    store.leave("P-001")
    store.enrol("P-001", load("single-visit"), {})


def test_a_programme_whose_file_is_gone_keeps_nobody_from_a_session(store: Store, folder: Path) -> None:
    (folder / "programmes").mkdir()
    own = written(folder / "programmes", GOOD, "own.toml")
    store.enrol("P-001", parse(own), {})
    own.write_text(GOOD.replace("minutes = 15", "minutes = 20"), "utf-8")
    part = store.part("P-001", FIRST)
    assert part is not None
    assert part.changed
    own.unlink()
    assert store.begin_session(plan("P-001"), 7, STARTED, T0)
    with pytest.raises(BadInput, match="programme must be one of"):
        store.part("P-001", FIRST)


def test_the_command_line_enrols_tells_and_shows_who_was_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> object:
        assert main(["programme", *words, "--json", "--data", str(tmp_path)]) == 0
        return json.loads(capsys.readouterr().out)

    known = said("list")
    assert isinstance(known, list)
    assert {"single-visit", "crossover-3d-2d"} <= {p["id"] for p in known}
    stood = said("enrol", "P-001", "crossover-3d-2d", "--seed", "4")
    assert isinstance(stood, dict)
    assert (stood["next"], stood["due"], stood["open"]) == (1, None, True)
    told = said("next", "P-001")
    assert isinstance(told, dict)
    audit = said("audit", "crossover-3d-2d")
    assert isinstance(audit, list)
    assert [(a["alias"], a["visit"], a["mode"]) for a in audit] == [("P-001", 1, told["mode"])]
    listed = said("allocation", "crossover-3d-2d", "--seed", "4", "--many", "4")
    assert isinstance(listed, list)
    assert audit[0]["arm"] == listed[0]
    assert main(["programme", "enrol", "P-002", "crossover-3d-2d", "--stratum", "sex", "--data", str(tmp_path)]) == 2
    assert "--stratum must be NAME=VALUE, got 'sex'" in capsys.readouterr().err
