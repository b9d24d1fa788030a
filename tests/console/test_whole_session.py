"""A clinician at the browser, a patient in the headset, a room with noise: one session on real parts, from Start to the record.

The patient is a remote-controlled headset on the Monado runtime, who looks at the numbers and pulls the trigger; the clinician
is Chromium; the room is a sound server's; the record is read back from the database.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from panda3d.core import LPoint3f, NodePath
from playwright.sync_api import Browser, Page, expect

from app.engine.encounter import RATING_M
from app.engine.panels import RatingPanel
from app.engine.text import Texts
from app.rig import VirtualHeadset, VirtualRoom, VirtualScreen
from app.session import instruments
from app.store import Store
from app.store.records import SessionRecord
from tests.console.conftest import ROOT
from tests.console.program import wait_until_served
from tests.console.test_live import OPEN_MS, rate


@dataclass
class Clinic:
    """The running program with its headset and its room."""

    url: str
    data: Path
    headset: VirtualHeadset
    process: subprocess.Popen[bytes]

    def record(self) -> SessionRecord:
        with Store.open(self.data, read_only=True) as store:
            return store.session(store.sessions(1)[0].id)


@pytest.fixture
def clinic(tmp_path: Path, screen: VirtualScreen, headset: VirtualHeadset) -> Iterator[Clinic]:
    with VirtualRoom() as room, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        env = {**os.environ, **screen.env, **headset.env, **room.env, "PYTHONPATH": str(ROOT)}
        data = tmp_path / "data"
        command = [sys.executable, "-m", "app", "--data", str(data), "--no-browser", "--port", str(port)]
        with subprocess.Popen(command, env=env, cwd=tmp_path) as process:
            try:
                wait_until_served(port, process)
                yield Clinic(f"http://127.0.0.1:{port}", data, headset, process)
            finally:
                process.terminate()
                process.wait(20)


def start(page: Page, clinic: Clinic, mode: str) -> None:
    page.goto(clinic.url)
    page.get_by_test_id("alias").fill("P-077")
    page.get_by_test_id(f"mode-{mode}").click()
    page.get_by_test_id("minutes-10").click()
    page.get_by_test_id("check-all").click()
    page.get_by_test_id("start").click()
    page.wait_for_url("**/live", timeout=OPEN_MS)


def toward(button: int | str) -> tuple[float, float, float]:
    """Which way a patient who looks straight ahead finds a button of the rating panel (OpenXR's axes)."""
    panel = RatingPanel(
        NodePath("seat"), Texts("en"), instruments.load("nrs-pain-now"), "en", lambda: 0.0, lambda _: None, "before"
    )
    panel.root.set_pos(0, RATING_M, 0)
    x, y, z = panel.target(button).position - LPoint3f(0, 0, 0)
    return x, z, -y


def rate_by_looking(page: Page, clinic: Clinic, value: int, done: Callable[[], bool]) -> None:
    """Look at the number, then at Confirm, as long as it takes."""
    look = clinic.headset.remote.look
    deadline = time.monotonic() + 60
    look((0, 0, -1))
    page.wait_for_timeout(1500)
    while not done():
        assert time.monotonic() < deadline, "the rating was not given by looking"
        look(toward(value))
        page.wait_for_timeout(3500)
        look(toward("confirm"))
        for _ in range(12):
            page.wait_for_timeout(250)
            if done():
                break
    look((0, 0, -1))


def test_a_session_with_headset_room_browser_and_record(clinic: Clinic, page: Page) -> None:
    clinic.headset.remote.put_down()
    start(page, clinic, "3d")
    phase, shown = page.get_by_test_id("phase"), page.get_by_test_id("shown")
    expect(page.get_by_test_id("rate-0")).to_be_visible(timeout=OPEN_MS)
    expect(shown).to_contain_text("Monado", timeout=OPEN_MS)
    rate_by_looking(page, clinic, 6, lambda: page.get_by_test_id("finish").is_visible())

    # in the world: what the patient throws is counted, the clinician switches there and back, the sound is held
    expect(page.get_by_test_id("snr")).to_have_text(re.compile(r"[456]\.\d"), timeout=30_000)
    expect(page.get_by_test_id("sound-state")).to_have_text("Held", timeout=30_000)
    expect(page.get_by_test_id("sound-more")).to_have_text(re.compile(r"room −\d+, layer −\d+"))
    clinic.headset.remote.point((0, 0, -1))
    for _ in range(3):
        clinic.headset.remote.trigger(True)
        page.wait_for_timeout(400)
        clinic.headset.remote.trigger(False)
        page.wait_for_timeout(400)
    clinic.headset.remote.put_down()
    page.get_by_test_id("switch-2d").click()
    expect(shown).to_contain_text("2D is shown", timeout=20_000)
    page.wait_for_timeout(3000)
    page.get_by_test_id("switch-3d").click()
    expect(shown).to_contain_text("3D is shown", timeout=20_000)
    page.wait_for_timeout(3000)
    page.get_by_test_id("finish").click()
    expect(page.get_by_test_id("rate-0")).to_be_visible()
    rate_by_looking(page, clinic, 3, lambda: page.get_by_test_id("complete").is_visible())
    expect(phase).to_be_visible()
    page.get_by_test_id("complete").click()
    page.wait_for_url(re.compile(r"/sessions/\d+"))

    expect(page.get_by_test_id("before")).to_contain_text("6")
    expect(page.get_by_test_id("after")).to_contain_text("3")
    record = clinic.record()
    assert record.row.state == "complete"
    assert [(s.mode, s.display) for s in record.segments] == [("3d", "openxr"), ("2d", "window"), ("3d", "openxr")]
    assert all("Monado" in (s.runtime or "") for s in record.segments if s.mode == "3d")
    assert [(r.phase, r.value, r.source, r.mode) for r in record.ratings] == [
        ("before", 6, "gaze", "3d"),
        ("after", 3, "gaze", "3d"),
    ]
    stated = [level.snr_db for level in record.levels if level.snr_db is not None]
    assert len(stated) > 5
    assert sum(stated) / len(stated) == pytest.approx(5.0, abs=1.0)
    thrown = [event for event in record.events if event.kind == "thrown"]
    assert thrown


def test_a_runtime_killed_in_the_middle_leaves_the_session_running_in_2d_and_the_clinician_told(
    clinic: Clinic, page: Page
) -> None:
    start(page, clinic, "3d")
    expect(page.get_by_test_id("shown")).to_contain_text("Monado", timeout=OPEN_MS)
    page.get_by_test_id("skip-calibration").click()
    expect(page.get_by_test_id("rate-0")).to_be_visible(timeout=OPEN_MS)
    rate(page, 5)
    expect(page.get_by_test_id("finish")).to_be_visible()
    page.wait_for_timeout(2000)
    clinic.headset.kill()
    expect(page.get_by_test_id("shown")).to_contain_text("2D is shown", timeout=20_000)
    expect(page.get_by_test_id("notices")).to_contain_text("Monado")
    page.wait_for_timeout(2000)
    # the headset's software is started again: one press brings 3D back
    clinic.headset.start()
    page.get_by_test_id("switch-3d").click()
    expect(page.get_by_test_id("shown")).to_contain_text("3D is shown", timeout=20_000)
    page.get_by_test_id("stop").click()
    page.wait_for_url(re.compile(r"/sessions/\d+"), timeout=20_000)
    record = clinic.record()
    assert record.row.state == "aborted"
    assert [(s.mode, s.ended_by) for s in record.segments] == [
        ("3d", "display_lost"),
        ("2d", "switched"),
        ("3d", "stopped"),
    ]
    assert any(event.kind == "fault" and "Monado" in str(event.data) for event in record.events)


def test_a_program_killed_in_the_middle_loses_nothing_and_offers_the_session_again(
    clinic: Clinic, browser: Browser
) -> None:
    # a browser whose complaints about the lost program are nobody's fault
    strange = browser.new_context(locale="en-GB")
    page = strange.new_page()
    start(page, clinic, "2d")
    page.get_by_test_id("skip-calibration").click()
    expect(page.get_by_test_id("rate-0")).to_be_visible(timeout=OPEN_MS)
    rate(page, 7)
    expect(page.get_by_test_id("finish")).to_be_visible()
    page.wait_for_timeout(3000)
    clinic.process.kill()
    clinic.process.wait(10)
    port = clinic.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "app", "--data", str(clinic.data), "--no-browser", "--port", port, "--offscreen"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DISPLAY": ""}
    with subprocess.Popen(command, env=env) as again:
        try:
            wait_until_served(int(port), again)
            page.close()  # it reloads by itself when the program is back, and would get in the way of what is typed
            page = strange.new_page()
            page.goto(clinic.url)
            expect(page.get_by_test_id("cut-off")).to_contain_text("P-077")
            record = clinic.record()
            assert [(r.phase, r.value) for r in record.ratings] == [("before", 7)]
            assert record.segments[0].ended_by == "cut_off"
            assert (record.segments[0].seconds or 0) > 1.0
            page.get_by_test_id("resume").click()
            page.wait_for_url("**/live", timeout=OPEN_MS)
            expect(page.get_by_test_id("finish")).to_be_visible(timeout=OPEN_MS)
        finally:
            again.terminate()
            again.wait(20)
    assert clinic.record().row.state == "exposure"
