"""A session that rests, is asked in between, and is written about, with real processes."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from app.errors import Already, BadInput, IllegalStep
from app.session.course import PAUSED, Course
from app.store import Store
from tests.session.test_desk import at_desk, go, kinds, phase, plan, until


def test_a_pause_survives_a_lost_picture_and_the_record_keeps_all_that_was_asked_and_noted(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(30.0))
            await phase(desk, "rating_before")
            with pytest.raises(IllegalStep, match="during the exposure"):
                await desk.ask_now()
            await desk.enter_rating(6)
            await until(lambda: desk.live and desk.live.elapsed_s > 1)

            await desk.pause()
            with pytest.raises(Already, match="paused already"):
                await desk.pause()
            assert desk.live is not None
            stood = desk.live.elapsed_s
            os.kill(desk.pids["picture"], signal.SIGKILL)
            await until(lambda: any("picture was lost" in n.text for n in desk.live.notices) if desk.live else False)
            await until(lambda: desk.live and desk.live.display is not None, within_s=60)
            assert (desk.live.paused, desk.live.elapsed_s) == (True, stood)

            await desk.ask_now()
            with pytest.raises(Already, match="asked for already"):
                await desk.ask_now()
            assert desk.live.asked == "during"
            await desk.enter_rating(4)
            view = desk.live
            assert (view.asked, view.phase) == (None, "exposure")

            assert await desk.symptom("nausea", "mild")
            assert await desk.remark("  looks pale \n a little ")
            with pytest.raises(BadInput, match="symptom must be one of"):
                await desk.symptom("boredom", "mild")
            with pytest.raises(IllegalStep, match="nothing sounds"):
                await desk.talk(True)

            await desk.go_on()
            await until(lambda: desk.live and desk.live.elapsed_s > stood + 0.5)
            await desk.ask_now()
            live = desk.live.course
            await desk.finish_exposure()
            await desk.enter_rating(3)
            await desk.complete("")
        record = store.session(session_id)
        assert [(r.phase, r.value) for r in record.ratings] == [("before", 6), ("during", 4), ("after", 3)]
        assert [s.ended_by for s in record.segments] == ["paused", "finished_early"]
        assert {s.world for s in record.segments} == {"snow-canyon"}
        assert record.row.delivered_s == pytest.approx(stood + 0.6, abs=0.6)
        assert [event.data["phase"] for event in record.events if event.kind == "rating_left_out"] == ["during"]
        assert {"paused", "went_on", "rating_asked"} <= set(kinds(record))
        (felt,), (note,) = record.symptoms, record.notes
        assert (felt.symptom, felt.severity, felt.phase, felt.mode) == ("nausea", "mild", "exposure", "2d")
        assert (note.text, note.by) == ("looks pale a little", felt.by)

        # what the page showed of it is what the record tells of it
        told = Course.of(record)
        assert [s.kind for s in told.shown] == ["2d", PAUSED, "2d"]
        assert [s.kind for s in live.shown] == ["2d", PAUSED, "2d"]
        for seen, kept in zip(live.shown, told.shown, strict=True):
            assert seen.start_s == pytest.approx(kept.start_s, abs=0.05)

    with Store.open(tmp_path / "data") as store:
        go(lambda: scene(store))
