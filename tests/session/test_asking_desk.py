"""Sessions that ask more than pain right now, at the desk with real processes: in the world, and by voice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Already, BadInput, IllegalStep
from app.questionnaires import How, Moment
from app.session.asking import Ask, Asked
from app.store import Store
from tests.session.test_desk import at_desk, go, phase, plan, until

ASKS = (
    Ask("nrs-pain-now", Asked.BEFORE),
    Ask("nrs-unpleasantness", Asked.BEFORE),
    Ask("pgic", Asked.BASELINE, form=True),
    Ask("fms-now", Asked.AFTER),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        yield opened


def test_scales_and_a_questionnaire_are_answered_in_the_world_and_others_by_voice(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            patient = {"before": 7, "before/nrs-unpleasantness": 5, "pgic/change": 4}
            session_id = await desk.start(plan(5.0, patient, asks=ASKS))
            await phase(desk, "exposure", within_s=90)
            with pytest.raises(IllegalStep, match="pause the session"):
                await desk.give("vrsq", Moment.AFTER)
            with pytest.raises(BadInput, match="nrs-pain-worst must be asked before or followup, got during"):
                await desk.ask_now("nrs-pain-worst")
            await phase(desk, "rating_after", within_s=30)
            assert desk.live is not None
            assert desk.live.rating is not None
            assert (desk.live.rating.instrument, desk.live.rating.of) == ("fms-now", 1)
            with pytest.raises(BadInput, match="0 to 20, got 21"):
                await desk.enter_rating(21)
            await desk.enter_rating(17)
            await phase(desk, "debrief")
            await desk.give("vrsq", Moment.AFTER)
            with pytest.raises(Already, match="vrsq is being given"):
                await desk.give("ssq", Moment.AFTER)
            for value in (1, None):
                await desk.enter_answer(value)
            await desk.item_before()
            with pytest.raises(BadInput, match="fatigue must be one of"):
                await desk.enter_answer(4)
            await desk.enter_answer(2)
            assert desk.live.giving is not None
            assert (desk.live.giving.item, desk.live.giving.number, desk.live.giving.answered) == ("headache", 3, 2)
            (under_way,) = [a for a in store.answered(session_id) if a.questionnaire == "vrsq"]
            assert (dict(under_way.answers), under_way.finished) == ({"general-discomfort": 1, "fatigue": 2}, False)
            await desk.leave_rest_out()
            assert desk.live.giving is None
            await desk.complete("")
        record = store.session(session_id)
        assert [(r.phase, r.instrument, r.value, r.source) for r in record.ratings] == [
            ("before", "nrs-pain-now", 7, "simulated"),
            ("before", "nrs-unpleasantness", 5, "simulated"),
            ("after", "fms-now", 17, "clinician"),
        ]
        assert (record.row.before, record.row.after) == (7, None)
        change, sickness = store.answered(session_id)
        assert (change.questionnaire, change.moment, change.how) == ("pgic", Moment.BASELINE, How.WORLD)
        assert (dict(change.answers), change.finished) == ({"change": 4}, True)
        assert (sickness.how, sickness.finished, sickness.scores["total"]) == (How.VOICE, True, None)
        kept = [e.data for e in record.events if e.kind == "answered"]
        assert [(d["item"], d["value"], d["source"]) for d in kept[:2]] == [
            ("change", 4, "simulated"),
            ("general-discomfort", 1, "clinician"),
        ]

    go(scene)


def test_a_questionnaire_that_was_cut_off_goes_on_where_it_stood(store: Store) -> None:
    asks = (Ask("vrsq", Asked.BASELINE, form=True), Ask("nrs-pain-now", Asked.AFTER))

    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(5.0, asks=asks))
            await phase(desk, "rating_before", within_s=60)
            await until(lambda: desk.live and desk.live.giving)
            for value in (0, 1, 2):
                await desk.enter_answer(value)
        async with at_desk(store) as desk:
            await desk.resume(session_id)
            await until(lambda: desk.live and desk.live.giving, within_s=60)
            assert desk.live is not None
            assert desk.live.giving is not None
            assert (desk.live.giving.item, desk.live.giving.answered) == ("eyestrain", 3)
            await desk.leave_rest_out()
            await phase(desk, "exposure", within_s=30)
            await asyncio.sleep(0.2)
            await desk.stop("enough")
        (kept,) = store.answered(session_id)
        assert (dict(kept.answers), kept.finished) == (
            {"general-discomfort": 0, "fatigue": 1, "headache": 2},
            True,
        )

    go(scene)
