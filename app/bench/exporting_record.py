"""A record of many sessions, as long as years of work would make it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session as Work

from app.store import Store, database
from app.store.models import (
    Base,
    Event,
    FrameTime,
    HeadMotion,
    Participant,
    Rating,
    Segment,
    Session,
    SoundLevel,
)
from app.store.store import DATABASE
from app.store.writer import POSE

STARTED = datetime(2026, 1, 5, 9, tzinfo=UTC)
#: sessions of one participant, events of a session, sessions written at once
EACH, EVENTS, SOME = 25, 12, 200
RATED = {
    "instrument": "nrs-pain-now",
    "anchor_low": "no pain",
    "anchor_high": "pain as bad as you can imagine",
    "language": "en",
    "source": "gaze",
    "latency_s": 4.25,
    "corrections": 1,
    "mode": "3d",
}


def run(folder: str, sessions: int, seconds: int, events: int = EVENTS) -> dict[str, Any]:
    """Make it in `folder`: two stretches, three ratings and a dozen events a session, and `seconds` of measurements."""
    there = Path(folder)
    with Store.open(there):
        pass
    engine = database.writing(there / DATABASE)
    with Work(engine) as work, work.begin():
        people = [{"id": n + 1, "alias": f"P-{n:04}"} for n in range(-(-sessions // EACH))]
        work.execute(insert(Participant), people)
        for first in range(1, sessions + 1, SOME):
            for table, rows in _rows(range(first, min(first + SOME, sessions + 1)), seconds, events):
                if rows:
                    work.execute(insert(table), rows)
    engine.dispose()
    return {"mb": round((there / DATABASE).stat().st_size / 1e6, 1)}


def _rows(ids: range, seconds: int, events: int) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    yield Session, [_session(n) for n in ids]
    segments = [(2 * n - 1, n, "3d", 60.0) for n in ids] + [(2 * n, n, "2d", 360.0) for n in ids]
    yield (
        Segment,
        [
            {
                "id": number,
                "session_id": n,
                "mode": mode,
                "display": "openxr" if mode == "3d" else "window",
                "runtime": "Monado" if mode == "3d" else None,
                "system": "Headset" if mode == "3d" else None,
                "start_s": at,
                "end_s": at + 300.0,
                "ended_by": "switched",
            }
            for number, n, mode, at in segments
        ],
    )
    yield (
        Rating,
        [
            {**RATED, "session_id": n, "phase": phase, "value": (n + shift) % 11, "at_s": at}
            for n in ids
            for phase, at, shift in (("before", 30.0, 3), ("during", 300.0, 2), ("after", 700.0, 1))
        ],
    )
    yield (
        Event,
        [
            {"session_id": n, "at_s": 60.0 + 50.0 * k, "kind": "hit", "data": {"what": "snowman", "points": k}}
            for n in ids
            for k in range(events)
        ],
    )
    yield from _measured(ids, seconds)


def _session(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "participant_id": (n - 1) // EACH + 1,
        "world": "snow-canyon",
        "planned_s": 600.0,
        "mode": "3d",
        "language": "en",
        "seed": n,
        "checklist": ["skin", "stop"],
        "simulated": {"before": 5, "after": 4},
        "state": "complete",
        "reason": None,
        "note": "",
        "started_utc": STARTED + timedelta(hours=n),
        "t0_ns": 0,
        "base_s": 0.0,
        "last_s": 720.0,
    }


def _measured(ids: range, seconds: int) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    poses = np.zeros((90, POSE), "<f4")
    poses[:, 0] = np.arange(90) / 90
    poses[:, 1:] = np.random.default_rng(1).normal(size=(90, POSE - 1))
    for at in range(seconds):
        common = [{"session_id": n, "at_s": 60.0 + at} for n in ids]
        level = {
            "target_db": 5.0,
            "definition": "layer_only",
            "snr_db": 5.1,
            "gain_db": -12.5,
            "method": "power_subtraction",
        }
        yield SoundLevel, [{**one, **level, "calibrated": True, "flags": []} for one in common]
        shown = {"mode": "3d", "count": 90, "missed": 0, "p50_ms": 11.1, "p99_ms": 12.0, "max_ms": 14.2}
        yield FrameTime, [{**one, **shown, "period_ms": 11.1, "samples": b""} for one in common]
        chunk = {"rows": 90, "columns": POSE, "samples": poses.tobytes()}
        yield HeadMotion, [{**one, **chunk, "segment_id": 2 * one["session_id"] - 1} for one in common]
