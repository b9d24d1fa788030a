"""Visits that only ask, on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli import main
from app.errors import BadInput
from app.programmes import load as programme
from app.questionnaires import Given, How, Moment, load
from app.session.followup import Followup
from app.session.plan import Mode
from app.store import Store
from tests.store.rows import STARTED, T0, plan

VISIT = Followup(
    "P-001",
    "en",
    How.VOICE,
    (("nrs-pain-now", 4), ("nrs-pain-worst", None)),
    (Given(load("pgic"), Moment.LATER, "en", {"change": 2}, {}, How.VOICE),),
    "by telephone",
)


def test_a_visit_that_only_asks_has_ratings_and_no_exposure(store: Store) -> None:
    session_id = store.keep_followup(VISIT, STARTED)
    record = store.session(session_id)
    assert (record.row.kind, record.row.state, record.row.world, record.mode) == ("ratings", "complete", "", None)
    assert (record.row.before, record.row.after, record.row.followup) == (None, None, 4)
    assert record.row.delivered_s == record.row.planned_s == 0.0
    assert (record.segments, record.levels, record.frames) == ((), (), ())
    (rating,) = record.ratings
    assert (rating.phase, rating.source, rating.anchors[0]) == ("followup", "clinician", "no pain")
    assert [e.data for e in record.events if e.kind == "rating_left_out"] == [
        {"phase": "followup", "instrument": "nrs-pain-worst"}
    ]
    (answered,) = store.answered(session_id)
    assert (answered.moment, answered.how) == (Moment.LATER, How.VOICE)
    assert store.unfinished() == []
    with pytest.raises(BadInput, match="nothing to go on with"):
        store.plan(session_id)


def test_it_is_the_next_visit_of_a_programme_that_only_asks_then(store: Store) -> None:
    sound = programme("sound-3-days")
    store.enrol("P-001", sound, {}, seed=3)
    for day in range(3):
        exposure = replace(plan("P-001"), world="dusk-lagoon", seconds=1200.0, mode=Mode.D3)
        session_id = store.begin_session(exposure, 7, STARTED + timedelta(days=day), T0)
        store.phase(session_id, T0 + 10**9, "complete")
    early = store.keep_followup(VISIT, STARTED + timedelta(days=3))
    assert store.session(early).row.visit is None, "before its day it stands beside the programme"
    kept = store.keep_followup(VISIT, STARTED + timedelta(days=4))
    assert store.session(kept).row.visit == 4
    part = store.part("P-001", (STARTED + timedelta(days=4)).date())
    assert part is not None
    assert (part.standing.next, part.standing.done) == (None, (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"alias": "two words"}, "alias must be"),
        ({"ratings": (("nrs-pain-now", 11),)}, "0 to 10, got 11"),
        ({"ratings": (("fms-now", 3),)}, "fms-now must be asked before or during or after, got followup"),
        ({"ratings": (("nrs-pain-now", 1), ("nrs-pain-now", 2))}, "each scale must be rated once"),
        ({"ratings": (("nrs-pain-now", None),), "answered": ()}, "must have an answer at least"),
        ({"answered": (replace(VISIT.answered[0], answers={"change": 9}),)}, "change must be one of"),
        ({"note": "x" * 501}, "500 letters at most"),
    ],
)
def test_one_thing_wrong_and_nothing_of_the_visit_is_kept(store: Store, wrong: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        store.keep_followup(replace(VISIT, **wrong), STARTED)  # type: ignore[arg-type]
    assert store.sessions() == []
    assert store.aliases() == []


def test_what_leaves_tells_it_from_a_visit_with_an_exposure(store: Store, folder: Path, tmp_path: Path) -> None:
    store.keep_followup(VISIT, STARTED)
    store.begin_session(plan("P-001"), 7, STARTED + timedelta(days=1), T0)
    store.close()
    for form in ("csv", "fhir", "redcap", "bids"):
        assert main(["export", "--format", form, str(tmp_path / form), "--data", str(folder)]) == 0
    header, first, second = (tmp_path / "csv" / "sessions.csv").read_text("utf-8-sig").splitlines()
    kinds = [line.split(",")[header.split(",").index("kind")] for line in (first, second)]
    assert kinds == ["ratings", "exposure"] or "ratings" in first
