"""The whole program as a clinic starts it, with a few sessions on record, and a real browser in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.engine.messages import Comfort
from app.session.checklist import CHECKLIST
from app.session.listening import Listening
from app.session.plan import Mode, SessionPlan
from app.store import Store
from app.store.earlier import Earlier
from audio.messages import Level as Second
from scenes.base import Level, Training
from tests.console.program import free_port, program, wait_until_served

ROOT = Path(__file__).resolve().parents[2]
S = 1_000_000_000
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


#: in the world, in seconds of the session
HAPPENED: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (30, "appeared", {"target": "owl-1"}),
    (33, "hit", {"target": "owl-1", "kind": "owl", "called": True, "latency_s": 3.0}),
    (34, "looked_at", {"target": "owl-1", "seconds": 1.5}),
    (60, "appeared", {"target": "owl-2"}),
    (75, "missed", {"target": "owl-2", "waited_s": 15.0}),
    (90, "hit", {"target": "pine-4", "kind": "pine", "called": False}),
    (91, "event", {"event": "shooting-star"}),
    *((95 + n, "measured", {"measure": "wing-beats", "value": 2.5 + n}) for n in range(3)),
)


@dataclass(frozen=True)
class Served:
    """The running program: its address, its folder, what it says, and the ids of the sessions on record."""

    url: str
    port: int
    data: Path
    folder: Path
    log: Path
    records: dict[str, int]


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("console")
    data, work, log = folder / "data", folder / "work", folder / "log"
    work.mkdir()
    records = past(data)
    port = free_port()
    # no sound device and no runtime: what a machine without either does is the same everywhere
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XR_RUNTIME_JSON": str(folder / "none.json"), "DISPLAY": ""}
    env.pop("PYTEST_CURRENT_TEST", None)
    command = [sys.executable, "-m", "app", "--data", str(data), "--no-browser", "--offscreen", "--port", str(port)]
    with program(command, port, work, env, log) as process:
        yield Served(f"http://127.0.0.1:{port}", port, data, work, log, records)
    assert process.returncode == 0, log.read_text()
    assert list(work.iterdir()) == [], "nothing is left in the folder it was started in"


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A served console whose session is posed, and the file that names how it stands, see `tests.console.posed`."""
    folder = tmp_path_factory.mktemp("posed")
    port = free_port()
    state = folder / "state"
    state.write_text("held")
    command = [sys.executable, "-m", "tests.console.posed", str(port), str(folder / "data"), str(state)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        try:
            wait_until_served(port, process)
            yield f"http://127.0.0.1:{port}", state
        finally:
            process.terminate()
            process.wait(15)


def past(data: Path) -> dict[str, int]:
    """Sessions of the last days: complete, simulated, stopped by the patient, and many for a second page."""
    day = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    with Store.open(data) as store:
        many = [_recorded(store, f"Q-{n:03d}", day + timedelta(hours=n), before=5, after=5) for n in range(20)]
        december = datetime(2025, 12, 1, tzinfo=UTC)
        store.take_in(
            [
                Earlier("P-014", december, True, "nrs-pain-now", "before", 9, "old.csv", 2),
                Earlier(
                    "P-014", december + timedelta(days=7, hours=9), False, "nrs-pain-now", "after", 8, "old.csv", 3
                ),
            ]
        )
        return {
            "old": many[0],
            "whole": _recorded(store, "P-014", day + timedelta(days=2), before=7, after=4, note="Slept well."),
            "simulated": _recorded(store, "DEMO", day + timedelta(days=3), before=6, after=4, simulated=True),
            "stopped": _recorded(
                store, "P-009", day + timedelta(days=4), before=5, after=None, reason="stopped by the patient (gaze)"
            ),
            "cut": _recorded(store, "P-021", day + timedelta(days=5), before=6, after=None, cut=True),
            "half": _loud(store, "R-050", 8),
            "over": _loud(store, "R-100", 15),
            "cut too": _recorded(store, "P-022", day + timedelta(days=6), before=6, after=None, cut=True),
        }


def _loud(store: Store, alias: str, seconds: int) -> int:
    """Yesterday at 120 dB(A), of which 14 s are a week's worth."""
    plan = SessionPlan(alias, "snow-canyon", 600.0, Mode.D2, "en", tuple(CHECKLIST), listening=Listening("rain", 3.0))
    session = store.begin_session(plan, 7, datetime.now(UTC) - timedelta(days=1), 0)
    for second in range(seconds):
        store.level(session, replace(second_of_sound(second), ambient_db=-52.0, total_db=22.0))
    store.phase(session, 30 * S, "aborted", "too loud")
    return session


def _recorded(
    store: Store,
    alias: str,
    at: datetime,
    *,
    before: int,
    after: int | None,
    note: str = "",
    reason: str | None = None,
    simulated: bool = False,
    cut: bool = False,
) -> int:
    ratings = {"before": before, "after": after if after is not None else 0}
    plan = SessionPlan(
        alias,
        "snow-canyon",
        600.0,
        Mode.D2,
        "en",
        tuple(CHECKLIST),
        ratings if simulated else None,
        Comfort(posture="lying", eye_height_m=0.95, vignette_deg=80.0) if note else Comfort(),
        training=Training(level=Level.LIVELY, goal=5) if note else Training(),
    )
    session = store.begin_session(plan, 7, at, 0)
    anchors = ("no pain", "pain as bad as you can imagine")

    def rate(at_s: int, phase: str, value: int) -> None:
        store.rating(session, at_s * S, phase, "nrs-pain-now", value, anchors, "en", "gaze", 8.5, 1, "2d")

    store.phase(session, 1 * S, "rating_before")
    rate(20, "before", before)
    store.phase(session, 20 * S, "exposure")
    segment = store.open_segment(session, 20 * S, "2d", "window", None, None)
    for second in range(21, 31 if note else 21):
        store.level(session, second_of_sound(second))
        store.frames(
            session,
            segment,
            second * S,
            mode="2d",
            count=60,
            missed=1 if second > 27 else 0,
            p50_ms=16.7,
            p99_ms=20.0,
            max_ms=20.0,
            period_ms=16.7,
            late=1 if second > 28 else 0,
            scale=0.8 if second > 25 else 1.0,
            samples=np.full(60, 20.0, np.float32).tobytes(),
        )
    if note:
        for at_s, kind, data in HAPPENED:
            gaze = {"azimuth": 0.1, "elevation": 0.0, "on": None}
            store.event(session, at_s * S, kind, {**data, "world_s": at_s - 20.0, "gaze": gaze})
    if cut:
        return session
    store.close_segment(segment, 140 * S, "stopped" if reason else "time")
    if reason:
        store.phase(session, 141 * S, "aborted", reason)
        return session
    store.phase(session, 141 * S, "rating_after")
    rate(150, "after", after or 0)
    store.phase(session, 151 * S, "debrief")
    if note:
        store.note(session, note)
    store.phase(session, 160 * S, "complete")
    return session


def second_of_sound(second: int) -> Second:
    """Held 5 dB over a room of 46 dB(A), at a microphone that reads 98 dB SPL as full scale."""
    bands = np.linspace(-55.0, -65.0, 21)
    return Second(
        t_ns=second * S,
        target_db=5.0,
        definition="layer_only",
        ambient_db=-52.0,
        layer_db=-47.1,
        ambient_z_db=-44.0,
        layer_z_db=-40.0,
        snr_db=5.0,
        gain_db=-20.0,
        method="power_subtraction",
        calibrated=True,
        world_db=-63.0,
        total_db=-47.0,
        uncertainty_db=0.4,
        spl_db=98.0,
        cap_db=-28.0,
        ambient_bands_db=tuple(bands),
        layer_bands_db=tuple(bands + 5.0),
    )


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here. What its pages complain about fails the test, but for a server that is away."""
    fresh = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-GB")
    complaints: list[str] = []
    fresh.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    fresh.on("weberror", lambda error: complaints.append(str(error.error)))
    yield fresh
    fresh.close()
    away = ("the server responded with a status of 404", "net::ERR_", "Failed to fetch")
    assert [line for line in complaints if not any(word in line for word in away)] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
