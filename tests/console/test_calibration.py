"""The sound's calibration in a real browser, in a virtual room and without any sound."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.rig.room import VirtualRoom
from tests.console.conftest import ROOT, Served
from tests.console.looking import nameless, small_targets
from tests.console.program import free_port, wait_until_served


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a program that has a loudspeaker and a microphone."""
    folder: Path = tmp_path_factory.mktemp("sounding")
    port = free_port()
    command = [sys.executable, "-m", "app", "--data", str(folder / "data"), "--no-browser", "--offscreen"]
    command += ["--output", "room", "--microphone", "earmic", "--port", str(port)]
    with VirtualRoom(noise_dbfs=-50.0) as room:
        env = {**os.environ, **room.env, "PYTHONPATH": str(ROOT), "DISPLAY": "", "XR_RUNTIME_JSON": "none.json"}
        with subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.DEVNULL) as process:
            try:
                wait_until_served(port, process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.wait(15)


def test_the_steps_are_walked_through_and_a_measurement_can_be_stopped(sounding: str, page: Page) -> None:
    part = page.get_by_test_id
    page.goto(f"{sounding}/sound")
    expect(part("output")).to_have_text("Output: room · volume 100 %")
    expect(part("earlier")).to_have_text("No calibration of these devices is kept yet.")
    expect(part("next")).to_be_disabled()
    part("wearing-closed").click()
    part("next").click()
    part("calibrator-db").fill("9")
    part("measure-calibrator").click()
    expect(part("fault")).to_have_text("A calibrator gives 60 to 130 dB SPL.")
    part("no-calibrator").click()
    part("path-by-sheet").click()
    expect(page.get_by_text("This needs the calibrator of step 2.")).to_be_visible()
    part("loss-by-sheet").click()
    assert small_targets(page) == []
    assert nameless(page) == []
    part("back").click()
    part("back").click()
    part("wearing-loudspeaker").click()
    part("next").click()
    part("next").click()
    part("measure-path").click()
    expect(part("meter")).to_be_visible()
    expect(part("doing")).to_have_text("Listening to the room. Please keep quiet…")
    part("stop-measuring").click()
    expect(part("measure-path")).to_be_enabled()
    expect(part("fault")).to_be_hidden()


def test_without_sound_it_says_what_to_do(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/sound")
    expect(page.get_by_test_id("fault")).to_contain_text(
        "There is no sound output: plug in headphones or a loudspeaker"
    )
    expect(page.get_by_test_id("open-again")).to_be_visible()
