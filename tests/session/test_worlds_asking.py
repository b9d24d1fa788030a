"""What a world asks for within the exposure, and what it measures: from the world to the record."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.console import wording
from app.errors import Already
from app.i18n import translator
from app.session.measured import Measured
from app.session.wanted import Wanted
from app.store import Store
from scenes.base import Level, Moment, Training, TrainingKind
from tests.session.test_desk import at_desk, go, phase, plan, until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        yield opened


class Log:
    """What would go on record."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def event(self, kind: str, data: dict[str, Any]) -> None:
        self.told.append((kind, data))

    @property
    def reasons(self) -> list[tuple[str, str]]:
        assert {kind for kind, _ in self.told} <= {"rating_left_out"}
        return [(data["instrument"], data["why"]) for _, data in self.told]


def test_what_a_world_asks_waits_in_order_and_once_each() -> None:
    log = Log()
    wanted = Wanted(log)  # type: ignore[arg-type]
    for _ in range(3):
        wanted.add(("presence",), "lily-pond", "lily-pond", exposure=True)
    assert (wanted.next(), wanted.next()) == ("presence", None)
    assert log.told == []


@pytest.mark.parametrize(
    ("asked", "world", "shown", "exposure", "why"),
    [
        ("presence", "lily-pond", "lily-pond", False, "no_exposure"),
        ("presence", "lily-pond", "snow-canyon", True, "another_world"),
        ("fms-now", "lily-pond", "lily-pond", True, "not_offered"),
        ("presence", "snow-canyon", "snow-canyon", True, "not_offered"),
    ],
)
def test_what_a_world_may_not_ask_is_left_out_and_the_record_says_why(
    asked: str, world: str, shown: str, exposure: bool, why: str
) -> None:
    log = Log()
    wanted = Wanted(log)  # type: ignore[arg-type]
    wanted.add((asked,), world, shown, exposure=exposure)
    assert wanted.next() is None
    assert log.reasons == [(asked, why)]
    assert wording.word(wording.UNASKED, why, translator("en")) != why


def test_what_still_waits_when_the_exposure_ends_is_on_record() -> None:
    log = Log()
    wanted = Wanted(log)  # type: ignore[arg-type]
    wanted.add(("presence",), "lily-pond", "lily-pond", exposure=True)
    wanted.drop("exposure_over")
    assert wanted.next() is None
    assert log.reasons == [("presence", "exposure_over")]


def test_a_simulated_patient_answers_what_the_world_asks_and_what_was_measured_is_kept(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            patient = {"during/presence": 6}
            session_id = await desk.start(
                plan(60.0, patient, world="lily-pond", training=Training(level=Level.LIVELY, goal=1))
            )
            await phase(desk, "rating_before", within_s=60)
            await desk.enter_rating(7)
            await until(lambda: desk.live and desk.live.rating)
            await until(lambda: desk.live and desk.live.measured.series and not desk.live.rating)
            await desk.stop("enough")
        record = store.session(session_id)
        (during,) = [r for r in record.ratings if r.phase == "during"]
        assert (during.instrument, during.value, during.source) == ("presence", 6, "simulated")
        (asked,) = [event.data for event in record.events if event.kind == "rating_asked"]
        assert asked == {"phase": "during", "instrument": "presence", "by": "world"}
        measured = Measured.of(record.row.world, ((e.at_s, e.kind, e.data) for e in record.events))
        opened = next(series for series in measured.series if series.name == "opened")
        assert opened.world == "lily-pond"
        assert [value for _, value in opened.values] == list(range(1, len(opened.values) + 1))

    go(scene)


def test_a_rating_that_the_world_asked_for_outlives_the_picture_and_a_pause_and_nobody_is_trapped(store: Store) -> None:
    timed = Training(TrainingKind.TIMED, timeline=(Moment(0.5, "all-open"),))

    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(60.0, world="lily-pond", training=timed))
            await phase(desk, "rating_before")
            await desk.enter_rating(6)
            await until(lambda: desk.live and desk.live.rating)
            assert desk.live is not None
            assert desk.live.rating is not None
            assert (desk.live.rating.phase, desk.live.rating.instrument) == ("during", "presence")
            with pytest.raises(Already, match="asked for already"):
                await desk.ask_now()
            await desk.pause()
            os.kill(desk.pids["picture"], signal.SIGKILL)
            await until(lambda: desk.live and desk.live.display is None)
            await until(lambda: desk.live and desk.live.display is not None, within_s=60)
            assert desk.live.asked == "during"
            await desk.go_on()
            await desk.enter_rating(4)
            view = desk.live
            assert (view.asked, view.phase) == (None, "exposure")
            await desk.ask_now("presence")
            await desk.stop("enough")
        record = store.session(session_id)
        assert [(r.phase, r.instrument, r.value) for r in record.ratings] == [
            ("before", "nrs-pain-now", 6),
            ("during", "presence", 4),
        ]
        assert [e.data["instrument"] for e in record.events if e.kind == "rating_left_out"] == ["presence"]
        assert record.row.state == "aborted"

    go(scene)
