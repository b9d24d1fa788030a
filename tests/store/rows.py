"""What the tests of the record write into it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.session.plan import Mode, SessionPlan
from app.store import Store
from audio.messages import Level

#: a monotonic clock's reading on a machine that has been up for some days
T0 = 400_000 * 10**9
STARTED = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def ns(seconds: float) -> int:
    """`seconds` after `T0`."""
    return T0 + round(seconds * 1e9)


def plan(alias: str = "P-001", simulated: dict[str, int] | None = None) -> SessionPlan:
    return SessionPlan(
        alias, "snow-canyon", 600.0, Mode.D3, language="zh_CN", checklist=("skin", "stop"), simulated=simulated
    )


def begin(store: Store, alias: str = "P-001") -> int:
    return store.begin_session(plan(alias), 7, STARTED, T0)


def frames(store: Store, session_id: int, segment_id: int | None, seconds: float) -> None:
    store.frames(
        session_id,
        segment_id,
        ns(seconds),
        mode="3d",
        count=90,
        missed=1,
        p50_ms=11.1,
        p99_ms=14.0,
        max_ms=22.5,
        period_ms=11.1,
        late=2,
        scale=0.8,
    )


def level(seconds: float, **known: Any) -> Level:
    """A second of sound that is held 5 dB over the room, but for what is `known` otherwise."""
    said: dict[str, Any] = {
        "target_db": 5.0,
        "definition": "layer_only",
        "ambient_db": -60.25,
        "layer_db": -55.5,
        "ambient_z_db": -50.0,
        "layer_z_db": -48.0,
        "snr_db": 4.75,
        "gain_db": -12.5,
        "method": "power_subtraction",
        "calibrated": True,
    }
    return Level(t_ns=ns(seconds), **{**said, **known})


def rate(store: Store, session_id: int, phase: str, value: int, seconds: float = 3.0) -> int:
    return store.rating(
        session_id,
        ns(seconds),
        phase,
        "nrs-pain-now",
        value,
        ("无痛", "能想象到的最剧烈疼痛"),
        "zh_CN",
        "gaze",
        4.25,
        2,
        "3d",
    )
