"""A record with something of everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app import programmes
from app.questionnaires import Moment, load
from app.store import Store
from app.store.earlier import Earlier
from tests.store.rows import STARTED, T0, frames, level, ns, plan, rate

#: an alias with letters that no file name should have
CHINESE = "病人-1"
SECONDS, HZ = 3, 90


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Four sessions of three participants (3D with motion and a fault; 2D; simulated and aborted; 3D again), and ratings
    from a file, one of them of somebody who was never here."""
    with Store.open(tmp_path_factory.mktemp("record")) as store:
        first = _visit(store, CHINESE, 0, "3d", note='=1+1\n"two"\tlines')
        store.event(first, ns(8), "fault", {"what": "the picture was lost", "why": "it crashed", "do": "go on"})
        store.event(first, ns(500), "fault", {"what": "long after", "why": "nothing was shown", "do": "nothing"})
        store.symptom(first, ns(40), "nausea", "moderate", "exposure", "3d", "ann")
        store.remark(first, ns(41), "=looks pale", "ann")
        _visit(store, "p01", 1, "2d")
        third = store.begin_session(plan("P01", {"before": 5}), 8, STARTED + timedelta(days=2), T0)
        rate(store, third, "before", 5)
        store.phase(third, ns(20), "aborted", "dizzy; | stopped")
        _visit(store, CHINESE, 3, "3d")
        store.answer(first, load("nrs-anxiety"), Moment.BEFORE, "zh_CN", {"anxiety": 7}, {})
        store.answer(first, load("pcs"), Moment.BASELINE, "en", {}, {"total": 31.0})
        store.enrol("p01", programmes.load("crossover-3d-2d"), {}, seed=5)
        store.tell_next("p01", datetime.now(UTC).date(), "command line")
        day = datetime(2025, 12, 1, 8, 15, tzinfo=UTC)
        store.take_in(
            [
                Earlier(CHINESE, day, False, "nrs-pain-now", "before", 9, "old.csv", 2),
                Earlier("gone", day, True, "nrs-pain-now", "after", 2, "old.csv", 3),
            ]
        )
        yield store


def _visit(store: Store, alias: str, days: int, mode: str, note: str = "") -> int:
    visit = store.begin_session(plan(alias), 2**40 + days, STARTED + timedelta(days=days), T0)
    rate(store, visit, "before", 6 + days % 2, 3)
    shown = ("openxr", "Monado", "Headset") if mode == "3d" else ("window", None, None)
    segment = store.open_segment(visit, ns(5), mode, *shown)
    if mode == "3d":
        chance = np.random.default_rng(days)
        for second in range(SECONDS):
            poses = chance.normal(size=(HZ, 8)).astype("<f4")
            poses[:, 0] = np.arange(HZ) / HZ
            store.head_motion(visit, segment, ns(6 + second), poses.tobytes())
            frames(store, visit, segment, 6.5 + second)
    store.level(visit, replace(level(7, flags=("held", "talker")), ambient_bands_db=tuple(range(21))))
    gaze = {"azimuth": 0.25, "elevation": -0.125, "on": "owl"}
    store.event(visit, ns(9), "hit", {"target": "owl", "called": True, "world_s": 2.5, "gaze": gaze, "says": "雪\n人"})
    store.event(visit, ns(20), "measured", {"measure": "points", "value": 2.5, "world_s": 13.5, "gaze": gaze})
    rate(store, visit, "during", 4, 30)
    store.close_segment(segment, ns(65.5), "finished")
    rate(store, visit, "after", 3, 80)
    store.note(visit, note)
    store.phase(visit, ns(90), "complete")
    return visit


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
