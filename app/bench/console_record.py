"""A record of very many sessions, as the console's lists are measured with: of every world, mode, state and change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session as Work

from app.bench.exporting_record import RATED
from app.store import Store, database, listed
from app.store.models import Base, Participant, Rating, Segment, Session
from app.store.store import DATABASE
from scenes.registry import OFFERED

STARTED = datetime(2020, 1, 6, 8, tzinfo=UTC)
#: sessions of a participant, and sessions written at once
EACH, SOME = 25, 2_000
_MODES = ("3d", "2d", "flat")


def run(folder: str, sessions: int) -> dict[str, Any]:
    """Make it in `folder`: `sessions` with a stretch of exposure and their ratings, without measurements."""
    there = Path(folder)
    with Store.open(there):
        pass
    engine = database.writing(there / DATABASE)
    random = np.random.default_rng(6)
    with Work(engine) as work, work.begin():
        # what the triggers would keep is written at once
        listed.unwatch(work.connection())
        people = [{"id": n + 1, "alias": f"P-{n:05}"} for n in range(-(-sessions // EACH))]
        work.execute(insert(Participant), people)
        for first in range(1, sessions + 1, SOME):
            for table, rows in _rows(range(first, min(first + SOME, sessions + 1)), len(people), random):
                work.execute(insert(table), rows)
        listed.watch(work.connection())
    engine.dispose()
    return {"mb": round((there / DATABASE).stat().st_size / 1e6, 1)}


def _rows(ids: range, people: int, random: np.random.Generator) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    worlds = tuple(OFFERED)
    shown = [_MODES[n] for n in random.integers(0, len(_MODES), len(ids))]
    before = random.integers(0, 11, len(ids))
    after = np.clip(before + random.integers(-5, 3, len(ids)), 0, 10)
    over = random.random(len(ids))
    yield (
        Session,
        [
            {
                "id": n,
                "participant_id": n % people + 1,
                "world": worlds[n % len(worlds)],
                "planned_s": 600.0,
                "mode": shown[k],
                "language": "en",
                "seed": n,
                "checklist": ["skin", "stop"],
                "simulated": None,
                "state": "complete" if over[k] > 0.05 else "aborted",
                "reason": None if over[k] > 0.05 else "stopped by the clinician",
                "note": "",
                "started_utc": STARTED + timedelta(minutes=30 * n),
                "t0_ns": 0,
                "base_s": 0.0,
                "last_s": 720.0,
                "rated_before": int(before[k]),
                "rated_after": int(after[k]) if over[k] > 0.05 else None,
                "shown": listed.SHOWN[shown[k]],
                # as wide as a session is: what is kept of comfort and sound
                "comfort": {"posture": "sitting", "eye_height_m": 1.2, "world_scale": 1.0, "vignette_deg": 0.0},
                "listening": {"layer": "pink", "target_db": 5.0, "definition": "layer_only"},
            }
            for k, n in enumerate(ids)
        ],
    )
    yield (
        Segment,
        [
            {
                "session_id": n,
                "mode": shown[k],
                "display": "window",
                "start_s": 60.0,
                "end_s": 660.0,
                "ended_by": "time",
            }
            for k, n in enumerate(ids)
        ],
    )
    yield (
        Rating,
        [
            {**RATED, "mode": shown[k], "session_id": n, "phase": phase, "value": int(values[k]), "at_s": at}
            for k, n in enumerate(ids)
            for phase, at, values in (("before", 30.0, before), ("after", 700.0, after))
            if phase == "before" or over[k] > 0.05
        ],
    )
