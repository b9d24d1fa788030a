"""What a clinician is told, and what the record holds, when the cap or the weekly allowance stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.session.dose import Dose, Noise, share
from app.session.log import SessionLog
from app.session.safety import Safety
from app.store import Store
from audio.messages import Level
from tests.store.rows import level, plan


@dataclass
class Visit:
    """A session on record, and what keeps it safe."""

    store: Store
    log: SessionLog
    safety: Safety

    def play(self, seconds: int, **known: Any) -> None:
        for second in range(seconds):
            heard: Level = level(second, spl_db=100.0, cap_db=-35.0, ambient_db=-55.0, total_db=-50.0)
            self.safety.second(replace(heard, **known))

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event.data for event in self.store.session(self.log.id).events if event.kind == kind]

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(notice.level, notice.text) for notice in self.log.notices]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        yield opened


def begin(store: Store, heard: Dose | None = None, **planned: Any) -> Visit:
    planned_as = replace(plan(), **planned)
    log = SessionLog(store)
    log.begin(planned_as, 7)
    safety = Safety(log, planned_as)
    safety.begin(heard or Dose(under_18=planned_as.under_18))
    return Visit(store, log, safety)


def test_a_room_too_loud_for_the_cap_is_told_and_recorded_when_it_begins_and_when_it_ends(store: Store) -> None:
    visit = begin(store, under_18=True)
    visit.play(4, flags=("capped",), ambient_db=-33.0)
    assert visit.safety.out_of_reach
    assert visit.told == [("warning", "5 dB can't be reached under the cap of 65 dB(A): the room is too loud")]
    visit.play(6)
    assert not visit.safety.out_of_reach
    assert visit.told[1:] == [("info", "5 dB over the room can be reached again")]
    assert visit.events("capped") == [
        {"begins": True, "target_db": 5.0, "cap_dba": 65.0, "ambient_dba": 67.0},
        {"begins": False, "target_db": 5.0, "cap_dba": 65.0, "ambient_dba": 45.0},
    ]


def test_the_noise_of_a_sound_check_counts_in_this_session_and_in_the_week(store: Store) -> None:
    noise = Noise()
    for tenth in range(101):
        noise.add(tenth / 10.0, 70.0)
    assert noise.level_dba is not None
    assert noise.level_dba == pytest.approx(70.0)
    assert noise.seconds == pytest.approx(10.0)
    visit = begin(store)
    visit.safety.measured(noise.level_dba, noise.seconds)
    visit.log.event("calibrated", {"calibrated": True, "noise_dba": noise.level_dba, "noise_s": noise.seconds})
    assert visit.safety.dose.used == pytest.approx(share(70.0, 10.0))
    week = store.dose(plan().alias, datetime.now(UTC), under_18=False)
    assert week.used == pytest.approx(share(70.0, 10.0))


def test_what_stood_in_the_way_ends_with_the_sound(store: Store) -> None:
    visit = begin(store)
    visit.play(4, flags=("capped",))
    visit.safety.quiet()
    visit.safety.quiet()
    assert [event["begins"] for event in visit.events("capped")] == [True, False]
    assert len(visit.told) == 1


def test_without_a_calibrator_the_cap_is_not_blamed(store: Store) -> None:
    visit = begin(store)
    visit.play(4, flags=("capped",), spl_db=None, cap_db=None)
    assert visit.told == [("warning", "5 dB can't be reached: the sound is as loud as it may be")]
    assert visit.events("capped") == [{"begins": True, "target_db": 5.0, "cap_dba": None, "ambient_dba": None}]
    assert visit.safety.dose.percent is None


def test_a_week_that_is_used_up_in_a_session_is_told_once(store: Store) -> None:
    # 80 dB(A) at the ear for half a second is what is left
    visit = begin(store, Dose(used=1.0 - 0.5 / 144_000, stated_s=143_999.5))
    assert not visit.safety.off
    visit.play(3, ambient_db=-20.0, total_db=-90.0)
    assert visit.safety.dose.over
    assert [text for _, text in visit.told] == [
        "The weekly allowance of sound is used up; lower the noise in the room, or stop the session"
    ]
    assert visit.events("dose")[1:] == [{"percent": 100.0, "allowed_dba": 80.0}]


def test_a_simulated_patient_uses_nothing_up(store: Store) -> None:
    visit = begin(store, simulated={"before": 5})
    visit.play(3, ambient_db=30.0)
    assert visit.safety.dose == Dose()
