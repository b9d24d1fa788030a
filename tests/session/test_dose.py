"""The weekly allowance of sound, against figures worked out by hand from WHO-ITU H.870."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.session.dose import Dose, at_ear_dba, share
from app.store import Store
from tests.store.rows import STARTED, T0, begin, level, plan

H = 3600.0


@pytest.mark.parametrize(
    ("level_dba", "hours", "under_18", "used"),
    [
        (80.0, 40.0, False, 1.0),
        (75.0, 40.0, True, 1.0),
        (83.0, 20.0, False, 1.0),
        (87.0, 40 / 2 ** (7 / 3), False, 1.0),  # 7.94 h
        (87.0, 8.0, False, 1.00794),
        (78.0, 20.0, True, 1.0),
        (70.0, 40.0, False, 2 ** (-10 / 3)),  # 9.9 %
        (65.0, 1 / 3, True, 2 ** (-10 / 3) / 120),
    ],
)
def test_three_decibels_more_halve_the_time(level_dba: float, hours: float, under_18: bool, used: float) -> None:
    assert share(level_dba, hours * H, under_18) == pytest.approx(used, rel=1e-4)


def test_what_is_played_and_the_room_add_up_at_the_ear() -> None:
    # 50 and 50 dB are 53.01 dB
    assert at_ear_dba(-50.0, -50.0, 100.0, ()) == pytest.approx(53.0103, abs=1e-4)
    assert at_ear_dba(-50.0, None, 100.0, ("silent",)) == pytest.approx(50.0)
    assert at_ear_dba(None, -50.0, 100.0, ("masked",)) == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("ambient_db", "total_db", "spl_db"), [(None, -50.0, 100.0), (-50.0, None, 100.0), (-50.0, -50.0, None)]
)
def test_without_a_known_level_nothing_is_estimated(
    ambient_db: float | None, total_db: float | None, spl_db: float | None
) -> None:
    at_ear = at_ear_dba(ambient_db, total_db, spl_db, ())
    assert at_ear is None
    assert Dose().plus(at_ear).percent is None
    assert Dose().percent == 0.0, "who was played nothing has used nothing up"


def test_seconds_without_a_level_are_counted_beside_the_dose() -> None:
    dose = Dose(under_18=True).plus(75.0, 10 * H).plus(None, 60.0)
    assert dose.percent == pytest.approx(25.0)
    assert (dose.stated_s, dose.unstated_s, dose.over) == (10 * H, 60.0, False)
    assert dose.plus(75.0, 30 * H).over


# ---- of a participant -------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        yield opened


def play(store: Store, session: int, seconds: int) -> None:
    """At 80 dB(A) at the ear: 77 of the room and 77 that are played."""
    for second in range(seconds):
        heard = level(second, ambient_db=-23.0103, total_db=-23.0103, layer_db=-24.0, spl_db=100.0)
        store.level(session, heard)


def test_a_participants_week_is_the_last_seven_days_of_that_participant(store: Store) -> None:
    play(store, begin(store, "P-001"), 10)
    play(store, store.begin_session(plan("P-001"), 7, STARTED + timedelta(days=6), T0), 5)
    play(store, begin(store, "P-002"), 20)
    second = 100.0 / (40 * H)

    def percent(after: timedelta, *, under_18: bool = False) -> float | None:
        return store.dose("P-001", STARTED + after, under_18=under_18).percent

    assert percent(timedelta(days=6, hours=1)) == pytest.approx(15 * second, rel=1e-4)
    assert percent(timedelta(days=7, seconds=5.5)) == pytest.approx(9 * second, rel=1e-4), (
        "five of the first have passed"
    )
    assert percent(timedelta(days=14)) == 0.0
    assert percent(timedelta(hours=1)) == pytest.approx(10 * second, rel=1e-4), "what comes later is not of this week"
    assert percent(timedelta(hours=1), under_18=True) == pytest.approx(10 * second * 2 ** (5 / 3), rel=1e-4)


def test_what_a_simulated_patient_heard_is_nobodys_dose(store: Store) -> None:
    play(store, store.begin_session(plan("P-001", {"before": 5}), 7, STARTED, T0), 10)
    assert store.dose("P-001", STARTED + timedelta(hours=1), under_18=False) == Dose()
