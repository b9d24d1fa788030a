"""Who comes next, as the first page lists it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.programmes import load
from app.session.plan import Mode, SessionPlan
from app.store import Store
from app.store.comers import Due

#: a day on which nobody's clock goes forward or back
TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


def had(store: Store, alias: str, days_ago: int, *, world: str = "snow-canyon", minutes: int = 10) -> None:
    plan = SessionPlan(alias, world, minutes * 60.0, Mode.D3, "zh_CN")
    session = store.begin_session(plan, 1, NOON - timedelta(days=days_ago), 0)
    store.phase(session, 1, "complete")


def walking(store: Store, alias: str, *days_ago: int) -> None:
    """Somebody who takes part in ten visits, each on the day after the last, and had these."""
    store.enrol(alias, load("walking-10-visits"), {})
    for ago in days_ago:
        had(store, alias, ago, world="forest-walk", minutes=20)


def test_those_who_are_due_come_first_and_the_longest_due_of_them_foremost(folder: Path) -> None:
    with Store.open(folder) as store:
        had(store, "P-free", 0)
        walking(store, "P-today", 1)
        walking(store, "P-late", 3)
        walking(store, "P-new")
        walking(store, "P-had", 0)
        had(store, "P-old", 40)
        comers = store.comers(TODAY)
    assert [one.alias for one in comers] == ["P-late", "P-today", "P-new", "P-had", "P-free", "P-old"]
    assert [one.due(TODAY) for one in comers] == [
        Due.OVERDUE,
        Due.TODAY,
        Due.OPEN,
        Due.LATER,
        Due.FREE,
        Due.FREE,
    ]


def test_what_the_last_visit_was_like_is_told_with_everybody(folder: Path) -> None:
    with Store.open(folder) as store:
        had(store, "P-1", 9, minutes=15)
        had(store, "P-1", 2)
        (one,) = store.comers(TODAY)
    assert one.visits == 2
    assert one.last is not None
    assert (one.last.world, one.last.seconds, one.last.mode, one.last.language) == ("snow-canyon", 600.0, "3d", "zh_CN")


def test_nothing_is_told_of_an_allocation_by_listing_it(folder: Path) -> None:
    with Store.open(folder) as store:
        store.enrol("P-1", load("crossover-3d-2d"), {})
        (one,) = store.comers(TODAY)
        assert store.told("crossover-3d-2d") == []
    assert one.part is not None
    assert one.part.standing.next is not None
    assert one.part.programme.mode(one.part.standing.next.stretch, None) is None


def test_an_alias_is_found_by_any_part_of_it_and_by_its_beginning_first(folder: Path) -> None:
    with Store.open(folder) as store:
        for alias in ("A-P1", "P1", "p10", "Q_1", "Q-1"):
            had(store, alias, 1)
        assert [one.alias for one in store.comers(TODAY, "p1")] == ["P1", "p10", "A-P1"]
        assert [one.alias for one in store.comers(TODAY, "_")] == ["Q_1"]


def test_a_simulated_patient_does_not_come_next_but_is_found(folder: Path) -> None:
    with Store.open(folder) as store:
        plan = SessionPlan("DEMO", "snow-canyon", 600.0, Mode.D2, simulated={"before": 5, "after": 4})
        store.begin_session(plan, 1, NOON, 0)
        assert store.comers(TODAY) == []
        assert [one.alias for one in store.comers(TODAY, "DEMO")] == ["DEMO"]


def test_a_programme_whose_file_is_gone_leaves_the_list_standing(folder: Path) -> None:
    own = folder / "programmes"
    own.mkdir(parents=True)
    text = load_text("walking-10-visits")
    (own / "ours.toml").write_text(text, "utf-8")
    with Store.open(folder) as store:
        store.enrol("P-1", load("ours", folder), {})
        had(store, "P-1", 1)
        (own / "ours.toml").unlink()
        (one,) = store.comers(TODAY)
    assert one.part is None
    assert "programme must be one of" in one.broken


def load_text(name: str) -> str:
    import assets

    return assets.path("programmes", f"{name}.toml").read_text("utf-8")
